"""Which campaigns the steps of a plan write to, and what is said of one that can take no number.

Must not know: how a campaign is looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from invoca.drift.findings import Failure
from invoca.errors import InvocaError
from invoca.plan.planned import UNKNOWN, Kind, Planned
from invoca.promo_number.models import CampaignRef

from ..reports.words import plural
from .fields import campaign_of
from .steps import Draft

# The campaigns that can take no number, and why.
Unfit = Callable[[Sequence[CampaignRef]], Mapping[CampaignRef, InvocaError]]
_WRITES = frozenset({Kind.BUY, Kind.REPLACE, Kind.MOVE})


def failures(
    drafts: Sequence[Draft], found: Sequence[Planned], told: Sequence[Failure], unfit: Unfit
) -> Iterator[Failure]:
    """found: what each of `drafts` turned out to do. told: what was said of them already."""
    steps: dict[CampaignRef, list[Planned]] = {}
    for draft, planned in zip(drafts, found, strict=True):
        where = campaign_of(draft.step.new.inputs) if draft.step.new else None
        if where is not None and planned.kind in _WRITES and _is_known(where):
            steps.setdefault(where, []).append(planned)
    known = {name for failure in told for name in failure.numbers}
    asked = [
        where
        for where, some in steps.items()
        if not all((one.stack, one.name) in known for one in some)
    ]
    by_text: dict[str, list[Planned]] = {}
    for where, error in (unfit(asked) if asked else {}).items():
        # Settings that are missing are told of the purchases already.
        if not any(failure.text.startswith(str(error)) for failure in told):
            by_text.setdefault(str(error), []).extend(steps[where])
    for text, some in by_text.items():
        names = tuple((one.stack, one.name) for one in some)
        yield Failure(f"{text} ({plural(len(names), 'number')})", some[0].stack, None, names)


def _is_known(where: CampaignRef) -> bool:
    return bool(where.advertiser_id and where.campaign_id) and UNKNOWN not in where
