"""A sheet, whatever kind of file holds it. Must not know: the campaign file."""

from __future__ import annotations

from pathlib import Path

from .columns import Naming
from .csv_source import read_csv
from .grid import Grid, unreadable
from .kinds import ENOUGH, holds_a_workbook
from .rows import Table, table
from .workbook import NotAWorkbook
from .xlsx_source import read_xlsx


def read_sheet(path: Path, naming: Naming, sheet: str | None = None) -> Table:
    """The numbers in a CSV or an .xlsx, whichever `path` holds.

    sheet: the name of the workbook's sheet. Raises OSError.
    """
    return table(_grid(path, sheet), naming)


def _grid(path: Path, sheet: str | None) -> Grid:
    with path.open("rb") as file:
        head = file.read(ENOUGH)
    try:
        is_workbook = holds_a_workbook(path, head)
    except NotAWorkbook as error:
        return unreadable(0, str(error))
    return read_xlsx(path, sheet) if is_workbook else read_csv(path)
