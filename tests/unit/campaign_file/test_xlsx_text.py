"""Texts that XML cannot hold as they are, and sheets that are none: as Excel keeps both."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.chart import BarChart, Reference

from invoca.campaign_file.sheet.columns import Naming
from invoca.campaign_file.sheet.rows import Table, table
from invoca.campaign_file.sheet.workbook import NotAWorkbook, opened
from invoca.campaign_file.sheet.xlsx_cells import with_cells
from invoca.campaign_file.sheet.xlsx_source import grid_of, meant_tab
from invoca.campaign_file.sheet.xlsx_text import read, spelled
from invoca.campaign_file.sheet.xlsx_writer import NewWorkbook, workbook
from tests.unit.campaign_file.workbooks import with_parts
from tests.unit.campaign_file.workbooks import workbook as made

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
ODD = [
    "a\r\nb",
    "\x0b",
    "_x000D_",
    "_x005F_",
    "_x005F_x0041_",
    "_x0041\r",
    "_x0041_x0042_",
    "x005F_",
]
TEXT = st.text() | st.sampled_from(ODD) | st.from_regex("(_|x|00|5F|41|\r){0,9}", fullmatch=True)


@given(text=TEXT)
def test_what_is_spelled_is_read_and_needs_nothing_that_xml_cannot_hold(text: str) -> None:
    assert read(spelled(text)) == text
    assert not set(spelled(text)) & {*map(chr, range(9)), "\x0b", "\r", "\ud800", "\uffff"}


@pytest.mark.parametrize(
    ("spelling", "text"),
    [
        ("two_x000D_\nlines", "two\r\nlines"),
        ("_x005F_x0041_", "_x0041_"),
        ("_x0041_bc", "Abc"),
        ("a_x005F_b", "a_b"),
        ("_xD83D__xDE00_", "\U0001f600"),
    ],
)
@pytest.mark.parametrize("is_shared", [True, False])
def test_a_cell_holds_the_text_that_excel_shows(spelling: str, text: str, is_shared: bool) -> None:
    content = made([["Name", "Description"], ["kroq", spelling]])
    found = read_table(with_a_shared_text(content, spelling) if is_shared else content)
    assert found.rows[0].values["description"] == text


def with_a_shared_text(content: bytes, text: str) -> bytes:
    """The same workbook with `text` where Excel keeps texts, and the cell that has it as its
    first."""
    inline = f'<c r="B2" t="inlineStr"><is><t>{text}</t></is></c>'
    part = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{OFFICE}.sharedStrings+xml"/>'

    def shared(name: str, raw: bytes) -> bytes:
        raw = raw.replace(inline.encode(), b'<c r="B2" t="s"><v>0</v></c>')
        return raw.replace(b"</Types>", part.encode() + b"</Types>")

    whole = io.BytesIO(with_parts(content, shared))
    with zipfile.ZipFile(whole, "a") as added:
        added.writestr("xl/sharedStrings.xml", f'<sst xmlns="{MAIN}"><si><t>{text}</t></si></sst>')
    return whole.getvalue()


def read_table(content: bytes) -> Table:
    book = opened(content)
    return table(grid_of(content, book, meant_tab(book, None, content)), Naming())


@settings(max_examples=60, deadline=None)
@given(text=TEXT.filter(str.strip).filter(lambda text: not text.startswith("#")))
def test_any_text_of_a_new_workbook_is_read_as_it_is(text: str) -> None:
    content = workbook(NewWorkbook("Numbers", ["name", "description"], [["kroq", text]]))
    assert read_table(content).rows[0].values["description"] == text


def test_a_no_break_space_and_a_soft_hyphen_are_kept_in_a_list_of_numbers() -> None:
    content = workbook(NewWorkbook("Numbers", ["name"], [["In\u00adCall\u00a0Ad"]]))
    assert openpyxl.load_workbook(io.BytesIO(content)).active["A2"].value == "In\u00adCall\u00a0Ad"


def test_a_cell_that_is_changed_may_hold_a_carriage_return() -> None:
    content = made([["Name", "Description"], ["kroq", "d"]])
    after = with_parts(
        content,
        lambda name, raw: with_cells(raw, {(2, 1): "a\r\nb\x0bc"}) if "sheet1" in name else raw,
    )
    assert read_table(after).rows[0].values["description"] == "a\r\nb\x0bc"


@pytest.mark.parametrize("place", [0, 1])
def test_a_sheet_that_is_one_chart_is_no_sheet_of_numbers(place: int) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (["Name", "Description"], ["kroq", "d"]):
        sheet.append(row)
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=1, min_row=1, max_row=2))
    book.create_chartsheet("Chart", place).add_chart(chart)
    raw = io.BytesIO()
    book.save(raw)
    assert [row.name for row in read_table(raw.getvalue()).rows] == ["kroq"]
    opened_book = opened(raw.getvalue())
    with pytest.raises(NotAWorkbook, match="has no sheet `Chart`; write one of: `Sheet`"):
        meant_tab(opened_book, "Chart", raw.getvalue())
