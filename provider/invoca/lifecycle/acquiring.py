"""How a number that no state holds is acquired: found and taken over, or bought.

Owns: which step follows which. Must not know: what becomes of it later.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import chain, takewhile

from ..errors import FixCredentials, FixDeclaration, InvocaError, NotKept, Said
from ..promo_number import decide
from ..promo_number.decide import Action, Decision, Wanted
from ..promo_number.identity import MOST_SUCCESSORS, Declarer
from ..promo_number.locate import Locator
from ..promo_number.located import Located, Place, Sought
from ..promo_number.models import CampaignRef, Declaration, PromoNumber
from ..promo_number.notices import bought_beside, left_for_the_name, local_number_elsewhere
from ..promo_number.open_purchases import (
    ANOTHER_ID,
    no_id_is_free,
    taken_and_not_shown,
    taken_elsewhere,
    unread_before_buying,
)
from ..promo_number.record import as_time
from ..promo_number.refusals import held_already, known_late
from .held import HeldNumbers, Purchased
from .holders import WhoHolds
from .purchase import IdTaken, Purchase
from .purchase_notes import PurchaseNotes, Sent
from .writes import Writes


class Acquiring:
    """Safe to share between threads."""

    def __init__(
        self,
        purchase: Purchase,
        purchases: PurchaseNotes,
        locator: Locator,
        held: HeldNumbers,
        who_holds: WhoHolds,
        writes: Writes,
        *,
        tell: Callable[[str], None],
    ) -> None:
        self._purchase = purchase
        self._purchases = purchases
        self._locator = locator
        self._held = held
        self._who_holds = who_holds
        self._writes = writes
        self._tell = tell
        self._foresees = True

    def acquire(self, wanted: Wanted, in_state: Sent | None) -> PromoNumber:
        """in_state: a purchase of it that the state holds as pending."""
        decision, located = self._decide(wanted, in_state)
        if decision.refusal is not None:
            raise decision.refusal
        if decision.place is not None:
            return self._take_over(wanted, decision.place)
        theirs = self._who_holds.has_its_id(wanted)
        if theirs is not None:
            raise held_already(wanted.declared, *theirs)
        self._tell_beside(wanted, decision, located)
        return self._buy(wanted, located)

    def is_live(self, wanted: Wanted) -> bool:
        """Whether a search finds it, before anything is bought. Raises InvocaError."""
        return self._locator.look_for(self._sought(wanted)).place is not None

    def foresee(self, wanted: Wanted) -> None:
        """Tells what a purchase would be beside, as far as lists show it; for a plan, which sends
        nothing else."""
        if wanted.invoca_picks or wanted.declared.adopt or not self._foresees:
            return
        try:
            located = self._locator.look_in_lists(self._sought(wanted))
            decision = decide.creation(wanted, located, self._who_holds.of(wanted, located))
        except InvocaError:
            self._foresees = False  # the purchase says so; a plan of thousands asks once
            return
        self._tell_beside(wanted, decision, located)

    def _tell_beside(self, wanted: Wanted, decision: Decision, located: Located) -> None:
        if decision.action is Action.BUY and decision.beside:
            self._tell(bought_beside(wanted.declared, decision.beside, located.elsewhere))

    def _decide(self, wanted: Wanted, in_state: Sent | None) -> tuple[Decision, Located]:
        """What is to be done, once it is settled what earlier runs sent."""
        in_state = in_state or self._who_holds.sent_before(wanted)
        if wanted.invoca_picks:
            return self._decide_picked(wanted._replace(id_is_generated=True), in_state)
        located = self._locator.look_for(self._sought(wanted))
        _require_may_be_taken(wanted, located.place)
        sent_to = self._purchases.sent_to(wanted, in_state)
        is_found = decide.place_of(wanted, located, sent_to=sent_to) is not None
        if not is_found and wanted.declared.adopt is True:
            located = located._replace(place=self._writes.moved_before(wanted))
        elif not (is_found or wanted.declared.adopt):
            located = self._with_what_was_sent(wanted, located, in_state)
        holders = self._who_holds.of(wanted, located, sent_to=sent_to)
        return decide.creation(wanted, located, holders), located

    def _decide_picked(self, wanted: Wanted, in_state: Sent | None) -> tuple[Decision, Located]:
        """Where Invoca picks the id, whoever declares the same facts finds what a purchase of them
        bought: it may be another one's. A person's word settles the purchase then."""
        is_said = self._purchase.is_said_to_be_settled(wanted, in_state)
        sent_by, asking = self._purchase.sent_by(wanted), wanted.declarer
        place = self._purchase.settle(wanted, in_state)
        located = Located(place or self._who_holds.replaced_by_force(wanted, self._locator))
        holders = self._who_holds.of(wanted, located)
        if place and holders.by == "" and sent_by and asking and sent_by[:2] != asking[:2]:
            holders = holders._replace(in_stack=holders.in_stack or str(sent_by))
        if is_said and (holders.by or holders.in_stack):
            located, holders = Located(), decide.NOBODY
        return decide.creation(wanted, located, holders), located

    def _with_what_was_sent(
        self, wanted: Wanted, located: Located, in_state: Sent | None
    ) -> Located:
        """What was located, with what was bought before and with what is replaced by force."""
        is_said = self._purchase.is_said_to_be_settled(wanted, in_state)
        moved = self._writes.moved_before(wanted)
        place = moved or self._purchase.settle(wanted, in_state)
        if place is None and is_said:
            # Where its id is taken all the same, it is by a number that was released.
            known = {located.id}
            located = located._replace(spent=located.spent | known, hidden=located.hidden - known)
        place = place or self._who_holds.replaced_by_force(wanted, self._locator)
        return located._replace(place=place)

    def _sought(self, wanted: Wanted) -> Sought:
        """How it is looked for, with what this machine knows of numbers that were released."""
        sought = wanted.sought
        if not sought.is_generated:
            return sought
        chains = (takewhile(self._purchases.is_released, sought.chain(id_)) for id_ in sought.ids)
        spent = chain.from_iterable(chains)
        return sought._replace(spent=frozenset(spent))

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
        self._purchases.taken_over(wanted)
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
        id_ = str(wanted.declared.id_from_network)
        for asked in wanted.sought.chain(id_):
            this, is_spent = wanted, located.is_spent(asked)
            if asked != id_:
                this = _under(wanted, asked)
                is_spent = is_spent or self._purchase.is_said_to_be_settled(this, None)
                place = self._purchase.settle(this)
                if place is None:
                    place = self._locator.look_again(this.sought)
                    _require_may_be_taken(this, place)
                if place is not None:
                    return self._take_over(this, place)
            try:
                live, purchased = self._purchase.buy(this, located.before)
            except IdTaken as error:
                if not (wanted.id_is_generated and is_spent):
                    raise self._taken(this, located, error) from None
                continue
            return self._bought(this, live, purchased)
        raise no_id_is_free(wanted.declared, id_, MOST_SUCCESSORS)

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
        if elsewhere := local_number_elsewhere(declared, live):
            self._tell(elsewhere)
        with _kept(live, declared.campaign):
            return self._writes.converge(declared, live, None)

    def _claim(self, wanted: Wanted, live: PromoNumber) -> None:
        if not self._held.claim(live.promo_number, _name(wanted) or None):
            holder = self._held.holder(live.promo_number)
            raise held_already(wanted.declared, live, holder if isinstance(holder, str) else "")


def _require_may_be_taken(wanted: Wanted, found: Place | None) -> None:
    """found: by what nobody but the account says; a purchase that was sent from here is ours."""
    if found is not None and wanted.only_buys:
        raise known_late(wanted.declared, found.live)


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


def _under(wanted: Wanted, id_: str) -> Wanted:
    asked = wanted.declared.model_copy(update={"id_from_network": id_})
    return wanted._replace(declared=asked)


def _name(wanted: Wanted) -> str:
    """The name under which its stack declares it; "" where nobody said."""
    who = wanted.declarer
    return who.name if who else ""
