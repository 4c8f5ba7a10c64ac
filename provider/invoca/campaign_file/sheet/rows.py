"""Turns the rows of a sheet into one value a row, as a number has it in a campaign file.

Owns: which cells cannot be used, and which look as if a spreadsheet had rewritten them. An empty
cell says nothing; spaces around a cell's text do not count; an apostrophe that keeps a spreadsheet
from rewriting a cell is not part of its text. Must not know: what a value means.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from ...promo_number.known_fields import folded
from ...promo_number.models import CampaignRef
from ..yaml_source import Mistake
from .columns import Column, Naming, column_letters, columns
from .grid import HEADER_WITHIN, Cell, Grid, Line
from .likely import NAME
from .spreadsheet import (
    GUARD,
    is_error,
    looks_like_a_date,
    rewritten_id,
    unguarded,
    was_rewritten,
)

LISTS = frozenset({"tn_prefix_whitelist"})
# Names may hold spaces and commas, but no semicolon; so may phone numbers.
SEVERAL = frozenset({"was", "promo_number"})
# Another spelling of these is another number.
KEYS = frozenset({NAME, "id_from_network", *CampaignRef._fields})
_SHOWN = 5  # rows that a warning about many names


class SheetRow(NamedTuple):
    """line: 1-based, where the row begins. values: nested as a number in the campaign file. unread:
    the paths of those that cannot be used, each of which is a mistake already."""

    line: int
    values: dict[str, Any]
    unread: Collection[tuple[str, ...]] = ()

    @property
    def name(self) -> str:
        return str(self.values.get(NAME, ""))


class Table(NamedTuple):
    """columns: what each column stands for, from the left. counted: the row as a spreadsheet
    program counts it, by the line in the file, where the two differ."""

    rows: list[SheetRow]
    mistakes: list[Mistake]
    warnings: Sequence[Mistake] = ()
    columns: Sequence[Column] = ()
    counted: Mapping[int, int] = {}


def table(grid: Grid, naming: Naming) -> Table:
    """The rows of a sheet; a mistake in its header is reported alone, without any rows."""
    counted = {line.number: line.row for line in grid.lines if line.row != line.number}
    return _table(grid, naming)._replace(counted=counted)


def _table(grid: Grid, naming: Naming) -> Table:
    if grid.mistakes:
        # What is merged above the headings is a title, and no cell of a number.
        return Table([], _header_below_title(grid.lines) or grid.mistakes, grid.warnings)
    if not grid.lines:
        return Table([], [Mistake(0, "is empty; its first row must name the columns")])
    header, *lines = grid.lines
    found, wrong = columns([cell.text for cell in header.cells], naming)
    mistakes = [Mistake(header.number, text) for text in wrong]
    mistakes += _without_heading(header, lines)
    if not any(column.path == (NAME,) for column in found):
        mistakes = _header_below(lines) or mistakes
    if mistakes:
        return Table([], mistakes, grid.warnings, found)
    return _Rows(found).read(lines, grid.warnings)


def _header_below_title(lines: Sequence[Line]) -> list[Mistake]:
    has_headings = any(folded(cell.text) == NAME for line in lines[:1] for cell in line.cells)
    return [] if has_headings else _header_below(lines[1:])


def _header_below(lines: Iterable[Line]) -> list[Mistake]:
    for line in list(lines)[:HEADER_WITHIN]:
        if any(folded(cell.text) == NAME for cell in line.cells):
            what = (
                f"does not name the columns, but line {line.number} does; delete what is above it"
            )
            return [Mistake(1, what)]
    return []


def _without_heading(header: Line, lines: Iterable[Line]) -> list[Mistake]:
    """Columns that hold something below no heading, each once."""
    named = {at for at, cell in enumerate(header.cells) if cell.text.strip()}
    found: dict[int, int] = {}
    for line in lines:
        for at, cell in enumerate(line.cells[: len(header.cells)]):
            if at not in named and cell.text.strip():
                found.setdefault(at, line.number)
    return [
        Mistake(
            header.number,
            f"column {column_letters(at)} has values (first on line {line}) but no heading; write "
            "one, or `#` to ignore the column",
        )
        for at, line in found.items()
    ]


class _Rows:
    def __init__(self, found: Sequence[Column]) -> None:
        self._columns = found
        self._name = next(at for at, column in enumerate(found) if column.path == (NAME,))
        self._dates: dict[str, list[tuple[int, str]]] = {}
        self._mistakes: list[Mistake] = []

    def read(self, lines: Iterable[Line], warnings: Iterable[Mistake]) -> Table:
        rows = [row for line in lines if (row := self._row(line)) is not None]
        warned = [*warnings, *(self._warning(*one) for one in self._dates.items())]
        return Table(rows, self._mistakes, warned, list(self._columns))

    def _row(self, line: Line) -> SheetRow | None:
        count = len(self._columns)
        if any(cell.text.strip() for cell in line.cells[count:]):
            what = f"has {len(line.cells)} cells, but {count} columns; quote cells with commas"
            self._mistakes.append(Mistake(line.number, what))
            return None
        values: dict[str, Any] = {}
        problems: dict[tuple[str, ...], str] = {}
        for column, cell in zip(self._columns, line.cells, strict=False):
            if column.path and (cell.problem or cell.text):
                self._take(values, problems, column, cell, line.number)
        if not values and not problems:
            return None  # a row of notes
        who = str(values.get(NAME, ""))
        self._mistakes += [Mistake(line.number, text, who) for text in problems.values()]
        return SheetRow(line.number, values, tuple(problems))

    def _take(
        self,
        values: dict[str, Any],
        problems: dict[tuple[str, ...], str],
        column: Column,
        cell: Cell,
        line: int,
    ) -> None:
        text, problem = cell.text, cell.problem
        if text.startswith(GUARD):
            text = unguarded(text)
        else:
            text = text.strip()
            problem = problem or _problem(text) or _key_problem(column.field, text)
            if looks_like_a_date(text):
                self._dates.setdefault(column.field, []).append((line, text))
        if problem:
            problems[column.path] = f"{column.shown}: {problem}"
        elif text.strip():
            _put(values, column, text)

    def _warning(self, field: str, found: Sequence[tuple[int, str]]) -> Mistake:
        (line, text), *more = found
        others = ", ".join(str(number) for number, _ in more[:_SHOWN])
        dots = " ..." if len(more) > _SHOWN else ""
        also = f" (and {len(more)} more: lines {others}{dots})" if more else ""
        return Mistake(
            line,
            f"{field}: '{text}'{also} is a date as a spreadsheet shows it. If you wrote it in "
            "another way, such as 2026-03-01 or 6-10, format the column as text and write it "
            f"again; if this is what you mean, begin it with an apostrophe: {GUARD}{text}",
        )


def _problem(text: str) -> str:
    if is_error(text):
        if text.startswith("##"):
            return (
                f"'{text}' is what a spreadsheet shows when a column is too narrow, and the file "
                "no longer has the value: widen the column, and save it again"
            )
        return f"'{text}' is a formula error; correct the formula, or write the value"
    if was_rewritten(text):
        return (
            f"'{text}' is a long number that a spreadsheet shortened; format the column as text "
            f"and write the number again. If this is what you mean, write {GUARD}{text}"
        )
    return ""


def _key_problem(field: str, text: str) -> str:
    meant = rewritten_id(text) if field in KEYS else ""
    if not meant:
        return ""
    return (
        f"'{text}' is a text of digits that a spreadsheet took for a number, or kept as a formula; "
        f"write {meant}, and format the column as text. If this is what you mean, write "
        f"{GUARD}{text}"
    )


def _put(values: dict[str, Any], column: Column, text: str) -> None:
    field, *keys = column.path
    if keys:
        values.setdefault(field, {})[keys[0]] = text
    elif field in LISTS:
        values[field] = text.replace(",", " ").replace(";", " ").split()
    elif field in SEVERAL:
        values[field] = [one.strip() for one in text.split(";") if one.strip()]
    else:
        values[field] = text.strip() if field == NAME else text
