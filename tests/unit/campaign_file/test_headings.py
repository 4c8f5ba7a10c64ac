"""What people write over the columns of a sheet."""

from __future__ import annotations

import re

import pytest

from invoca.campaign_file.sheet.columns import Naming, column_index, column_letters, columns
from tests.unit.campaign_file.texts import HEAD, RADIO, MistakesIn, Read

FROM = f"{HEAD}{RADIO}numbers_from: x.csv\n"


def fields(*headings: str, naming: Naming | None = None) -> list[str]:
    found, mistakes = columns(["name", *headings], naming or Naming())
    assert mistakes == []
    return [column.field for column in found[1:]]


def told(*headings: str, naming: Naming | None = None) -> list[str]:
    return columns(["name", *headings], naming or Naming())[1]


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Description", "description"),
        ("Media Type", "media_type"),
        ("  MEDIA_TYPE ", "media_type"),
        ("media-type", "media_type"),
        ("Media\u00a0Type", "media_type"),
        ("Local Center Zipcode", "local_center.zipcode"),
        ("LOCAL_CENTER_TN_PREFIX", "local_center.tn_prefix"),
        ("Local Number Preferences: Search", ""),
        ("Tn Prefix Whitelist", "tn_prefix_whitelist"),
        ("ID from network", "id_from_network"),
        ("Quantity", "quantity"),
        ("Promo Number", "promo_number"),
        ("Custom Data Channel", "custom_data.channel"),
        ("Custom Data: Ad Group", "custom_data.ad_group"),
        ("custom_data.Channel", "custom_data.Channel"),
        ("custom_data.a.b", "custom_data.a.b"),
        ("Custom Data Straße", "custom_data.strasse"),
    ],
)
def test_case_blanks_and_underscores_do_not_count(heading: str, field: str) -> None:
    if field:
        assert fields(heading) == [field]
    else:
        assert told(heading)


def test_a_key_that_the_file_knows_is_meant_in_its_own_spelling() -> None:
    naming = Naming(custom_data=["adGroup", "Region"])
    assert fields("Custom Data Ad Group", "CUSTOM DATA REGION", naming=naming) == [
        "custom_data.adGroup",
        "custom_data.Region",
    ]


@pytest.mark.parametrize("heading", ["#", "# Notes", "#description", "Owner", "OWNER", "o w n e r"])
def test_a_column_can_be_left_alone(heading: str) -> None:
    assert fields(heading, naming=Naming(ignored=["owner"])) == [""]


@pytest.mark.parametrize(
    ("heading", "meant"),
    [
        ("Channel", "custom_data.channel"),
        ("Ad Group", "custom_data.ad_group"),
        ("Descripton", "description"),
        ("Zip", "local_center.zipcode"),
        ("Zip Code", "local_center.zipcode"),
        ("Area Code", "local_center.tn_prefix"),
        ("City", "local_center.city"),
        ("Phone number", "promo_number"),
        ("Media", "media_type"),
        ("Local Center Zip", "local_center.zipcode"),
        ("Region", "custom_data.Region"),
        ("STATE", "custom_data.state"),
        ("Postcode", "local_center.zipcode"),
        ("Camp ID", "campaign_id"),
        ("Qty", "quantity"),
        ("Telephone", "promo_number"),
        ("Search Radius", "local_number_preferences.search_radius_miles"),
        ("Campaign Name", "custom_data.campaign_name"),
    ],
)
def test_an_unknown_heading_is_told_once_with_what_is_likely_meant(
    heading: str, meant: str
) -> None:
    (only,) = told(heading, naming=Naming(custom_data=["Region", "state"], file="x.yaml"))
    assert only.startswith(f"`{heading}` is not a column of a number; did you mean `{meant}`? ")
    assert only.endswith(
        f"To ignore it, rename it to `#{heading}`, or write `ignore_columns: [{heading}]` into "
        "x.yaml"
    )


@pytest.mark.parametrize(
    ("heading", "meant", "own"),
    [
        ("Descr", "description", "descr"),
        ("Desc.", "description", "desc"),
        ("Camp", "campaign_id", "camp"),
        ("Adv. No.", "advertiser_id", "adv_no"),
        ("Type of media", "media_type", "type_of_media"),
        ("Zip of center", "local_center.zipcode", "zip_of_center"),
        ("Tel. No. 1", "promo_number", "tel_no_1"),
    ],
)
def test_a_short_form_is_first_the_field_that_it_begins_and_then_one_of_the_account(
    heading: str, meant: str, own: str
) -> None:
    (only,) = told(heading)
    assert f"did you mean `{meant}`, or `custom_data.{own}`? " in only


@pytest.mark.parametrize("heading", ["Pro", "Station", "Postcard", "Form", "Ad", "Local"])
def test_what_begins_no_field_or_several_is_one_of_the_account(heading: str) -> None:
    (only,) = told(heading)
    assert f"did you mean `custom_data.{heading.lower()}`? " in only


def test_a_short_form_of_a_field_that_has_its_column_is_another_one() -> None:
    (only,) = told("Description", "Descr")
    assert "did you mean `custom_data.descr`? " in only


@pytest.mark.parametrize("heading", ["Name of ad", "Ad name", "Campaign Name"])
def test_a_sheet_without_names_is_told_which_column_may_hold_them(heading: str) -> None:
    found, (only,) = columns([heading, "Description"], Naming())
    assert found[0].path == ()
    assert f"`{heading}` is not a column of a number; did you mean `name`" in only


def test_a_sheet_whose_names_have_another_heading_is_told_how_to_say_so() -> None:
    first, *_ = columns(["Notes", "Card", "Channel"], Naming(file="x.yaml"))[1]
    assert first == (
        "has no column `name`; add one with the name of each number, or say which of these it is, "
        "such as `columns: {Card: name}` in x.yaml"
    )


@pytest.mark.parametrize(
    ("heading", "other"),
    [("Number", "promo_number"), ("Card", "custom_data.card"), ("Desc", "description")],
)
def test_the_leftmost_column_likely_holds_the_names_that_no_other_does(
    heading: str, other: str
) -> None:
    first, *_, together = columns([heading, "Channel"], Naming(file="x.yaml"))[1]
    assert first.startswith(
        f"`{heading}` is not a column of a number; did you mean `name`, or `{other}`"
    )
    assert f"`columns: {{{heading}: name, Channel: custom_data.channel}}`" in together


def test_what_tells_of_numbers_that_were_bought_is_left_alone() -> None:
    *each, together = told("e164", "Stack", naming=Naming(file="x.yaml"))
    ignored = " to ignore it, rename it to `#"
    assert [one.split(";")[1][: len(ignored) + 5] for one in each] == [
        f"{ignored}e164`",
        f"{ignored}Stack",
    ]
    assert together.endswith("`ignore_columns: [e164, Stack]`")


def test_notes_are_told_how_they_are_left_alone_first() -> None:
    (only,) = told("Notes", naming=Naming(file="x.yaml"))
    assert only == (
        "`Notes` is not a column of a number; to ignore it, rename it to `#Notes`, or write "
        "`ignore_columns: [Notes]` into x.yaml; for a custom data field, name it "
        "`custom_data.notes`"
    )


def test_a_heading_that_yaml_would_misread_is_quoted_where_it_is_to_be_written() -> None:
    (only,) = told('Who: "me"')
    assert 'ignore_columns: ["Who: \\"me\\""]' in only


@pytest.mark.parametrize(
    ("headings", "said"),
    [
        (("Media Type", "media_type"), "two columns for media_type: `Media Type` and `media_type`"),
        (("Was", "was", "WAS"), "has 3 columns for was: `Was`, `was` and `WAS`; keep one"),
        (("custom_data.channel", "Custom Data Channel"), "two columns for custom_data.channel"),
        (("Custom Data Channel", "custom_data.Channel"), "two columns for custom_data.channel"),
        (("local_center",), "each key has a column of its own: `local_center.tn_prefix`"),
        (("Custom Data",), "write one for each key, such as `custom_data.channel`"),
        (
            ("Hours of Operation",),
            "declare these in the campaign file, as cells cannot say them",
        ),
        (("hours_of_operation.schedules",), "as cells cannot say them"),
    ],
)
def test_what_a_column_cannot_be_is_said_over_the_sheet(
    headings: tuple[str, ...], said: str
) -> None:
    (only,) = told(*headings)
    assert said in only


def test_keys_with_a_dot_that_differ_in_case_alone_are_two() -> None:
    assert fields("custom_data.a", "custom_data.A") == ["custom_data.a", "custom_data.A"]


def test_mistakes_of_the_headings_stop_before_the_rows(mistakes_in: MistakesIn) -> None:
    rows = "".join(f"n{i},,radio,call Bob\n" for i in range(300))
    found = mistakes_in(FROM, x_csv="name,description,Channel,Notes\n" + rows)
    assert [one.split(";")[0] for one in found] == [
        "x.csv:1: `Channel` is not a column of a number",
        "x.csv:1: `Notes` is not a column of a number",
        "x.csv:1: to leave the headings as they are, write into x.yaml: "
        "`columns: {Channel: custom_data.channel}` and `ignore_columns: [Notes]`",
    ]


def test_columns_that_are_left_alone_are_named_in_the_campaign_file(read: Read) -> None:
    campaign = read(
        FROM + "ignore_columns: [Notes, Cost (USD)]\n",
        x_csv="Name,Description,notes,cost (usd),# mine\nkroq,d,call Bob,5,#N/A\n",
    )
    assert campaign.numbers["kroq"].declaration.description == "d"


def test_a_heading_stands_for_what_the_campaign_file_says(read: Read) -> None:
    said = "columns: {Card: name, Zip: local_center.zipcode, '# wanted': quantity}\n"
    sheet = "CARD,Description,zip,# wanted\nkroq,d,02108,2\n"
    campaign = read(FROM + said, x_csv=sheet)
    assert list(campaign.numbers) == ["kroq-1", "kroq-2"]
    center = campaign.numbers["kroq-1"].declaration.local_center
    assert center is not None
    assert center.zipcode == "02108"


def test_what_mends_the_headings_at_once_mends_them_with_what_is_there_already(
    read: Read, mistakes_in: MistakesIn
) -> None:
    text = FROM + "columns: {Card: name}\nignore_columns: [Owner]\n"
    sheet = 'Card,Owner,Text,Zip,"Who: ""me""",Notes,Descripton,Remarks\nkroq,Al,,02108,b,d,e,f\n'
    *_, told = mistakes_in(text, x_csv=sheet)
    columns, ignored = re.findall("`([^`]+)`", told)
    # What stands there twice is to be one line: the suggestion holds what was there.
    campaign = read("\n".join([FROM, columns, ignored]), x_csv=sheet.replace("Text", "# Text"))
    assert columns.startswith("columns: {Card: name, ")
    assert ignored == "ignore_columns: [Owner, Notes, Remarks]"
    assert campaign.numbers["kroq"].declaration.description == "e"


def test_a_field_that_has_its_column_is_not_suggested_for_another(mistakes_in: MistakesIn) -> None:
    sheet = "name,Description,Descripton,Ad name,Zip,Zip Code,Notes\nkroq,d,e,a,1,2,n\n"
    *each, told = mistakes_in(FROM, x_csv=sheet)
    assert each[0] == (
        "x.csv:1: `Descripton` is not a column of a number; `description` already has a column; "
        "to ignore it, rename it to `#Descripton`, or write `ignore_columns: [Descripton]` into "
        "x.yaml; for a custom data field, name it `custom_data.descripton`"
    )
    assert "; `name` already has a column; to ignore it, rename it to `#Ad name`, or" in each[1]
    assert "`columns: {Zip: local_center.zipcode}` and `ignore_columns: " in told
    assert "[Descripton, Ad name, Notes]`" in told


def test_what_a_heading_cannot_stand_for_is_told(mistakes_in: MistakesIn) -> None:
    text = FROM + "columns: {Zip: local_centre.zipcode, Who: custom_data.}\n"
    assert mistakes_in(text, x_csv="name,description,Zip,Who\nkroq,d,02108,x\n") == [
        "x.csv:1: `Zip` stands for `local_centre.zipcode`, as `columns` in x.yaml says, but that "
        "is not a column of a number; did you mean `local_center.zipcode`?",
        "x.csv:1: has a column `custom_data.`; write a key after the dot",
    ]


def test_what_is_above_the_headings_is_to_be_deleted(mistakes_in: MistakesIn) -> None:
    assert mistakes_in(FROM, x_csv="Spring numbers,\n,\nName,Description\nkroq,d\n") == [
        "x.csv:1: does not name the columns, but line 3 does; delete what is above it"
    ]


def test_columns_have_the_letters_that_spreadsheets_show() -> None:
    letters = [column_letters(index) for index in (0, 25, 26, 51, 52, 701, 702)]
    assert letters == ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]
    assert [column_index(one) for one in letters] == [0, 25, 26, 51, 52, 701, 702]
