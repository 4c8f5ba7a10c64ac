"""Reads one sheet of an .xlsx into rows of cells, each as the text that it shows.

Owns: which sheet is meant, and which cells show nothing that can be used. Must not know: which
columns a number has. openpyxl is loaded only where there is a workbook to read.
"""

from __future__ import annotations

import datetime
import io
import re
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ...counted import plural, some
from ...promo_number.known_fields import folded
from ..yaml_source import Mistake
from .columns import column_index
from .grid import HEADER_WITHIN, ROWS_MAXIMUM, Cell, Grid, Line, too_long, unreadable
from .likely import NAME
from .shown import EXACT_DIGITS, shown_date, shown_number
from .workbook import NotAWorkbook, OpenedWorkbook, Tab, lock_beside, opened
from .xlsx_text import for_openpyxl, read

_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]*?\bref="([A-Z]+)([0-9]+):([A-Z]+)([0-9]+)"')
# A cell with a formula, and what it came to behind it; an empty text is one only where it says so.
_FORMULA = re.compile(
    rb'<(?:\w+:)?c\b(?P<before>[^>]*?)\br="(?P<column>[A-Z]+)(?P<row>[0-9]+)"(?P<after>[^>]*)>'
    rb"\s*<(?:\w+:)?f\b(?:[^>]*/>|.*?</(?:\w+:)?f>)\s*(?P<value><(?:\w+:)?v\b[^>]*>[^<]+)?",
    re.DOTALL,
)
_HIDDEN = re.compile(
    rb'<(?:\w+:)?row\b(?=[^>]*\bhidden="(?:1|true)")[^>]*?\br="([0-9]+)"',
)
_SHOWN = 5  # rows that a warning names
_IS_TEXT = b't="str"'
_EMPTY = Cell("")
_TIMES = (datetime.datetime, datetime.date, datetime.time, datetime.timedelta)
_NOT_COMPUTED = (
    "is a formula without a saved value; open the file in a spreadsheet program and save it, or "
    "write the value"
)


def read_xlsx(path: Path, sheet: str | None) -> Grid:
    """The rows of the sheet of that name, or of the one that has a column `name`.

    Raises OSError.
    """
    content = path.read_bytes()
    try:
        book = opened(content)
        tab = meant_tab(book, sheet, content)
        grid = grid_of(content, book, tab)
        return grid._replace(warnings=[*_open_elsewhere(path), *grid.warnings])
    except NotAWorkbook as error:
        return unreadable(0, str(error))


def _open_elsewhere(path: Path) -> list[Mistake]:
    lock = lock_beside(path)
    if lock is None:
        return []
    what = f"is open in a spreadsheet program ({lock.name}); unsaved changes are not read"
    return [Mistake(0, what)]


def tab_named(book: OpenedWorkbook, sheet: str) -> Tab:
    """The sheet of that name; case and surrounding spaces do not count. Raises NotAWorkbook."""
    for tab in book.tabs:
        if tab.name.strip().casefold() == sheet.strip().casefold():
            return tab
    names = ", ".join(f"`{tab.name}`" for tab in book.tabs)
    raise NotAWorkbook(f"has no sheet `{sheet}`; write one of: {names}")


def meant_tab(book: OpenedWorkbook, sheet: str | None, content: bytes) -> Tab:
    """The sheet of that name, or the one that can be meant. Raises NotAWorkbook."""
    if sheet is not None:
        return tab_named(book, sheet)
    visible = [tab for tab in book.tabs if not tab.is_hidden] or book.tabs
    if len(visible) == 1:
        return visible[0]
    named = [tab for tab in visible if _has_header(content, tab)]
    if len(named) == 1:
        return named[0]
    names = ", ".join(f"`{tab.name}`" for tab in visible)
    raise NotAWorkbook(f"has several sheets ({names}); say which with `sheet:`")


def _has_header(content: bytes, tab: Tab) -> bool:
    rows = _rows(content, tab)
    top = [row for row, _ in zip(rows, range(HEADER_WITHIN), strict=False)]
    return any(folded(str(cell.value or "")) == NAME for _, row in top for cell in row)


def grid_of(content: bytes, book: OpenedWorkbook, tab: Tab) -> Grid:
    """The rows of that sheet. Raises NotAWorkbook where it cannot be read."""
    raw = book.parts[tab.part]
    lines: list[Line] = []
    unknown = {
        (int(found["row"]), column_index(found["column"].decode()))
        for found in _FORMULA.finditer(raw)
        if not found["value"] and _IS_TEXT not in found["before"] + found["after"]
    }
    for number, row in _rows(for_openpyxl(content, book.parts), tab):
        cells = [
            Cell("", _NOT_COMPUTED) if (number, at) in unknown else _cell(cell)
            for at, cell in enumerate(row)
        ]
        line = Line(number, cells, number)
        if not line.is_empty:
            lines.append(line)
        if len(lines) > ROWS_MAXIMUM:
            return Grid([], [too_long(number)])
    mistakes = list(_merged(raw, lines)) if lines else []
    return Grid(lines, mistakes, list(_hidden(raw, lines[1:])))


def _hidden(raw: bytes, lines: list[Line]) -> Iterator[Mistake]:
    """A filter hides rows from people, and from nobody else."""
    hidden = {int(found[1]) for found in _HIDDEN.finditer(raw)} if b"hidden" in raw else set()
    rows = [str(line.number) for line in lines if line.number in hidden]
    if rows:
        what = f"has {plural(len(rows), 'hidden row')} ({some(rows, _SHOWN)})"
        what += "; what is in them is declared as well. Delete those that are not meant"
        yield Mistake(0, what)


def _rows(content: bytes, tab: Tab) -> Iterator[tuple[int, tuple[Any, ...]]]:
    """Each row with its number; of formulas, what they came to."""
    openpyxl = _openpyxl()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
            sheet = book[tab.name]
            sheet.reset_dimensions()  # what the file says of its size is often wrong
            yield from enumerate(sheet.iter_rows(), start=1)
        except NotAWorkbook:
            raise
        except Exception as error:
            # Whatever a broken part makes of openpyxl, the file is the reason.
            why = str(error).splitlines()[0] if str(error) else type(error).__name__
            raise NotAWorkbook(f"is a broken .xlsx ({why}); save it again") from None


def _openpyxl() -> Any:
    try:
        import openpyxl
    except ImportError:
        what = "needs openpyxl: `pip install openpyxl`, or save it as 'CSV UTF-8'"
        raise NotAWorkbook(what) from None
    return openpyxl


def _cell(cell: Any) -> Cell:
    value = cell.value
    if value is None:
        return _EMPTY
    if isinstance(value, bool):
        return Cell("true" if value else "false")
    if isinstance(value, (int, float)):
        return Cell(shown_number(value, cell.number_format), _beyond(value))
    if isinstance(value, _TIMES):
        return Cell(shown_date(value, cell.number_format))
    return Cell(read(str(value)))


def _beyond(value: int | float) -> str:
    if abs(value) < 10**EXACT_DIGITS:
        return ""
    return (
        f"is a number of more than {EXACT_DIGITS} digits, and a spreadsheet keeps only "
        f"{EXACT_DIGITS}; format the column as text and write it again"
    )


def _merged(raw: bytes, lines: list[Line]) -> Iterator[Mistake]:
    first, last = lines[0].number, lines[-1].number
    for left, top, right, bottom in _MERGED.findall(raw):
        if first <= int(bottom) and int(top) <= last:
            cells = f"{left.decode()}{int(top)}:{right.decode()}{int(bottom)}"
            what = f"has merged cells ({cells}); unmerge them, and write the value into each"
            yield Mistake(int(top), what)
