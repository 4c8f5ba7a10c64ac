"""What the next deployment does about a declared number that no state holds, and that is live.

Owns: that it is decided as a run decides it. Must not know: how the live number was found.
"""

from __future__ import annotations

from ..promo_number.decide import Action, Decision, Holders, Wanted, beside_lookalikes, creation
from ..promo_number.located import Located, Place
from ..promo_number.models import Declaration
from . import findings as say
from .findings import Managed
from .matching import Match


def next_step(found: Match, holder: Managed | None) -> str:
    """holder: who holds the live number, as far as the report knows; it may be the number itself,
    or another one that is only declared."""
    number, where, live = found
    if number.declared is None:
        return say.take_it_over(number, live.promo_number)
    if holder is number or (holder is not None and holder.is_unheld):
        holder = None
    decision = _decided(found, _wanted(number, number.declared), holder)
    if decision.refusal is not None:
        by = f"{holder.stack}/{holder.name}" if holder else ""
        return say.refused(number, live.promo_number, where, by, decision.refusal)
    if decision.action is Action.BUY:
        return say.buy_it(number)
    return say.take_it_over(number, live.promo_number)


def _decided(found: Match, wanted: Wanted, holder: Managed | None) -> Decision:
    number, where, live = found
    if wanted.invoca_picks:
        return beside_lookalikes(wanted.declared, [live])
    place = Place(live, where)
    is_here = where == number.where
    if wanted.sought.digits:  # looked for in its own campaign, and nowhere else
        located = Located(place if is_here else None)
    elif is_here or wanted.id_is_generated:
        located = Located(place)
    else:
        located = Located(elsewhere=place)
    return creation(wanted, located, _holders(wanted, number, holder))


def _wanted(number: Managed, declared: Declaration) -> Wanted:
    if number.ids and not declared.id_from_network:
        declared = declared.model_copy(update={"id_from_network": number.ids[0]})
    return Wanted(declared, number.declares_no_id, number.ids[1:], number.declared_by)


def _holders(wanted: Wanted, number: Managed, holder: Managed | None) -> Holders:
    none = Holders(twins_elsewhere=frozenset())
    if holder is None:
        return none
    if holder.stack == number.stack:
        return none._replace(by=holder.name)
    is_changing_hands = bool(wanted.declared.adopt)
    return none if is_changing_hands else none._replace(in_stack=f"{holder.stack}/{holder.name}")
