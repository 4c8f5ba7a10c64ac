"""The rows of each kind under one heading, with their next step said once.

Owns: their order, and which advices are one, whatever number each is about. Must not know: a
format.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from shlex import quote

from invoca.counted import some
from invoca.natural import natural

from .sheet import Advice, ReportRow, ReportSection, RowKind

SHOWN = 5  # names that an advice which is not for all of its kind lists


def sections(
    kinds: Iterable[RowKind], rows: Sequence[ReportRow], left_out: Mapping[str, int]
) -> tuple[ReportSection, ...]:
    """One a kind, in their order, with the rows of each as people count their names."""
    found = []
    campaigns = {row.campaign for row in rows}
    is_mixed = len(campaigns) > 1
    # Of a number that no stack holds, the campaign is all that there is to say.
    is_shared = len({(row.campaign, row.stack) for row in rows if row.stack}) > len(campaigns)
    for kind in kinds:
        own = sorted((row for row in rows if row.kind == kind), key=_in_order)
        count = len(own) + left_out.get(kind.key, 0)
        if own:
            title = f"{kind.title} {count:,}"
            advice = tuple(advices(own))
            found.append(
                ReportSection(
                    title, kind.meaning, tuple(own), advice, kind.is_final, is_mixed, is_shared
                )
            )
    return tuple(found)


def _in_order(row: ReportRow) -> tuple[object, ...]:
    return natural(row.campaign), natural(row.stack), natural(row.name), row.number


def advices(rows: Sequence[ReportRow]) -> list[Advice]:
    """What to do about rows of one kind, each thing once."""
    by_text: dict[str, list[ReportRow]] = {}
    for row in rows:
        if row.advice and not row.is_plain:
            by_text.setdefault(_shared(row), []).append(row)
    if len(by_text) == 1 and not any(row.is_plain for row in rows):
        ((text, found),) = by_text.items()
        return [Advice(found[0].advice if len(found) == 1 else text)]
    return [
        Advice(found[0].advice if len(found) == 1 else text, _names(found))
        for text, found in by_text.items()
    ]


def _names(rows: list[ReportRow]) -> str:
    return some([row.name or row.number for row in rows], SHOWN)


def _shared(row: ReportRow) -> str:
    """The advice without what only this row can say."""
    text = row.advice
    if row.name:
        text = text.replace(f"--accept {quote(row.name)} ", "--accept NAME ")
    if row.place:
        text = text.replace(f"`{row.place}`", "the line that declares it")
    if row.number:
        text = text.replace(f"adopt {row.number}", "adopt NUMBER").replace(row.number, "it")
    return text
