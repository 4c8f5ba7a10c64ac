"""How `invoca recover` shows what it found: a table of the three, and what to do below it.

Must not know: how anything was found.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rich import box
from rich.table import Table
from rich.text import Text

from invoca.counted import first, plural

from ..reports.cut import cut
from ..reports.terminal import as_text
from ..reports.words import one_line, phone
from .agreement import RecoveryRow, Standing
from .steps import StateFacts

_TONES = {
    Standing.GONE: "bold red",
    Standing.TO_BUY: "bold red",
    Standing.PENDING: "bold red",
    Standing.NOT_SHOWN: "cyan",
    Standing.UNDECLARED: "bold yellow",
    Standing.UNKNOWN: "bold red",
    Standing.AGREES: "green",
    Standing.STRANGER: "cyan",
}


FINE = frozenset({Standing.AGREES, Standing.STRANGER, Standing.NOT_SHOWN})


class Recovery(NamedTuple):
    """steps: lines for a shell. problems: what could not be read or checked, a sentence each."""

    rows: Sequence[RecoveryRow]
    facts: StateFacts
    steps: Sequence[str]
    problems: Sequence[str]

    @property
    def agrees(self) -> bool:
        return (
            self.facts.is_usable
            and not self.facts.pending
            and not self.facts.leaving
            and not self.facts.unsettled
            and all(row.status in FINE for row in self.rows)
        )

    @property
    def exit_code(self) -> int:
        if self.problems or any(row.status is Standing.UNKNOWN for row in self.rows):
            return 1
        return 0 if self.agrees else 2


def render(found: Recovery, *, everything: bool, most: int | None = None) -> str:
    """most: rows of each result; 0 for all, None for what fits."""
    # Commands stand outside of the console, which would break them into lines.
    return as_text(_parts(found, everything, most)) + "".join(f"{line}\n" for line in _below(found))


def _parts(found: Recovery, everything: bool, most: int | None) -> Iterator[Table | Text]:
    yield _about_state(found.facts)
    rows = [row for row in found.rows if everything or row.status is not Standing.AGREES]
    told = cut(rows, lambda row: row.status.value, lambda row: row.status not in FINE, most)
    if told.told:
        yield _table(told.told, is_declared_read=not found.facts.engine)
    for note in told.notes:
        yield Text(note)
    for problem in first(found.problems, "error"):
        yield Text.assemble(("error: ", "bold red"), one_line(problem))
    yield _summary(found)


def _about_state(facts: StateFacts) -> Text:
    if facts.has_foreign_code:
        return Text("The state would run code that is not ours: nothing of it is used.", "bold red")
    if not facts.exists:
        return Text(f"There is no stack {one_line(facts.stack)} in this backend.", "bold yellow")
    if facts.belongs_to not in ("", facts.stack):
        there = one_line(facts.belongs_to)
        return Text(f"The state belongs to stack {there}, not to {facts.stack}.", "bold yellow")
    what = f"{facts.engine.title()} state" if facts.engine else "Stack"
    return Text(f"{what} {one_line(facts.stack)}", "bold")


def _table(rows: Sequence[RecoveryRow], *, is_declared_read: bool) -> Table:
    """is_declared_read: whether what is declared was read, and is not taken from the state."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, expand=False)
    columns = ("number", "name", *["declared"] * is_declared_read, "in state", "live", "result")
    for column in columns:
        table.add_column(column, no_wrap=column != "name", overflow="fold")
    for row in rows:
        held = row.pair.held
        name = one_line(row.pair.name, 60)
        if row.pair.is_renamed and held:
            name += f" (in the state: {one_line(held.name, 60)})"
        table.add_row(
            phone(one_line(row.promo_number)),
            name,
            *[_mark(row.pair.declared is not None)] * is_declared_read,
            _mark(held is not None),
            "?" if row.status is Standing.UNKNOWN else _mark(row.is_live),
            Text(row.status.value, _TONES.get(row.status, "yellow")),
        )
    return table


def _mark(is_so: bool) -> str:
    return "yes" if is_so else "-"


def _summary(found: Recovery) -> Text:
    counts = Counter(row.status for row in found.rows)
    told = ", ".join(f"{counts[one]:,} {one.value}" for one in Standing if counts[one])
    total = plural(len(found.rows), "number")
    if found.exit_code == 1:
        return Text(f"Not everything could be checked: {total}: {told}", "bold red")
    what = "State and live account" if found.facts.engine else "Declaration, state and live account"
    if found.agrees:
        return Text(f"{what} agree: {total}: {told}", "bold green")
    return Text(f"{what} do not agree: {total}: {told}", "bold yellow")


def _below(found: Recovery) -> list[str]:
    if found.exit_code == 1:
        return ["Commands are listed only when everything could be checked."]
    if not found.steps:
        return []
    what = "To use this state" if found.agrees else "To make them agree"
    return [f"{what} (edits first; invoca recover runs none of this):", "", *found.steps]
