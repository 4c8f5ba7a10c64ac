"""Where a promo number is, and whether it is certainly gone.

Owns: what "gone" means, and how long to look at what Invoca may show late. Reads only.
Must not know: what is done about it. The rule is in docs/reliability.md, "Reading, changing,
moving, releasing".
"""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

from ..client import Client
from ..client.listing import Listing
from ..client.lookup import first_live
from ..errors import InvocaError, NotFound
from ..promo_number.models import CampaignRef, PromoNumber
from ..timing import Timing
from .journal import Journal

REREADS = 6  # looks at a number that Invoca may show late
REREAD_SECONDS = 0.5


class Identity(NamedTuple):
    """How the state remembers a number. promo_number: ten digits."""

    promo_number: str
    id_from_network: str | None = None


class Presence:
    """Looks for numbers, in the list that all share and by GET. Safe to share between threads."""

    def __init__(self, client: Client, listing: Listing, journal: Journal, timing: Timing) -> None:
        self._client = client
        self._listing = listing
        self._journal = journal
        self._timing = timing
        self._readable: set[CampaignRef] = set()

    def seek(
        self, where: CampaignRef, identity: Identity
    ) -> tuple[PromoNumber | None, CampaignRef | None]:
        """The number in this campaign; or the other campaign that holds it; or neither."""
        live = self.find(where, identity)
        for _ in range(REREADS):
            if live is not None or not self._journal.is_recent(*where, identity.promo_number):
                break
            # Written from here a moment ago: Invoca may show it late.
            self._timing.sleep(REREAD_SECONDS)
            live = self.find(where, identity)
        if live is not None:
            return live, None
        return None, self._elsewhere(where, identity)

    def find(self, where: CampaignRef, identity: Identity) -> PromoNumber | None:
        """The number in this campaign, or None where it is certainly not there."""
        listed = self._listing.of(where).find(identity.promo_number)
        if listed is not None and not listed.is_released:
            return listed
        try:
            live = self._client.get(where, identity.promo_number)
        except NotFound as error:
            if not error.record_not_found:
                raise
            self.require_readable(where)
            return None
        return None if live.is_released else live

    def is_shown(self, where: CampaignRef, promo_number: str) -> bool:
        """Whether GET shows it live. Raises NotFound for a 404 that is not Invoca's own."""
        return first_live([partial(self._client.get, where, promo_number)]) is not None

    def shown(self, where: CampaignRef, promo_number: str) -> PromoNumber | None:
        """GET, with None for any 404: for a number that is known to be there."""
        try:
            live = self._client.get(where, promo_number)
        except NotFound:
            return None
        return None if live.is_released else live

    def await_shown(self, where: CampaignRef, promo_number: str) -> PromoNumber:
        """GET, again for a short while where Invoca shows a write late. Raises NotFound."""
        for _ in range(REREADS):
            live = self.shown(where, promo_number)
            if live is not None:
                return live
            self._timing.sleep(REREAD_SECONDS)
        return self._client.get(where, promo_number)

    def require_readable(self, where: CampaignRef) -> None:
        if where not in self._readable:
            self._client.read_campaign(where)
            self._readable.add(where)

    def _elsewhere(self, where: CampaignRef, identity: Identity) -> CampaignRef | None:
        """Another campaign of the same advertiser that lists the number, as far as can be told."""
        try:
            for campaign in self._client.list_campaigns(where.advertiser_id):
                other = CampaignRef(where.advertiser_id, campaign.id_from_network or "")
                if other != where and other.campaign_id and self._lists(other, identity):
                    return other
        except InvocaError:
            # The search is a courtesy: accounts without such a list, or without access to every
            # campaign, keep the plain meaning of "gone".
            return None
        return None

    def _lists(self, where: CampaignRef, identity: Identity) -> bool:
        return self._listing.of(where).find(identity.promo_number) is not None
