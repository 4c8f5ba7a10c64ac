"""A sheet as rows of cells, whatever its source. Must not know: CSV, workbooks, or columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ..yaml_source import Mistake

HEADER_WITHIN = 20  # rows in which a header is looked for
ROWS_MAXIMUM = 50_000  # no account has as many numbers; what is longer was filled by accident


class Cell(NamedTuple):
    """text: what the cell shows. problem: why it cannot be used, or ""."""

    text: str
    problem: str = ""


class Line(NamedTuple):
    """number: 1-based, where the row begins in the file. cells: those behind the last filled one
    may lack. row: as a spreadsheet program counts it; it differs below a cell of several lines."""

    number: int
    cells: list[Cell]
    row: int

    @property
    def is_empty(self) -> bool:
        return not any(cell.text.strip() or cell.problem for cell in self.cells)


class Grid(NamedTuple):
    """lines: those that hold something, the header first. Where there are mistakes, nothing of
    it can be used."""

    lines: list[Line]
    mistakes: list[Mistake]
    warnings: Sequence[Mistake] = ()


def unreadable(line: int, text: str) -> Grid:
    return Grid([], [Mistake(line, text)])


def too_long(line: int) -> Mistake:
    return Mistake(
        line,
        f"has more than {ROWS_MAXIMUM:,} rows; no campaign has that many numbers. Delete the rows "
        "that are not numbers, or split the sheet into several files",
    )
