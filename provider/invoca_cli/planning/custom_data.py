"""Which custom data fields of a plan nobody knows of: Invoca would refuse each number with 403.

Must not know: how anybody comes to know of a field.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from invoca.drift.findings import Failure
from invoca.natural import natural
from invoca.promo_number.known_fields import Known
from invoca.promo_number.models import CampaignRef

from .fields import about_of, campaign_of
from .numbers import PreviewedNumbers
from .steps import StepDraft

# What is known of the fields of an account, asked of these campaigns, too.
Fields = Callable[[Sequence[CampaignRef]], Known]


def doubts(
    drafts: Sequence[StepDraft], numbers: PreviewedNumbers, fields: Fields
) -> Iterator[Failure]:
    """One for each such field, with the numbers that declare it. Invoca is asked where a field is
    new to the numbers that the stack holds."""
    held = {key for one in numbers.before for key in about_of(one).custom_data}
    declared = {
        name: [key for key in about_of(step.new).custom_data if key not in held]
        for planned, step in sorted(drafts, key=lambda draft: natural(draft.planned.name))
        if step.new and step.op != "delete"
        for name in [planned.name]
    }
    if not any(declared.values()):
        return
    places = dict.fromkeys(campaign_of(step.new.inputs) for _, step in drafts if step.new)
    known = fields(list(places))
    for field in known.unknown(declared.items()):
        names = tuple((numbers.stack, name) for name in field.numbers)
        yield Failure(field.told(known.by), numbers.stack, None, names)
