"""Finds out what a purchase bought that was sent by an earlier run, or whose answer is unclear.

Owns: what counts as having seen the number that it bought, and how long one is looked for. Must not
know: how one is sent, adoption, updates, releases. docs/reliability.md describes the protocol.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator
from contextlib import suppress

from ..client.listing import Listing
from ..errors import InvocaError, NotFound, TryLater
from ..promo_number.another_number import AnotherNumber
from ..promo_number.comparison import differences
from ..promo_number.decide import Wanted, beside_lookalikes
from ..promo_number.identity import Declarer
from ..promo_number.listed import of_description
from ..promo_number.locate import Locator
from ..promo_number.located import Place
from ..promo_number.models import CampaignRef, Declaration, PromoNumber
from ..promo_number.open_purchases import (
    MayLackSome,
    PendingPurchase,
    list_may_lack_some,
    still_pending,
)
from ..promo_number.record import as_time
from ..promo_number.refusals import several_fit
from ..timing import Timing
from .held import HeldNumbers
from .purchase_notes import PurchaseNotes, Sent, SentAs
from .waiting import Waiting

LONGEST_PAUSE_SECONDS = 8.0
# A run that was killed may have sent its request just then. Its number is looked for until this
# many grace windows after the note of it; a request that is still on its way after that is given
# up.
WINDOWS_AFTER_A_DEATH = 4
# What ends one look, and says nothing of the number: the next one may see it.
NO_ANSWER = (NotFound, TryLater, AnotherNumber, MayLackSome)


class Settling:
    """Looks for what was bought. Safe to share between threads.

    grace_seconds: how long an unclear purchase is looked for before the run gives up.
    is_over: whether a person said that what Invoca does not show of a purchase that was sent then
    (seconds since the epoch) was not bought. timing: one that does not wait looks once.
    """

    def __init__(
        self,
        listing: Listing,
        locator: Locator,
        held: HeldNumbers,
        notes: PurchaseNotes,
        *,
        grace_seconds: float,
        is_over: Callable[[float], bool],
        timing: Timing,
        tell: Callable[[str], None],
    ) -> None:
        self._listing = listing
        self._locator = locator
        self._held = held
        self._notes = notes
        self._grace_seconds = grace_seconds
        self._is_over = is_over
        self._timing = timing
        self._waiting = Waiting(timing, tell)

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
        return self._look_for(wanted, self._left_of(sent), also=_other_campaigns(wanted, sent))

    def settle_before_an_edit(self, wanted: Wanted, sent: SentAs) -> Place | None:
        """As `settle`, of what was sent before. However long ago that was, one look shows it. What
        it raises says as what that was."""
        was = wanted._replace(declared=sent.declared)
        place: Place | None = None
        if self._last(was, None) is not None:
            try:
                place = self.settle(was)
            except PendingPurchase as error:
                error.sent_as = sent.declared
                raise
        else:
            with suppress(NotFound):  # its campaign may be gone by now
                place = self._look_for(was, 0.0)
        return place if place and sent.bought in ("", place.live.promo_number) else None

    def is_said_to_be_settled(self, wanted: Wanted, in_state: Sent | None) -> bool:
        """Whether a person said of a purchase of unclear outcome that what Invoca does not show of
        it was not bought."""
        sent = self._last(wanted, in_state)
        return sent is not None and sent.is_unclear and self._is_over(sent.at)

    def looks_first(self, wanted: Wanted) -> tuple[float, float] | None:
        """When a dead run sent a purchase of it, and until when that is looked for before another
        one is bought, in seconds since the epoch; None where none is."""
        sent = self._last(wanted, None)
        if sent is None or sent.is_unclear or not self._left_of(sent):
            return None
        return sent.at, sent.at + self._windows

    def _left_of(self, sent: Sent) -> float:
        return max(0.0, self._windows - self._notes.age(sent.at))

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
        is_over = self._is_over(sent.at)
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

    # -- what an answer names, or does not ---------------------------------------------------------

    def after_unclear(
        self, wanted: Wanted, before: Container[str], answer: PromoNumber | None
    ) -> Place | None:
        """The number of a purchase of this run whose answer says nothing, or names one that is not
        certainly its own; None where none shows within the grace window."""
        return self._look_for(wanted, self._grace_seconds, before, answer=answer)

    def as_answered(
        self, declared: Declaration, answer: PromoNumber, before: Container[str]
    ) -> PromoNumber | None:
        """The number of these digits, where a GET shows it as it was declared: no id was asked for,
        or the account stores ids in a way of its own."""
        if not self.is_new(answer, before):
            return None
        live = self._locator.seen(declared.campaign, answer.promo_number)
        return live if live and not differences(declared, live) else None

    def is_new(self, answer: PromoNumber, before: Container[str]) -> bool:
        """Whether what an answer names was not there before, and is nothing else's of this run."""
        return not (answer.promo_number in before or self._held.is_held(answer.promo_number))

    # -- where Invoca picks the id -----------------------------------------------------------------

    def refusal_beside_lookalikes(self, wanted: Wanted) -> InvocaError | None:
        """Why none is bought though Invoca picks the id, if so: an earlier run may have bought this
        very number and died before it could say so."""
        listing = self._listing.of(wanted.declared.campaign)
        near = () if wanted.hidden else of_description(wanted.declared, listing)
        free = [
            live for live in near if not (live.is_released or self._held.is_held(live.promo_number))
        ]
        alike = self._as_declared(wanted.declared, free)
        refusal = beside_lookalikes(wanted.declared, alike).refusal
        if refusal is None and listing.is_cut():
            return list_may_lack_some(wanted.declared)
        return refusal

    def _only_new(self, declared: Declaration, before: Container[str]) -> PromoNumber | None:
        """The one number that appeared since `before`. Raises MayLackSome where none shows in a
        list that is no proof."""
        listing = self._listing.of(declared.campaign)
        now = listing.fetch().values()
        new = [live for live in now if self.is_new(live, before) and not live.is_released]
        twins = self._as_declared(declared, new)
        if len(twins) > 1:
            raise several_fit(declared, twins)
        if not twins and listing.is_cut():
            raise list_may_lack_some(declared)
        return twins[0] if twins else None

    def _as_declared(
        self, declared: Declaration, listed: Iterable[PromoNumber]
    ) -> list[PromoNumber]:
        where = declared.campaign
        found = (self._locator.as_declared(where, declared, live) for live in listed)
        return [live for live in found if live is not None]

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
        live = self.as_answered(asked, answer, before) if answer and found is None else None
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
        end = self._timing.clock() + (seconds if self._timing.waits else 0.0)
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
