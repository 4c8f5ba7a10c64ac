"""Workbooks that are changed: the cells that are meant, and nothing else in the file."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from invoca.campaign_file import read_campaign_file
from invoca.campaign_file.editing import Add, Edit, Edited, Rename, Set, TakeOut, edited
from invoca.campaign_file.sheet.columns import column_letters
from invoca.errors import FixDeclaration
from tests.unit.campaign_file.texts import HEAD, RADIO
from tests.unit.campaign_file.workbooks import with_parts, workbook

FROM = f"{HEAD}{RADIO}numbers_from: x.xlsx\nignore_columns: [Owner]\n"
ROWS = [
    ["Name", "Owner", "Description", "Custom Data Station", "Quantity"],
    ["kroq", "Ann", "KROQ drive", "KROQ", None],
    ["jazz", "=UPPER(A3)", "Jazz", "=UPPER(A3)", None],
    ["card", None, "Postcard", None, 2],
]


def decorated(sheet: Any) -> None:
    sheet["C2"].font = openpyxl.styles.Font(bold=True)
    sheet["D2"].number_format = "@"
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = "A1:E4"


def computed(content: bytes) -> bytes:
    """As if a spreadsheet had computed the formulas."""
    return with_parts(
        content,
        lambda name, raw: raw.replace(b"</f><v />", b"</f><v>5</v>").replace(
            b"</f><v></v>", b"</f><v>5</v>"
        ),
    )


BOOK = computed(workbook(ROWS, also=["Budget"], finish=decorated))


class Desk:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / "x.yaml"
        self.sheet = folder / "x.xlsx"
        self.path.write_text(FROM, "utf-8")
        self.sheet.write_bytes(BOOK)

    def change(self, *changes: Edit) -> Edited:
        return edited(self.path, changes, shown_as="x.yaml")

    def cells(self, *changes: Edit) -> list[tuple[Any, ...]]:
        """The sheet with the changes, without formulas' values."""
        self.sheet.write_bytes(self.change(*changes).files[self.sheet])
        book = openpyxl.load_workbook(self.sheet)
        return [tuple(row) for row in book["Numbers"].iter_rows(values_only=True)]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


OLD = [tuple(row) for row in ROWS]


@pytest.mark.parametrize(
    ("change", "row", "now"),
    [
        (Set("kroq", {"description": "Nights"}), 1, ("kroq", "Ann", "Nights", "KROQ", None)),
        (
            Set("kroq", {"custom_data": {"station": "'007"}}),
            1,
            ("kroq", "Ann", "KROQ drive", "''007", None),
        ),
        (
            Set("kroq", {"custom_data": {"station": None}}),
            1,
            ("kroq", "Ann", "KROQ drive", None, None),
        ),
        (Set("jazz", {"description": "#3"}), 2, ("jazz", "=UPPER(A3)", "#3", "=UPPER(A3)", None)),
        (TakeOut("kroq"), 1, (None, "Ann", None, None, None)),
        (Add("new", {"description": "New"}), 4, ("new", None, "New", None, None)),
    ],
)
def test_only_the_cells_that_are_meant_are_changed(
    desk: Desk, change: Edit, row: int, now: tuple[Any, ...]
) -> None:
    found = desk.cells(change)
    assert found[row] == now
    assert [one for at, one in enumerate(found) if at != row] == [
        one for at, one in enumerate(OLD) if at != row
    ]


def test_a_column_that_the_sheet_lacks_comes_behind_the_last(desk: Desk) -> None:
    found = desk.cells(
        Rename("kroq", "kroq-fm"), Set("jazz", {"protect": False, "promo_number": ["8005550100"]})
    )
    assert found == [
        (*OLD[0], "was", "protect", "promo_number"),
        ("kroq-fm", *OLD[1][1:], "kroq", None, None),
        (*OLD[2], None, "false", "8005550100"),
        (*OLD[3], None, None, None),
    ]


def test_whatever_else_is_in_the_workbook_stays_as_it_is(desk: Desk) -> None:
    after = desk.change(Set("kroq", {"description": "Nights & <days>"})).files[desk.sheet]
    old, new = parts(BOOK), parts(after)
    assert [name for name in old if old[name] != new[name]] == ["xl/worksheets/sheet1.xml"]
    assert list(old) == list(new)
    sheet = openpyxl.load_workbook(io.BytesIO(after))["Numbers"]
    assert sheet["C2"].value == "Nights & <days>"
    assert sheet["C2"].font.bold
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("B2", "A1:E4")


def test_a_row_that_stands_for_several_is_changed_for_all_of_them(desk: Desk) -> None:
    found = desk.cells(Set("card", {"promo_number": ["8005550101", "8005550102"]}))
    assert found[3][-1] == "8005550101; 8005550102"
    numbers = read_campaign_file(desk.path).numbers
    assert numbers["card-2"].written_back == "8005550102"


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (Set("jazz", {"custom_data": {"station": "J"}}), "cell D3 holds a formula"),
        (TakeOut("jazz"), "cell D3 holds a formula"),
        (Set("card-2", {"description": "d"}), "`quantity` makes it, and others, from the entry"),
        (Rename("card", "postcard"), "`quantity` makes it, and others, from the entry"),
        (
            Set("kroq", {"hours_of_operation": {"time_zone": "Hawaii", "open_24_7": True}}),
            "a cell cannot express hours_of_operation.time_zone. Nothing was written; take its row "
            "out of the sheet, and declare it below `numbers:` in the campaign file",
        ),
        (Set("kroq", {"description": None}), "description is missing"),
    ],
)
def test_what_would_touch_something_else_is_refused(desk: Desk, change: Edit, why: str) -> None:
    with pytest.raises(FixDeclaration) as refused:
        desk.change(change)
    assert why in str(refused.value)
    assert desk.sheet.read_bytes() == BOOK


def test_a_workbook_that_is_open_is_not_changed(desk: Desk) -> None:
    (desk.folder / ".~lock.x.xlsx#").write_text("Ann", "utf-8")
    with pytest.raises(FixDeclaration, match="it is open in a spreadsheet program"):
        desk.change(Set("kroq", {"description": "d"}))


def test_the_change_is_shown_to_people(desk: Desk) -> None:
    diff = desk.change(Set("kroq", {"description": "Nights"})).diff.splitlines()
    assert "-kroq | Ann | KROQ drive | KROQ" in diff
    assert "+kroq | Ann | Nights | KROQ" in diff


def test_sheets_of_other_programs_are_changed_too(desk: Desk) -> None:
    def foreign(name: str, raw: bytes) -> bytes:
        """Prefixed names, cells without a place, an empty row as one tag, spans."""
        if "sheet1" not in name:
            return raw
        return (
            b'<?xml version="1.0"?><x:worksheet xmlns:x="http://schemas.openxmlformats.org/'
            b'spreadsheetml/2006/main"><x:sheetData><x:row r="1" spans="1:9"><x:c t="inlineStr">'
            b"<x:is><x:t>name</x:t></x:is></x:c><x:c t='inlineStr' cm=\"a>b\"><x:is><x:t>"
            b'description</x:t></x:is></x:c></x:row><x:row r="2"/><x:row r="3"><x:c r="A3" '
            b't="inlineStr"><x:is><x:t>kroq</x:t></x:is></x:c><x:c r="B3" t="inlineStr"><x:is>'
            b"<x:t>d</x:t></x:is></x:c></x:row></x:sheetData></x:worksheet>"
        )

    desk.sheet.write_bytes(with_parts(BOOK, foreign))
    after = desk.change(
        Set("kroq", {"description": "Nights", "protect": False}), Add("new", {"description": "n"})
    ).files[desk.sheet]
    desk.sheet.write_bytes(after)
    numbers = read_campaign_file(desk.path).numbers
    assert {name: one.declaration.description for name, one in numbers.items()} == {
        "kroq": "Nights",
        "new": "n",
    }
    assert numbers["kroq"].protect is False


texts = st.text(
    st.characters(
        codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff"
    ),
    min_size=1,
    max_size=12,
).filter(str.strip) | st.sampled_from(["'", "''x", " padded ", "#N/A", "8.88E+09", "10-Jun", "="])


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(description=texts, station=texts, key=st.sampled_from(["station", "region"]))
def test_any_text_reads_back_as_it_was_written(
    desk: Desk, description: str, station: str, key: str
) -> None:
    values = {"description": description, "custom_data": {key: station}}
    desk.sheet.write_bytes(BOOK)
    desk.sheet.write_bytes(desk.change(Set("kroq", values)).files.get(desk.sheet, BOOK))
    campaign = read_campaign_file(desk.path)
    declared = campaign.numbers["kroq"].declaration
    assert (declared.description, declared.custom_data[key]) == (description, station)
    assert campaign.warnings() == []


def test_a_sheet_may_be_wide_and_have_gaps(desk: Desk) -> None:
    def far(sheet: Any) -> None:
        sheet.cell(3, 40).value = "x"
        sheet.cell(1, 40).value = "# far"
        del sheet._cells[(2, 3)]

    rows = [["name", "description", "#"], ["kroq", "d", None], ["jazz", "d", "n"]]
    desk.sheet.write_bytes(workbook(rows, finish=far))
    found = desk.cells(Set("kroq", {"protect": False}), Set("jazz", {"protect": True}))
    assert column_letters(40) == "AO"
    assert [row[40] for row in found] == ["protect", "false", "true"]
