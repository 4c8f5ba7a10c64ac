"""Text: a table for each section, for people at a terminal and for logs."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from io import StringIO

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from . import words
from .sheet import Row, Section, Sheet

LOG_WIDTH = 120  # columns, where there is no terminal to ask
COLOURS = {
    "gone": "bold red",
    "danger": "red",
    "shift": "magenta",
    "alert": "bold yellow",
    "care": "yellow",
    "new": "green",
    "calm": "cyan",
}
FINAL = "bold white on red"


def render(sheet: Sheet) -> str:
    return as_text(_parts(sheet))


def as_text(parts: Iterable[Table | Text | str]) -> str:
    """The parts below each other, in colour where a terminal shows them."""
    console = _console()
    with console.capture() as captured:
        for part in parts:
            console.print(part)
    return "\n".join(line.rstrip() for line in captured.get().splitlines()) + "\n"


def width() -> int:
    """Columns that there are."""
    return _console().width


def _console() -> Console:
    is_terminal = sys.stdout.isatty()
    return Console(
        file=StringIO(),
        force_terminal=is_terminal,
        width=None if is_terminal else LOG_WIDTH,
        highlight=False,
        emoji=False,
        markup=False,
    )


def _parts(sheet: Sheet) -> Iterator[Table | Text | str]:
    for section in sheet.sections:
        yield _heading(section)
        yield _table(sheet, section)
        yield ""
    for error in sheet.errors:
        yield Text.assemble(("error: ", "bold red"), _lines(error.text))
    yield from (Text(f"note: {words.one_line(note)}") for note in sheet.notes)
    yield Text(sheet.outcome, _tone(sheet))
    if sheet.alarm:
        yield Text(f"!! {sheet.alarm}", "bold red")
    if sheet.totals:
        yield Text(sheet.totals)
    if sheet.measure:
        yield Text(sheet.measure)


def _heading(section: Section) -> Text:
    title, note = words.one_line(section.title), words.one_line(section.note)
    if section.is_final:
        return Text.assemble((f"!! {title.upper()}", FINAL), "  ", (note, "bold red"))
    return Text.assemble((title, "bold"), "  ", (note, "dim"))


def _table(sheet: Sheet, section: Section) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, expand=False)
    table.add_column("what", no_wrap=True)
    table.add_column("number", no_wrap=True)
    table.add_column("name", overflow="fold", min_width=8)
    table.add_column(f"{sheet.wording.what}, and {sheet.wording.advice}", overflow="fold", ratio=1)
    for row in section.rows:
        told = Text("\n".join(words.what(row)))
        told.append(
            f"\n{words.one_line(row.advice)}" if told else words.one_line(row.advice), "dim"
        )
        table.add_row(_kind(row), Text(words.number(row)), _name(row, section), told)
    return table


def _kind(row: Row) -> Text:
    if row.kind.is_final:
        return Text(f"!! {row.kind.title.upper()}", FINAL)
    return Text(row.kind.title.lower(), COLOURS[row.kind.tone])


def _name(row: Row, section: Section) -> Text:
    name = Text(words.one_line(row.name))
    for line in (row.place, row.campaign if section.is_mixed else ""):
        if line:
            name.append(f"\n{words.one_line(line)}", "dim")
    return name


def _lines(text: str) -> str:
    """Errors keep their line breaks: a campaign file may have many mistakes."""
    return "\n".join(map(words.one_line, text.splitlines()))


def _tone(sheet: Sheet) -> str:
    return {0: "bold green", 1: "bold red", 2: "bold yellow"}[sheet.exit_code]
