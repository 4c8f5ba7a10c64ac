"""Text: a table for each campaign, for people at a terminal and for logs."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from io import StringIO

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from invoca.findings import Coverage, Finding, Kind, short

from . import View, words

LOG_WIDTH = 120  # columns, where there is no terminal to ask
COLOURS = {
    Kind.MISSING: "bold red",
    Kind.NOT_CREATED: "red",
    Kind.MOVED: "magenta",
    Kind.DUPLICATE: "bold yellow",
    Kind.CHANGED: "yellow",
    Kind.UNMANAGED: "cyan",
}


def render(view: View) -> str:
    is_terminal = sys.stdout.isatty()
    console = Console(
        file=StringIO(),
        force_terminal=is_terminal,
        width=None if is_terminal else LOG_WIDTH,
        highlight=False,
        emoji=False,
        markup=False,
    )
    with console.capture() as captured:
        for part in _parts(view):
            console.print(part)
    return "\n".join(line.rstrip() for line in captured.get().splitlines()) + "\n"


def _parts(view: View) -> Iterator[Table | Text | str]:
    for item in view.report.coverage:
        found = [one for one in view.report.findings if one.campaign == item.campaign]
        if found:
            yield _heading(item)
            yield _table(found)
            yield ""
    for failure in view.report.failures:
        yield Text.assemble(("error: ", "bold red"), _lines(failure.text))
    yield Text(words.outcome(view), _tone(view))
    if view.report.findings:
        yield Text(words.totals(view))
    if view.report.coverage:
        yield Text(words.coverage(view))


def _heading(item: Coverage) -> Text:
    share = f"{item.managed:,} of {item.live:,} live managed" if item.live is not None else ""
    name = words.one_line(short(item.campaign))
    return Text.assemble((name, "bold"), "  ", (share, "dim"))


def _table(findings: list[Finding]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, expand=False)
    table.add_column("what", no_wrap=True)
    table.add_column("number", no_wrap=True)
    table.add_column("name", overflow="fold", min_width=8)
    table.add_column("difference, and what to do", overflow="fold", ratio=1)
    for finding in findings:
        told = Text(words.what(finding))
        told.append(f"\n{words.one_line(finding.remedy)}", "dim")
        table.add_row(
            Text(words.KINDS[finding.kind].title.lower(), COLOURS[finding.kind]),
            Text(words.phone(words.one_line(finding.promo_number))),
            _name(finding),
            told,
        )
    return table


def _name(finding: Finding) -> Text:
    name = Text(words.one_line(finding.name))
    if words.place(finding):
        name.append(f"\n{words.one_line(words.place(finding))}", "dim")
    return name


def _lines(text: str) -> str:
    """Errors keep their line breaks: a campaign file may have many mistakes."""
    return "\n".join(map(words.one_line, text.splitlines()))


def _tone(view: View) -> str:
    return {0: "bold green", 1: "bold red", 2: "bold yellow"}[view.exit_code]
