"""Text: one block a number, for people at a terminal of any width and for logs."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from invoca.counted import plural
from invoca.plan.planned import Change

from . import words
from .sheet import MOST_SAID, Bar, ReportRow, ReportSection, ReportSheet

LOG_WIDTH = 120  # columns, where there is no terminal to ask
NAME_WIDTH = 30  # columns of a name; a longer one pushes what follows aside
SCREEN = 20  # lines; of a longer report the worst is said again at its end
MOST_WORST = 3
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
WAS, WILL_BE = "red", "green"
CODE = "bold"


def render(sheet: ReportSheet) -> str:
    body = as_text(_body(sheet))
    is_long = body.count("\n") > SCREEN
    return body + as_text(_end(sheet, is_long=is_long))


def as_text(parts: Iterable[RenderableType]) -> str:
    """The parts below each other, in colour where a terminal shows them."""
    console = _console()
    with console.capture() as captured:
        for part in parts:
            console.print(part)
    return "".join(f"{line.rstrip()}\n" for line in captured.get().splitlines())


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


def _body(sheet: ReportSheet) -> Iterator[RenderableType]:
    for section in sheet.sections:
        yield _heading(section)
        yield ""
        names = min(NAME_WIDTH, max(len(words.one_line(row.name)) for row in section.rows))
        for row in section.rows:
            yield _who(row, section, names)
            yield from _what(row)
        yield ""
        yield from _advices(section, sheet.wording.advice_label.capitalize())
    for error in sheet.said_errors:
        yield Text.assemble(("error: ", "bold red"), _lines(error))
    yield from (Text.assemble("note: ", _coded(note)) for note in sheet.said_notes)
    if len(sheet.bars) > 1:
        yield from map(_bar, sheet.bars[:MOST_SAID])
        if len(sheet.bars) > MOST_SAID:
            yield f"and {plural(len(sheet.bars) - MOST_SAID, 'more campaign')}"


def _end(sheet: ReportSheet, *, is_long: bool) -> Iterator[RenderableType]:
    """What is still on the screen when everything else has gone by."""
    if is_long and sheet.sections:
        yield ""
        yield from _worst(sheet.sections[0], sheet)
    yield Text.assemble((sheet.outcome, _tone(sheet)), (_only_campaign(sheet), "dim"))
    if sheet.alarm:
        yield Text(f"!! {sheet.alarm}", "bold red")
    if sheet.totals:
        yield Text(sheet.totals)
    if sheet.measure:
        yield Text(words.one_line(sheet.measure))


def _only_campaign(sheet: ReportSheet) -> str:
    """Which one it is, where no row has to say so."""
    found = {row.campaign for row in sheet.rows} | {case.campaign for case in sheet.cases}
    return f" ({words.one_line(found.pop())})" if len(found) == 1 and sheet.rows else ""


def _worst(section: ReportSection, sheet: ReportSheet) -> Iterator[RenderableType]:
    for row in section.rows[:MOST_WORST]:
        yield Text.assemble(_tag(row), " ", _facts(row, section))
    kind = section.rows[0].kind
    # The section may show some of them only.
    if (more := sheet.count(kind) - MOST_WORST) > 0:
        yield Text(f"... and {more:,} more: {kind.title.lower()}", "dim")


def _heading(section: ReportSection) -> Text:
    title, note = words.one_line(section.title), words.one_line(section.note)
    if section.is_final:
        return Text.assemble((f"!! {title.upper()}", FINAL), "  ", (note, "bold red"))
    return Text.assemble((title, "bold"), "  ", (note, "dim"))


def _who(row: ReportRow, section: ReportSection, names: int) -> Text:
    name = words.one_line(row.name) or "-"
    told = Text.assemble(" ", (f"{name:<{names}}", _colour(row)), "  ")
    return told.append_text(_place(row, section))


def _place(row: ReportRow, section: ReportSection) -> Text:
    parts = (
        (words.number(row), ""),
        (words.one_line(row.place), "dim"),
        (words.one_line(row.campaign) if section.is_mixed else "", "dim"),
        # A file is called as its stack is.
        (words.one_line(row.stack) if section.is_shared and not row.place else "", "dim"),
    )
    told = Text()
    for text, style in parts:
        if text:
            told.append("  " if told else "").append(text, style)
    return told


def _facts(row: ReportRow, section: ReportSection) -> Text:
    name = words.one_line(row.name)
    return Text.assemble((name, "bold"), "  " if name else "", _place(row, section))


def _colour(row: ReportRow) -> str:
    return FINAL if row.kind.is_final else f"bold {COLOURS[row.kind.tone].removeprefix('bold ')}"


def _tag(row: ReportRow) -> tuple[str, str]:
    if row.kind.is_final:
        return f"!! {row.kind.title.upper()}", FINAL
    return row.kind.title.lower(), COLOURS[row.kind.tone]


def _what(row: ReportRow) -> Iterator[RenderableType]:
    """What is shown of one number, below its name."""
    if row.text or row.detail:
        aside = f" ({words.one_line(row.aside)})" if row.aside else ""
        told = Text(words.one_line(row.text, words.LONGEST) + aside)
        told.append(" · " * bool(told and row.detail), "dim")
        yield _indented(told.append(words.one_line(row.detail, words.LONGEST), "dim"))
    if row.changes:
        yield _indented(_changes(row.changes))


def _changes(changes: Sequence[Change]) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=False, overflow="fold")
    table.add_column(overflow="fold", ratio=1)
    for change in changes:
        old, new = words.values(change)
        is_known = change.is_known and bool(change.new)
        told = Text.assemble((old, WAS if change.old else "dim"), " → ")
        told.append(new, WILL_BE if is_known else "dim")
        table.add_row(words.one_line(change.field, words.LONGEST), told)
    return table


def _indented(part: RenderableType) -> Padding:
    return Padding(part, (0, 0, 0, 4), expand=False)


def _advices(section: ReportSection, label: str) -> Iterator[RenderableType]:
    for advice in section.advices:
        who = f" for {words.one_line(advice.who)}" if advice.who else ""
        said = Text.assemble((f"{label}{who}: ", "bold"), _coded(advice.text))
        yield Padding(said, (0, 0, 0, 1))
    if section.advices:
        yield ""


def _coded(text: str) -> Text:
    """An advice, with code told from words by its look alone."""
    told = Text()
    for part, is_code in words.spans(text):
        told.append(part, CODE if is_code else "")
    return told


def _bar(bar: Bar) -> Text:
    whole = "could not be read" if bar.whole is None else f"{bar.part:,} of {bar.whole:,} managed"
    return Text(f"{words.one_line(bar.campaign)}: {whole}", "dim")


def _lines(text: str) -> Text:
    """Errors keep their line breaks: a campaign file may have many mistakes."""
    lines = [_coded(line) for line in text.splitlines()]
    return Text("\n").join(lines)


def _tone(sheet: ReportSheet) -> str:
    return {0: "bold green", 1: "bold red", 2: "bold yellow"}[sheet.exit_code]
