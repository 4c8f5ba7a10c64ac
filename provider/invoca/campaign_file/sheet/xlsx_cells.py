"""Changes single cells of a workbook's sheet, and nothing else in its XML.

Owns: where a row and a cell stand in the text of a sheet. Formats, charts, formulas and whatever a
newer Excel put there stay, because the text between the cells is not touched. Must not know: which
columns a number has.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping
from typing import Any, NamedTuple
from xml.parsers import expat
from xml.sax.saxutils import escape

from ..spans import NotEditable
from .columns import column_index, column_letters
from .xlsx_text import spelled

_REF = re.compile("([A-Z]+)([0-9]+)")
_DIMENSION = re.compile(rb'(<(?:\w+:)?dimension\b[^>]*?\bref=")([A-Z]+[0-9]+(?::[A-Z]+[0-9]+)?)"')


class _Piece(NamedTuple):
    """One element. start, end: in bytes. inner: where its content begins, or -1 where it has none
    (`<row/>`)."""

    start: int
    inner: int
    end: int


class _FoundCell(NamedTuple):
    column: int
    piece: _Piece
    style: str
    has_formula: bool


class _FoundRow(NamedTuple):
    number: int
    piece: _Piece
    cells: list[_FoundCell]


def with_cells(raw: bytes, texts: Mapping[tuple[int, int], str | None]) -> bytes:
    """The XML of a sheet with other texts in its cells.

    texts: by row (from 1) and column (from 0); None empties a cell, which keeps its format.

    Raises NotEditable where a cell holds a formula, and where the sheet cannot be understood.
    """
    sheet = _CellPlaces(raw)
    spans: list[tuple[int, int, bytes]] = []
    by_row: dict[int, dict[int, str | None]] = {}
    for (row, column), text in texts.items():
        by_row.setdefault(row, {})[column] = text
    for number, cells in sorted(by_row.items()):
        spans += sheet.spans(number, cells)
    parts: list[bytes] = []
    at = 0
    for start, end, new in sorted(spans, key=lambda span: span[:2]):
        parts += [raw[at:start], new]
        at = end
    return _with_dimension(b"".join([*parts, raw[at:]]), texts)


class _CellPlaces:
    def __init__(self, raw: bytes) -> None:
        self._raw = raw
        self._rows: list[_FoundRow] = []
        self._data: _Piece | None = None
        self._open: list[tuple[str, dict[str, str], int, int]] = []
        self._formula = False
        parser = expat.ParserCreate()
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        self._parser = parser
        try:
            parser.Parse(raw, True)
        except expat.ExpatError as error:
            raise NotEditable(f"the sheet is broken ({error})") from None
        if self._data is None:
            raise NotEditable("the sheet has no rows")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        at = self._parser.CurrentByteIndex
        self._open.append((name, attributes, at, self._tag_end(at)))
        tag = name.rpartition(":")[2]
        if tag == "row":
            number = int(attributes.get("r") or (self._rows[-1].number + 1 if self._rows else 1))
            self._rows.append(_FoundRow(number, _Piece(at, -1, at), []))
        elif tag == "f":
            self._formula = True

    def _end(self, name: str) -> None:
        tag = name.rpartition(":")[2]
        _, attributes, start, inner = self._open.pop()
        at = self._parser.CurrentByteIndex
        is_alone = self._raw[inner - 2 : inner] == b"/>"
        piece = _Piece(start, -1 if is_alone else inner, inner if is_alone else self._tag_end(at))
        if tag == "c" and self._rows:
            row = self._rows[-1]
            self._cell(row, attributes, piece)
        elif tag == "row":
            self._rows[-1] = self._rows[-1]._replace(piece=piece)
        elif tag == "sheetData":
            self._data = piece

    def _cell(self, row: _FoundRow, attributes: Mapping[str, str], piece: _Piece) -> None:
        ref = _REF.fullmatch(attributes.get("r", ""))
        column = column_index(ref[1]) if ref else row.cells[-1].column + 1 if row.cells else 0
        style = f' s="{attributes["s"]}"' if "s" in attributes else ""
        row.cells.append(_FoundCell(column, piece, style, self._formula))
        self._formula = False

    def _tag_end(self, at: int) -> int:
        """Behind the `>` of the tag at `at`; one in an attribute does not count."""
        quote = b""
        for index in range(at, len(self._raw)):
            character = self._raw[index : index + 1]
            if quote:
                quote = b"" if character == quote else quote
            elif character in (b'"', b"'"):
                quote = character
            elif character == b">":
                return index + 1
        raise NotEditable("the sheet is broken")

    def spans(self, number: int, cells: Mapping[int, str | None]) -> list[tuple[int, int, bytes]]:
        """The places in the row of that number, and what they are to become."""
        numbers = [row.number for row in self._rows]
        at = bisect_left(numbers, number)
        if at == len(numbers) or numbers[at] != number:
            return self._new_row(at, number, cells)
        row = self._rows[at]
        if row.piece.inner < 0:
            opened = self._raw[row.piece.start : row.piece.end].rstrip(b"/>").rstrip() + b">"
            body = b"".join(self._xml(number, column, text) for column, text in _filled(cells))
            return [(row.piece.start, row.piece.end, opened + body + self._row_closing())]
        return [self._in_row(row, column, text) for column, text in sorted(cells.items())]

    def _in_row(self, row: _FoundRow, column: int, text: str | None) -> tuple[int, int, bytes]:
        columns = [cell.column for cell in row.cells]
        at = bisect_left(columns, column)
        if at < len(columns) and columns[at] == column:
            cell = row.cells[at]
            if cell.has_formula:
                where = f"{column_letters(column)}{row.number}"
                raise NotEditable(f"cell {where} holds a formula", f"cell {where}")
            new = self._xml(row.number, column, text, cell.style)
            return cell.piece.start, cell.piece.end, new
        place = row.cells[at].piece.start if at < len(columns) else self._row_end(row)
        return place, place, b"" if text is None else self._xml(row.number, column, text)

    def _row_end(self, row: _FoundRow) -> int:
        return self._raw.rindex(b"<", row.piece.start, row.piece.end)

    def _new_row(
        self, at: int, number: int, cells: Mapping[int, str | None]
    ) -> list[tuple[int, int, bytes]]:
        body = b"".join(self._xml(number, column, text) for column, text in _filled(cells))
        xml = f'<{self._prefix()}row r="{number}">'.encode() + body + self._row_closing()
        data = self._data
        if data is None or data.inner < 0:
            raise NotEditable("the sheet has no rows")
        place = self._rows[at].piece.start if at < len(self._rows) else data.inner
        if at == len(self._rows) and self._rows:
            place = self._rows[-1].piece.end
        return [(place, place, xml)]

    def _xml(self, row: int, column: int, text: str | None, style: str = "") -> bytes:
        prefix = self._prefix()
        ref = f'r="{column_letters(column)}{row}"'
        if text is None or text == "":
            return f"<{prefix}c {ref}{style}/>".encode()
        return (
            f'<{prefix}c {ref}{style} t="inlineStr"><{prefix}is><{prefix}t xml:space="preserve">'
            f"{escape(spelled(text))}</{prefix}t></{prefix}is></{prefix}c>"
        ).encode()

    def _prefix(self) -> str:
        piece = self._data
        name = (
            re.match(rb"<([\w.-]+:)?", self._raw[piece.start : piece.start + 40]) if piece else None
        )
        return name[1].decode() if name and name[1] else ""

    def _row_closing(self) -> bytes:
        return f"</{self._prefix()}row>".encode()


def _filled(cells: Mapping[int, str | None]) -> list[tuple[int, str]]:
    return [(column, text) for column, text in sorted(cells.items()) if text]


def _with_dimension(raw: bytes, texts: Mapping[tuple[int, int], Any]) -> bytes:
    """What the sheet says of its size, as it is now."""
    found = _DIMENSION.search(raw)
    if not found:
        return raw
    first, _, last = found[2].decode().partition(":")
    corner = _REF.fullmatch(last or first)
    if corner is None:
        return raw
    column = max([column_index(corner[1]), *(column for _, column in texts)])
    row = max([int(corner[2]), *(row for row, _ in texts)])
    size = f'{first}:{column_letters(column)}{row}"'.encode()
    return raw[: found.start(2)] + size + raw[found.end() :]
