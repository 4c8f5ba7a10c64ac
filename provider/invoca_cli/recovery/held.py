"""What `invoca recover` makes of a state, however damaged or foreign it is.

Owns: which of its numbers may be used. Must not know: where the state was read. Nothing in it is
ever run.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from invoca.drift.findings import Managed
from invoca.promo_number.models import CampaignRef
from invoca.promo_number.record import is_lately
from pulumi_stack.urns import name_of

from ..workspace.state import ExportedStack
from .steps import StateFacts


class ReadState(NamedTuple):
    """numbers: those that may be used. leaving: those that an interrupted replacement left, by
    their digits. problems: a sentence for each that cannot be read."""

    facts: StateFacts
    numbers: tuple[Managed, ...] = ()
    leaving: Mapping[str, CampaignRef] = {}
    problems: tuple[str, ...] = ()


def held_by(state: ExportedStack | None, stack: str, file: str) -> ReadState:
    """state: None where the backend has none of that stack. file: a saved one, or ""."""
    if state is None:
        return ReadState(StateFacts(stack, exists=False))
    numbers, problems = state.held()
    if is_foreign := bool(state.foreign()):
        numbers = [*_sent(numbers)]
    facts = StateFacts(
        stack,
        has_foreign_code=is_foreign,
        file="state.json" if file == "-" else file,
        belongs_to=state.stack(),
        engine=state.engine,
        urns=_urns(state),
        pending=tuple(map(str, state.interrupted())),
        unsettled=tuple(one.name for one in numbers if one.is_leaving and not one.promo_number),
    )
    return ReadState(
        facts,
        tuple(number for number in numbers if not number.is_leaving),
        {one.promo_number: one.where for one in numbers if one.is_leaving and one.promo_number},
        tuple(f"{state.source}: {problem}" for problem in problems),
    )


def _sent(numbers: Iterable[Managed]) -> Iterator[Managed]:
    """What a foreign state says of purchases that may show late: that they were sent, and nothing
    else of it. It is believed that much, because who does not know it buys again."""
    for one in numbers:
        is_unseen = is_lately(one.unseen_since, time.time())
        sent_at = one.unseen_since if is_unseen else one.pending_since
        if sent_at is not None:
            yield Managed(
                one.stack, one.name, one.where, None, is_deployed=True, pending_since=sent_at
            )


def _urns(state: ExportedStack) -> dict[str, str]:
    urns = (
        str(resource.get("urn", "?"))
        for resource in state.promo_numbers()
        if not resource.get("delete")
    )
    return {name_of(urn): urn for urn in urns}
