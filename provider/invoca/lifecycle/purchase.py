"""Buys at most one number for a declaration.

Owns: the one POST, and what counts as its answer. Must not know: adoption, updates, releases.
docs/reliability.md describes the protocol.
"""

from __future__ import annotations

import re
import threading
from collections import defaultdict
from collections.abc import Container
from contextlib import suppress

from ..client import Client, bodies
from ..client.listing import Listing
from ..errors import InvalidRequest, InvocaError, LookAtAccount, Unclear
from ..promo_number.comparison import differences
from ..promo_number.decide import Wanted
from ..promo_number.identity import is_same_id
from ..promo_number.locate import Locator
from ..promo_number.models import CampaignRef, Declaration, PromoNumber
from ..promo_number.open_purchases import named_another, pending
from ..promo_number.record import as_time
from ..timing import Timing
from .held import Purchased
from .purchase_limit import PurchaseLimit
from .purchase_notes import PurchaseNotes
from .settling import NO_ANSWER, Settling

SIGHTINGS = 2  # looks at a number that was just bought
SIGHTING_SECONDS = 0.5
TAKEN = re.compile(r"\btaken\b|already (exists|in use|been used)|\bin use\b", re.I)
OTHER_FIELDS = Declaration.model_fields.keys() - {"id_from_network"}


class IdTaken(InvalidRequest):
    """Invoca refused a purchase because the id was given before."""


class Purchase:
    """Sends purchase requests. Safe to share between threads. settling: finds what an answer that
    says nothing meant."""

    def __init__(
        self,
        client: Client,
        listing: Listing,
        locator: Locator,
        settling: Settling,
        limit: PurchaseLimit,
        *,
        notes: PurchaseNotes,
        timing: Timing,
    ) -> None:
        self._client = client
        self._listing = listing
        self._locator = locator
        self._settling = settling
        self._limit = limit
        self._notes = notes
        self._timing = timing
        self._one_at_a_time: defaultdict[CampaignRef, threading.Lock] = defaultdict(threading.Lock)

    # -- buying ------------------------------------------------------------------------------------

    def buy(self, wanted: Wanted, before: Container[str]) -> tuple[PromoNumber, Purchased]:
        """One POST, never a second one. before: the digits that the campaign held.

        Raises PendingPurchase where it cannot be settled, IdTaken where the id was given before.
        """
        if wanted.invoca_picks:
            with self._one_at_a_time[wanted.declared.campaign]:
                # No id tells one purchase from another: only one may be in the air per campaign.
                before = frozenset(self._listing.of(wanted.declared.campaign).known())
                refusal = self._settling.refusal_beside_lookalikes(wanted)
                if refusal is not None:
                    raise refusal
                return self._send(wanted, before)
        return self._send(wanted, before)

    def _send(self, wanted: Wanted, before: Container[str]) -> tuple[PromoNumber, Purchased]:
        turn = self._limit.spend()
        self._notes.sent(wanted)
        at = self._notes.now()
        try:
            answer = self._post(wanted.declared)
        except Unclear as unclear:
            return self._resolved(wanted, unclear, before), Purchased(at, is_unseen=False)
        except InvocaError as error:
            self._notes.nothing_was_bought(wanted)
            self._limit.give_back(turn)
            raise _as_taken(error) from None
        self._notes.given_again(wanted.declared.id_from_network)
        seen = self._sighting(wanted, answer, before)
        if seen is None and not self._is_believable(wanted.declared, answer, before):
            another = named_another(wanted.declared, answer)
            found = self._resolved(wanted, another, before, answer)
            return found, Purchased(at, is_unseen=False)
        return seen or answer, Purchased(at, is_unseen=seen is None)

    def _resolved(
        self,
        wanted: Wanted,
        unclear: Unclear,
        before: Container[str],
        answer: PromoNumber | None = None,
    ) -> PromoNumber:
        """The number of a purchase whose answer says nothing, or names one that is not certainly
        its own. Raises PendingPurchase."""
        self._notes.given_again(wanted.declared.id_from_network)
        then: InvocaError | None = None
        try:
            found = self._settling.after_unclear(wanted, before, answer)
        except NO_ANSWER as error:
            found, then = None, error
        except LookAtAccount:
            self._notes.unclear(wanted)
            raise
        except InvocaError as error:  # such as a token that is refused meanwhile
            found, then = None, error
        if found is not None:
            return found.live
        named = answer.promo_number if answer and self._settling.is_new(answer, before) else ""
        since = self._notes.unclear(wanted, named)
        if then is not None:
            unclear = Unclear(unclear.doing, answer=f"{unclear.answer}; then {then.answer}")
        raise pending(wanted.declared, since, as_time(since + 1), unclear, answer)

    def _post(self, declared: Declaration) -> PromoNumber:
        where, body = declared.campaign, bodies.purchase(declared)
        if declared.id_assigned_by == "invoca":
            return self._client.create(where, body)
        return self._client.create_by_id(where, body)

    def _sighting(
        self, wanted: Wanted, answer: PromoNumber, before: Container[str]
    ) -> PromoNumber | None:
        """The number that was just bought, as a GET shows it; None where none shows it yet."""
        with suppress(InvocaError):  # whatever ends the looking, the number is bought
            for _ in self._timing.looks(SIGHTINGS, SIGHTING_SECONDS):
                seen = self._seen(wanted, answer, before)
                if seen is not None:
                    return seen
        return None

    def _seen(
        self, wanted: Wanted, answer: PromoNumber, before: Container[str]
    ) -> PromoNumber | None:
        where, id_ = wanted.declared.campaign, wanted.declared.id_from_network
        if id_ is not None:
            with suppress(InvocaError):  # whatever goes wrong here, the number is bought
                found = self._locator.under_id(where, id_, wanted.sought)
                if found is not None and not found.is_released:
                    return found
            if is_same_id(id_, answer.id_from_network):
                return None
        with suppress(InvocaError):
            return self._settling.as_answered(wanted.declared, answer, before)
        return None

    def _is_believable(
        self, declared: Declaration, answer: PromoNumber, before: Container[str]
    ) -> bool:
        """Whether an answer that nothing confirms yet can only be the number that was bought."""
        if not self._settling.is_new(answer, before):
            return False
        if declared.id_from_network is None:
            return not differences(declared, answer)
        return is_same_id(declared.id_from_network, answer.id_from_network)


def _as_taken(error: InvocaError) -> InvocaError:
    """What Invoca says of an id that was given before is not documented; Rails says "taken"."""
    said_so = any(map(_says_taken, error.answer.split("; ")))
    if isinstance(error, LookAtAccount) or not (isinstance(error, InvalidRequest) and said_so):
        return error
    return IdTaken(error.doing, answer=error.answer, remedy=error.remedy, status=error.status)


def _says_taken(said: str) -> bool:
    """said: one message of a refusal, behind the path of its field, if it has one. Of another
    declared field it says nothing of the id."""
    *paths, _ = said.split(": ")
    fields = {field for path in paths for field in path.split(".")}
    return TAKEN.search(said) is not None and fields.isdisjoint(OTHER_FIELDS)
