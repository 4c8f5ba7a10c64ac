"""What `invoca recover` makes of a state, however damaged or foreign it is.

Owns: which of its numbers may be used. Must not know: where the state was read. Nothing in it is
ever run.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from invoca.drift.findings import Managed
from invoca.promo_number.models import CampaignRef

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
        numbers = []
    facts = StateFacts(
        stack,
        has_foreign_code=is_foreign,
        file="state.json" if file == "-" else file,
        belongs_to=state.stack(),
        urns=_urns(state),
        pending=tuple(map(str, state.interrupted())),
    )
    return ReadState(
        facts,
        tuple(number for number in numbers if not number.is_leaving),
        {number.promo_number: number.where for number in numbers if number.is_leaving},
        tuple(f"{state.source}: {problem}" for problem in problems),
    )


def _urns(state: ExportedStack) -> dict[str, str]:
    urns = (
        str(resource.get("urn", "?"))
        for resource in state.promo_numbers()
        if not resource.get("delete")
    )
    return {urn.split("::")[-1]: urn for urn in urns}
