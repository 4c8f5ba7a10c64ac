"""A release and a purchase that look alike: probably one number under a new name.

Owns: when two steps look alike, and the line that keeps the number. Must not know: the engine that
plans. Never guesses where several could be meant.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ..counted import MOST
from .planned import Kind, Planned

NEAR = 0.6  # how much alike two names are


class LikelyRename(NamedTuple):
    """gone: what would be released. new: what would be bought in its place."""

    gone: Planned
    new: Planned

    def __str__(self) -> str:
        old, new = self.gone, self.new
        end = "it is released and another one is bought"
        if old.is_refused:
            end = "the plan is refused, see the error"
        return (
            f"{new.name} looks like {old.name} ({old.promo_number or 'its purchase is pending'}) "
            f"under a new name: to keep the number, write `was: {old.name}` under {new.name} "
            f"({new.place}); otherwise {end}"
        )


def likely_renames(steps: Iterable[Planned]) -> list[LikelyRename]:
    """Pairs of a release and a purchase of one stack and campaign that look alike, each step in one
    pair at most."""
    steps = list(steps)
    gone = [one for one in steps if one.kind is Kind.RELEASE or one.is_unwanted]
    new = [one for one in steps if one.kind is Kind.BUY and one.buys]
    found = []
    for old in gone:
        best = _best(old, new)
        # And the other way round: a purchase may look like several of those that go.
        if best is not None and _best(best, gone) is old:
            found.append(LikelyRename(old, best))
    return found


def told(renames: Sequence[LikelyRename]) -> list[str]:
    """A sentence each, as far as somebody will read them."""
    said = [str(one) for one in renames[:MOST]]
    if len(renames) > MOST:
        more = len(renames) - MOST
        said.append(f"{more:,} more purchases look like numbers that would be released: see `was:`")
    return said


def _best(one: Planned, others: Iterable[Planned]) -> Planned | None:
    """The one that looks like it the most; None where none does, or several do as much."""
    scores = [(score, other) for other in others if (score := _likeness(one, other)) > 0]
    if not scores:
        return None
    best = max(score for score, _ in scores)
    first = [other for score, other in scores if score == best]
    return first[0] if len(first) == 1 else None


def _likeness(one: Planned, other: Planned) -> float:
    if (one.stack, one.campaign) != (other.stack, other.campaign):
        return 0.0
    if one.name == other.name:  # left over from a replacement
        return 0.0
    same_words = bool(one.description) and one.description == other.description
    same_data = bool(one.about.custom_data) and one.about == other.about
    names = difflib.SequenceMatcher(None, one.name, other.name).ratio()
    if not same_words and not (same_data and names >= NEAR):
        return 0.0
    return 2 * same_words + same_data + names
