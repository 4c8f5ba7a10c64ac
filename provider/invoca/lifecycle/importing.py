"""A number that is live and that no state holds, as the record that a state is to hold.

Owns: what of a live number is declared, and who may not import it. Reads only. The number stays as
it is: an engine's import buys nothing and changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from ..errors import LookAtAccount
from ..promo_number import record
from ..promo_number.as_declared import declared_as_live, shared_ids
from ..promo_number.identity import Declarer
from ..promo_number.located import Place
from ..promo_number.models import CampaignRef, PromoNumber
from ..promo_number.refusals import held_elsewhere, not_there
from .lifecycle import Lifecycle
from .lookups import by_id
from .number import Outcome


def imported(
    life: Lifecycle, tell: Callable[[str], None], where: CampaignRef, asked: str, who: Declarer
) -> Outcome:
    """The record of the number that `asked` names: its ten digits, or its id from the network.

    who: as which it is to be held. Raises InvocaError: NotFound where there is no such number, and
    LookAtAccount where it is in another campaign, or something else holds it.
    """
    live = _live(life, where, asked)
    if holder := life.holder_of(live.promo_number, who):
        raise held_elsewhere(live.promo_number, who.name, holder)
    shared = shared_ids(life.listed(where))
    values, remarks = declared_as_live(live, where, shared)
    for remark in remarks:
        tell(remark.text)
    inputs = {
        **{name: part for name, part in where._asdict().items() if part is not None},
        **values,
        record.PROTECT: True,
        record.DECLARED_BY: str(who),
        # Invoca does not show what chose the number.
        record.CREATE_ONLY_UNKNOWN: True,
    }
    return Outcome(live.promo_number, record.outputs_of(inputs, live), inputs)


def _live(life: Lifecycle, where: CampaignRef, asked: str) -> PromoNumber:
    digits = re.sub(r"[\s().+-]", "", asked)
    if re.fullmatch(r"1?[2-9][0-9]{9}", digits):
        place = life.locator.find_anywhere(where, digits[-10:])
        if place is not None:
            return _in_place(place, where)
    live = by_id(life, where, asked)
    if live is None:
        raise not_there(f"importing '{asked}'", where)
    return live


def _in_place(place: Place, where: CampaignRef) -> PromoNumber:
    if place.where != where:
        raise LookAtAccount(
            f"importing {place.live.promo_number} from {where}",
            answer=f"it is in {place.where}",
            remedy="Write that campaign in the import id",
        )
    return place.live
