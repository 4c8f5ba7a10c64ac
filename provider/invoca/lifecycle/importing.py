"""A number that is live and that no state holds, as the record that a state is to hold.

Owns: what of a live number is declared, and who may not import it. Reads only. The number stays as
it is: an engine's import buys nothing and changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from ..errors import LookAtAccount
from ..promo_number import record
from ..promo_number.as_declared import Remark, declared_as_live, shared_ids
from ..promo_number.identity import Declarer
from ..promo_number.located import Place
from ..promo_number.models import CampaignRef, PromoNumber
from ..promo_number.refusals import held_elsewhere, not_there
from ..promo_number.values import ten_digits
from .lifecycle import Lifecycle
from .lookups import by_id
from .number import Outcome


class AsItIs(NamedTuple):
    """inputs: a record that declares a live number as it is, and by nobody yet. remarks: what is
    odd about that."""

    inputs: dict[str, Any]
    remarks: Sequence[Remark]


def imported(
    life: Lifecycle, tell: Callable[[str], None], where: CampaignRef, asked: str, who: Declarer
) -> Outcome:
    """The record of the number that `asked` names: its ten digits, or its id from the network.

    who: as which it is to be held. Raises InvocaError: NotFound where there is no such number, and
    LookAtAccount where it is in another campaign, or something else holds it.
    """
    live = find(life, where, asked)
    require_unheld(life, live, who)
    inputs, remarks = as_it_is(life, where, live)
    for remark in remarks:
        tell(remark.text)
    inputs[record.DECLARED_BY] = str(who)
    return Outcome(live.promo_number, record.outputs_of(inputs, live, network=life.network), inputs)


def find(life: Lifecycle, where: CampaignRef, asked: str) -> PromoNumber:
    """The live number that `asked` names. Raises InvocaError: NotFound where there is none, and
    LookAtAccount where it is in another campaign."""
    digits = _digits(asked)
    place = life.locator.find_anywhere(where, digits) if digits else None
    if place is not None:
        return _in_place(place, where)
    live = by_id(life, where, asked)
    if live is None:
        raise not_there(f"importing '{asked}'", where)
    return live


def require_unheld(life: Lifecycle, live: PromoNumber, who: Declarer) -> None:
    """Raises LookAtAccount where something else than `who` holds the number, as far as is known.
    For an engine that says, or lets one guess, as which a number is to be held."""
    if holder := life.holder_of(live.promo_number, who):
        raise held_elsewhere(live.promo_number, who.name, holder)


def as_it_is(life: Lifecycle, where: CampaignRef, live: PromoNumber) -> AsItIs:
    """The record of a live number, by whichever name it is to be held."""
    id_ = live.id_from_network
    shared = shared_ids([live, *life.near_id(where, id_)]) if id_ else frozenset[str]()
    values, remarks = declared_as_live(live, where, shared)
    inputs = {
        **record.present(where._asdict(), where._fields),
        **values,
        record.PROTECT: True,
        # Invoca does not show what chose the number.
        record.CREATE_ONLY_UNKNOWN: True,
    }
    return AsItIs(inputs, remarks)


def _digits(asked: str) -> str | None:
    """None where it can only be an id; ten digits may be one, too."""
    try:
        return ten_digits(asked)
    except ValueError:
        return None


def _in_place(place: Place, where: CampaignRef) -> PromoNumber:
    if place.where != where:
        raise LookAtAccount(
            f"importing {place.live.promo_number} from {where}",
            answer=f"it is in {place.where}",
            remedy="Write that campaign in the import id",
        )
    return place.live
