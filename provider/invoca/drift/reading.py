"""What of an account a comparison looks at: lists, and GET where a list does not suffice.

Must not know: what follows from what was seen.
"""

from __future__ import annotations

from collections.abc import Mapping

from ..client import Client
from ..client.listing import Listing
from ..promo_number.locate import Locator
from ..promo_number.located import Place, Sought
from ..promo_number.models import CampaignRef, PromoNumber
from .findings import Managed
from .matching import Match


class AccountReader:
    """What of an account is looked at."""

    def __init__(self, client: Client, *, searches_elsewhere: bool) -> None:
        self._listing = Listing(client)
        self._locator = Locator(client, self._listing, searches_elsewhere=searches_elsewhere)
        self.require_readable = self._locator.require_readable

    def live_in(self, where: CampaignRef) -> Mapping[str, PromoNumber]:
        known = self._listing.of(where).known()
        return {digits: live for digits, live in known.items() if not live.is_released}

    def is_cut(self, where: CampaignRef) -> bool:
        return self._listing.of(where).is_cut()

    def skipped_in(self, where: CampaignRef) -> int:
        return self._listing.of(where).skipped()

    def in_others(self, number: Managed) -> Place | None:
        """The number in another campaign of its advertiser; None where none has it."""
        return self._locator.find_in_others(number.where, number.promo_number)

    def look_for(self, number: Managed) -> PromoNumber | None:
        """The number by GET, or None where Invoca says that there is none."""
        if number.promo_number:
            return self._locator.seen(number.where, number.promo_number)
        is_made, declared = number.declares_no_id, number.declared
        sought = Sought(number.where, number.ids, is_generated=is_made, declared=declared)
        place = self._locator.look_for(sought, lists_first=True).place
        return place.live if place is not None and place.where == number.where else None

    def looked_at(self, match: Match) -> PromoNumber | None:
        """The number of a match by GET; None where none shows it."""
        return self._locator.seen(match.where, match.live.promo_number)
