"""What is live, for a program that looks and manages nothing: one number, or all of a campaign.

Owns: what finds a number, and what is shown of it. Reads only. What cannot be read is an error: it
never looks as if it were not there.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..promo_number import record
from ..promo_number.models import COMPARED, CampaignRef, PromoNumber
from ..promo_number.refusals import not_there
from .lifecycle import Lifecycle

# Of the fields that can be declared, those that Invoca shows.
SHOWN: tuple[str, ...] = ("id_from_network", *COMPARED)


def one(
    life: Lifecycle, where: CampaignRef, *, digits: str | None = None, id_: str | None = None
) -> PromoNumber:
    """The live number of these ten digits, or else of this id from the network. Raises InvocaError:
    NotFound where there is none."""
    live = life.locator.find(where, digits) if digits else by_id(life, where, str(id_))
    if live is None:
        raise not_there(f"looking up '{digits or id_}'", where)
    return live


def by_id(life: Lifecycle, where: CampaignRef, id_: str) -> PromoNumber | None:
    """The live number of an id in a campaign, or None where it is certainly not there."""
    live = life.locator.under_id(where, id_)
    if live is None:
        life.locator.require_readable(where)
    return None if live is None or live.is_released else live


def every(life: Lifecycle, where: CampaignRef) -> Sequence[PromoNumber]:
    """The live numbers of a campaign, in the order of their digits. Raises InvocaError."""
    life.locator.require_readable(where)  # an empty list is no proof that it can be
    return sorted(life.locator.listed(where), key=lambda live: live.promo_number)


def shown(live: PromoNumber) -> dict[str, Any]:
    """What a program is told of a number: SHOWN, and `record.OUTPUT_ONLY`; None for none."""
    return {**{name: getattr(live, name) for name in SHOWN}, **record.output_only(live)}
