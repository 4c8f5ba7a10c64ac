"""A row with several mistakes is told all of them, and nothing that only follows from one."""

from __future__ import annotations

from tests.unit.campaign_file.texts import HEAD, RADIO, MistakesIn, Read

FROM = f"{HEAD}{RADIO}numbers_from: x.csv\n"
SHEET = "name,description,local_center.zipcode,protect,custom_data.a,custom_data.b,promo_number\n"


def told(mistakes: list[str]) -> list[tuple[str, str]]:
    """The place of each, and what it is about."""
    return [
        (one.split(": ")[0], one.split(": ", 2)[2].split(" ")[0].rstrip(":")) for one in mistakes
    ]


def test_a_cell_that_cannot_be_read_hides_no_other_mistake_of_its_row(
    mistakes_in: MistakesIn,
) -> None:
    sheet = SHEET + "a,#N/A,2108,x,ok,8.88E+09,123\nb,,90210,,,,\n"
    assert told(mistakes_in(FROM, x_csv=sheet)) == [
        ("x.csv:2", "description"),
        ("x.csv:2", "custom_data.b"),
        ("x.csv:2", "promo_number"),
        ("x.csv:2", "local_center.zipcode"),
        ("x.csv:2", "protect"),
        ("x.csv:3", "description"),
    ]


def test_nothing_is_said_that_only_follows_from_such_a_cell(mistakes_in: MistakesIn) -> None:
    head = FROM.replace("Offline: Radio", "Google Call Extension")
    sheet = (
        "name,media_type,description,adwords_account_id,local_center.city,local_center.state,"
        "tn_prefix_whitelist\n"
        "a,#REF!,d,123-456-7890,,,\n"
        "b,Offline: Radio,d,,Reno,#N/A,#N/A\n"
        "c,Offline: Radio,#N/A,,,,\n"
    )
    assert told(mistakes_in(head, x_csv=sheet)) == [
        ("x.csv:2", "media_type"),
        ("x.csv:3", "local_center.state"),
        ("x.csv:3", "tn_prefix_whitelist"),
        ("x.csv:4", "description"),
    ]


def test_a_name_that_is_there_twice_is_told_though_its_first_row_is_wrong(
    mistakes_in: MistakesIn,
) -> None:
    sheet = "name,description\na,#N/A\na,d\n#REF!,d\n"
    assert mistakes_in(FROM, x_csv=sheet)[1:] == [
        "x.csv:3: 'a' appears twice (first at x.csv:2); rename one of them",
        "x.csv:4: name: '#REF!' is a formula error; correct the formula, or write the value",
    ]


def test_several_that_a_wrong_row_stands_for_are_told_once(mistakes_in: MistakesIn) -> None:
    (only,) = mistakes_in(FROM, x_csv="name,description,quantity\na,#N/A,3\n")
    assert only.startswith("x.csv:2: a: description: '#N/A'")


def test_a_cell_is_named_by_its_heading_too_where_that_is_in_other_words(
    mistakes_in: MistakesIn,
) -> None:
    text = FROM + "columns: {Zip: local_center.zipcode, Text: description}\n"
    sheet = "name,Text,Zip,Custom Data A\na,#N/A,2108,#N/A\n"
    assert [one.split(": ", 2)[2].partition("'")[0] for one in mistakes_in(text, x_csv=sheet)] == [
        "description (column `Text`): ",
        "custom_data.a: ",
        "local_center.zipcode (column `Zip`) cannot be ",
    ]


def test_names_that_look_alike_are_a_warning(read: Read) -> None:
    """A row that was copied, or typed twice, buys two numbers."""
    sheet = "name,description,quantity\nKROQ late,d,\nkroq  late,d,2\nkroq-late,d,\n"
    assert read(FROM, x_csv=sheet).warnings() == [
        "x.csv:3: kroq  late: differs from 'KROQ late' (x.csv:2) in case or spaces only, and is "
        "another number; if both mean one, remove one of them"
    ]
