"""Which of the numbers that a plan would create are live already.

Owns: that many are looked for at once. How one is looked for, and what follows, is as it is when
they are created: `lifecycle.foreseeing`. Reads only.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

from ..account import Account
from ..at_once import PARALLEL, AtOnce
from ..client.listing import Listing
from ..errors import InvocaError
from ..lifecycle.deciding import beside
from ..lifecycle.foreseeing import Foreseeing, Foreseen
from ..lifecycle.held import HeldNumbers, Holdings
from ..lifecycle.holders import WhoHolds
from ..lifecycle.pending import PendingWrites
from ..promo_number.comparison import Difference
from ..promo_number.decide import Action, Wanted
from ..promo_number.locate import Locator
from ..promo_number.located import Unread
from ..promo_number.models import CampaignRef, PromoNumber
from ..promo_number.record import is_lately


class LookedUp(NamedTuple):
    """live: the number that would be taken over; None where one would be bought. where: the
    campaign that holds it now.

    changes: what taking it over changes. beside: what the run says of live numbers that look like
    the one to be bought; "" for none. unread: where it could not be looked for. is_spent: its id
    is declared, and a number of it was released. looks_first: as `Foreseen` has it. refused:
    creating it would fail, and why. error: it could not be looked up.
    """

    live: PromoNumber | None = None
    where: CampaignRef | None = None
    changes: tuple[Difference, ...] = ()
    beside: str = ""
    unread: tuple[Unread, ...] = ()
    is_spent: bool = False
    looks_first: tuple[float, float] | None = None
    refused: InvocaError | None = None
    error: InvocaError | None = None


def look_up(
    wanted: Sequence[Wanted],
    account: Account,
    locator: Locator,
    listing: Listing,
    *,
    held: HeldNumbers,
    notes: PendingWrites,
    holdings: Holdings | None = None,
    parallel: int = PARALLEL,
    tell: Callable[[str], None] = lambda text: None,
) -> list[LookedUp]:
    """An answer for each of `wanted`, in their order.

    listing: what `locator` reads campaigns by. held: what the run will hold of the numbers of the
    state. notes: of this machine, which are read only. Never raises for what Invoca answers.
    """
    foreseeing = Foreseeing(
        account,
        listing,
        locator,
        held,
        WhoHolds(held, holdings, lambda at: is_lately(at, notes.wall_clock())),
        notes,
        is_over=account.is_over,
        search=partial(locator.look_for, lists_first=True),
    )

    def answer(item: Wanted) -> LookedUp:
        return _answered(item, foreseeing.foresee(item))

    with AtOnce(parallel) as at_once:
        tell("looking for numbers that are live already")
        found = [one for _, one in at_once.each(answer, wanted)]
    return [_once(item, one, held, answer) for item, one in zip(wanted, found, strict=True)]


def _once(
    item: Wanted,
    found: LookedUp | InvocaError,
    held: HeldNumbers,
    answer: Callable[[Wanted], LookedUp],
) -> LookedUp:
    """No number is taken over twice: what comes later is told what a run would find by then."""
    who = item.declarer
    if isinstance(found, InvocaError):
        return LookedUp(error=found)
    if found.live is None or held.claim(found.live.promo_number, who.name if who else None):
        return found
    try:
        return answer(item)
    except InvocaError as error:
        return LookedUp(error=error)


def _answered(item: Wanted, seen: Foreseen) -> LookedUp:
    decision, located = seen.decision, seen.located
    if decision.action is Action.REFUSE:
        return LookedUp(refused=decision.refusal)
    if decision.place is not None:
        live, where = decision.place
        return LookedUp(live, where, decision.changes)
    said = " ".join(beside(item, decision, located))
    is_spent = located.is_spent(located.id) and not item.id_is_generated
    return LookedUp(
        beside=said, unread=located.unread, is_spent=is_spent, looks_first=seen.looks_first
    )
