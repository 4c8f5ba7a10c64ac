"""Whether the campaigns that a plan writes to can take a number, and how many they may hold.

Owns: what is asked of each, reading only: that its numbers can be listed, that it is not in the
archive, and its limit, which Invoca shows of affiliates' campaigns. Must not know: which steps
write to it.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from typing import NamedTuple

from ..at_once import AtOnce
from ..client import Client
from ..client.listing import Listing
from ..client.responses import ARCHIVED
from ..errors import InvocaError, LookAtAccount
from ..promo_number.models import CampaignRef


class Room(NamedTuple):
    """most: promo numbers that the campaign may hold; None where that is not shown. live: those
    that it holds now. account: what tells it from the same ids in another account."""

    most: int | None
    live: int
    account: str


def looked_at(
    campaigns: Iterable[CampaignRef],
    client: Client,
    listing: Listing,
    *,
    account: str,
    parallel: int,
) -> dict[CampaignRef, Room | InvocaError]:
    """What each of `campaigns` is like, or why it can take no number. listing: what was listed
    already. account: as `Room` has it."""

    def look(where: CampaignRef) -> Room:
        live = listing.of(where).known()
        count = sum(not one.is_released for one in live.values())
        return Room(_limit(where, client), count, account)

    with AtOnce(parallel) as at_once:
        return dict(at_once.each(look, list(dict.fromkeys(campaigns))))


def _limit(where: CampaignRef, client: Client) -> int | None:
    """None where none is shown; a token need not be allowed to look at the campaign itself. Raises
    LookAtAccount where it is in the archive."""
    status, most = None, None
    with contextlib.suppress(InvocaError):
        if where.affiliate_id is None:
            status = client.read_campaign(where).status
        else:
            share = client.read_affiliate_campaign(where)
            status, most = share.status, share.max_promo_numbers
    if status and ARCHIVED in status.lower():
        raise LookAtAccount(
            f"looking at {where}",
            answer=f"it takes no numbers: Invoca calls it {status}",
            remedy="Take it out of the archive in Invoca, or declare another campaign_id",
        )
    return most
