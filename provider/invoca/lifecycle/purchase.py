"""Buys at most one number for a declaration, and finds out what an unclear answer meant.

Owns: the one POST and the grace window after it. Must not know: adoption, updates, releases.
The protocol is described in docs/reliability.md.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator

from ..client import Client, bodies
from ..client.listing import Listing
from ..errors import InvocaError, LookAtAccount, NotFound, TryLater, Unclear
from ..promo_number.comparison import differences
from ..promo_number.models import CampaignRef, Declaration, PromoNumber
from ..timing import Timing
from .claims import Claims
from .journal import Journal
from .purchase_limit import PurchaseLimit
from .refusals import not_bought_beside
from .waiting import Waiting

LONGEST_PAUSE_SECONDS = 8.0


class Purchase:
    """Sends purchase requests. Safe to share between threads.

    grace_seconds: how long an unclear purchase is looked for before the run gives up.
    """

    def __init__(
        self,
        client: Client,
        listing: Listing,
        claims: Claims,
        limit: PurchaseLimit,
        *,
        journal: Journal,
        grace_seconds: float,
        timing: Timing,
        tell: Callable[[str], None],
    ) -> None:
        self._client = client
        self._listing = listing
        self._claims = claims
        self._limit = limit
        self._journal = journal
        self._grace_seconds = grace_seconds
        self._timing = timing
        self._waiting = Waiting(timing, tell)
        self._one_at_a_time: defaultdict[CampaignRef, threading.Lock] = defaultdict(threading.Lock)

    def buy(self, declared: Declaration) -> PromoNumber:
        """One POST, never a second one. Raises Unclear where it cannot be settled."""
        if declared.id_assigned_by == "invoca":
            return self._buy_where_invoca_picks(declared)
        return self._buy_by_id(declared)

    def look_again(self, declared: Declaration) -> PromoNumber | None:
        """Looks through the grace window for what an earlier run may have bought a moment ago."""
        if not self._journal.is_recent(*_key(declared)):
            return None
        if declared.id_assigned_by == "invoca":
            # That run refused to buy beside a lookalike, so the only one now is its purchase.
            return self._look_for(lambda: self._only_new(declared, set()))
        return self._look_for(lambda: self._by_id(declared))

    def _buy_by_id(self, declared: Declaration) -> PromoNumber:
        self._limit.spend()
        self._journal.sent(*_key(declared))
        try:
            return self._client.create_by_id(declared.campaign, bodies.purchase(declared))
        except Unclear as unclear:
            found = self._look_for(lambda: self._by_id(declared))
            if found is not None:
                return found
            # Looked for long enough: the next run need not do it all again.
            self._journal.forget(*_key(declared))
            raise _unsettled(
                unclear,
                f"the next `pulumi up` looks for id '{declared.id_from_network}' before it buys "
                "anything",
            ) from None
        except InvocaError:
            self._journal.forget(*_key(declared))
            raise

    def _by_id(self, declared: Declaration) -> PromoNumber:
        live = self._client.get_by_id(declared.campaign, str(declared.id_from_network))
        if live.is_released:
            raise NotFound("looking for a new number")
        return live

    def _buy_where_invoca_picks(self, declared: Declaration) -> PromoNumber:
        # No id tells one purchase from another here, so only one may be in the air per campaign.
        where = declared.campaign
        with self._one_at_a_time[where]:
            before = set(self._listing.of(where).known())
            self._refuse_lookalike(declared)
            self._limit.spend()
            self._journal.sent(*_key(declared))
            try:
                return self._client.create(where, bodies.purchase(declared))
            except Unclear as unclear:
                found = self._look_for(lambda: self._only_new(declared, before))
                if found is not None:
                    return found
                self._journal.forget(*_key(declared))
                raise _unsettled(
                    unclear,
                    "look at the campaign's numbers: if one is new, name it with "
                    'adopt: "<its ten digits>" before the next `pulumi up`',
                ) from None
            except InvocaError:
                self._journal.forget(*_key(declared))
                raise

    def _refuse_lookalike(self, declared: Declaration) -> None:
        """An earlier run may have bought this very number and died before it could say so."""
        twins = self._unclaimed_twins(
            declared, self._listing.of(declared.campaign).known().values()
        )
        if twins:
            raise not_bought_beside(declared, twins)

    def _only_new(self, declared: Declaration, before: set[str]) -> PromoNumber:
        """The one number that appeared since `before`. Raises NotFound for none."""
        now = self._listing.of(declared.campaign).fetch().values()
        new = [number for number in now if number.promo_number not in before]
        twins = self._unclaimed_twins(declared, new)
        if not twins:
            raise NotFound("looking for a new number")
        if len(twins) > 1:
            raise LookAtAccount(
                f"finding out which number was bought for '{declared.description}'",
                answer=f"{_digits(twins)} all fit",
                remedy='Name the right one with adopt: "<its ten digits>" and release the others',
            )
        return twins[0]

    def _unclaimed_twins(
        self, declared: Declaration, numbers: Iterable[PromoNumber]
    ) -> list[PromoNumber]:
        return [
            number
            for number in numbers
            if not number.is_released
            and not self._claims.is_held(number.promo_number)
            and not differences(declared, number)
        ]

    def _look_for(self, find: Callable[[], PromoNumber]) -> PromoNumber | None:
        """Asks again and again through the grace window; None where nothing shows."""
        with self._waiting.one():
            for pause in self._pauses():
                self._timing.sleep(pause)
                try:
                    return find()
                except (NotFound, TryLater):
                    continue
        return None

    def _pauses(self) -> Iterator[float]:
        """Seconds before each look: at once, then ever longer, to the end of the window."""
        end = self._timing.clock() + self._grace_seconds
        pause = 0.0
        while True:
            yield pause
            left = end - self._timing.clock()
            if left <= 0:
                return
            self._waiting.say(left)
            pause = min(max(0.5, 2 * pause), LONGEST_PAUSE_SECONDS, left)


def _key(declared: Declaration) -> tuple[object, ...]:
    if declared.id_assigned_by == "caller":
        return (*declared.campaign, declared.id_from_network)
    return (*declared.campaign, "", declared.model_dump_json(exclude={"adopt"}))


def _unsettled(unclear: InvocaError, next_step: str) -> Unclear:
    return Unclear(
        unclear.doing,
        answer=f"{unclear.answer}, and no new number has shown since, so nobody knows whether one "
        "was bought",
        remedy=f"Nothing was sent a second time; {next_step}",
        status=unclear.status,
    )


def _digits(numbers: list[PromoNumber]) -> str:
    return ", ".join(sorted(number.promo_number for number in numbers))
