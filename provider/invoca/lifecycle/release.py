"""Releases a number for good, and sees that it is gone.

Owns: what counts as released. Must not know: whether the number may be released; that is settled
before it gets here.
"""

from __future__ import annotations

from http import HTTPStatus

from ..client import Client
from ..client.listing import Listing
from ..errors import FixCredentials, InvalidRequest, InvocaError
from ..promo_number.models import CampaignRef
from ..timing import Timing
from .presence import REREAD_SECONDS, REREADS, Presence
from .refusals import still_shown


class Release:
    """Deletes live numbers. Safe to share between threads."""

    def __init__(
        self, client: Client, listing: Listing, presence: Presence, timing: Timing
    ) -> None:
        self._client = client
        self._listing = listing
        self._presence = presence
        self._timing = timing

    def delete(self, where: CampaignRef, promo_number: str) -> None:
        try:
            with self._listing.of(where).leaving():
                self._client.delete(where, promo_number)
        except InvocaError as error:
            # A DELETE that was repeated may complain that there is nothing left to delete.
            if not self._is_gone(where, promo_number) or self._is_shown(where, promo_number):
                raise error from None
            return
        for _ in range(REREADS):
            if self._is_gone(where, promo_number):
                return
            self._timing.sleep(REREAD_SECONDS)
        raise still_shown(promo_number, where)

    def is_hidden(self, where: CampaignRef, promo_number: str) -> bool:
        """Whether Invoca forbids to look at this number, in a campaign that it shows without it."""
        if promo_number in self._listing.of(where).fetch():
            return False
        self._presence.require_readable(where)
        try:
            self._client.get(where, promo_number)
        except (FixCredentials, InvalidRequest) as error:
            return error.status == HTTPStatus.FORBIDDEN
        return False

    def delete_unseen(self, where: CampaignRef, promo_number: str) -> None:
        """Releases what is not in the list and may not be looked at, as what is gone may not.

        There is nothing to compare, but a DELETE of these digits is what was consented to. Only
        its success counts: a refusal says nothing of the number.
        """
        self._client.delete(where, promo_number)
        if not self._is_gone(where, promo_number):
            raise still_shown(promo_number, where)

    def _is_gone(self, where: CampaignRef, promo_number: str) -> bool:
        """Whether a number that was to be deleted is. Lists that lag are overruled by GET."""
        if self._listing.of(where).is_long():
            try:
                return not self._presence.is_shown(where, promo_number)
            except (FixCredentials, InvalidRequest):
                # Invoca may forbid to look at what is gone; then the list says it.
                pass
        if promo_number not in self._listing.of(where).fetch():
            return True
        return not self._presence.is_shown(where, promo_number)

    def _is_shown(self, where: CampaignRef, promo_number: str) -> bool:
        """Whether GET shows it: a list that is cut is no proof that a DELETE was carried out."""
        try:
            return self._presence.is_shown(where, promo_number)
        except (FixCredentials, InvalidRequest):
            # Invoca may forbid to look at what is gone.
            return False
