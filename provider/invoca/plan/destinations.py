"""Whether the campaigns that a plan writes to can take a number.

Owns: what is asked of each, reading only: that its numbers can be listed, and that it is not in the
archive. Must not know: which steps write to it.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable

from ..at_once import AtOnce
from ..client import Client
from ..client.listing import Listing
from ..errors import InvocaError, LookAtAccount
from ..promo_number.models import CampaignRef

ARCHIVED = "archiv"  # in whatever form Invoca says it of a campaign


def unfit(
    campaigns: Iterable[CampaignRef], client: Client, listing: Listing, *, parallel: int
) -> dict[CampaignRef, InvocaError]:
    """Those of `campaigns` that can take no number, and why. listing: what was listed already."""

    def look(where: CampaignRef) -> None:
        listing.of(where).known()
        _require_open(where, client)

    with AtOnce(parallel) as at_once:
        asked = at_once.each(look, list(dict.fromkeys(campaigns)))
        return {where: error for where, error in asked if isinstance(error, InvocaError)}


def _require_open(where: CampaignRef, client: Client) -> None:
    """A token need not be allowed to look at the campaign itself: then nothing is known of it."""
    status = None
    with contextlib.suppress(InvocaError):
        of_affiliate = where.affiliate_id is not None
        read = client.read_affiliate_campaign if of_affiliate else client.read_campaign
        status = read(where).status
    if status and ARCHIVED in status.lower():
        raise LookAtAccount(
            f"looking at {where}",
            answer=f"it takes no numbers: Invoca calls it {status}",
            remedy="Take it out of the archive in Invoca, or declare another campaign_id",
        )
