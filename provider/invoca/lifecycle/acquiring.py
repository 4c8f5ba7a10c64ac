"""How a number that no state holds is acquired: found and taken over, or bought.

Owns: which step follows which. Must not know: what becomes of it later.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from ..errors import FixCredentials, FixDeclaration, InvocaError, NotKept, Said
from ..promo_number.decide import Wanted
from ..promo_number.identity import MOST_SUCCESSORS, Declarer
from ..promo_number.locate import Locator
from ..promo_number.located import Located, Place
from ..promo_number.models import CampaignRef, Declaration, PromoNumber
from ..promo_number.notices import left_for_the_name, local_number_elsewhere
from ..promo_number.open_purchases import (
    ANOTHER_ID,
    moved_instead,
    no_id_is_free,
    taken_and_not_shown,
    taken_elsewhere,
    unread_before_buying,
)
from ..promo_number.record import as_time
from ..promo_number.refusals import held_already
from .deciding import Deciding, beside, require_may_be_taken
from .held import HeldNumbers, Purchased
from .holders import WhoHolds
from .purchase import IdTaken, Purchase
from .purchase_notes import PurchaseNotes, Sent
from .settling import Settling
from .writes import Writes


class Acquiring:
    """Safe to share between threads."""

    def __init__(
        self,
        deciding: Deciding,
        settling: Settling,
        purchase: Purchase,
        purchases: PurchaseNotes,
        locator: Locator,
        held: HeldNumbers,
        who_holds: WhoHolds,
        writes: Writes,
        *,
        tell: Callable[[str], None],
    ) -> None:
        self._deciding = deciding
        self._settling = settling
        self._purchase = purchase
        self._purchases = purchases
        self._locator = locator
        self._held = held
        self._who_holds = who_holds
        self._writes = writes
        self._tell = tell

    def acquire(self, wanted: Wanted, in_state: Sent | None) -> PromoNumber:
        """in_state: a purchase of it that the state holds as pending."""
        decision, located = self._deciding.decide(wanted, in_state)
        if decision.refusal is not None:
            raise decision.refusal
        if decision.place is not None:
            return self._take_over(wanted, decision.place)
        for said in beside(wanted, decision, located):
            self._tell(said)
        return self._buy(wanted, located)

    def _take_over(self, wanted: Wanted, place: Place) -> PromoNumber:
        declared, live = wanted.declared, place.live
        self._claim(wanted, live)
        self._purchases.given_again(live.id_from_network)
        is_named = bool(declared.adopt)
        if place.where != declared.campaign:
            with _kept(live, place.where, is_named=is_named):
                self._purchases.moves(wanted)
                live = self._writes.move(declared, live, None, place.where)
            is_named = False  # it was changed, so it is ours
        with _kept(live, declared.campaign, is_named=is_named):
            live = self._writes.converge(declared, live, None)
        self._purchases.taken_over(wanted, live.promo_number)
        asking = wanted.declarer
        if asking is not None:
            self.name_what_is_left(declared.campaign, asking, declared)
        return live

    def name_what_is_left(
        self, where: CampaignRef, asking: Declarer, declared: Declaration
    ) -> None:
        """What a dead run bought under the same name, where another number of that name is released
        or taken over now: nothing asks for it any more, so this is the last run that could name
        it."""
        with suppress(InvocaError):  # the step itself is done
            listed = self._locator.bought_as(asking.name, where)
            for left in self._who_holds.left_beside(asking, declared, listed):
                live = self._locator.shown(where, left.promo_number)
                if live is not None:
                    self._tell(left_for_the_name(live, where, asking.name))

    def _buy(self, wanted: Wanted, located: Located) -> PromoNumber:
        """Where an account never gives an id twice, the next id of a number that is known to be
        released is asked for, if ids are made here: it is looked for, and bought under, in the same
        order by every run.

        That an id is taken says nothing by itself: its number may show late, or be elsewhere."""
        for this, is_spent in self._deciding.asked_for(wanted, located):
            if this is not wanted:
                place = self._settling.settle(this)
                if place is None:
                    place = self._locator.look_again(this.sought)
                    require_may_be_taken(this, place)
                if place is not None:
                    return self._take_over(this, place)
            try:
                live, purchased = self._purchase.buy(this, located.before)
            except IdTaken as error:
                if not (wanted.id_is_generated and is_spent):
                    raise self._taken(this, located, error) from None
                continue
            self._require_bought(this, located, live)
            return self._bought(this, live, purchased)
        id_ = str(wanted.declared.id_from_network)
        raise no_id_is_free(wanted.declared, id_, MOST_SUCCESSORS)

    def _require_bought(self, wanted: Wanted, located: Located, live: PromoNumber) -> None:
        """Raises LookAtAccount where another campaign had the number before, and something holds
        it: some accounts answer the purchase of an id that is elsewhere by a move."""
        other, asking = located.elsewhere, wanted.declarer
        if other is None or asking is None or other.live.promo_number != live.promo_number:
            return
        holder = self._who_holds.beside(live.promo_number, asking)
        if holder:
            self._purchases.nothing_was_bought(wanted)
            raise moved_instead(wanted.declared, live, other.where, holder)

    def _taken(self, wanted: Wanted, located: Located, error: IdTaken) -> InvocaError:
        """Why an id that Invoca says is taken leads to no purchase under another one."""
        declared = wanted.declared
        if wanted.id_is_generated and located.unread:
            return unread_before_buying(declared, located.unread)
        if wanted.id_is_generated:
            since = self._purchases.unclear(wanted)
            return taken_and_not_shown(since, as_time(since + 1), error)
        if located.elsewhere is not None:
            return taken_elsewhere(declared, error, *located.elsewhere)
        error.remedy = ANOTHER_ID
        return error

    def _bought(self, wanted: Wanted, live: PromoNumber, purchased: Purchased) -> PromoNumber:
        declared = wanted.declared
        self._claim(wanted, live)
        self._held.bought(live.promo_number, _name(wanted), declared, purchased)
        self._purchases.bought(wanted, live.promo_number)
        if elsewhere := local_number_elsewhere(declared, live):
            self._tell(elsewhere)
        with _kept(live, declared.campaign):
            return self._writes.converge(declared, live, None)

    def _claim(self, wanted: Wanted, live: PromoNumber) -> None:
        if not self._held.claim(live.promo_number, _name(wanted) or None):
            holder = self._held.holder(live.promo_number)
            raise held_already(wanted.declared, live, holder if isinstance(holder, str) else "")


@contextmanager
def _kept(live: PromoNumber, where: CampaignRef, *, is_named: bool = False) -> Iterator[None]:
    """What goes wrong here says which number is ours all the same, and where it is: a state that
    did not hold it would have nothing by which the next run is sure to find it.

    is_named: a person named the number, and it is not ours where a write is refused."""
    try:
        yield
    except NotKept:
        raise
    except InvocaError as error:
        if is_named and isinstance(error, (FixDeclaration, FixCredentials)):
            raise
        said = Said(answer=error.answer, remedy=error.remedy, status=error.status)
        raise NotKept(error.doing, live=live, where=where, **said) from error


def _name(wanted: Wanted) -> str:
    """The name under which its stack declares it; "" where nobody said."""
    who = wanted.declarer
    return who.name if who else ""
