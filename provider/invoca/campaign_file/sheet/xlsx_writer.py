"""Writes new workbooks: every cell is text that a spreadsheet keeps as it is.

Owns: their look. Must not know: what the columns mean.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from ...errors import FixDeclaration
from .columns import column_letters
from .spreadsheet import as_cell
from .xlsx_text import spelled

TEXT = "@"
WIDEST = 60  # characters of a column
LISTS = "Lists"  # the hidden sheet that drop-downs take their choices from


class NewWorkbook(NamedTuple):
    """One sheet. choices: what a drop-down offers, by heading. empty_rows: how many rows without
    values are made ready, as text and with their drop-downs."""

    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    choices: Mapping[str, Sequence[str]] | None = None
    empty_rows: int = 0


def workbook(content: NewWorkbook) -> bytes:
    """Raises FixDeclaration where openpyxl is not installed."""
    openpyxl = _openpyxl()
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = content.title
    for line, row in enumerate([content.headings, *content.rows], start=1):
        for column, text in enumerate(row, start=1):
            if text:
                cell = sheet.cell(line, column, spelled(as_cell(text)))
                cell.data_type = "s"  # text that begins with = is not a formula
    last = 1 + len(content.rows) + content.empty_rows
    for column, heading in enumerate(content.headings, start=1):
        head = sheet.cell(1, column)
        head.font = openpyxl.styles.Font(bold=True)
        for line in range(2, last + 1):
            sheet.cell(line, column).number_format = TEXT
        longest = max([len(heading), *(len(row[column - 1]) for row in content.rows)])
        sheet.column_dimensions[column_letters(column - 1)].width = min(longest, WIDEST) + 3
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = f"A1:{column_letters(len(content.headings) - 1)}{max(last, 2)}"
    _add_choices(book, sheet, content, last)
    raw = io.BytesIO()
    book.save(raw)
    return raw.getvalue()


def _add_choices(book: Any, sheet: Any, content: NewWorkbook, last: int) -> None:
    if not content.choices:
        return
    from openpyxl.worksheet.datavalidation import DataValidation

    lists = book.create_sheet(LISTS)
    lists.sheet_state = "hidden"
    for at, (heading, words) in enumerate(content.choices.items()):
        if heading not in content.headings:
            continue
        letters = column_letters(at)
        for row, word in enumerate(words, start=1):
            lists[f"{letters}{row}"] = word
        offered = DataValidation(
            type="list", formula1=f"{LISTS}!${letters}$1:${letters}${len(words)}", allow_blank=True
        )
        offered.showErrorMessage = False  # other values may be right, too
        column = column_letters(list(content.headings).index(heading))
        offered.add(f"{column}2:{column}{last}")
        sheet.add_data_validation(offered)


def _openpyxl() -> Any:
    try:
        import openpyxl
        import openpyxl.styles
    except ImportError:
        raise FixDeclaration(
            "writing a workbook",
            answer="openpyxl is not installed",
            remedy="Run `pip install openpyxl`, or ask for CSV",
        ) from None
    return openpyxl
