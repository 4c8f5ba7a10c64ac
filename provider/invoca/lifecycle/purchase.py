"""Buys at most one number for a declaration, and finds out what an unclear answer meant.

Owns: the one POST, what counts as having seen the number that it bought, and how long one is looked
for. Must not know: adoption, updates, releases. docs/reliability.md describes the protocol.
"""

from __future__ import annotations

import re
import threading
from collections import defaultdict
from collections.abc import Callable, Container, Iterator
from contextlib import suppress

from ..client import Client, bodies
from ..client.listing import Listing
from ..errors import InvalidRequest, InvocaError, LookAtAccount, NotFound, TryLater, Unclear
from ..promo_number.comparison import differences
from ..promo_number.decide import Wanted, beside_lookalikes
from ..promo_number.identity import Declarer, is_same_id
from ..promo_number.locate import Locator
from ..promo_number.located import Place
from ..promo_number.models import CampaignRef, Declaration, PromoNumber
from ..promo_number.open_purchases import (
    MayLackSome,
    list_may_lack_some,
    named_another,
    pending,
    still_pending,
)
from ..promo_number.record import as_time
from ..promo_number.refusals import AnotherNumber, several_fit
from ..timing import Timing
from .held import HeldNumbers, Purchased
from .purchase_limit import PurchaseLimit
from .purchase_notes import PurchaseNotes, Sent, SentAs
from .waiting import Waiting

LONGEST_PAUSE_SECONDS = 8.0
# A run that was killed may have sent its request just then. Its number is looked for until this
# many grace windows after the note of it; a request that is still on its way after that is given
# up.
WINDOWS_AFTER_A_DEATH = 4
SIGHTINGS = 2  # looks at a number that was just bought
SIGHTING_SECONDS = 0.5
TAKEN = re.compile(r"\btaken\b|already (exists|in use|been used)|\bin use\b", re.I)
OTHER_FIELDS = Declaration.model_fields.keys() - {"id_from_network"}
# What ends one look, and says nothing of the number: the next one may see it.
NO_ANSWER = (NotFound, TryLater, AnotherNumber, MayLackSome)


class IdTaken(InvalidRequest):
    """Invoca refused a purchase because the id was given before."""


class Purchase:
    """Sends purchase requests. Safe to share between threads.

    grace_seconds: how long an unclear purchase is looked for before the run gives up.
    is_over: whether a person said that what Invoca does not show of a purchase that was sent then
    (seconds since the epoch) was not bought.
    """

    def __init__(
        self,
        client: Client,
        listing: Listing,
        locator: Locator,
        held: HeldNumbers,
        limit: PurchaseLimit,
        *,
        notes: PurchaseNotes,
        grace_seconds: float,
        is_over: Callable[[float], bool],
        timing: Timing,
        tell: Callable[[str], None],
    ) -> None:
        self._client = client
        self._listing = listing
        self._locator = locator
        self._held = held
        self._limit = limit
        self._notes = notes
        self._grace_seconds = grace_seconds
        self.is_over = is_over
        self._timing = timing
        self._waiting = Waiting(timing, tell)
        self._one_at_a_time: defaultdict[CampaignRef, threading.Lock] = defaultdict(threading.Lock)

    # -- what was sent before ----------------------------------------------------------------------

    def settle(self, wanted: Wanted, in_state: Sent | None = None) -> Place | None:
        """The number of a purchase that was sent before, looked for until it is settled; None where
        none was sent, or where it is settled that none was bought.

        in_state: a purchase that the state holds as pending. Raises PendingPurchase while nobody
        knows.
        """
        sent = self._last(wanted, in_state)
        if sent is None:
            return None
        if sent.is_unclear:
            return self._settle_unclear(wanted, sent)
        left = max(0.0, self._windows - self._notes.age(sent.at))
        return self._look_for(wanted, left, also=_other_campaigns(wanted, sent))

    def settle_before_an_edit(self, wanted: Wanted, sent: SentAs) -> Place | None:
        """As `settle`, of what was sent before. However long ago that was, one look shows it."""
        was = wanted._replace(declared=sent.declared)
        place: Place | None = None
        if self._last(was, None) is not None:
            place = self.settle(was)
        else:
            with suppress(NotFound):  # its campaign may be gone by now
                place = self._look_for(was, 0.0)
        return place if place and sent.bought in ("", place.live.promo_number) else None

    def is_said_to_be_settled(self, wanted: Wanted, in_state: Sent | None) -> bool:
        """Whether a person said of a purchase of unclear outcome that what Invoca does not show of
        it was not bought."""
        sent = self._last(wanted, in_state)
        return sent is not None and sent.is_unclear and self.is_over(sent.at)

    def sent_by(self, wanted: Wanted) -> Declarer | None:
        """For whom this machine sent the latest purchase of these facts, where Invoca picks the id;
        None where that is not known."""
        sent = self._notes.last(wanted, self._windows)
        return Declarer.read(sent.by) if sent is not None else None

    def _last(self, wanted: Wanted, in_state: Sent | None) -> Sent | None:
        sent = self._notes.last(wanted, self._windows)
        if sent is None or not sent.is_unclear:
            return in_state or sent
        return sent if in_state is None else sent._replace(record=in_state.record)

    @property
    def _windows(self) -> float:
        """Seconds for which the purchase of a dead run is looked for."""
        return WINDOWS_AFTER_A_DEATH * self._grace_seconds

    def _settle_unclear(self, wanted: Wanted, sent: Sent) -> Place | None:
        is_over = self.is_over(sent.at)
        seconds = 0.0 if is_over else self._grace_seconds
        named = PromoNumber(promo_number=sent.named) if sent.named else None
        was = wanted._replace(sent_as=sent.declared)
        found: Place | None = None
        try:
            found = self._look_for(was, seconds, also=_other_campaigns(wanted, sent), answer=named)
        except NO_ANSWER:
            if is_over:
                raise
        if found is None and not is_over:
            error = still_pending(wanted.declared, sent.at, as_time(sent.at + 1), named)
            error.record = sent.record
            raise error
        if found is None:
            self._notes.nothing_was_bought(wanted)
        return found

    # -- buying ------------------------------------------------------------------------------------

    def buy(self, wanted: Wanted, before: Container[str]) -> tuple[PromoNumber, Purchased]:
        """One POST, never a second one. before: the digits that the campaign held.

        Raises PendingPurchase where it cannot be settled, IdTaken where the id was given before.
        """
        if wanted.invoca_picks:
            with self._one_at_a_time[wanted.declared.campaign]:
                # No id tells one purchase from another: only one may be in the air per campaign.
                before = frozenset(self._listing.of(wanted.declared.campaign).known())
                self._refuse_lookalike(wanted.declared)
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
            found = self._look_for(wanted, self._grace_seconds, before, answer=answer)
        except NO_ANSWER as error:
            found, then = None, error
        except LookAtAccount:
            self._notes.unclear(wanted)
            raise
        except InvocaError as error:  # such as a token that is refused meanwhile
            found, then = None, error
        if found is not None:
            return found.live
        named = answer.promo_number if answer and self._is_new(answer, before) else ""
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
            return self._as_answered(wanted.declared, answer, before)
        return None

    def _as_answered(
        self, declared: Declaration, answer: PromoNumber, before: Container[str]
    ) -> PromoNumber | None:
        """The number of these digits, where a GET shows it as it was declared: no id was asked for,
        or the account stores ids in a way of its own."""
        if not self._is_new(answer, before):
            return None
        live = self._locator.seen(declared.campaign, answer.promo_number)
        return live if live and not differences(declared, live) else None

    def _is_believable(
        self, declared: Declaration, answer: PromoNumber, before: Container[str]
    ) -> bool:
        """Whether an answer that nothing confirms yet can only be the number that was bought."""
        if not self._is_new(answer, before):
            return False
        if declared.id_from_network is None:
            return not differences(declared, answer)
        return is_same_id(declared.id_from_network, answer.id_from_network)

    def _is_new(self, answer: PromoNumber, before: Container[str]) -> bool:
        """Whether what an answer names was not there before, and is nothing else's of this run."""
        return not (answer.promo_number in before or self._held.is_held(answer.promo_number))

    # -- where Invoca picks the id -----------------------------------------------------------------

    def _refuse_lookalike(self, declared: Declaration) -> None:
        """An earlier run may have bought this very number and died before it could say so."""
        listing = self._listing.of(declared.campaign)
        known = listing.known().values()
        free = [live for live in known if not self._held.is_held(live.promo_number)]
        refusal = beside_lookalikes(declared, free).refusal
        if refusal is not None:
            raise refusal
        if listing.is_cut():
            raise list_may_lack_some(declared)

    def _only_new(self, declared: Declaration, before: Container[str]) -> PromoNumber | None:
        """The one number that appeared since `before`. Raises MayLackSome where none shows in a
        list that is no proof."""
        listing = self._listing.of(declared.campaign)
        now = listing.fetch().values()
        twins = [
            live
            for live in now
            if live.promo_number not in before
            and not live.is_released
            and not self._held.is_held(live.promo_number)
            and not differences(declared, live)
        ]
        if len(twins) > 1:
            raise several_fit(declared, twins)
        if not twins and listing.is_cut():
            raise list_may_lack_some(declared)
        return twins[0] if twins else None

    # -- looking -----------------------------------------------------------------------------------

    def _look_for(
        self,
        wanted: Wanted,
        seconds: float,
        before: Container[str] = frozenset(),
        *,
        also: tuple[CampaignRef, ...] = (),
        answer: PromoNumber | None = None,
    ) -> Place | None:
        """Asks again and again, for that many seconds; None where nothing shows.

        also: other campaigns to which it was sent. answer: which number Invoca said that it sold.
        Raises what ended the last look: a search that failed has not shown that nothing is there.
        """
        failed: InvocaError | None = None
        with self._waiting.one():
            for pause in self._pauses(seconds):
                self._timing.sleep(pause)
                try:
                    found, failed = self._one_look(wanted, before, also, answer), None
                except NO_ANSWER as error:
                    found, failed = None, error
                if found is not None:
                    return found
        if failed is not None:
            raise failed
        return None

    def _one_look(
        self,
        wanted: Wanted,
        before: Container[str],
        also: tuple[CampaignRef, ...],
        answer: PromoNumber | None,
    ) -> Place | None:
        asked = wanted.asked_as
        failed: InvocaError | None = None
        try:
            found = self._look(wanted, before, also)
        except NO_ANSWER as error:
            found, failed = None, error
        live = self._as_answered(asked, answer, before) if answer and found is None else None
        if live is None and failed is not None:
            raise failed
        return Place(live, asked.campaign) if live else found

    def _look(
        self, wanted: Wanted, before: Container[str], also: tuple[CampaignRef, ...]
    ) -> Place | None:
        if not wanted.invoca_picks:
            return self._locator.look_again(wanted.sought._replace(digits="", also=also))
        live = self._only_new(wanted.asked_as, before)
        return Place(live, wanted.asked_as.campaign) if live else None

    def _pauses(self, seconds: float) -> Iterator[float]:
        """Seconds before each look: at once, then ever longer, to the end of the window."""
        end = self._timing.clock() + seconds
        pause = 0.0
        while True:
            yield pause
            left = end - self._timing.clock()
            if left <= 0:
                return
            self._waiting.say(left)
            pause = min(max(0.5, 2 * pause), LONGEST_PAUSE_SECONDS, left)


def _other_campaigns(wanted: Wanted, sent: Sent) -> tuple[CampaignRef, ...]:
    """Where else to look for a purchase that was sent before the entry named this campaign."""
    here = wanted.declared.campaign
    return (sent.where,) if sent.where is not None and sent.where != here else ()


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
