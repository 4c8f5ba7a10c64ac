"""Which campaigns the steps of a plan write to, and what is said of one that can take no number, or
no more than a certain count.

Must not know: how a campaign is looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from invoca.counted import plural
from invoca.drift.findings import Failure
from invoca.errors import InvocaError
from invoca.plan.destinations import Room
from invoca.plan.planned import UNKNOWN, Kind, Limited, Planned
from invoca.promo_number.models import CampaignRef

from .fields import campaign_of
from .steps import StepDraft

# What campaigns are like: how many numbers they may hold, or why they can take none.
Look = Callable[[Sequence[CampaignRef]], Mapping[CampaignRef, Room | InvocaError]]
_WRITES = frozenset({Kind.BUY, Kind.REPLACE, Kind.MOVE})


class Destinations(NamedTuple):
    """steps: those that write to each campaign. found: what each of these is like."""

    steps: Mapping[CampaignRef, Sequence[Planned]]
    found: Mapping[CampaignRef, Room | InvocaError]

    @classmethod
    def of(
        cls,
        drafts: Sequence[StepDraft],
        found: Sequence[Planned],
        told: Sequence[Failure],
        look: Look,
    ) -> Destinations:
        """found: what each of `drafts` turned out to do. told: what was said of them already."""
        steps: dict[CampaignRef, list[Planned]] = {}
        for draft, planned in zip(drafts, found, strict=True):
            where = campaign_of(draft.step.new.inputs) if draft.step.new else None
            if (
                where is not None
                and (planned.kind in _WRITES or planned.buys or _moves(planned))
                and _is_known(where)
            ):
                steps.setdefault(where, []).append(planned)
        known = {name for failure in told for name in failure.numbers}
        asked = [
            where
            for where, some in steps.items()
            if not all((one.stack, one.name) in known for one in some)
        ]
        return cls(steps, look(asked) if asked else {})


def failures(there: Destinations, told: Sequence[Failure]) -> Iterator[Failure]:
    """Why some campaigns can take no number. told: what was said already."""
    by_text: dict[str, list[Planned]] = {}
    for where, error in there.found.items():
        # Missing settings are reported for the purchases already.
        is_new = not any(failure.text.startswith(str(error)) for failure in told)
        if isinstance(error, InvocaError) and is_new:
            by_text.setdefault(str(error), []).extend(there.steps[where])
    for text, some in by_text.items():
        names = tuple((one.stack, one.name) for one in some)
        yield Failure(f"{text} ({plural(len(names), 'number')})", some[0].stack, None, names)


def limits(there: Destinations, stack: str) -> Iterator[Limited]:
    """How many numbers each campaign may hold, beside those that come into it."""
    for where, room in there.found.items():
        steps = there.steps[where]
        bought = sum(step.buys for step in steps)
        moved = sum(_moves(step) and not step.buys and not step.is_refused for step in steps)
        if isinstance(room, Room) and room.most is not None and (bought or moved):
            held = (room.account, where, room.most, room.live)
            yield Limited(*held, (stack,), bought, moved)


def _moves(step: Planned) -> bool:
    return any(change.field == "campaign" for change in step.changes)


def _is_known(where: CampaignRef) -> bool:
    return bool(where.advertiser_id and where.campaign_id) and UNKNOWN not in where
