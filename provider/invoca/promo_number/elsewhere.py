"""Which campaigns an advertiser has, and what of them could not be read.

Owns: what counts as read. Reads only. Must not know: what is looked for in them.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from ..at_once import AtOnce
from ..client import Client, Listed
from ..client.listing import Listing
from ..errors import InvocaError, LookAtAccount, NotFound
from .located import Elsewhere, Unread
from .models import CampaignRef

Key = TypeVar("Key")
Answer = TypeVar("Answer")


class AdvertiserCampaigns:
    """Those of each advertiser, looked at once. Safe to share between threads."""

    def __init__(self, client: Client, listing: Listing) -> None:
        self._client = client
        self._listing = listing
        self._lock = threading.Lock()
        self._known: dict[str, Elsewhere] = {}

    def of(self, advertiser_id: str) -> Elsewhere:
        with self._lock:
            if advertiser_id not in self._known:
                self._known[advertiser_id] = self._search(advertiser_id)
            return self._known[advertiser_id]

    def _search(self, advertiser_id: str) -> Elsewhere:
        unread: list[Unread] = []
        found: list[CampaignRef] = []
        with AtOnce() as at_once:
            campaigns = self._campaigns(advertiser_id, at_once, unread)
            for where, answer in at_once.each(lambda one: self._listing.of(one).known(), campaigns):
                # A 404, too: a list shows this campaign, so that it is there and closed to us.
                if isinstance(answer, InvocaError):
                    unread.append(Unread(str(where), answer))
                else:
                    found.append(where)
        return Elsewhere(tuple(found), tuple(unread))

    def _campaigns(
        self, advertiser_id: str, at_once: AtOnce, unread: list[Unread]
    ) -> list[CampaignRef]:
        [(_, listed)] = at_once.each(_surely(self._client.list_campaigns), [advertiser_id])
        own = [
            CampaignRef(advertiser_id, campaign.id_from_network)
            for campaign in _read(f"the campaigns of advertiser '{advertiser_id}'", listed, unread)
            if campaign.id_from_network
        ]
        affiliated = []
        for where, affiliates in at_once.each(_surely(self._client.list_affiliate_campaigns), own):
            affiliated += [
                where._replace(affiliate_id=one.affiliate_id_from_network)
                for one in _read(f"the affiliate campaigns of {where}", affiliates, unread)
                if one.affiliate_id_from_network
            ]
        return own + affiliated


def _surely(ask: Callable[[Key], Answer]) -> Callable[[Key], Answer]:
    """`ask`, again after a 404 that is not in Invoca's own form (a page, an empty one): it may come
    from something before Invoca, and only where it comes again is there no such list."""

    def asked(key: Key) -> Answer:
        try:
            return ask(key)
        except NotFound as error:
            if error.is_invocas:
                raise
        return ask(key)

    return asked


def _read(what: str, answer: Listed[Any] | InvocaError, unread: list[Unread]) -> Iterable[Any]:
    """The entries of a list; `unread` gets what they may leave out."""
    if isinstance(answer, NotFound):  # there are none, or the account has no such list
        return ()
    if isinstance(answer, InvocaError):
        unread.append(Unread(what, answer))
        return ()
    unread += _lacking(what, answer)
    return answer


def _lacking(what: str, listed: Listed[Any]) -> list[Unread]:
    """A list may hide the campaign that has the number: with unreadable entries, or where it is
    cut. By nothing but the list would that campaign be known."""
    if listed.skipped:
        answer = f"{listed.skipped} of the entries cannot be read"
    elif listed.is_part:
        answer = f"it came in parts, of which this one has {listed.shown} entries"
    elif listed.is_cut:
        answer = f"exactly {listed.shown} entries came, as in a list that is cut there"
    else:
        return []
    return [Unread(what, LookAtAccount(f"listing {what}", answer=answer))]
