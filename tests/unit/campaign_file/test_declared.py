"""What a campaign file can say."""

from __future__ import annotations

import pytest

from invoca import CampaignRef
from invoca.campaign_file import (
    read_campaign_file,
)
from tests.unit.campaign_file.texts import HEAD, RADIO, STACKS, START, Read, only


def test_the_example_of_the_design_is_understood(read: Read) -> None:
    campaign = read(
        """\
advertiser_id: acme
campaign_id: spring-radio
# affiliate_id: kroq-network        # numbers of an affiliate campaign instead
defaults:                           # laid under every number; custom_data merges key by key
  media_type: "Offline: Radio"
  custom_data: {channel: radio}
numbers:                            # key = the number's name in this stack
  kroq:
    description: KROQ drive time
    custom_data: {station: KROQ}
  power106:
    description: Power 106 mornings
    local_center: {tn_prefix: "310"}
    protect: false                  # consent to release it (see below)
  mornings-west:
    was: mornings                   # renamed: same number
    description: West coast mornings
numbers_from: spring-radio.csv
""",
        **{"spring-radio_csv": "name,description,custom_data.station\nkpwr,Power spots,KPWR\n"},
    )
    kroq, power, west, kpwr = campaign.numbers.values()
    assert list(campaign.numbers) == ["kroq", "power106", "mornings-west", "kpwr"]
    assert kroq.declaration.campaign == CampaignRef("acme", "spring-radio")
    assert kroq.declaration.media_type == "Offline: Radio"
    assert kroq.declaration.custom_data == {"channel": "radio", "station": "KROQ"}
    assert (kroq.was, kroq.protect, kroq.file, kroq.line) == ((), None, "x.yaml", 8)
    assert power.declaration.create_only() == {"local_center": {"tn_prefix": "310"}}
    assert power.protect is False
    assert west.was == ("mornings",)
    assert kpwr.declaration.custom_data == {"channel": "radio", "station": "KPWR"}
    assert (kpwr.file, kpwr.line) == ("spring-radio.csv", 2)


@pytest.mark.parametrize("name", ["spring-radio", "direct-mail"])
def test_the_campaigns_of_this_repository_have_no_mistakes(name: str) -> None:
    campaign = read_campaign_file(STACKS / f"{name}.yaml")
    assert len(campaign.numbers) >= 5
    assert campaign.warnings() == []
    assert {entry.declaration.campaign_id for entry in campaign.numbers.values()} == {name}


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("old", ("old",)),
        ("[old, older]", ("old", "older")),
        ("[]", ()),
        ("~", ()),
        ("007", ("007",)),
    ],
)
def test_a_number_tells_every_name_that_it_had(
    read: Read, written: str, names: tuple[str, ...]
) -> None:
    campaign = read(f"{START}  kroq: {{description: d, was: {written}}}\n")
    assert only(campaign).was == names


def test_a_cell_tells_names_with_semicolons_between(read: Read) -> None:
    campaign = read(
        HEAD + RADIO + "numbers_from: x.csv\n",
        x_csv='name,description,was\nkroq,d,"old one; older, still"\n',
    )
    assert only(campaign).was == ("old one", "older, still")


def test_adopt_generation_and_ids_are_said_number_by_number(read: Read) -> None:
    campaign = read(
        START + "  by-digits: {description: d, adopt: (888) 555-0123}\n"
        "  by-id: {description: d, adopt: true, id_from_network: mine}\n"
        "  again: {description: d, generation: 2}\n"
        "  theirs: {description: d, id_assigned_by: invoca}\n"
    )
    declared = {name: entry.declaration for name, entry in campaign.numbers.items()}
    assert declared["by-digits"].adopt == "8885550123"
    assert (declared["by-id"].adopt, declared["by-id"].id_from_network) == (True, "mine")
    assert declared["again"].generation == 2
    assert declared["theirs"].id_assigned_by == "invoca"


def test_a_number_of_an_affiliate_campaign_is_known_by_its_head(read: Read) -> None:
    campaign = read(f"affiliate_id: kroq-network\n{START}  kroq: {{description: d}}\n")
    assert only(campaign).declaration.campaign.affiliate_id == "kroq-network"


def test_a_number_wins_over_defaults_and_defaults_over_the_head(read: Read) -> None:
    campaign = read(
        HEAD
        + """\
defaults: {media_type: "Offline: Radio", campaign_id: autumn, custom_data: {a: d, b: d}}
numbers:
  one: {description: d, media_type: "Offline: TV", campaign_id: winter, custom_data: {b: n, c: n}}
  two: {description: d}
"""
    )
    one, two = (entry.declaration for entry in campaign.numbers.values())
    assert (one.campaign_id, one.media_type) == ("winter", "Offline: TV")
    assert one.custom_data == {"a": "d", "b": "n", "c": "n"}
    assert (two.campaign_id, two.media_type) == ("autumn", "Offline: Radio")
    assert two.custom_data == {"a": "d", "b": "d"}


def test_a_key_without_a_value_takes_the_default_away(read: Read) -> None:
    campaign = read(
        HEAD
        + """\
defaults: {media_type: "Offline: Radio", custom_data: {a: d, b: d}, tn_prefix_whitelist: ["805"]}
numbers:
  one: {description: d, tn_prefix_whitelist: ~, custom_data: {a: ~}}
  two: {description: d, custom_data: ~}
"""
    )
    one, two = (entry.declaration for entry in campaign.numbers.values())
    assert one.create_only() == {}
    assert one.managed_custom_data == {"b": "d"}
    assert two.managed_custom_data == {}


def test_a_number_may_live_by_defaults_alone(read: Read) -> None:
    campaign = read(HEAD + "defaults: {description: d, media_type: m}\nnumbers:\n  kroq:\n")
    assert only(campaign).declaration.description == "d"


@pytest.mark.parametrize(
    ("word", "protect"),
    [("true", True), ("false", False), ("yes", True), ("no", False), ("No", False), ("~", None)],
)
def test_protection_is_said_in_the_words_of_yaml(
    read: Read, word: str, protect: bool | None
) -> None:
    campaign = read(f"{START}  kroq: {{description: d, protect: {word}}}\n")
    assert only(campaign).protect is protect


def test_protection_can_be_a_default(read: Read) -> None:
    campaign = read(
        HEAD + "defaults: {media_type: m, protect: false}\n"
        "numbers:\n  one: {description: d}\n  two: {description: d, protect: true}\n"
    )
    assert [entry.protect for entry in campaign.numbers.values()] == [False, True]


def test_an_odd_media_type_is_a_warning_with_its_line(read: Read) -> None:
    campaign = read(f"{START}  kroq:\n    description: d\n    media_type: 'Offline: Raido'\n")
    (warning,) = campaign.warnings()
    assert warning.startswith("x.yaml:5: kroq: media_type 'Offline: Raido' is not one")


def test_a_campaign_of_thousands_keeps_the_order_of_its_spreadsheet(read: Read) -> None:
    rows = "".join(f"n{i},Number {i}\n" for i in range(2000))
    campaign = read(HEAD + RADIO + "numbers_from: x.csv\n", x_csv="name,description\n" + rows)
    assert list(campaign.numbers) == [f"n{i}" for i in range(2000)]
