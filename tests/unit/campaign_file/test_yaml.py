"""YAML's traps: words that look like other things, anchors, tags, endless text."""

from __future__ import annotations

import pytest

from tests.unit.campaign_file.texts import HEAD, START, MistakesIn, Read, only


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
        "x.yaml:5: has an alias that expands without end; write it out"
    ]


def test_a_billion_laughs_are_stopped_early(
    mistakes_in: MistakesIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("invoca.campaign_file.yaml_source.VALUES_MAXIMUM", 10_000)
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 12)]
    (told,) = mistakes_in("\n".join(lines))
    assert told.endswith("has an alias that expands without end; write it out")


@pytest.mark.parametrize("deep", ["[" * 51 + "]" * 51, "{a: " * 51 + "}" * 51, "[" * 100_000])
def test_nesting_without_end_is_a_mistake_and_no_crash(mistakes_in: MistakesIn, deep: str) -> None:
    assert mistakes_in(f"{HEAD}numbers:\n  kroq: {deep}\n") == [
        "x.yaml:4: is nested more than 50 levels deep; flatten it"
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
