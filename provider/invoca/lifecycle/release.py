"""Releases a number for good: sees it, deletes it, and sees that it is gone.

Owns: what counts as released: GET showed the number, DELETE was accepted, and GET shows it no
longer. A list alone never says either. Must not know: whether the number may be released; that is
settled before it gets here.
"""

from __future__ import annotations

from http import HTTPStatus

from ..client import Client
from ..client.listing import Listing
from ..errors import FixCredentials, InvalidRequest, InvocaError, Unclear
from ..promo_number.another_number import AnotherNumber
from ..promo_number.locate import Locator
from ..promo_number.located import Place
from ..promo_number.models import CampaignRef, PromoNumber
from ..promo_number.refusals import may_be_released, only_listed, still_shown
from ..timing import Timing
from .writes import REREAD_SECONDS, REREADS


class Release:
    """Deletes live numbers. Safe to share between threads."""

    def __init__(self, client: Client, listing: Listing, locator: Locator, timing: Timing) -> None:
        self._client = client
        self._listing = listing
        self._locator = locator
        self._timing = timing

    def sight(self, place: Place) -> Place:
        """Where a GET shows a number that a list may show: lists may say late that it was moved,
        and Invoca may accept a DELETE in the campaign that it has left, and do nothing.

        Raises LookAtAccount where no GET shows it, and as `Locator.find_anywhere`.
        """
        digits = place.live.promo_number
        for _ in self._timing.looks(REREADS, REREAD_SECONDS):
            try:
                live = self._locator.seen(place.where, digits)
            except AnotherNumber:
                return place  # where a GET answers anything, the list is what there is
            if live is not None:
                return Place(live, place.where)
            moved = self._locator.find_in_others(place.where, digits, lists_may_lag=True)
            place = moved or place
        raise only_listed(digits, place.where)

    def delete(self, where: CampaignRef, live: PromoNumber) -> None:
        """live: the number as it was before. Raises LookAtAccount where it does not go."""
        try:
            self._client.delete(where, live.promo_number)
        except InvocaError as error:
            # A DELETE that was repeated may complain that there is nothing left to delete.
            if not self._is_gone(where, live.promo_number, live.status):
                raise error from None
            return
        for _ in range(REREADS):
            if self._is_gone(where, live.promo_number, live.status):
                return
            self._timing.sleep(REREAD_SECONDS)
        is_certain = not self._listing.of(where).may_lack_some()
        raise still_shown(live.promo_number, where, is_certain=is_certain)

    def is_hidden(self, where: CampaignRef, promo_number: str) -> bool:
        """Whether Invoca forbids to look at this number, in a campaign that it shows without it."""
        if not self._is_unlisted(where, promo_number):
            return False
        try:
            self._locator.get(where, promo_number)
        except (FixCredentials, InvalidRequest) as error:
            return error.status == HTTPStatus.FORBIDDEN
        return False

    def _is_unlisted(self, where: CampaignRef, promo_number: str) -> bool:
        """Whether a campaign that can be read no longer lists it, in a list that lacks none."""
        listing = self._listing.of(where)
        listed = listing.fetch().get(promo_number)
        if listing.may_lack_some() if listed is None else not listed.is_released:
            return False
        self._locator.require_readable(where)
        return True

    def delete_unseen(self, where: CampaignRef, promo_number: str) -> None:
        """Releases what is not in the list and may not be looked at, as what is gone may not.

        There is nothing to compare, but a DELETE of these digits is what was consented to. Only
        its success counts, in whatever words: a refusal says nothing of the number.
        """
        try:
            self._client.delete(where, promo_number)
        except Unclear as error:
            if not 200 <= (error.status or 0) < 300:
                raise
        except (FixCredentials, InvalidRequest) as error:
            if error.status == HTTPStatus.FORBIDDEN:
                error.remedy = may_be_released(error.remedy)
            raise
        if not self._is_gone(where, promo_number, None):
            raise still_shown(promo_number, where)

    def _is_gone(self, where: CampaignRef, promo_number: str, status: str | None) -> bool:
        """Whether a number that was to be deleted is, as GET has it. status: its word before."""
        try:
            now = self._locator.seen(where, promo_number)
        except (AnotherNumber, FixCredentials, InvalidRequest):
            # Invoca may forbid to look at what is gone, or answer what nobody asked for; then its
            # list says it as well.
            return self._is_unlisted(where, promo_number)
        # A word that the number did not carry before says that it was released, whatever the word.
        return now is None or bool(now.status and now.status != status)
