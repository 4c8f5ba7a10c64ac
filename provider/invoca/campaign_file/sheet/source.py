"""A sheet, whatever kind of file holds it. Must not know: the campaign file."""

from __future__ import annotations

import difflib
from pathlib import Path

from ...promo_number.identity import one_form
from .columns import Naming
from .csv_source import read_csv
from .grid import Grid, unreadable
from .kinds import ENOUGH, holds_a_workbook
from .rows import Table, table
from .workbook import NotAWorkbook
from .xlsx_source import read_xlsx

_SHEETS = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm")
_NEAR = 0.75


def read_sheet(path: Path, naming: Naming, sheet: str | None = None) -> Table:
    """The numbers in a CSV or an .xlsx, whichever `path` holds.

    sheet: the name of the workbook's sheet. Raises OSError.
    """
    return table(_grid(path, sheet), naming)


def nearest_sheet(path: Path) -> str:
    """The name of the sheet beside where `path` would be that is likely meant; "" for none. File
    systems differ in whether case counts, and in how they spell an umlaut."""
    try:
        names = [one.name for one in path.parent.iterdir() if one.suffix.lower() in _SHEETS]
    except (OSError, ValueError):
        return ""
    by_letters = {one_form(name).casefold(): name for name in names if name != path.name}
    meant = one_form(path.name).casefold()
    match = difflib.get_close_matches(meant, by_letters, n=1, cutoff=_NEAR)
    return by_letters[match[0]] if match else ""


def _grid(path: Path, sheet: str | None) -> Grid:
    with path.open("rb") as file:
        head = file.read(ENOUGH)
    try:
        is_workbook = holds_a_workbook(path, head)
    except NotAWorkbook as error:
        return unreadable(0, str(error))
    return read_xlsx(path, sheet) if is_workbook else read_csv(path)
