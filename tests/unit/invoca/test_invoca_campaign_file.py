"""The campaign file: what it can say, and every mistake with its line and its remedy."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from invoca import CampaignRef
from invoca.campaign_file import (
    CampaignFile,
    CampaignFileMistakes,
    NumberEntry,
    read_campaign_file,
)
from invoca.errors import FixDeclaration

Read = Callable[..., CampaignFile]
MistakesIn = Callable[..., list[str]]

HEAD = "advertiser_id: acme\ncampaign_id: spring-radio\n"
RADIO = 'defaults: {media_type: "Offline: Radio"}\n'
START = HEAD + RADIO + "numbers:\n"  # numbers begin on line 5
STACKS = Path(__file__).parents[3] / "stacks"


def only(campaign: CampaignFile) -> NumberEntry:
    (entry,) = campaign.numbers.values()
    return entry


# --- what it says ---------------------------------------------------------------------------------


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
    assert (kroq.was, kroq.protect, kroq.file, kroq.line) == (None, None, "x.yaml", 8)
    assert power.declaration.create_only() == {"local_center": {"tn_prefix": "310"}}
    assert power.protect is False
    assert west.was == "mornings"
    assert kpwr.declaration.custom_data == {"channel": "radio", "station": "KPWR"}
    assert (kpwr.file, kpwr.line) == ("spring-radio.csv", 2)


@pytest.mark.parametrize("name", ["spring-radio", "direct-mail"])
def test_the_campaigns_of_this_repository_have_no_mistakes(name: str) -> None:
    campaign = read_campaign_file(STACKS / f"{name}.yaml")
    assert len(campaign.numbers) >= 5
    assert campaign.warnings() == []
    assert {entry.declaration.campaign_id for entry in campaign.numbers.values()} == {name}


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


# --- YAML's traps ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "word",
    ["01234", "0x1F", "1_000", "1e3", "yes", "no", "on", "Off", "2027-03-01", "12:30", "1.10"],
)
def test_a_bare_word_keeps_its_spelling(read: Read, word: str) -> None:
    campaign = read(f"{START}  kroq: {{description: d, custom_data: {{offer: {word}}}}}\n")
    assert only(campaign).declaration.custom_data == {"offer": word}


def test_a_zip_code_keeps_its_leading_zero_without_quotes(read: Read) -> None:
    campaign = read(f"{START}  kroq: {{description: d, local_center: {{zipcode: 02108}}}}\n")
    assert only(campaign).declaration.create_only() == {"local_center": {"zipcode": "02108"}}


def test_a_name_keeps_its_spelling(read: Read) -> None:
    campaign = read(f"{START}  007: {{description: d}}\n  no: {{description: d}}\n")
    assert list(campaign.numbers) == ["007", "no"]


@pytest.mark.parametrize("null", ["~", "null", "Null", ""])
def test_null_is_nothing(read: Read, null: str) -> None:
    campaign = read(f"affiliate_id: {null}\n{START}  kroq: {{description: d}}\n")
    assert only(campaign).declaration.affiliate_id is None


def test_anchors_and_merge_keys_are_understood(read: Read) -> None:
    campaign = read(
        START
        + """\
  one: &one
    description: One
    custom_data: &data {station: KROQ, daypart: drive}
  two:
    <<: *one
    description: Two
  three:
    <<: [{description: Three}, *one]
    custom_data:
      <<: *data
      daypart: late
"""
    )
    one, two, three = (entry.declaration for entry in campaign.numbers.values())
    assert (one.description, two.description, three.description) == ("One", "Two", "Three")
    assert one.custom_data == two.custom_data == {"station": "KROQ", "daypart": "drive"}
    assert three.custom_data == {"station": "KROQ", "daypart": "late"}


def test_a_mistake_in_a_map_with_a_merge_key_has_its_own_line(mistakes_in: MistakesIn) -> None:
    assert mistakes_in(
        START
        + """\
  one: &one
    description: One
  two:
    description: [Two]
    <<: *one
"""
    ) == ["x.yaml:8: two: description must be text, not '['Two']'"]


def test_a_merge_key_that_merges_nothing_is_a_mistake(mistakes_in: MistakesIn) -> None:
    assert mistakes_in(f"{START}  kroq:\n    <<: base\n    description: d\n") == [
        "x.yaml:6: `<<` must name a map, such as `<<: *base`"
    ]


def test_an_alias_of_itself_is_a_mistake(mistakes_in: MistakesIn) -> None:
    assert mistakes_in(f"{START}  kroq: &loop\n    custom_data: *loop\n") == [
        "x.yaml:5: has an alias that grows without end; write it out"
    ]


def test_a_billion_laughs_are_stopped_early(
    mistakes_in: MistakesIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("invoca.campaign_file.yaml_source.VALUES_MAXIMUM", 10_000)
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 12)]
    (told,) = mistakes_in("\n".join(lines))
    assert told.endswith("has an alias that grows without end; write it out")


@pytest.mark.parametrize("deep", ["[" * 51 + "]" * 51, "{a: " * 51 + "}" * 51, "[" * 100_000])
def test_nesting_without_end_is_a_mistake_and_no_crash(mistakes_in: MistakesIn, deep: str) -> None:
    assert mistakes_in(f"{HEAD}numbers:\n  kroq: {deep}\n") == [
        "x.yaml:4: has more than 50 levels; write it flatter"
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "a: b\n\tc: d\n",
            "x.yaml:2: is not YAML: found a tab character that violates indentation",
        ),
        ("a: [b\n", "x.yaml:2: is not YAML: did not find expected ',' or ']'"),
        ("a: b: c\n", "x.yaml:1: is not YAML: mapping values are not allowed in this context"),
        ("a: b\n---\nc: d\n", "x.yaml:2: is not YAML: but found another document"),
        ("a: *b\n", "x.yaml:1: is not YAML: found undefined alias"),
        ("a: \x00\n", "x.yaml:0: is not YAML: "),
        ("'a", "x.yaml:1: is not YAML: found unexpected end of stream"),
    ],
)
def test_text_that_is_no_yaml_is_one_mistake_with_its_line(
    mistakes_in: MistakesIn, text: str, told: str
) -> None:
    (only_one,) = mistakes_in(text)
    assert only_one.startswith(told)


@pytest.mark.parametrize("tag", ["!!python/object/apply:os.system", "!!binary", "!local", "!!int"])
def test_a_tag_builds_nothing(read: Read, tag: str) -> None:
    campaign = read(f"{START}  kroq: {{description: {tag} 'echo hacked'}}\n")
    assert only(campaign).declaration.description == "echo hacked"


def test_a_file_that_is_not_utf_8_is_one_mistake(mistakes_in: MistakesIn) -> None:
    assert mistakes_in(b"a: Z\xfcrich\n") == [
        "x.yaml:0: is not UTF-8 text (byte 4); save it as UTF-8"
    ]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_every_line_ending_will_do(read: Read, ending: str) -> None:
    campaign = read((START + "  kroq:\n    description: d\n").replace("\n", ending))
    assert only(campaign).line == 5


def test_a_byte_order_mark_will_do(read: Read) -> None:
    assert only(read(b"\xef\xbb\xbf" + f"{START}  kroq: {{description: d}}\n".encode()))


# --- mistakes -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "x.yaml:1: is no campaign; it must begin with advertiser_id, ..."),
        ("# nothing\n", "x.yaml:1: is no campaign; it must begin with advertiser_id, ..."),
        ("- a\n", "x.yaml:1: is no campaign; it must begin with advertiser_id, ..."),
        ("hello\n", "x.yaml:1: is no campaign; it must begin with advertiser_id, ..."),
        (
            HEAD,
            "x.yaml:0: declares no numbers; write at least one under `numbers:`. To release them "
            "all, set `protect: false`, run `pulumi up`, then `pulumi destroy`",
        ),
        (HEAD + "numbers: {}\n", "x.yaml:0: declares no numbers; write at least one"),
        (HEAD + "numbers:\n", "x.yaml:0: declares no numbers; write at least one"),
        (HEAD + "numbers: [a]\n", "x.yaml:3: numbers must be a map"),
        (HEAD + "numbers: {a: b}\n", "x.yaml:3: numbers.a must be a map"),
        (HEAD + "defaults: text\n", "x.yaml:3: defaults must be a map"),
        (HEAD + "numbers_from: [a.csv]\n", "x.yaml:3: numbers_from must be text"),
        (HEAD + "nummbers: {}\n", "x.yaml:3: nummbers is not a known key; did you mean `numbers`?"),
        (
            HEAD + "zzz: 1\n",
            "x.yaml:3: zzz is not a known key; take it away, or use one of: advertiser_id, "
            "affiliate_id, campaign_id, defaults, numbers, numbers_from",
        ),
        (
            "campaign_id: c\nnumbers: {}\n",
            "x.yaml:1: advertiser_id is missing; write `advertiser_id: ...`",
        ),
        (
            "advertiser_id: a\ncampaign_id: ..\nnumbers: {}\n",
            "x.yaml:2: campaign_id must be an id as Invoca shows it: not empty, no blanks around",
        ),
        (
            HEAD + "numbers: {'': {}}\n",
            "x.yaml:3: numbers. is no name; use 1 to 100 letters, digits, dashes or dots",
        ),
        (HEAD + f"numbers: {{{'n' * 101}: {{}}}}\n", f"x.yaml:3: numbers.{'n' * 101} is no name"),
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
        ("colour: red", "colour is not a known key; take it away, or use one of: adopt, "),
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
            "local_center.zipcode cannot be '2108'; write a zip code in quotes, such as \"93101\"",
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
        ("id_from_network: ' a'", "id_from_network must be an id as Invoca shows it"),
        ("adopt: maybe", "adopt must be a phone number of ten digits, such as 8885550123"),
        ("generation: 0", "generation must be 1 or more, not '0'"),
        ("generation: two", "generation must be a whole number, not 'two'"),
        ("protect: maybe", "protect must be true or false, not 'maybe'"),
        ("was: ''", "was is no name; use 1 to 100 letters, digits, dashes or dots"),
        ("was: kroq", "was 'kroq', but 'kroq' is still declared; take one of the two away"),
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
        "x.yaml:10: 'kroq' is there twice in numbers (first on line 7)",
        "x.yaml:12: power106: description is missing",
        "x.yaml:13: power106: generation must be a whole number, not 'two'",
        "x.csv:2: the name is no name",
        "x.csv:3: kpwr: adopt must be a phone number",
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


# --- twins ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (HEAD + HEAD, "x.yaml:3: 'advertiser_id' is there twice (first on line 1); give one of"),
        (
            START + "  kroq: {description: d}\n  one: {description: d}\n  kroq: {description: e}\n",
            "x.yaml:7: 'kroq' is there twice in numbers (first on line 5); give one of them "
            "another name, or take it away",
        ),
        (
            START + "  kroq:\n    description: d\n    description: e\n",
            "x.yaml:7: 'description' is there twice in numbers.kroq (first on line 6)",
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
    ) == ["x.csv:3: 'kroq' is there twice (first at x.yaml:5); give one of them another name"]


def test_a_name_that_is_twice_in_a_spreadsheet_is_a_mistake(mistakes_in: MistakesIn) -> None:
    assert mistakes_in(
        f"{HEAD}{RADIO}numbers_from: x.csv\n", x_csv="name,description\nkroq,d\nkroq,e\n"
    ) == ["x.csv:3: 'kroq' is there twice (first at x.csv:2); give one of them another name"]


@pytest.mark.parametrize(
    ("one", "other", "told"),
    [
        ("id_from_network: a", "id_from_network: a", "id_from_network 'a' is also that of one"),
        ("adopt: '8885550123'", "adopt: 888-555-0123", "adopt '8885550123' is also that of one"),
        ("was: old", "was: old", "was 'old' is also that of one"),
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


# --- anything at all ------------------------------------------------------------------------------

anything = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
keys = st.sampled_from(
    [
        "advertiser_id", "campaign_id", "affiliate_id", "defaults", "numbers", "numbers_from",
        "description", "media_type", "custom_data", "adopt", "was", "protect", "generation",
        "local_center", "tn_prefix", "tn_prefix_whitelist", "hours_of_operation", "schedules",
        "kroq", "<<", "strategy", "[key]", "", "str", "0",
    ]
)  # fmt: skip
scalars = st.sampled_from(
    ["acme", "a b", "'8885550123'", "true", "~", "5", "''", "[a]", "x.csv", '"\\0"', "&a b", "*a"]
) | st.text(max_size=8)
yaml_like = st.recursive(
    scalars,
    lambda inner: st.lists(st.tuples(keys, inner), max_size=4).map(
        lambda pairs: "{" + ", ".join(f"'{key}': {value}" for key, value in pairs) + "}"
    ),
    max_leaves=12,
)


def reads_or_tells_mistakes(path: Path) -> None:
    try:
        campaign = read_campaign_file(path)
    except CampaignFileMistakes as error:
        found = error.mistakes
    else:
        assert campaign.numbers
        return
    assert found
    assert all(line >= 0 and text for _, line, text in found)


@anything
@given(raw=st.binary() | st.text().map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_any_bytes_are_a_campaign_or_mistakes(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "any.yaml"
    path.write_bytes(raw)
    reads_or_tells_mistakes(path)


@anything
@given(pairs=st.lists(st.tuples(keys, yaml_like), max_size=6), complete=st.booleans())
def test_any_yaml_is_a_campaign_or_mistakes(
    tmp_path: Path, pairs: list[tuple[str, str]], complete: bool
) -> None:
    path = tmp_path / "any.yaml"
    text = "".join(f"'{key}': {value}\n" for key, value in pairs)
    path.write_bytes((HEAD * complete + text).encode("utf-8", "surrogatepass"))
    reads_or_tells_mistakes(path)


@anything
@given(raw=st.binary() | st.text("a,;\t\n\r\"'. name=").map(str.encode))
def test_any_spreadsheet_is_a_campaign_or_mistakes(tmp_path: Path, raw: bytes) -> None:
    (tmp_path / "any.csv").write_bytes(raw)
    path = tmp_path / "any.yaml"
    path.write_text(f"{HEAD}{RADIO}numbers_from: any.csv\n")
    reads_or_tells_mistakes(path)


columns = st.sampled_from(
    [
        "description", "media_type", "custom_data", "custom_data.a", "custom_data.", "was", "",
        "protect", "adopt", "local_center.tn_prefix", "local_center", "tn_prefix_whitelist",
        "tn_prefix_whitelist.0", "hours_of_operation.schedules", "strategy", ".a", "advertiser_id",
    ]
)  # fmt: skip


@anything
@given(header=st.lists(columns, max_size=5), cells=st.lists(st.text("a1 8(\x85", max_size=3)))
def test_any_columns_are_a_campaign_or_mistakes(
    tmp_path: Path, header: list[str], cells: list[str]
) -> None:
    rows: list[list[Any]] = [["name", *header], ["kroq", *cells]]
    (tmp_path / "any.csv").write_text("\n".join(",".join(row) for row in rows))
    path = tmp_path / "any.yaml"
    path.write_text(f"{HEAD}{RADIO}numbers_from: any.csv\n")
    reads_or_tells_mistakes(path)
