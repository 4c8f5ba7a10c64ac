"""What a run would do about a number that no state holds: for a plan.

Owns: that nothing is waited for, and that what this machine noted stays as it is. What is asked,
and what follows, is the run's own: `deciding`, `settling`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from ..account import Account
from ..client.listing import Listing
from ..errors import InvocaError
from ..promo_number import decide
from ..promo_number.another_number import AnotherNumber
from ..promo_number.decide import Action, Decision, Wanted
from ..promo_number.locate import Locator
from ..promo_number.located import Located, Sought
from ..promo_number.open_purchases import MayLackSome, PendingPurchase
from ..timing import Timing
from .deciding import Deciding, beside
from .earlier_moves import EarlierMoves
from .held import HeldNumbers
from .holders import WhoHolds
from .pending import PendingWrites
from .purchase_notes import PurchaseNotes
from .settling import Settling

# What ends a run before it buys, whatever else Invoca answers it.
REFUSALS = (PendingPurchase, MayLackSome, AnotherNumber)


class Foreseen(NamedTuple):
    """looks_first: when a dead run sent a purchase of it, and until when that is looked for before
    another one is bought, in seconds since the epoch; None where none is."""

    decision: Decision
    located: Located = Located()
    looks_first: tuple[float, float] | None = None


class Foreseeing:
    """Safe to share between threads. Reads only. notes: of this machine. is_over: as `Settling` has
    it. search: as `Deciding` has it."""

    def __init__(
        self,
        account: Account,
        listing: Listing,
        locator: Locator,
        held: HeldNumbers,
        who_holds: WhoHolds,
        notes: PendingWrites,
        *,
        is_over: Callable[[float], bool],
        search: Callable[[Sought], Located],
    ) -> None:
        at_once, read_only = Timing(waits=False), notes.for_reading()
        purchases = PurchaseNotes(read_only)
        self._settling = Settling(
            listing,
            locator,
            held,
            purchases,
            grace_seconds=account.grace_seconds,
            is_over=is_over,
            timing=at_once,
            tell=lambda text: None,
        )
        moves = EarlierMoves(read_only, locator, at_once)
        self._deciding = Deciding(
            self._settling, purchases, locator, who_holds, moves, search=search
        )

    def foresee(self, wanted: Wanted) -> Foreseen:
        """Raises InvocaError where something could not be looked at."""
        try:
            return self._foreseen(wanted)
        except REFUSALS as refusal:
            return Foreseen(Decision(Action.REFUSE, refusal=refusal))

    def _foreseen(self, wanted: Wanted) -> Foreseen:
        if wanted.invoca_picks and wanted.hidden:  # by its facts alone it would be known
            decision, located = Decision(Action.BUY), Located()
        else:
            decision, located = self._deciding.decide(wanted)
        if decision.action is not Action.BUY:
            return Foreseen(decision, located)
        if wanted.invoca_picks:
            refusal = self._settling.refusal_beside_lookalikes(wanted)
            if refusal is not None:
                return Foreseen(Decision(Action.REFUSE, refusal=refusal), located)
        return self._bought(wanted, decision, located)

    def _bought(self, wanted: Wanted, decision: Decision, located: Located) -> Foreseen:
        """Where the account never gives an id twice, an earlier run may have asked for the next."""
        for this, is_spent in self._deciding.asked_for(wanted, located):
            place = self._settling.settle(this) if this is not wanted else None
            if place is not None:
                found = Located(place, id=str(this.declared.id_from_network))
                return Foreseen(decide.creation(this, found), found)
            if not is_spent:
                return Foreseen(decision, located, self._settling.looks_first(this))
        return Foreseen(decision, located)


class Foretelling:
    """Tells a person what a purchase would be beside, and what keeps it back, as far as lists and
    this machine's notes show it; for an engine's own plan, which sends nothing else."""

    def __init__(self, foreseeing: Foreseeing, tell: Callable[[str], None]) -> None:
        self._foreseeing = foreseeing
        self._tell = tell
        self._foresees = True

    def tell_of(self, wanted: Wanted) -> None:
        if wanted.invoca_picks or wanted.declared.adopt or not self._foresees:
            return
        try:
            decision, located, _ = self._foreseeing.foresee(wanted)
        except InvocaError:
            self._foresees = False  # the purchase says so; a plan of thousands asks once
            return
        if isinstance(decision.refusal, PendingPurchase):
            self._tell(str(decision.refusal))
        for said in beside(wanted, decision, located):
            self._tell(said)
