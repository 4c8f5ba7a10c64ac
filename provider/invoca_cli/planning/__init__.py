"""What a preview of the engine does to the promo numbers of its stack.

Owns: how the parts of a plan come together: the steps, what is live, what stays, what is refused.
Must not know: how a preview is made, or how a plan looks.
"""

from __future__ import annotations

from invoca.plan.planned import Plan, joined
from invoca.plan.renames import likely_renames, told
from invoca.promo_number.known_fields import Known

from ..workspace.preview import Preview
from .custom_data import Fields, doubts
from .destinations import Destinations, Look, failures, limits
from .diagnostics import failures_of, with_refused
from .live import AreGone, HeldTwice, LookUp, kept, kept_for_others, still_there, with_live
from .numbers import Places, PreviewedNumbers
from .rest import in_state, notes, other_operations, unchanged
from .steps import IsOver, drafts_of, leftover, leftovers

__all__ = ["AreGone", "LookUp", "Places", "plan_of"]


def plan_of(
    preview: Preview,
    places: Places,
    look_up: LookUp,
    are_gone: AreGone = lambda numbers: frozenset(),
    look_at: Look = lambda campaigns: {},
    fields: Fields = lambda campaigns: Known(),
    is_over: IsOver = lambda sent_at: False,
    held_twice: HeldTwice = lambda declarers: {},
) -> Plan:
    """What `preview` does. look_up: tells which numbers that it would create are live already.
    are_gone: tells which numbers that it would release are certainly gone. look_at: what the
    campaigns that it writes to are like. fields: the custom data fields that are known, of what
    live numbers of these campaigns carry, too. is_over: whether a person said that what Invoca does
    not show of a purchase that was sent then was not bought. held_twice: who holds what it would
    release, where another stack does as well."""
    numbers = PreviewedNumbers.of(preview, places)
    drafts = drafts_of(numbers, is_over)
    found, not_looked_up = with_live(drafts, numbers, look_up)
    there = Destinations.of(drafts, found, not_looked_up, look_at)
    not_looked_up += failures(there, not_looked_up)
    left, gone = still_there(leftovers(numbers), are_gone)
    steps = kept([*found, *(leftover(numbers, one, is_over) for one in left)], numbers)
    steps = kept_for_others(with_refused(steps, numbers), numbers, held_twice)
    noted = tuple(in_state(numbers, gone))
    said = (*notes(numbers), *noted, *told(likely_renames(steps)))
    doubtful = tuple(doubts(drafts, numbers, fields))
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
