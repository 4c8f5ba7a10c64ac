"""Every mistake in a campaign file, with its line and what to write instead."""

from __future__ import annotations

import pytest

from invoca.campaign_file import (
    CampaignFileMistakes,
)
from invoca.errors import FixDeclaration
from tests.unit.campaign_file.texts import HEAD, RADIO, START, MistakesIn, Read


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "x.yaml:1: is not a campaign; it must begin with advertiser_id, ..."),
        ("# nothing\n", "x.yaml:1: is not a campaign; it must begin with advertiser_id, ..."),
        ("- a\n", "x.yaml:1: is not a campaign; it must begin with advertiser_id, ..."),
        ("hello\n", "x.yaml:1: is not a campaign; it must begin with advertiser_id, ..."),
        (
            HEAD,
            "x.yaml:0: declares no numbers; write at least one under `numbers:`. To release them "
            "all, set `protect: false`, run `pulumi up`, then `pulumi destroy`",
        ),
        (HEAD + "numbers: {}\n", "x.yaml:0: declares no numbers; write at least one"),
        (HEAD + "numbers:\n", "x.yaml:0: declares no numbers; write at least one"),
        (
            HEAD + "numbers: [{name: a}]\n",
            "x.yaml:3: numbers must name each number before what it says: `kroq: {description: "
            "KROQ drive time}`",
        ),
        (HEAD + "numbers: {a: b}\n", "x.yaml:3: numbers.a must be a map"),
        (HEAD + "defaults: text\n", "x.yaml:3: defaults must be a map"),
        (HEAD + "numbers_from: [a.csv]\n", "x.yaml:3: numbers_from must be text"),
        (HEAD + "nummbers: {}\n", "x.yaml:3: nummbers is not a known key; did you mean `numbers`?"),
        (
            HEAD + "zzz: 1\n",
            "x.yaml:3: zzz is not a known key; remove it, or use one of: advertiser_id, "
            "affiliate_id, campaign_id, columns, "
            "defaults, ignore_columns, numbers, numbers_from, sheet",
        ),
        (
            "campaign_id: c\nnumbers: {}\n",
            "x.yaml:1: advertiser_id is missing; write `advertiser_id: ...`",
        ),
        (
            "advertiser_id: a\ncampaign_id: ..\nnumbers: {}\n",
            "x.yaml:2: campaign_id must be an id: not empty, no spaces around",
        ),
        (
            HEAD + "numbers: {'': {}}\n",
            "x.yaml:3: numbers. is not a name; use 1 to 100 letters, digits, dashes or dots",
        ),
        (
            HEAD + f"numbers: {{{'n' * 101}: {{}}}}\n",
            f"x.yaml:3: numbers.{'n' * 101} is not a name",
        ),
        (HEAD + "numbers: {? [a] : {}}\n", "x.yaml:3: a key must be text"),
    ],
)
def test_a_mistake_of_the_whole_file_is_told_with_its_line(
    mistakes_in: MistakesIn, text: str, told: str
) -> None:
    assert any(one.startswith(told) for one in mistakes_in(text))


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("colour: red", "colour is not a known key; remove it, or use one of: adopt, "),
        ("descripton: d", "descripton is not a known key; did you mean `description`?"),
        ("strategy: x", "strategy is not a known key; "),
        ("boolean: x", "boolean is not a known key; "),
        ("function-x: x", "function-x is not a known key; "),
        ("'[key]': x", "[key] is not a known key; "),
        ("media_type: ' '", "media_type must not be blank; Invoca requires it"),
        ("media_type:", "media_type is missing; write `media_type: ...`"),
        ("media_type: [a]", "media_type must be text, not '['a']'"),
        ("custom_data: text", "custom_data must be a map, such as {channel: radio}, not 'text'"),
        ("custom_data: {a: [b]}", "custom_data.a must be text, not '['b']'"),
        ("custom_data: {street: [b]}", "custom_data.street must be text, not '['b']'"),
        ("custom_data: {'': b}", "custom_data. must not be blank; Invoca requires it"),
        (
            f"custom_data: {{a: {'x' * 10_001}}}",
            "custom_data.a has 10001 characters; at most 10000 are allowed",
        ),
        (
            "local_center: {tn_prefix: 31}",
            "local_center.tn_prefix cannot be '31'; write an area code, such as \"310\"",
        ),
        (
            "local_center: {zipcode: 2108}",
            "local_center.zipcode cannot be '2108'; write 02108. A spreadsheet removed the "
            "leading zero; format the column as 00000, or as text",
        ),
        (
            "local_center: {zipcode: 210}",
            "local_center.zipcode cannot be '210'; write a zip code, such as 93101",
        ),
        (
            "local_center: {tn_prefix: '310.0'}",
            "local_center.tn_prefix cannot be '310.0'; write 310. A spreadsheet turned it "
            "into a decimal number; format the column as text",
        ),
        (
            "local_center: {zip: 93101}",
            "local_center.zip is not a known key; did you mean `zipcode`?",
        ),
        ("local_center: {}", "local_center must name exactly one of: tn_prefix, zipcode, or city"),
        ("local_center: {city: Ojai}", "local_center must name city and state together"),
        ("local_center: Ojai", "local_center must be a map of keys, not 'Ojai'"),
        (
            "local_number_preferences: {search_radius_miles: far}",
            "local_number_preferences.search_radius_miles must be a whole number, not 'far'",
        ),
        (
            "local_number_preferences: {restrict_search_to_state: maybe}",
            "local_number_preferences.restrict_search_to_state must be true or false, not 'maybe'",
        ),
        ("tn_prefix_whitelist: 805", "tn_prefix_whitelist must be a list, not '805'"),
        (
            "tn_prefix_whitelist: ['80']",
            "tn_prefix_whitelist.0 cannot be '80'; write an area code, such as \"310\"",
        ),
        ("promo_type: Global", "promo_type cannot be 'Global'; write 'Local' or 'Mobile'"),
        ("id_assigned_by: me", "id_assigned_by cannot be 'me'; write 'caller' or 'invoca'"),
        (
            "id_from_network: ''",
            "id_from_network is empty; write your own id of the number, or leave it out",
        ),
        ("id_from_network: ' a'", "id_from_network must be an id: not empty"),
        ("adopt: yes", "adopt must be true, or the ten digits of a number: 8885550123"),
        ("generation: 0", "generation must be 1 or more, not '0'"),
        ("generation: two", "generation must be a whole number, not 'two'"),
        ("protect: maybe", "protect must be true or false, not 'maybe'"),
        ("was: ''", "was is not a name; use 1 to 100 letters, digits, dashes or dots"),
        ("was: ['', '']", "was is not a name; use 1 to 100 letters, digits, dashes or dots"),
        ("was: [old, kroq]", "was 'kroq', but 'kroq' is still declared; remove one of the two"),
        ("was: kroq", "was 'kroq', but 'kroq' is still declared; remove one of the two"),
        ("adwords_account_id: 1", "adwords_account_id needs media_type: 'Google Call Extension'"),
        ("hours_of_operation: {time_zone: Hawaii}", "hours_of_operation needs schedules, or open_"),
        (
            "hours_of_operation: {open_24_7: true}",
            "hours_of_operation.time_zone is missing; write `time_zone: ...`",
        ),
        (
            "hours_of_operation: {time_zone: Hawaii, schedules: [{day_of_week: Monday, "
            "open_time: '09:10', close_time: '17:00'}]}",
            "hours_of_operation.schedules.0.open_time cannot be '09:10'; write a time in steps of "
            '15 minutes, such as "09:00"',
        ),
    ],
)
def test_a_mistake_of_a_number_is_told_with_its_line_and_what_to_write(
    mistakes_in: MistakesIn, line: str, told: str
) -> None:
    (only_one,) = mistakes_in(
        f"{START}  one:\n    description: d\n  kroq:\n    description: d\n    {line}\n"
    )
    if "still declared" in told:
        assert only_one.startswith(f"x.yaml:7: kroq: {told}")
    elif told.startswith("media_type is missing"):
        assert only_one == f"x.yaml:9: kroq: {told}"
    else:
        assert only_one.startswith(f"x.yaml:9: kroq: {told}")


def test_a_value_on_a_line_of_its_own_is_told_with_that_line(mistakes_in: MistakesIn) -> None:
    assert mistakes_in(
        START
        + """\
  kroq:
    description: d
    custom_data:
      station: KROQ
      market: [a]
    tn_prefix_whitelist:
      - "805"
      - "80"
    local_center:
      tn_prefix: "310"
      zip: "93101"
"""
    ) == [
        "x.yaml:9: kroq: custom_data.market must be text, not '['a']'",
        "x.yaml:12: kroq: tn_prefix_whitelist.1 cannot be '80'; write an area code, such as "
        '"310"',
        "x.yaml:15: kroq: local_center.zip is not a known key; did you mean `zipcode`?",
    ]


def test_a_missing_value_is_told_with_the_line_of_the_number(mistakes_in: MistakesIn) -> None:
    assert mistakes_in(f"{HEAD}numbers:\n  one:\n    description: d\n  two:\n") == [
        "x.yaml:4: one: media_type is missing; write `media_type: ...`",
        "x.yaml:6: two: description is missing; write `description: ...`",
        "x.yaml:6: two: media_type is missing; write `media_type: ...`",
    ]


def test_every_mistake_is_told_in_one_go_in_the_order_of_the_files(
    mistakes_in: MistakesIn,
) -> None:
    told = mistakes_in(
        """\
advertiser_id: " acme"
campaing_id: spring-radio
defaults:
  media_type: "Offline: Radio"
  local_center: {tn_prefix: "1"}
numbers:
  kroq:
    description: d
    colour: red
  kroq:
    description: d
  power106:
    generation: two
numbers_from: x.csv
""",
        x_csv="name,adopt\n,x\nkpwr,maybe\n",
    )
    expected = [
        "x.yaml:1: advertiser_id must be an id",
        "x.yaml:1: campaign_id is missing",
        "x.yaml:2: campaing_id is not a known key; did you mean `campaign_id`?",
        "x.yaml:5: defaults: local_center.tn_prefix cannot be '1'",
        "x.yaml:9: kroq: colour is not a known key",
        "x.yaml:10: 'kroq' appears twice in numbers (first on line 7)",
        "x.yaml:12: power106: description is missing",
        "x.yaml:13: power106: generation must be a whole number, not 'two'",
        "x.csv:2: has no name; write one into the column `name`",
        "x.csv:3: kpwr: adopt must be true, or the ten digits",
        "x.csv:3: kpwr: description is missing",
    ]
    assert len(told) == len(expected)
    assert all(any(one.startswith(start) for one in told) for start in expected)
    files_and_lines = [(one.split(":")[0] == "x.csv", int(one.split(":")[1])) for one in told]
    assert files_and_lines == sorted(files_and_lines)


def test_a_mistake_of_the_defaults_is_told_once_at_the_defaults(mistakes_in: MistakesIn) -> None:
    colour, station = mistakes_in(
        HEAD
        + """\
defaults:
  media_type: "Offline: Radio"
  colour: red
  custom_data:
    station: [a]
numbers:
  one: {description: d}
  two: {description: d, custom_data: {daypart: drive}}
"""
    )
    assert colour.startswith("x.yaml:5: defaults: colour is not a known key")
    assert station == "x.yaml:7: defaults: custom_data.station must be text, not '['a']'"


def test_a_mistake_that_a_number_lays_over_the_defaults_is_its_own(mistakes_in: MistakesIn) -> None:
    assert mistakes_in(
        HEAD
        + """\
defaults: {media_type: "Offline: Radio", custom_data: {station: KROQ}}
numbers:
  one: {description: d}
  two: {description: d, custom_data: {station: [a]}}
"""
    ) == ["x.yaml:6: two: custom_data.station must be text, not '['a']'"]


def test_a_text_of_all_mistakes_says_that_nothing_was_sent(read: Read) -> None:
    with pytest.raises(CampaignFileMistakes) as told:
        read(f"{START}  one: {{description: ''}}\n  two: {{description: d, colour: red}}\n")
    assert isinstance(told.value, FixDeclaration)
    first, *rest = str(told.value).splitlines()
    assert first == "x.yaml has 2 mistakes. Nothing was sent to Invoca."
    assert rest[0] == "  x.yaml:5: one: description must not be blank; Invoca requires it"
    assert rest[1].startswith("  x.yaml:6: two: colour is not a known key")
    with pytest.raises(CampaignFileMistakes) as told:
        read(HEAD)
    assert str(told.value).startswith(
        "x.yaml has a mistake. Nothing was sent to Invoca.\n  x.yaml: "
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (HEAD + HEAD, "x.yaml:3: 'advertiser_id' appears twice (first on line 1); rename one of"),
        (
            START + "  kroq: {description: d}\n  one: {description: d}\n  kroq: {description: e}\n",
            "x.yaml:7: 'kroq' appears twice in numbers (first on line 5); rename one of "
            "them, or remove it",
        ),
        (
            START + "  kroq:\n    description: d\n    description: e\n",
            "x.yaml:7: 'description' appears twice in numbers.kroq (first on line 6)",
        ),
    ],
)
def test_a_key_that_is_there_twice_is_a_mistake(
    mistakes_in: MistakesIn, text: str, told: str
) -> None:
    assert any(one.startswith(told) for one in mistakes_in(text))


def test_a_name_in_the_file_and_in_its_spreadsheet_is_a_mistake(mistakes_in: MistakesIn) -> None:
    assert mistakes_in(
        f"{START}  kroq: {{description: d}}\nnumbers_from: x.csv\n",
        x_csv="name,description\nkpwr,d\nkroq,e\n",
    ) == ["x.csv:3: 'kroq' appears twice (first at x.yaml:5); rename one of them"]


def test_a_name_that_is_twice_in_a_spreadsheet_is_a_mistake(mistakes_in: MistakesIn) -> None:
    assert mistakes_in(
        f"{HEAD}{RADIO}numbers_from: x.csv\n", x_csv="name,description\nkroq,d\nkroq,e\n"
    ) == ["x.csv:3: 'kroq' appears twice (first at x.csv:2); rename one of them"]


@pytest.mark.parametrize(
    ("one", "other", "told"),
    [
        ("id_from_network: a", "id_from_network: a", "id_from_network 'a' is also used by one"),
        ("adopt: '8885550123'", "adopt: 888-555-0123", "adopt '8885550123' is also used by one"),
        ("was: old", "was: old", "was 'old' is also used by one"),
        ("was: [new, old]", "was: [old]", "was 'old' is also used by one"),
    ],
)
def test_two_numbers_that_would_be_one_are_a_mistake(
    mistakes_in: MistakesIn, one: str, other: str, told: str
) -> None:
    assert mistakes_in(
        f"{START}  one: {{description: d, {one}}}\n  two: {{description: d, {other}}}\n"
    ) == [f"x.yaml:6: two: {told} (x.yaml:5); each number needs its own"]


def test_the_same_id_in_two_campaigns_is_two_numbers(read: Read) -> None:
    campaign = read(
        f"{START}  one: {{description: d, id_from_network: a}}\n"
        "  two: {description: d, id_from_network: a, campaign_id: autumn}\n"
    )
    assert len(campaign.numbers) == 2


@pytest.mark.parametrize("field", ["id_from_network", "was"])
def test_what_every_number_needs_for_itself_cannot_be_a_default(
    mistakes_in: MistakesIn, field: str
) -> None:
    told = mistakes_in(
        f"{HEAD}defaults:\n  media_type: m\n  {field}: a\nnumbers:\n  one: {{description: d}}\n"
    )
    assert told == [f"x.yaml:5: defaults: {field} cannot be a default: every number needs its own"]
