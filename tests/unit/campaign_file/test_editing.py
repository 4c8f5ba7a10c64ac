"""A changed campaign file: the lines concerned, and no others."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from invoca.campaign_file import CampaignFileMistakes, read_campaign_file
from invoca.campaign_file.editing import Add, Edit, Edited, Rename, Set, TakeOut, edited
from invoca.errors import FixDeclaration
from tests.unit.campaign_file.texts import HEAD, RADIO, START

BLOCK = (
    HEAD
    + """\
# What all have in common.
defaults:
  media_type: "Offline: Radio"   # radio only
  custom_data: {channel: radio}

numbers:
  # -- west coast --
  kroq:
    description: 'KROQ drive time'   # printed on billboards
    custom_data:
      station: KROQ
      # since March
      daypart: drive

  # Read by the host.
  power106:
    description: Power 106
    local_center: {tn_prefix: "310"}

  jazz:
    description: >
      KJAZ late
      nights
"""
)
FLOW = START.replace("numbers:\n", "") + (
    "numbers: {kroq: {description: KROQ, custom_data: {station: KROQ}}, jazz: {description: J}}\n"
)
SHEET = 'name,description,custom_data.station\nkroq,"KROQ, drive",KROQ\r\njazz,Jazz,KJAZ\n'


class Desk:
    """A folder with one campaign file, x.yaml, and perhaps a sheet, x.csv."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / "x.yaml"

    def put(self, text: str, sheet: str | bytes | None = None) -> None:
        self.path.write_bytes(text.encode())
        if sheet is not None:
            raw = sheet if isinstance(sheet, bytes) else sheet.encode()
            (self.folder / "x.csv").write_bytes(raw)

    def change(self, *changes: Edit) -> Edited:
        return edited(self.path, changes, shown_as="stacks/x.yaml")

    def changed(self, text: str, *changes: Edit) -> str:
        self.put(text)
        return self.change(*changes).files[self.path].decode()

    def refused(self, text: str, *changes: Edit) -> str:
        self.put(text)
        with pytest.raises(FixDeclaration) as error:
            self.change(*changes)
        return str(error.value)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def lost_and_new(before: str, after: str) -> tuple[list[str], list[str]]:
    """The lines that are gone, and those that came."""
    old, new = before.splitlines(), after.splitlines()
    return [line for line in old if line not in new], [line for line in new if line not in old]


def test_a_value_is_changed_where_it_stands_and_its_comment_stays(desk: Desk) -> None:
    after = desk.changed(BLOCK, Set("kroq", {"description": "KROQ nights"}))
    assert lost_and_new(BLOCK, after) == (
        ["    description: 'KROQ drive time'   # printed on billboards"],
        ["    description: KROQ nights   # printed on billboards"],
    )


@pytest.mark.parametrize(
    ("text", "values", "line"),
    [
        (BLOCK, {"custom_data": {"station": "KIIS"}}, "      station: KIIS"),
        (BLOCK, {"custom_data": {"region": "west"}}, "      region: west"),
        (BLOCK, {"protect": False}, "    protect: false"),
        (FLOW, {"custom_data": {"station": "KIIS"}}, "{station: KIIS}"),
        (FLOW, {"protect": False}, "{station: KROQ}, protect: false}"),
        (START + "  kroq: {}\n  jazz:\n", {"description": "K"}, "  kroq: {description: K}"),
        (START + "  kroq:\n  jazz:\n", {"description": "K"}, "  kroq: {description: K}"),
        (START + "  kroq: ~ # none\n", {"description": "K"}, "  kroq: {description: K} # none"),
    ],
)
def test_one_value_is_one_line(desk: Desk, text: str, values: dict[str, Any], line: str) -> None:
    if "description" not in text:
        text = text.replace(RADIO, 'defaults: {media_type: "Offline: Radio", description: All}\n')
    after = desk.changed(text, Set("kroq", values))
    lost, new = lost_and_new(text, after)
    assert len(lost) <= 1
    assert len(new) == 1
    assert line in new[0]


def test_several_values_of_several_numbers_are_changed_at_once(desk: Desk) -> None:
    after = desk.changed(
        BLOCK,
        Set("kroq", {"description": "A", "custom_data": {"station": "B"}}),
        Set("jazz", {"description": "C", "protect": False}),
        Set("jazz", {"custom_data": {"station": "D"}}),
        Set("jazz", {"custom_data": {"region": "E"}}),
    )
    numbers = read_campaign_file(_written(desk, after)).numbers
    assert numbers["kroq"].declaration.custom_data["station"] == "B"
    jazz = numbers["jazz"].declaration
    assert (jazz.description, numbers["jazz"].protect) == ("C", False)
    assert jazz.custom_data == {"channel": "radio", "station": "D", "region": "E"}


def _written(desk: Desk, text: str) -> Path:
    desk.path.write_text(text, "utf-8")
    return desk.path


def test_a_value_that_is_taken_away_is_gone_also_where_a_default_has_it(desk: Desk) -> None:
    after = desk.changed(
        BLOCK, Set("kroq", {"custom_data": {"daypart": None, "channel": None}, "media_type": "x"})
    )
    assert "daypart" not in after
    numbers = read_campaign_file(_written(desk, after)).numbers
    assert numbers["kroq"].declaration.custom_data == {"station": "KROQ", "channel": ""}
    assert "# since March" not in after


@pytest.mark.parametrize("text", [BLOCK, FLOW])
def test_a_renamed_number_says_what_it_was_called(desk: Desk, text: str) -> None:
    after = desk.changed(text, Rename("kroq", "kroq-fm"))
    numbers = read_campaign_file(_written(desk, after)).numbers
    assert (numbers["kroq-fm"].was, "kroq" in numbers) == (("kroq",), False)
    lost, _ = lost_and_new(text, after)
    assert len(lost) == 1
    again = desk.changed(after, Rename("kroq-fm", "kroq-west"))
    assert read_campaign_file(_written(desk, again)).numbers["kroq-west"].was == ("kroq-fm", "kroq")


def test_a_number_that_leaves_takes_its_own_comment_along_and_no_other(desk: Desk) -> None:
    after = desk.changed(BLOCK, TakeOut("power106"))
    assert lost_and_new(BLOCK, after) == (
        [
            "  # Read by the host.",
            "  power106:",
            "    description: Power 106",
            '    local_center: {tn_prefix: "310"}',
        ],
        [],
    )
    after = desk.changed(BLOCK, TakeOut("jazz"))
    assert lost_and_new(BLOCK, after)[0][0] == "  jazz:"
    assert "# Read by the host." in after


def test_a_heading_of_several_numbers_stays_when_the_first_leaves(desk: Desk) -> None:
    text = START + "  # -- west --\n  a: {description: A}\n  b: {description: B}\n"
    after = desk.changed(text, TakeOut("a"))
    assert after == START + "  # -- west --\n  b: {description: B}\n"


@pytest.mark.parametrize(("name", "left"), [("kroq", "jazz"), ("jazz", "kroq")])
def test_a_number_leaves_a_map_on_one_line(desk: Desk, name: str, left: str) -> None:
    after = desk.changed(FLOW, TakeOut(name))
    assert list(read_campaign_file(_written(desk, after)).numbers) == [left]


@pytest.mark.parametrize("text", [BLOCK, FLOW, START + "  kroq: {description: KROQ}"])
def test_another_number_stands_below_the_others(desk: Desk, text: str) -> None:
    after = desk.changed(text, Add("kiis", {"description": "KIIS", "adopt": "8005550100"}))
    numbers = read_campaign_file(_written(desk, after)).numbers
    assert list(numbers)[-1] == "kiis"
    assert numbers["kiis"].declaration.adopt == "8005550100"


def test_line_ends_and_a_byte_order_mark_stay(desk: Desk) -> None:
    desk.path.write_bytes(b"\xef\xbb\xbf" + BLOCK.replace("\n", "\r\n").encode())
    after = desk.change(Set("kroq", {"protect": False}), TakeOut("power106")).files[desk.path]
    assert after.startswith(b"\xef\xbb\xbfadvertiser_id")
    assert after.count(b"\n") == after.count(b"\r\n")


def test_nothing_is_written_and_the_difference_is_shown(desk: Desk) -> None:
    desk.put(BLOCK)
    found = desk.change(Set("kroq", {"protect": False}))
    assert desk.path.read_text("utf-8") == BLOCK
    assert "+    protect: false" in found.diff.splitlines()
    assert found.diff.startswith("--- stacks/x.yaml\n+++ stacks/x.yaml\n")


# -- what only a person can do -------------------------------------------------------------------

SHARED = START + "  kroq: &base\n    description: KROQ\n  jazz: *base\n"
MERGED = START + "  kroq: &base\n    description: KROQ\n  jazz:\n    <<: *base\n"


@pytest.mark.parametrize(
    ("text", "change", "why"),
    [
        (SHARED, Set("jazz", {"description": "Jazz"}), "an alias of &base (line 5)"),
        (SHARED, Set("kroq", {"description": "Other"}), "something else about jazz would change"),
        (SHARED, TakeOut("kroq"), "it would then have mistakes"),
        (BLOCK, Set("krok", {"description": "x"}), "Did you mean 'kroq'?"),
        (BLOCK, Rename("kroq", "jazz"), "there is already one with that name (stacks/x.yaml:"),
        (BLOCK, Add("jazz", {}), "there is already one with that name"),
        (BLOCK, Set("kroq", {"descripton": "x"}), "descripton is not a known key"),
        (BLOCK, Set("kroq", {"description": None}), "description is missing"),
    ],
)
def test_a_change_that_would_touch_something_else_is_refused(
    desk: Desk, text: str, change: Edit, why: str
) -> None:
    assert why in desk.refused(text, change)
    assert desk.path.read_text("utf-8") == text


def test_what_is_merged_in_is_said_by_the_number_itself(desk: Desk) -> None:
    after = desk.changed(MERGED, Set("jazz", {"description": "Jazz"}))
    numbers = read_campaign_file(_written(desk, after)).numbers
    found = {name: entry.declaration.description for name, entry in numbers.items()}
    assert found == {"kroq": "KROQ", "jazz": "Jazz"}


def test_a_file_with_mistakes_is_told_them(desk: Desk) -> None:
    desk.put(HEAD + "numbers: {kroq: {colour: red}}\n")
    with pytest.raises(CampaignFileMistakes):
        desk.change(TakeOut("kroq"))


# -- sheets --------------------------------------------------------------------------------------

FROM_SHEET = HEAD + RADIO + "numbers_from: x.csv\n"


@pytest.mark.parametrize(
    ("change", "after"),
    [
        (Set("kroq", {"description": "Nights"}), SHEET.replace('"KROQ, drive"', "Nights")),
        (Set("jazz", {"custom_data": {"station": 'K,"J"'}}), SHEET.replace("KJAZ", '"K,""J"""')),
        (TakeOut("kroq"), SHEET.replace('kroq,"KROQ, drive",KROQ\r\n', "")),
        (
            Set("kroq", {"protect": False}),
            SHEET.replace("station\n", "station,protect\n").replace("KROQ\r", "KROQ,false\r"),
        ),
        (
            Rename("jazz", "kjaz"),
            SHEET.replace("station\n", "station,was\n").replace(
                "jazz,Jazz,KJAZ", "kjaz,Jazz,KJAZ,jazz"
            ),
        ),
        (
            Set("jazz", {"was": ["a", "b"]}),
            SHEET.replace("station\n", "station,was\n").replace("KJAZ\n", "KJAZ,a; b\n"),
        ),
        (Set("kroq", {"custom_data": {"station": None}}), SHEET.replace(",KROQ\r", ",\r")),
        (Add("kiis", {"description": "=KIIS"}), SHEET + "kiis,'=KIIS,\r\n"),
    ],
)
def test_only_the_cells_of_a_sheet_that_are_meant_are_changed(
    desk: Desk, change: Edit, after: str
) -> None:
    desk.put(FROM_SHEET, SHEET)
    found = desk.change(change)
    assert {path.name: raw.decode() for path, raw in found.files.items()} == {"x.csv": after}


@pytest.mark.parametrize("encode", ["utf-8-sig", "utf-16"])
def test_a_sheet_keeps_its_encoding_and_its_separator(desk: Desk, encode: str) -> None:
    sheet = SHEET.replace(", drive", "").replace(",", ";").replace("KJAZ", "Größe").encode(encode)
    desk.put(FROM_SHEET, sheet)
    found = desk.change(Set("kroq", {"description": "Nächte"})).files[desk.folder / "x.csv"]
    assert found == SHEET.replace("KROQ, drive", "Nächte").replace('"', "").replace(
        ",", ";"
    ).replace("KJAZ", "Größe").encode(encode)


def test_numbers_of_file_and_sheet_are_changed_together(desk: Desk) -> None:
    desk.put(FROM_SHEET + "numbers:\n  card: {description: Card}\n", SHEET)
    found = desk.change(Set("card", {"protect": False}), Set("kroq", {"protect": False}))
    assert {path.name for path in found.files} == {"x.yaml", "x.csv"}
    assert found.diff.count("+++") == 2


def test_a_cell_cannot_overrule_a_default_with_nothing(desk: Desk) -> None:
    sheet_with_default = FROM_SHEET.replace('Radio"}', 'Radio", custom_data: {station: X}}')
    desk.put(sheet_with_default, SHEET)
    with pytest.raises(FixDeclaration, match="an empty cell cannot override"):
        desk.change(Set("kroq", {"custom_data": {"station": None}}))


# -- anything ------------------------------------------------------------------------------------

texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), min_size=1, max_size=12)
texts = texts.filter(str.strip)
said = st.fixed_dictionaries(
    {"description": texts},
    optional={
        "custom_data": st.dictionaries(texts.map(str.strip), texts, max_size=3),
        "protect": st.booleans(),
        "generation": st.integers(1, 9),
    },
)
wanted = st.sampled_from(["a", "b", "c", "s1", "s2"])
a_change = st.one_of(
    st.builds(Set, wanted, said),
    st.builds(TakeOut, wanted),
    st.builds(lambda name: Rename(name, f"{name}-x"), wanted),
)
FORMS: list[Callable[[str], str]] = [
    lambda name: f"  {name}: {{description: {name}}}\n",
    lambda name: f"  # about {name}\n  {name}:\n    description: {name} # why\n\n",
    lambda name: f"  {name}:\n      description: |\n        {name}\n\n      protect: true\n",
    lambda name: f"  {name}:\n",
]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(forms=st.lists(st.sampled_from(FORMS), min_size=3, max_size=3), change=a_change)
def test_any_change_says_what_was_asked_and_leaves_every_other_line(
    desk: Desk, forms: list[Callable[[str], str]], change: Any
) -> None:
    head = (
        HEAD + 'defaults: {media_type: "Offline: Radio", description: all}\nnumbers_from: x.csv\n'
    )
    parts = [form(name) for form, name in zip(forms, "abc", strict=True)]
    desk.put(head + "numbers:\n" + "".join(parts), "name,description\ns1,S\ns2,\n")
    found = desk.change(change)
    name = change.old if isinstance(change, Rename) else change.name
    others = "".join(part for part, one in zip(parts, "abc", strict=True) if one != name)
    kept = [line for line in others.splitlines() if line and "# about" not in line]
    for path, raw in found.files.items():
        lines = iter(raw.decode().splitlines())
        assert path != desk.path or all(line in lines for line in kept)  # in this order
        path.write_bytes(raw)
    numbers = read_campaign_file(desk.path).numbers
    if isinstance(change, Set):
        assert numbers[name].declaration.description == change.values["description"]
    assert (name in numbers) == isinstance(change, Set)
