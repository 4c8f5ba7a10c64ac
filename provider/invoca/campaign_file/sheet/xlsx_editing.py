"""Changes the rows of a workbook that are about some numbers, and nothing else in the workbook.

Owns: which cells these are. Must not know: why a number is changed.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from typing import Any

from ..spans import NotEditable, Wish, about
from .columns import Naming
from .rows import table
from .spreadsheet import as_cell
from .wanted import WantedCells
from .workbook import NotAWorkbook, opened
from .xlsx_cells import with_cells
from .xlsx_source import grid_of, meant_tab


def changed(
    content: bytes,
    wishes: Mapping[str, Wish],
    defaults: Mapping[str, Any],
    naming: Naming,
    sheet: str | None,
) -> bytes:
    """The workbook with `wishes`, by the names of the rows. Raises NotEditable.

    A row that is taken out is emptied, and stays: rows below it may be named in formulas.
    """
    try:
        book = opened(content)
        tab = meant_tab(book, sheet, content)
        grid = grid_of(content, book, tab)
    except NotAWorkbook as error:
        raise NotEditable(str(error)) from None
    found = table(grid, naming)
    wanted = WantedCells(found.columns, defaults, as_cell)
    lines = {row.name: row.line for row in found.rows}
    texts: dict[tuple[int, int], str | None] = {}
    last = grid.lines[-1].number
    for name, wish in wishes.items():
        if wish.is_new:
            last += 1
            texts |= {(last, at): text for at, text in wanted.cells(wish, name).items()}
        elif wish.is_gone:
            texts |= {(lines[name], at): None for at in wanted.read_columns()}
        else:
            with about(name):
                cells = wanted.cells(wish)
            texts |= {(lines[name], at): text for at, text in cells.items()}
    header = grid.lines[0].number
    first = wanted.width - len(wanted.new_columns)
    texts |= {(header, first + at): field for at, field in enumerate(wanted.new_columns)}
    return _packed(content, tab.part, with_cells(book.parts[tab.part], texts))


def text_of(content: bytes, sheet: str | None) -> list[str]:
    """The sheet as lines of text, to be compared by people."""
    try:
        book = opened(content)
        lines = grid_of(content, book, meant_tab(book, sheet, content)).lines
    except NotAWorkbook:
        return []
    return [" | ".join(cell.text for cell in line.cells).rstrip(" |") for line in lines]


def _packed(content: bytes, part: str, raw: bytes) -> bytes:
    """The same file with another text of one part."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(packed, "w") as new:
        for entry in old.infolist():
            new.writestr(entry, raw if entry.filename == part else old.read(entry))
    return packed.getvalue()
