"""How results look: some lines for one stack, a table for many, and what is to be done next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich import box
from rich.table import Table
from rich.text import Text

from invoca.counted import first, plural, some
from invoca.drift.findings import Failure

from ..reports.shared import told_once
from ..reports.terminal import as_text
from ..reports.words import one_line
from .results import Result, What, lines, total

MOST_ERRORS = 5
MOST_NOTES = 100  # a number that was left may be named in no other place
_ERROR = ("error: ", "bold red")
_TONES = {"done": "green", "nothing to do": "dim"}


def render(results: Sequence[Result]) -> str:
    return as_text(_one(results[0]) if len(results) == 1 else _many(results))


def _one(result: Result) -> Iterator[Text | str]:
    yield from _errors(result)
    yield Text(f"{result.stack}: {result.outcome}", _TONES.get(result.outcome, "bold red"))
    yield from (Text(f"  {line}") for line in lines(result))
    yield from _next_step(result)


def _many(results: Sequence[Result]) -> Iterator[Table | Text | str]:
    yield from _all_errors(results)
    yield _table(results)
    failed = [result for result in results if result.code]
    counts = ", ".join(f"{what.value} {count:,}" for what, count in total(results).items())
    left = sum(result.is_left for result in results)
    done = plural(len(results) - len(failed) - left, "stack")
    missed = f", {left:,} left for approval" if left else ""
    missed += f", {len(failed):,} not" if failed else ""
    yield Text(f"{done} as declared{missed}{f': {counts}' if counts else ''}", "bold")
    yield from _next_steps(failed)


def _next_steps(failed: Sequence[Result]) -> Iterator[Text]:
    """One for all stacks that differ in no more than their name."""
    alike: dict[str, list[Result]] = {}
    for result in failed:
        step = result.next_step.replace(f"--stack {result.stack}", "--stack NAME")
        alike.setdefault(step, []).append(result)
    for step, found in alike.items():
        if len(found) == 1 or not step:
            yield from _next_step(found[0])
        else:
            yield Text(f"Next, for {some([one_line(one.stack) for one in found])}: {step}")


def _table(results: Sequence[Result]) -> Table:
    told = [what for what in What if any(result.count(what) for result in results)]
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("stack", overflow="fold")
    for what in told:
        table.add_column(what.value, justify="right")
    table.add_column("unchanged", justify="right")
    table.add_column("outcome")
    for result in results:
        counts = [f"{result.count(what):,}" if result.count(what) else "" for what in told]
        outcome = Text(result.outcome, _TONES.get(result.outcome, "bold red"))
        rest = f"{result.unchanged:,}" if result.unchanged else ""
        table.add_row(one_line(result.stack), *counts, rest, outcome)
    return table


def _all_errors(results: Sequence[Result]) -> Iterator[Text]:
    """Those of each stack; what is the same of several comes first, once."""
    told = told_once(Failure(text, result.stack) for result in results for text in result.errors)
    yield from (Text.assemble(_ERROR, _lines(one.text)) for one in told if not one.stack)
    own = {(one.stack, one.text) for one in told}
    for result in results:
        errors = tuple(text for text in result.errors if (result.stack, text) in own)
        yield from _errors(result._replace(errors=errors))


def _errors(result: Result) -> Iterator[Text]:
    for text in result.errors[:MOST_ERRORS]:
        stack = one_line(result.stack)
        yield Text.assemble((f"{stack}: ", "bold"), _ERROR, _lines(text))
    if len(result.errors) > MOST_ERRORS:
        more = plural(len(result.errors) - MOST_ERRORS, "more error")
        yield Text(f"{one_line(result.stack)}: {more} like these", "bold red")
    stack = one_line(result.stack)
    notes = first(result.warnings, "note", MOST_NOTES)
    yield from (Text(f"{stack}: note: {one_line(said)}") for said in notes)


def _lines(text: str) -> str:
    return "\n".join(map(one_line, text.splitlines()))


def _next_step(result: Result) -> Iterator[Text]:
    if result.next_step:
        yield Text(f"Next, for {one_line(result.stack)}: {result.next_step}")
