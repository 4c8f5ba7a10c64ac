"""Texts that YAML ends early: at a ` #`, and at signs that JSON writes as two escapes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from invoca.campaign_file.editing import Set, edited
from invoca.errors import FixDeclaration
from tests.unit.campaign_file.texts import HEAD, RADIO, START, MistakesIn, Read, only


def test_two_numbers_that_are_both_named_spot_are_told_how_to_keep_theirs(read: Read) -> None:
    campaign = read(START + "  a:\n    description: Spot #3\n  b:\n    description: Spot #4\n")
    assert [one.declaration.description for one in campaign.numbers.values()] == ["Spot", "Spot"]
    first, second = campaign.warnings()
    assert first == (
        "x.yaml:6: a: description is 'Spot': what follows, `#3`, is a comment in YAML. If it "
        'belongs to the text, write `description: "Spot #3"`; for a comment, put two spaces before '
        "the # and one after it"
    )
    assert second.startswith("x.yaml:8: b: ")


@pytest.mark.parametrize(
    ("line", "written"),
    [
        ("description: Spot # 3", 'description: "Spot # 3"'),
        ('description: Spot  #3 "a"', r'description: "Spot  #3 \"a\""'),
        ("custom_data: {station: A #1\n      }", 'station: "A #1"'),
        ("custom_data:\n      station: #1", 'station: "#1"'),
        ("id_from_network: north #4", 'id_from_network: "north #4"'),
        ("local_center:\n      state: CA\n      city: Ojai #2", 'city: "Ojai #2"'),
        ("media_type: Offline: TV #2".replace("Offline: ", ""), 'media_type: "TV #2"'),
    ],
)
def test_what_belongs_to_the_text_is_written_in_quotes(read: Read, line: str, written: str) -> None:
    text = "" if line.startswith("description") else "    description: d\n"
    found = read(f"{START}  a:\n{text}    {line}\n").warnings()
    assert f"write `{written}`" in found[0]


@pytest.mark.parametrize(
    "line",
    [
        "description: Spot  # three",
        'description: "Spot" #3',
        "description: Spot #",
        "description: Spot  ####",
        "description: Spot#3",
        "description: d\n    protect: false # consent",
        "description: d\n    custom_data: # by name\n      a: b",
        "description: d\n    custom_data:\n      a: # nobody knows yet",
        "description: >\n      Spot #3",
    ],
)
def test_a_comment_is_a_comment(read: Read, line: str) -> None:
    assert read(f"{START}  a: # the first\n    {line}\n").warnings() == []


def test_a_default_is_told_as_one(read: Read) -> None:
    text = HEAD + "defaults:\n  media_type: 'Offline: TV'\n  custom_data:\n    station: A #1\n"
    (told,) = read(text + "numbers: {a: {description: d}}\n").warnings()
    assert told.startswith("x.yaml:6: defaults: custom_data.station is 'A'")


def test_an_emoji_that_json_writes_as_two_escapes_is_read(read: Read) -> None:
    number = {"description": "KROQ \U0001f4fb", "media_type": "Offline: Radio"}
    text = json.dumps({"advertiser_id": "a", "campaign_id": "b", "numbers": {"kroq": number}})
    assert "\\ud83d\\udcfb" in text
    assert only(read(text)).declaration.description == "KROQ \U0001f4fb"


def test_half_of_an_emoji_is_a_mistake_with_its_line(mistakes_in: MistakesIn) -> None:
    (told,) = mistakes_in(START + '  kroq: {description: "KROQ \\ud83d"}\n')
    assert told.startswith("x.yaml:5: is not YAML: found invalid Unicode character escape code")
    assert told.endswith("where it is half of an emoji, write the emoji itself")


def test_such_a_file_is_changed_by_hand(read: Read, tmp_path: Path) -> None:
    read(HEAD + RADIO + 'numbers: {"kroq": {"description": "\\ud83d\\udcfb"}}\n')
    with pytest.raises(FixDeclaration, match="pairs of escapes"):
        edited(tmp_path / "x.yaml", [Set("kroq", {"description": "KROQ"})])


def test_a_bracket_that_a_comment_cuts_off_is_told_with_its_line(mistakes_in: MistakesIn) -> None:
    entries = "  kroq: {description: Spot #3, custom_data: {a: b}}\n  jazz: {description: d}\n"
    (told,) = mistakes_in(f"{HEAD}{RADIO}numbers:\n{entries}")
    line = f"{HEAD}{RADIO}numbers:\n".count("\n") + 1
    assert told.startswith(f"x.yaml:{line + 1}: is not YAML: ")
    assert told.endswith(
        f"; on line {line} the ` #` starts a comment that runs to the end of the line: put text "
        "that contains ` #` in quotes"
    )


def test_a_bracket_that_is_open_without_a_comment_says_nothing_of_one(
    mistakes_in: MistakesIn,
) -> None:
    (told,) = mistakes_in(f"{HEAD}{RADIO}# a comment\nnumbers:\n  kroq: {{description: d\n")
    assert "comment" not in told


@pytest.mark.parametrize(
    ("line", "mark", "written"),
    [
        ("description: !important sale", "a tag", 'description: "!important sale"'),
        ("description: &Co radio", "an anchor that nothing uses", 'description: "&Co radio"'),
        ("custom_data: {a: !x y, b: c}", "a tag", 'a: "!x y"'),
    ],
)
def test_a_first_word_that_yaml_takes_away_is_a_warning(
    read: Read, line: str, mark: str, written: str
) -> None:
    more = "" if line.startswith("d") else "    description: d\n"
    (told,) = read(f"{START}  a:\n    {line}\n{more}").warnings()
    assert told.startswith("x.yaml:6: a: ")
    assert f"is {mark} in YAML. If it belongs to the text, write `{written}`" in told


@pytest.mark.parametrize(
    "line", ["description: &d radio", "description: !!str 5", "description: '!x y'"]
)
def test_a_mark_that_is_meant_is_none(read: Read, line: str) -> None:
    text = f"{START}  a:\n    {line}\n    custom_data: {{x: y}}\n"
    text += "  b: {description: *d}\n" if "&" in line else ""
    assert read(text).warnings() == []


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("@kroq", '"@kroq"'),
        ("KROQ: drive", '"KROQ: drive"'),
        ("*new*", '"*new*"'),
        ("[new] x", '"[new] x"'),
        ("| x", '"| x"'),
        ("100%: all", '"100%: all"'),
    ],
)
def test_a_text_that_needs_quotes_is_told_with_them(
    mistakes_in: MistakesIn, text: str, written: str
) -> None:
    (told,) = mistakes_in(f"{START}  a:\n    description: {text}\n    protect: true\n")
    assert told.startswith("x.yaml:6: is not YAML: ")
    assert told.endswith(
        f"; if all behind `description:` is text, put it in quotes: `description: {written}`"
    )


def test_a_tab_is_told_as_one(mistakes_in: MistakesIn) -> None:
    (told,) = mistakes_in(f"{START}  a:\n\tdescription: x\n")
    assert told.startswith("x.yaml:6: is not YAML: ")
    assert told.endswith("; indent with spaces, not with tabs")
