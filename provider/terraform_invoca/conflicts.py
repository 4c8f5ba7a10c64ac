"""Why a number cannot stay, go or be made as planned: what else of the state it is about.

Owns: which of several refusals tells a person the step that helps. The words are in `refusals`.
"""

from __future__ import annotations

from typing import Any

from invoca import next_steps as step
from invoca.promo_number import record

from . import refusals
from .run import Run
from .walk import StateNumber
from .wire.diagnostics import Diagnostic


def unless_held_twice(run: Run, held: StateNumber, found: list[Diagnostic]) -> list[Diagnostic]:
    """What is wrong with a number that the state holds; of one that it holds twice, no more than
    that."""
    return [refusals.held_twice(held.promo_number)] if run.walk.is_held_twice(held) else found


def held_elsewhere(
    run: Run, key: Any, keeper: str = "", asker: str = "", held: StateNumber | None = None
) -> Diagnostic:
    """keeper, asker: the keys of what keeps the number and of what asks for it, where that is
    another one. held: the number, where the state holds it for what is asked about."""
    pending = run.walk.held_pending([str(key)])
    since = run.pending_since(pending) if pending is not None else None
    if since is not None:
        return refusals.pending_beside(str(key), record.as_time(since), no_longer(since))
    digits = run.walk.seen_as(str(key))
    if len(digits) > 1:
        return refusals.unfinished(str(key), digits)
    if held is not None and run.walk.is_held_twice(held):
        return refusals.held_twice(held.promo_number)
    if keeper and (asker or key) != keeper:
        return refusals.kept_by_another(str(asker or key), keeper)
    return refusals.held_elsewhere(key)


def protected(run: Run, key: str, held: StateNumber, what: str) -> Diagnostic:
    since = None if held.promo_number else run.pending_since(held)
    if since is None:
        return refusals.protected(key, held.promo_number, what)
    otherwise = refusals.where_none_shows(record.as_time(since), no_longer(since))
    return refusals.protected(key, "", what, otherwise)


def no_longer(since: float) -> str:
    """How a person says that a purchase was not carried out. since: when it was sent."""
    return step.configure(f"settledBefore {record.as_time(since + 1)}")
