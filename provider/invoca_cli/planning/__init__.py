"""What a preview of the engine does to the promo numbers of its stack.

Owns: how the parts of a plan come together: the steps, what is live, what stays, what is refused.
Must not know: how a preview is made, or how a plan looks.
"""

from __future__ import annotations

from typing import Protocol

from invoca.plan.planned import Plan, joined
from invoca.plan.renames import likely_renames, told

from ..workspace.preview import Preview
from .custom_data import Fields, doubts
from .destinations import Destinations, Look, failures, limits
from .diagnostics import failures_of, with_refused
from .live import AreGone, HeldTwice, LookUp, kept, kept_for_others, still_there, with_live
from .numbers import Places, PreviewedNumbers
from .rest import in_state, notes, other_operations, unchanged
from .steps import IsOver, drafts_of, leftover, leftovers

__all__ = ["Live", "Places", "plan_of"]


class Live(Protocol):
    """What is asked of the live account, and of who holds its numbers."""

    @property
    def look_up(self) -> LookUp:
        """Which numbers that the preview would create are live already."""

    @property
    def are_gone(self) -> AreGone:
        """Which of those that it would release are certainly gone."""

    @property
    def held_twice(self) -> HeldTwice:
        """Who holds what it would release, where another stack does as well."""

    @property
    def look_at(self) -> Look:
        """What the campaigns that it writes to are like."""

    @property
    def fields(self) -> Fields:
        """The custom data fields that are known, of what live numbers of campaigns carry, too."""

    @property
    def is_over(self) -> IsOver:
        """Whether a person said that what Invoca does not show of a purchase that was sent then was
        not bought."""


def plan_of(preview: Preview, places: Places, live: Live) -> Plan:
    """What `preview` does, held against the live account."""
    numbers = PreviewedNumbers.of(preview, places)
    drafts = drafts_of(numbers, live.is_over)
    found, not_looked_up = with_live(drafts, numbers, live.look_up)
    there = Destinations.of(drafts, found, not_looked_up, live.look_at)
    not_looked_up += failures(there, not_looked_up)
    left, gone = still_there(leftovers(numbers), live.are_gone)
    steps = kept([*found, *(leftover(numbers, one, live.is_over) for one in left)], numbers)
    steps = kept_for_others(with_refused(steps, numbers), numbers, live.held_twice)
    noted = tuple(in_state(numbers, gone))
    said = (*notes(numbers), *noted, *told(likely_renames(steps)))
    doubtful = tuple(doubts(drafts, numbers, live.fields))
    return joined(
        [
            Plan(
                tuple(steps),
                tuple(unchanged(numbers)),
                other_operations(preview),
                (*said, *(one.text for one in doubtful)),
                (*not_looked_up, *failures_of(numbers, steps)),
                doubtful,
                noted,
                tuple(limits(there, numbers.stack)),
            )
        ]
    )
