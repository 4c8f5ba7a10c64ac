"""A sheet, whatever kind of file holds it. Must not know: the campaign file."""

from __future__ import annotations

from pathlib import Path

from .columns import Naming
from .csv_source import read_csv
from .rows import Table, table
from .workbook import is_workbook
from .xlsx_source import read_xlsx

_ENOUGH = 8  # bytes that tell a workbook from text


def read_sheet(path: Path, naming: Naming, sheet: str | None = None) -> Table:
    """The numbers in a CSV or an .xlsx, whichever `path` holds.

    sheet: the name of the workbook's sheet. Raises OSError.
    """
    with path.open("rb") as file:
        head = file.read(_ENOUGH)
    grid = read_xlsx(path, sheet) if is_workbook(head) else read_csv(path)
    return table(grid, naming)
