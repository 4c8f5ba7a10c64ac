"""Which of the numbers that a plan would create are live already.

Owns: that many are looked for at once. How one is looked for, and what follows, is `locate` and
`decide`, as it is when they are created. Reads only.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from ..at_once import PARALLEL, AtOnce
from ..client.listing import Listing
from ..errors import InvocaError
from ..lifecycle.held import HeldNumbers, Holdings
from ..lifecycle.holders import WhoHolds
from ..promo_number.comparison import Difference
from ..promo_number.decide import Action, Decision, Wanted, beside_lookalikes, creation
from ..promo_number.locate import Locator
from ..promo_number.located import Unread
from ..promo_number.models import CampaignRef, PromoNumber
from ..promo_number.notices import bought_beside
from ..promo_number.record import is_lately
from ..promo_number.refusals import held_already


class LookedUp(NamedTuple):
    """live: the number that would be taken over; None where one would be bought. where: the
    campaign that holds it now.

    changes: what taking it over changes. beside: what the run says of live numbers that look like
    the one to be bought; "" for none. unread: where it could not be looked for. is_spent: its id
    is declared, and a number of it was released. refused: creating it would fail, and why. error:
    it could not be looked up.
    """

    live: PromoNumber | None = None
    where: CampaignRef | None = None
    changes: tuple[Difference, ...] = ()
    beside: str = ""
    unread: tuple[Unread, ...] = ()
    is_spent: bool = False
    refused: InvocaError | None = None
    error: InvocaError | None = None


def look_up(
    wanted: Sequence[Wanted],
    locator: Locator,
    listing: Listing,
    *,
    held: Mapping[str, str],
    holdings: Holdings | None = None,
    parallel: int = PARALLEL,
    tell: Callable[[str], None] = lambda text: None,
) -> list[LookedUp]:
    """An answer for each of `wanted`, in their order.

    listing: what `locator` reads campaigns by. held: the names of the plan's numbers by the digits
    that they hold. Never raises for what Invoca answers.
    """
    run = HeldNumbers()
    for digits, name in held.items():
        run.claim(digits, name)
    search = _Search(locator, listing, run, WhoHolds(run, holdings, _is_lately))
    with AtOnce(parallel) as at_once:
        tell("looking for numbers that are live already")
        found = at_once.each(search.answer, wanted)
        return [_as_answer(answer) for _, answer in found]


class _Search:
    """Looks numbers up in one account."""

    def __init__(
        self, locator: Locator, listing: Listing, held: HeldNumbers, who_holds: WhoHolds
    ) -> None:
        self._locator = locator
        self._listing = listing
        self._held = held
        self._who_holds = who_holds

    def answer(self, item: Wanted) -> LookedUp:
        if item.invoca_picks:
            return self._where_invoca_picks(item)
        located = self._locator.look_for(item.sought, lists_first=True)
        decision = creation(item, located, self._who_holds.of(item, located))
        if decision.action is not Action.BUY:
            return _answered(decision)
        theirs = self._who_holds.has_its_id(item)
        if theirs is not None:
            return LookedUp(refused=held_already(item.declared, *theirs))
        twins = decision.beside
        beside = bought_beside(item.declared, twins, located.elsewhere) if twins else ""
        is_spent = bool(located.released_as) and not item.id_is_generated
        return LookedUp(beside=beside, unread=located.unread, is_spent=is_spent)

    def _where_invoca_picks(self, item: Wanted) -> LookedUp:
        """A number that looks the same is never bought beside."""
        known = self._listing.of(item.declared.campaign).known().values()
        free = [live for live in known if not self._held.is_held(live.promo_number)]
        return _answered(beside_lookalikes(item.declared, [] if item.hidden else free))


def _answered(decision: Decision) -> LookedUp:
    if decision.action is Action.REFUSE:
        return LookedUp(refused=decision.refusal)
    if decision.place is not None:
        live, where = decision.place
        return LookedUp(live, where, decision.changes)
    return LookedUp()


def _is_lately(at: float | None) -> bool:
    return is_lately(at, time.time())


def _as_answer(answer: LookedUp | InvocaError) -> LookedUp:
    return LookedUp(error=answer) if isinstance(answer, InvocaError) else answer
