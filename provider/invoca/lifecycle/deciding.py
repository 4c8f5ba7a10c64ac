"""What is to become of a number that no state holds, once it is settled what earlier runs sent.

Owns: what is asked before that is decided, and in which order; a run and a plan ask alike. Sends
nothing. What follows from the answers is `promo_number.decide`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain, takewhile

from ..errors import InvocaError
from ..promo_number import decide
from ..promo_number.decide import Action, Decision, Wanted
from ..promo_number.locate import Locator
from ..promo_number.located import Located, Place, Sought
from ..promo_number.notices import bought_beside
from ..promo_number.open_purchases import left_behind
from ..promo_number.refusals import held_already, held_by_another_stack, known_late
from .earlier_moves import EarlierMoves
from .held import is_same_choice
from .holders import WhoHolds
from .purchase_notes import PurchaseNotes, Sent
from .settling import Settling


class Deciding:
    """Safe to share between threads.

    search: how a number is looked for, where that is another way than the surest one. What
    `settling` and `moves` may wait for, and whether `purchases` forget, is theirs.
    """

    def __init__(
        self,
        settling: Settling,
        purchases: PurchaseNotes,
        locator: Locator,
        who_holds: WhoHolds,
        moves: EarlierMoves,
        *,
        search: Callable[[Sought], Located] | None = None,
    ) -> None:
        self._settling = settling
        self._purchases = purchases
        self._locator = locator
        self._who_holds = who_holds
        self._moves = moves
        self._search = search or locator.look_for

    def is_live(self, wanted: Wanted) -> bool:
        """Whether a search finds it, before anything is bought. Raises InvocaError."""
        return self._search(self._sought(wanted)).place is not None

    def decide(self, wanted: Wanted, in_state: Sent | None = None) -> tuple[Decision, Located]:
        """in_state: a purchase of it that the state holds as pending. Raises InvocaError where
        something could not be looked at, PendingPurchase while nobody knows what was bought."""
        in_state = in_state or self._who_holds.sent_before(wanted)
        if wanted.invoca_picks:
            return self._picked(wanted._replace(id_is_generated=True), in_state)
        located = self._search(self._sought(wanted))
        require_may_be_taken(wanted, located.place)
        sent_to = self._purchases.sent_to(wanted, in_state)
        is_found = decide.place_of(wanted, located, sent_to=sent_to) is not None
        if not is_found and wanted.declared.adopt is True:
            located = located._replace(place=self._moves.place_of(wanted))
        elif not is_found and wanted.declared.adopt:
            replaced = self._who_holds.replaced_by_force(wanted, self._locator)
            located = located._replace(place=replaced)
        elif not is_found:
            located = self._with_what_was_sent(wanted, located, in_state)
        holders = self._who_holds.of(wanted, located, sent_to=sent_to)
        decision = decide.creation(wanted, located, holders)
        if decision.action is Action.BUY:
            refusal = self._has_another(wanted, located)
            if refusal is not None:
                decision = Decision(Action.REFUSE, refusal=refusal)
        return decision, located

    def _has_another(self, wanted: Wanted, located: Located) -> InvocaError | None:
        """Why no number is bought under an id by which another one is held, though no search knew
        that."""
        theirs = self._who_holds.has_its_id(wanted, self._locator)
        if theirs is not None:
            return held_already(wanted.declared, *theirs)
        theirs = self._who_holds.has_its_id_beside(wanted, located, self._locator)
        return held_by_another_stack(wanted.declared, *theirs) if theirs else None

    def _picked(self, wanted: Wanted, in_state: Sent | None) -> tuple[Decision, Located]:
        """Where Invoca picks the id, whoever declares the same facts finds what a purchase of them
        bought: it may be another one's. A person's word settles the purchase then."""
        is_said = self._settling.is_said_to_be_settled(wanted, in_state)
        sent_by, asking = self._settling.sent_by(wanted), wanted.declarer
        place = self._settling.settle(wanted, in_state)
        located = Located(place or self._who_holds.replaced_by_force(wanted, self._locator))
        if located.place is None:
            located = self._bought_before_an_edit(wanted)
        holders = self._who_holds.of(wanted, located)
        if place and holders.by == "" and sent_by and asking and sent_by[:2] != asking[:2]:
            holders = holders._replace(in_stack=holders.in_stack or str(sent_by))
        if is_said and (holders.by or holders.in_stack):
            located, holders = Located(), decide.NOBODY
        return decide.creation(wanted, located, holders), located

    def _bought_before_an_edit(self, wanted: Wanted) -> Located:
        """What a run that died bought for the same declarer, declared otherwise. What is of another
        choice of number is left, and not taken."""
        sent = self._purchases.sent_otherwise(wanted)
        if sent is None or (sent.bought and not self._who_holds.is_free(sent.bought, wanted)):
            return Located()
        place = self._settling.settle_before_an_edit(wanted, sent)
        if place is None or self._who_holds.is_held(place.live.promo_number, wanted):
            return Located()
        is_it = is_same_choice(sent.declared, wanted.declared)
        return Located(place) if is_it else Located(left=place)

    def _with_what_was_sent(
        self, wanted: Wanted, located: Located, in_state: Sent | None
    ) -> Located:
        """What was located, with what was bought before and with what is replaced by force."""
        is_said = self._settling.is_said_to_be_settled(wanted, in_state)
        moved = self._moves.place_of(wanted)
        place = moved or self._settling.settle(wanted, in_state)
        if place is None and is_said:
            # Where its id is taken all the same, it is by a number that was released.
            known = {located.id}
            located = located._replace(spent=located.spent | known, hidden=located.hidden - known)
        place = place or self._who_holds.replaced_by_force(wanted, self._locator)
        return located._replace(place=place)

    def _sought(self, wanted: Wanted) -> Sought:
        """How it is looked for, with what this machine knows of numbers that were released."""
        sought = wanted.sought
        chains = (takewhile(self._purchases.is_released, sought.chain(id_)) for id_ in sought.ids)
        spent = chain.from_iterable(chains)
        return sought._replace(spent=frozenset(spent))

    def asked_for(self, wanted: Wanted, located: Located) -> Iterator[tuple[Wanted, bool]]:
        """What is asked for where it is bought, one id after the other, each with whether a number
        of that id is known to be released."""
        id_ = str(wanted.declared.id_from_network)
        for asked in wanted.sought.chain(id_):
            this, is_spent = wanted, located.is_spent(asked)
            if asked != id_:
                this = wanted.under(asked)
                is_spent = is_spent or self._settling.is_said_to_be_settled(this, None)
            yield this, is_spent


def require_may_be_taken(wanted: Wanted, found: Place | None) -> None:
    """found: by what nobody but the account says; a purchase that was sent from here is ours.
    Raises LookAtAccount."""
    if found is not None and wanted.only_buys:
        raise known_late(wanted.declared, found.live)


def beside(wanted: Wanted, decision: Decision, located: Located) -> list[str]:
    """What is said of live numbers that look like the one to be bought, and of what is left;
    nothing where there are none."""
    if decision.action is not Action.BUY:
        return []
    said = [left_behind(*located.left)] if located.left else []
    if decision.beside:
        said.append(bought_beside(wanted.declared, decision.beside, located.elsewhere))
    return said
