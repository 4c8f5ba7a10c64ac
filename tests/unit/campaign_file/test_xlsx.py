"""Workbooks: every cell is the text that it shows, and what cannot be read is said once."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from invoca.campaign_file import CampaignFile, CampaignFileMistakes, read_campaign_file
from invoca.campaign_file.sheet import grid
from invoca.campaign_file.sheet.shown import shown_date, shown_number
from tests.unit.campaign_file.texts import HEAD, RADIO
from tests.unit.campaign_file.workbooks import with_parts, workbook

FROM = f"{HEAD}{RADIO}numbers_from: x.xlsx\n"
HEADINGS = ["Name", "Description", "Local Center Zipcode", "Custom Data Start"]
ReadBook = Callable[..., CampaignFile]


@pytest.fixture
def read(tmp_path: Path) -> ReadBook:
    def read(content: bytes, more: str = "") -> CampaignFile:
        (tmp_path / "x.xlsx").write_bytes(content)
        (tmp_path / "x.yaml").write_text(FROM + more, "utf-8")
        return read_campaign_file(tmp_path / "x.yaml", shown_as="x.yaml")

    return read


@pytest.fixture
def refused(read: ReadBook) -> Callable[..., str]:
    """The one mistake that is told."""

    def refused(content: bytes, more: str = "") -> str:
        with pytest.raises(CampaignFileMistakes) as told:
            read(content, more)
        ((file, line, what),) = told.value.mistakes
        return f"{file}:{line}: {what}"

    return refused


def formatted(number_format: str, column: int, rows: int = 1) -> Callable[[Any], None]:
    def finish(sheet: Any) -> None:
        for row in range(2, rows + 2):
            sheet.cell(row, column).number_format = number_format

    return finish


def test_a_workbook_is_read_as_it_shows(read: ReadBook) -> None:
    day = datetime.date(2026, 3, 1)
    content = workbook(
        [HEADINGS, ["kroq", "KROQ drive", 2108, day], [7, True, "02108", "=A3"]],
        finish=formatted("00000", 3),
    )
    content = with_parts(
        content,
        lambda name, raw: raw.replace(b"<f>A3</f><v></v>", b"<f>A3</f><v>7</v>").replace(
            b"<f>A3</f><v />", b"<f>A3</f><v>7</v>"
        ),
    )
    kroq, seven = read(content).numbers.values()
    assert kroq.declaration.create_only() == {"local_center": {"zipcode": "02108"}}
    assert kroq.declaration.custom_data == {"start": "2026-03-01"}
    assert (kroq.file, kroq.line) == ("x.xlsx", 2)
    assert (seven.name, seven.declaration.description) == ("7", "true")
    assert seven.declaration.custom_data == {"start": "7"}


@pytest.mark.parametrize(
    ("value", "number_format", "shown"),
    [
        (2108, "General", "2108"),
        (2108, "00000", "02108"),
        (21081234, "00000-0000", "02108-1234"),
        (310.0, "General", "310"),
        (310.0, "0.0", "310.0"),
        (8005550123, "General", "8005550123"),
        (8005550123, "0.00E+00", "8005550123"),
        (8005550123, "[<=9999999]###-####;(###) ###-####", "(800) 555-0123"),
        (5550123, "[<=9999999]###-####;(###) ###-####", "555-0123"),
        (1234567.891, "#,##0.00", "1,234,567.89"),
        (0.25, "0%", "25%"),
        (0.1 + 0.2, "General", "0.3"),
        (-5, "0", "-5"),
        (-5, "0;(0)", "(5)"),
        (5, '"A-"000', "A-005"),
        (12.5, "[$€-407] #,##0.00", "€ 12.50"),
        (1.5, "0.##", "1.5"),
        (1, "0.##", "1"),
        (0, "0", "0"),
        (3, "@", "3"),
    ],
)
def test_a_number_is_what_its_format_shows(value: float, number_format: str, shown: str) -> None:
    assert shown_number(value, number_format) == shown


@pytest.mark.parametrize(
    ("number_format", "shown"),
    [
        ("yyyy-mm-dd", "2026-03-01"),
        ("mm-dd-yy", "3/1/2026"),  # the number 14, which Excel shows as the region has it
        ("d-mmm", "1-Mar"),
        ("mmm-yy", "Mar-26"),
        ("dddd, mmmm d, yyyy", "Sunday, March 1, 2026"),
        ("yyyy-mm-dd h:mm:ss", "2026-03-01 14:05:09"),
        ("h:mm AM/PM", "2:05 PM"),
        ("[$-409]m/d/yy h:mm AM/PM;@", "3/1/26 2:05 PM"),
        ("dd\\.mm\\.yyyy", "01.03.2026"),
        ("General", "2026-03-01 14:05:09"),
    ],
)
def test_a_date_is_what_its_format_shows(number_format: str, shown: str) -> None:
    assert shown_date(datetime.datetime(2026, 3, 1, 14, 5, 9), number_format) == shown


def test_a_date_that_excel_made_of_something_else_is_a_warning(read: ReadBook) -> None:
    day = datetime.date(2026, 10, 6)
    content = workbook([HEADINGS, ["kroq", "d", None, day]], finish=formatted("d-mmm", 4))
    (only,) = read(content).warnings()
    assert only.startswith("x.xlsx:2: custom_data.start: '6-Oct' is a date as a spreadsheet shows")


def test_the_sheet_is_said_by_name_where_there_are_several(read: ReadBook) -> None:
    rows = [["Name", "Description"], ["kroq", "d"]]
    content = workbook(rows, also=["Budget", "Name list"], title="Spring 2026")
    assert list(read(content, "sheet: spring 2026 \n").numbers) == ["kroq"]
    assert list(read(content).numbers) == ["kroq"]  # the only one with a column `name`


def test_a_sheet_that_is_not_there_is_told_with_those_that_are(
    refused: Callable[..., str],
) -> None:
    content = workbook([["Name"]], also=["Budget"])
    assert refused(content, "sheet: Summer\n") == (
        "x.xlsx:0: has no sheet `Summer`; write one of: `Numbers`, `Budget`"
    )


def test_several_sheets_that_could_be_meant_are_a_mistake(refused: Callable[..., str]) -> None:
    def second(sheet: Any) -> None:
        sheet.parent.create_sheet("Summer").append(["Name"])

    content = workbook([["Name", "Description"], ["kroq", "d"]], finish=second)
    assert refused(content) == (
        "x.xlsx:0: has several sheets (`Numbers`, `Summer`); say which with `sheet:`"
    )


def test_a_formula_that_was_never_computed_is_a_mistake(refused: Callable[..., str]) -> None:
    content = workbook([["Name", "Description"], ["kroq", '="KR"&"OQ"']])
    without = with_parts(
        content, lambda name, raw: raw.replace(b"<v></v>", b"").replace(b"<v />", b"")
    )
    assert without != content
    assert refused(without) == refused(content)
    assert refused(content) == (
        "x.xlsx:2: kroq: description: is a formula without a saved value; open the file in a "
        "spreadsheet program and save it, or write the value"
    )


def test_a_formula_that_failed_is_a_mistake(refused: Callable[..., str]) -> None:
    def failed(sheet: Any) -> None:
        sheet["B2"] = "#REF!"
        sheet["B2"].data_type = "e"

    content = workbook([["Name", "Description"], ["kroq", "d"]], finish=failed)
    assert "description: '#REF!' is a formula error" in refused(content)


def test_a_formula_that_came_to_an_empty_text_is_an_empty_cell(refused: Callable[..., str]) -> None:
    content = workbook([["Name", "Description"], ["kroq", '=""']])
    content = with_parts(
        content,
        lambda name, raw: raw.replace(b'<c r="B2"><f>', b'<c r="B2" t="str"><f>'),
    )
    assert "description is missing" in refused(content)


def test_a_title_that_is_merged_above_the_headings_is_told_as_one(
    refused: Callable[..., str],
) -> None:
    rows = [["Spring numbers"], ["Name", "Description"], ["kroq", "d"]]
    content = workbook(rows, finish=lambda sheet: sheet.merge_cells("A1:B1"))
    assert refused(content) == (
        "x.xlsx:1: does not name the columns, but line 2 does; delete what is above it"
    )


def test_merged_cells_are_a_mistake(refused: Callable[..., str]) -> None:
    def merged(sheet: Any) -> None:
        sheet.merge_cells("B2:B3")

    content = workbook([["Name", "Description"], ["kroq", "d"], ["jazz", None]], finish=merged)
    assert refused(content) == (
        "x.xlsx:2: has merged cells (B2:B3); unmerge them, and write the value into each"
    )


def test_empty_rows_and_formats_far_below_do_not_count(read: ReadBook) -> None:
    def far(sheet: Any) -> None:
        sheet.cell(60_000, 3).number_format = "00000"
        sheet.cell(5, 2).value = "  "

    content = workbook([["Name", "Description"], ["kroq", "d"]], finish=far)
    assert list(read(content).numbers) == ["kroq"]


def test_a_sheet_of_too_many_rows_is_one_mistake(
    refused: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("invoca.campaign_file.sheet.xlsx_source.ROWS_MAXIMUM", 20)
    rows = [["Name", "Description"], *([f"n{i}", "d"] for i in range(30))]
    assert refused(workbook(rows)).startswith(
        f"x.xlsx:21: has more than {grid.ROWS_MAXIMUM:,} rows; no campaign has that many numbers."
    )


def test_a_quantity_that_is_no_whole_number_is_refused(refused: Callable[..., str]) -> None:
    content = workbook([["Name", "Description", "Quantity"], ["card", "d", 1.5]])
    assert refused(content).endswith("card: quantity must be a whole number, not '1.5'")


def test_a_long_number_is_refused_where_excel_forgot_its_end(refused: Callable[..., str]) -> None:
    content = workbook([["Name", "Description"], ["kroq", 88855501238885550000]])
    assert "description: is a number of more than 15 digits" in refused(content)


OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (OLD, "is a workbook in the old format (.xls); save it as .xlsx"),
        (
            OLD + "EncryptedPackage".encode("utf-16-le"),
            "is protected with a password; save it without one",
        ),
        (b"PK\x03\x04 and nothing more", "is a broken .xlsx ("),
        (workbook([["Name"]])[:-200], "is a broken .xlsx ("),
        (
            with_parts(
                workbook([["Name"], ["kroq"]]),
                lambda name, raw: raw[:-40] if "sheet1" in name else raw,
            ),
            "is a broken .xlsx (",
        ),
        (
            with_parts(
                workbook([["Name"]]), lambda name, raw: b"<a" if "workbook.xml" in name else raw
            ),
            "is a broken .xlsx (",
        ),
    ],
    ids=["old", "password", "cut", "cut later", "cut sheet", "no XML"],
)
def test_what_is_no_workbook_is_told_why(
    refused: Callable[..., str], content: bytes, said: str
) -> None:
    assert refused(content).startswith(f"x.xlsx:0: {said}")


def test_a_sheet_that_is_open_elsewhere_is_a_warning(read: ReadBook, tmp_path: Path) -> None:
    (tmp_path / "~$x.xlsx").write_bytes(b"somebody")
    campaign = read(workbook([["Name", "Description"], ["kroq", "d"]]))
    assert campaign.warnings() == [
        "x.xlsx: is open in a spreadsheet program (~$x.xlsx); unsaved changes are not read"
    ]


def test_rows_that_a_filter_hides_are_a_warning(read: ReadBook) -> None:
    def filtered(sheet: Any) -> None:
        sheet.auto_filter.ref = "A1:B9"
        for row in (3, 4, 9):
            sheet.row_dimensions[row].hidden = True

    rows = [["Name", "Description"], *([name, "d"] for name in "abc")]
    found = read(workbook(rows, finish=filtered))
    assert list(found.numbers) == ["a", "b", "c"]
    assert found.warnings() == [
        "x.xlsx: has 2 hidden rows (3, 4); what is in them is declared as well. Delete those that "
        "are not meant"
    ]


def test_a_strict_workbook_is_told_as_one(refused: Callable[..., str]) -> None:
    def strict(name: str, raw: bytes) -> bytes:
        main = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        return raw.replace(main, b"http://purl.oclc.org/ooxml/spreadsheetml/main")

    content = with_parts(workbook([["Name", "Description"], ["kroq", "d"]]), strict)
    assert refused(content) == (
        "x.xlsx:0: is a Strict Open XML workbook; save it as 'Excel Workbook (.xlsx)' instead"
    )
