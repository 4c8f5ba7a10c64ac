"""Reads a spreadsheet's CSV into rows of cells, and remembers on which line each row begins.

Owns: encodings and separators. Must not know: which columns a number has.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

from ...promo_number.known_fields import folded
from ..yaml_source import Mistake
from .grid import HEADER_WITHIN, ROWS_MAXIMUM, Cell, Grid, Line, too_long, unreadable
from .likely import NAME

_DELIMITERS = ",;\t"
_SHOWN = 60  # characters of a line
_NULL = "\0"  # in no text; in what a broken disk or another program leaves


def read_csv(path: Path) -> Grid:
    """The rows of `path`: UTF-8 (or what Excel calls Unicode text), commas, semicolons or tabs.

    Raises OSError.
    """
    try:
        text = csv_text(path)
    except UnicodeDecodeError as error:
        return unreadable(0, f"is not UTF-8 text (byte {error.start}); save it as 'CSV UTF-8'")
    if _NULL in text:
        return unreadable(0, f"is not text (byte {text.index(_NULL)}); save it as 'CSV UTF-8'")
    delimiter = delimiter_of(text)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    found: list[Line] = []
    try:
        for line in _numbered(lines):
            if len(found) > ROWS_MAXIMUM:
                return Grid([], [too_long(line.number)])
            found.append(line)
    except _NotARow as error:
        return unreadable(error.line, f"is not CSV: {error}")
    return Grid(found, [], [one for line in found for one in _swallowed(line, delimiter)])


class _NotARow(Exception):
    """line: 1-based."""

    def __init__(self, error: csv.Error, begins: int, line: int) -> None:
        """In the words of who wrote the file. begins: where the row does; line: where it went
        wrong."""
        text, self.line = str(error), begins
        if "unexpected end" in text or "field limit" in text:
            text = "a quoted cell of this row is never closed; add or remove a quotation mark"
        elif "expected after" in text:
            text = "there is text after a closing quotation mark; double a quotation mark inside"
            text, self.line = f"{text} a cell", line
        super().__init__(text)


def _swallowed(line: Line, delimiter: str) -> Iterator[Mistake]:
    """A warning where a quotation mark may have made rows a part of a cell, and numbers vanish."""
    row = re.compile(rf"[^\s{delimiter}][^{delimiter}]*{delimiter}[^\s{delimiter}]")
    several = (cell.text.splitlines()[1:] for cell in line.cells if "\n" in cell.text)
    found = next((one for inner in several for one in inner if row.match(one)), None)
    if found:
        what = f"a cell of this row has several lines, and one looks like a row: `{found[:_SHOWN]}`"
        yield Mistake(line.number, f"{what}. If it is one, a quotation mark is missing above it")


def csv_text(path: Path) -> str:
    """The text of a file that a spreadsheet wrote. Raises UnicodeDecodeError, OSError."""
    content = path.read_bytes()
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16")
    return content.decode("utf-8-sig")


def delimiter_of(text: str) -> str:
    """The character that sets `name` apart in the header; else the one that is there most often.
    The header is the first line that holds one at all: what is above is empty, or a title."""
    top = text.split("\n", HEADER_WITHIN)[:HEADER_WITHIN]
    header = next((line for line in top if _may_be_header(line)), top[0])
    often = sorted(_DELIMITERS, key=header.count, reverse=True)
    return next((character for character in often if NAME in _columns(header, character)), often[0])


def _may_be_header(line: str) -> bool:
    return any(map(line.count, _DELIMITERS)) or folded(line) == NAME


def _columns(header: str, delimiter: str) -> list[str]:
    try:
        return [folded(cell) for cell in next(csv.reader([header], delimiter=delimiter), [])]
    except csv.Error:
        return []


def _numbered(lines: Any) -> Iterator[Line]:
    """Rows with the line they begin on; quoted cells may span lines. Empty rows are left out.

    Raises _NotARow.
    """
    begins = 1
    for row in count(1):
        try:
            cells = next(lines, None)
        except csv.Error as error:
            raise _NotARow(error, begins, lines.line_num) from None
        if cells is None:
            return
        if any(cell.strip() for cell in cells):
            yield Line(begins, [Cell(cell) for cell in cells], row)
        begins = lines.line_num + 1
