"""Workbooks for tests, as people and their programs leave them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable
from typing import Any

import openpyxl

from invoca.campaign_file.sheet.columns import Naming
from invoca.campaign_file.sheet.rows import Table, table
from invoca.campaign_file.sheet.workbook import opened
from invoca.campaign_file.sheet.xlsx_source import grid_of, meant_tab


def workbook(
    rows: Iterable[Iterable[Any]],
    *,
    also: Iterable[str] = (),
    title: str = "Numbers",
    finish: Callable[[Any], None] = lambda sheet: None,
) -> bytes:
    """A workbook of one sheet, and empty ones named `also`. finish: the last hand on the sheet."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    for name in also:
        book.create_sheet(name)
    finish(sheet)
    raw = io.BytesIO()
    book.save(raw)
    return raw.getvalue()


def with_parts(content: bytes, edit: Callable[[str, bytes], bytes]) -> bytes:
    """The same workbook with its parts edited."""
    raw = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(raw, "w") as new:
        for entry in old.infolist():
            new.writestr(entry, edit(entry.filename, old.read(entry)))
    return raw.getvalue()


def table_of(rows: Iterable[Iterable[Any]], **more: Any) -> Table:
    """What is read of such a workbook."""
    content = workbook(rows, **more)
    book = opened(content)
    return table(grid_of(content, book, meant_tab(book, None, content)), Naming())
