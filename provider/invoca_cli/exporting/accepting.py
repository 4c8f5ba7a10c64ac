"""Live values that somebody set by hand, written into the files that declare the numbers.

Owns: which findings can be accepted, and which value becomes which. Must not know: how a file is
changed, or who asks. Where a number was moved, or is gone, a person has to decide.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from invoca.campaign_file import read_campaign_file
from invoca.campaign_file.editing import ByHand, Edited, Set, edited
from invoca.drift.findings import Finding, Kind
from invoca.errors import FixDeclaration, LookAtAccount
from invoca.promo_number.as_declared import declarable_hours

from ..workspace.project import shown


class Accepted(NamedTuple):
    """What becomes of one campaign file and its sheet. names: of the numbers, as it has them.
    refused: why others cannot be accepted, a sentence each."""

    stack: str
    edited: Edited
    names: tuple[str, ...]
    refused: tuple[str, ...] = ()


def accepted(
    findings: Sequence[Finding], names: Collection[str], file_of: Callable[[str], Path | None]
) -> Iterator[Accepted]:
    """The files of one stack after the other with the live values of the numbers `names`, of all
    that changed where none is named. Writes nothing.

    file_of: the campaign file of a stack. Raises FixDeclaration where a number that is named has
    nothing to accept, and where a value cannot be written; CampaignFileMistakes, OSError.
    """
    wanted = [
        one for one in findings if one.kind is Kind.CHANGED and (not names or one.name in names)
    ]
    _require_all(names, wanted, findings)
    stacks = dict.fromkeys(one.stack for one in wanted)
    for stack in stacks:
        own = [one for one in wanted if one.stack == stack]
        try:
            found = _of_stack(stack, own, file_of(stack))
        except ByHand as error:
            if len(stacks) == 1:
                raise
            why = f"not accepted: all of stack {stack}: {error.answer}; {error.next_step}"
            found = Accepted(stack, Edited({}, "", {}), (), (why,))
        yield found


def _of_stack(stack: str, findings: Sequence[Finding], path: Path | None) -> Accepted:
    if path is None:
        raise LookAtAccount(
            f"accepting live values of stack {stack}",
            answer="the stack has no campaign file",
            remedy="Write them into the program that declares its numbers",
        )
    campaign = read_campaign_file(path, shown_as=shown(path))
    # The stack may hold a number under a name that it had.
    entries = {was: one for one in campaign.numbers.values() for was in one.was}
    entries |= campaign.numbers
    values: dict[str, dict[str, Any]] = {}
    for finding in findings:
        entry = entries.get(finding.name)
        if entry is None:
            raise FixDeclaration(
                f"accepting what changed of {finding.name}",
                answer=f"{shown(path)} does not declare it",
                remedy="Write `was` under the number that it is in that file",
            )
        own = values.setdefault(entry.name, {})
        field, _, key = finding.field.partition(".")
        value = _value(finding)
        if key:
            own.setdefault(field, {})[key] = value
        else:
            own[field] = value
    return _as_far_as_may_be(stack, path, values)


def _as_far_as_may_be(stack: str, path: Path, values: dict[str, dict[str, Any]]) -> Accepted:
    """Without the numbers that only a person can change: they share a value with another one, or no
    cell can say it. Raises ByHand where none is left."""
    refused: list[str] = []
    while True:
        edits = [Set(name, said) for name, said in values.items()]
        try:
            found = edited(path, edits, shown_as=shown(path))
        except ByHand as error:
            names = [name for name in error.names if name in values]
            values = {name: said for name, said in values.items() if name not in names}
            if not names or not values:
                raise
            why = f"{error.answer}; {error.next_step}"
            refused += [f"not accepted: {name}: {why}" for name in names]
        else:
            return Accepted(stack, found, tuple(values), tuple(refused))


def _value(finding: Finding) -> Any:
    """What is live, as a campaign file says it; None where there is nothing any more."""
    if finding.field != "hours_of_operation" or not finding.live:
        return finding.live or None
    hours = declarable_hours(json.loads(finding.live))
    if hours is None:
        raise FixDeclaration(
            f"accepting live values of {finding.name}",
            answer=f"its hours_of_operation cannot be declared: {finding.live}",
            remedy="Correct them in Invoca, or accept the other numbers by their names. Nothing "
            "was written",
        )
    return hours


def _require_all(
    names: Collection[str], wanted: Sequence[Finding], findings: Sequence[Finding]
) -> None:
    left = [name for name in names if name not in {one.name for one in wanted}]
    if not left:
        return
    others = {one.name: one for one in findings}
    why = "; ".join(
        f"{name} is {others[name].kind.value.replace('_', ' ')}: {others[name].remedy}"
        if name in others
        else f"nothing of {name} differs from what was declared"
        for name in left
    )
    raise FixDeclaration(
        f"accepting live values of {', '.join(left)}",
        answer=why,
        remedy="Nothing was written",
    )
