"""Finds the cells of a CSV that a change is about, and what is written there.

Owns: which characters of the file are which cell. Must not know: which columns a number has. What
is not changed stays as the spreadsheet wrote it: separators, quotes, encoding, line ends.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from ..spans import Span, Wish, about, replaced
from .columns import Naming, columns
from .csv_source import delimiter_of
from .likely import NAME
from .spreadsheet import guarded, unguarded
from .wanted import WantedCells


class _Cell(NamedTuple):
    """start, end: where its characters stand, quotes and all."""

    start: int
    end: int
    text: str


class _Row(NamedTuple):
    """start, end: with the line's end."""

    start: int
    end: int
    cells: list[_Cell]

    def text(self, column: int) -> str:
        return self.cells[column].text if column < len(self.cells) else ""


def decoded(content: bytes) -> str:
    return content[len(_mark(content)) :].decode(_encoding(content))


def changed(
    content: bytes, wishes: Mapping[str, Wish], defaults: Mapping[str, Any], naming: Naming
) -> bytes:
    """The file with `wishes`, by the names of the numbers. Raises NotEditable.

    defaults: what holds for every number; a cell cannot say that a default does not hold.
    """
    text = decoded(content)
    spans = list(_Sheet(text, defaults, naming).spans(wishes))
    return _mark(content) + replaced(text, spans).encode(_encoding(content))


def _mark(content: bytes) -> bytes:
    marks = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    return next((mark for mark in marks if content.startswith(mark)), b"")


def _encoding(content: bytes) -> str:
    known = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
    return known.get(_mark(content), "utf-8")


class _Sheet:
    def __init__(self, text: str, defaults: Mapping[str, Any], naming: Naming) -> None:
        self._text = text
        self._delimiter = delimiter_of(text)
        rows = [
            row for row in _rows(text, self._delimiter) if any(c.text.strip() for c in row.cells)
        ]
        self._header, *self._rows = rows
        found, _ = columns([cell.text for cell in self._header.cells], naming)
        self._wanted = WantedCells(found, defaults, guarded)

    def spans(self, wishes: Mapping[str, Wish]) -> Iterator[Span]:
        name = self._wanted.column(NAME)
        rows = {unguarded(row.text(name)).strip(): row for row in self._rows}
        for number, wish in wishes.items():
            if wish.is_new:
                yield self._added(self._wanted.cells(wish, number))
            elif wish.is_gone:
                yield Span(rows[number].start, rows[number].end, "")
            else:
                with about(number):
                    cells = self._wanted.cells(wish)
                yield from self._changed(rows[number], cells)
        if self._wanted.new_columns:
            end = self._header.cells[-1].end
            new = "".join(self._delimiter + self._written(one) for one in self._wanted.new_columns)
            yield Span(end, end, new)

    def _changed(self, row: _Row, cells: Mapping[int, str]) -> Iterator[Span]:
        for at, text in cells.items():
            if at < len(row.cells):
                yield Span(row.cells[at].start, row.cells[at].end, self._written(text))
        new = {at: text for at, text in cells.items() if at >= len(row.cells) and text}
        if new:
            more = [new.get(at, "") for at in range(len(row.cells), max(new) + 1)]
            end = row.cells[-1].end
            yield Span(end, end, "".join(self._delimiter + self._written(text) for text in more))

    def _added(self, cells: Mapping[int, str]) -> Span:
        line = self._delimiter.join(
            self._written(cells.get(at, "")) for at in range(self._wanted.width)
        )
        newline = "\r\n" if "\r\n" in self._text else "\n"
        end = len(self._text)
        return Span(end, end, line + newline if self._text.endswith("\n") else newline + line)

    def _written(self, text: str) -> str:
        if any(character in text for character in (self._delimiter, '"', "\n", "\r")):
            return '"' + text.replace('"', '""') + '"'
        return text


def _rows(text: str, delimiter: str) -> Iterator[_Row]:
    """Every row of a text that the reader of CSV took without a mistake."""
    at = 0
    while at < len(text):
        start, cells = at, []
        while True:
            cell, at = _cell_at(text, at, delimiter)
            cells.append(cell)
            if at < len(text) and text[at] == delimiter:
                at += 1
                continue
            break
        at += 2 if text.startswith("\r\n", at) else 1
        yield _Row(start, min(at, len(text)), cells)


def _cell_at(text: str, start: int, delimiter: str) -> tuple[_Cell, int]:
    at = start
    if text.startswith('"', at):
        at = text.index('"', at + 1)
        while text.startswith('""', at):
            at = text.index('"', at + 2)
        at += 1
        return _Cell(start, at, text[start + 1 : at - 1].replace('""', '"')), at
    while at < len(text) and text[at] not in (delimiter, "\n", "\r"):
        at += 1
    return _Cell(start, at, text[start:at]), at
