"""Reads a spreadsheet's CSV into one value a row, and remembers on which line each row stands.

Owns: encodings, separators, column names. Must not know: which columns a number has, beyond that
`a.b` is key b of a. An empty cell says nothing; an apostrophe that keeps a spreadsheet from
rewriting a cell is no part of its text.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from .spreadsheet import GUARD, unguarded, was_rewritten
from .yaml_source import Mistake

LISTS = frozenset({"tn_prefix_whitelist"})
NAMES = "was"  # names may hold blanks and commas, but no semicolon


class Row(NamedTuple):
    """line: 1-based, where the row begins. values: nested as a number in the campaign file."""

    line: int
    values: dict[str, Any]


class Table(NamedTuple):
    rows: list[Row]
    mistakes: list[Mistake]


def read_csv(path: Path) -> Table:
    """The rows of `path`: UTF-8 (or what Excel calls Unicode text), commas, semicolons or tabs."""
    try:
        text = csv_text(path)
    except UnicodeDecodeError as error:
        what = f"is not UTF-8 text (byte {error.start}); save it as 'CSV UTF-8'"
        return Table([], [Mistake(0, what)])
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text), strict=True)
    try:
        numbered = list(_numbered(lines))
    except csv.Error as error:
        return Table([], [Mistake(lines.line_num, f"is not CSV: {error}")])
    if not numbered:
        return Table([], [Mistake(0, "is empty; its first row must name the columns")])
    (header_line, header), *rows = numbered
    columns = [column.strip() for column in header]
    mistakes = _header_mistakes(header_line, columns)
    if mistakes:
        return Table([], mistakes)
    return _table(columns, rows)


def csv_text(path: Path) -> str:
    """The text of a file that a spreadsheet wrote. Raises UnicodeDecodeError, OSError."""
    content = path.read_bytes()
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16")
    return content.decode("utf-8-sig")


def delimiter_of(text: str) -> str:
    """The sign that sets `name` apart in the header; else the one that is there most often."""
    header = text.split("\n", 1)[0]
    often = sorted(",;\t", key=header.count, reverse=True)
    return next((sign for sign in often if "name" in _columns(header, sign)), often[0])


def _columns(header: str, delimiter: str) -> list[str]:
    try:
        return [cell.strip() for cell in next(csv.reader([header], delimiter=delimiter), [])]
    except csv.Error:
        return []


def _numbered(lines: Any) -> Iterator[tuple[int, list[str]]]:
    """Rows with the line they begin on; quoted cells may span lines. Empty rows are left out."""
    begins = 1
    for cells in lines:
        if any(cell.strip() for cell in cells):
            yield begins, cells
        begins = lines.line_num + 1


def _header_mistakes(line: int, columns: list[str]) -> list[Mistake]:
    mistakes = []
    if "name" not in columns:
        mistakes.append(Mistake(line, "has no column `name`; add one with the name of each number"))
    mistakes += [
        Mistake(line, f"has two columns `{column}`; take one away")
        for column in dict.fromkeys(columns)
        if column and columns.count(column) > 1
    ]
    mistakes += [
        Mistake(line, f"has a column `{parent}` beside `{column}`; take one of the two away")
        for column in dict.fromkeys(columns)
        for parent, _, key in [column.partition(".")]
        if key and parent in columns
    ]
    mistakes += [
        Mistake(line, f"has a column `{column}`; write a key after the dot")
        for column in dict.fromkeys(columns)
        if column.endswith(".")
    ]
    return mistakes


def _table(columns: list[str], rows: list[tuple[int, list[str]]]) -> Table:
    found, mistakes = [], []
    for line, cells in rows:
        extra = [cell for cell in cells[len(columns) :] if cell.strip()]
        if extra:
            what = f"has {len(cells)} cells, but {len(columns)} columns; quote cells with commas"
            mistakes.append(Mistake(line, what))
            continue
        rewritten = [
            Mistake(line, _rewritten(column, cell))
            for column, cell in zip(columns, cells, strict=False)
            if was_rewritten(cell)
        ]
        mistakes += rewritten
        if not rewritten:
            found.append(Row(line, _nested(columns, [unguarded(cell) for cell in cells])))
    return Table(found, mistakes)


def _rewritten(column: str, cell: str) -> str:
    return (
        f"{column}: '{cell}' is a long number that a spreadsheet shortened; format the column as "
        f"text and write the number again. Where just this is meant, write {GUARD}{cell}"
    )


def _nested(columns: list[str], cells: list[str]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for column, cell in zip(columns, cells, strict=False):
        # A column without a name holds somebody's notes only if it is empty; otherwise say so.
        if not cell.strip():
            continue
        if column in LISTS:
            values[column] = cell.replace(",", " ").replace(";", " ").split()
            continue
        if column == NAMES:
            values[column] = [name.strip() for name in cell.split(";") if name.strip()]
            continue
        parent, _, key = column.partition(".")
        if key:
            values.setdefault(parent, {})[key] = cell
        else:
            values[parent] = cell.strip() if column == "name" else cell
    return values
