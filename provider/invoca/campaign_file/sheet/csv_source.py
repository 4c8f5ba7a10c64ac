"""Reads a spreadsheet's CSV into rows of cells, and remembers on which line each row begins.

Owns: encodings and separators. Must not know: which columns a number has.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ...promo_number.known_fields import folded
from .grid import HEADER_WITHIN, ROWS_MAXIMUM, Cell, Grid, Line, too_long, unreadable
from .likely import NAME

_DELIMITERS = ",;\t"
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
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text), strict=True)
    found: list[Line] = []
    try:
        for line in _numbered(lines):
            if len(found) > ROWS_MAXIMUM:
                return Grid([], [too_long(line.number)])
            found.append(line)
    except csv.Error as error:
        return unreadable(lines.line_num, f"is not CSV: {_said(error)}")
    return Grid(found, [])


def _said(error: csv.Error) -> str:
    """In the words of who wrote the file."""
    text = str(error)
    if "unexpected end" in text:
        return "a quoted cell is never closed"
    if "expected after" in text:
        return "there is text after a closing quotation mark; double a quotation mark inside a cell"
    return text


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
    """Rows with the line they begin on; quoted cells may span lines. Empty rows are left out."""
    begins = 1
    for cells in lines:
        if any(cell.strip() for cell in cells):
            yield Line(begins, [Cell(cell) for cell in cells])
        begins = lines.line_num + 1
