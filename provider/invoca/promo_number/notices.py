"""The words for what a run tells and goes on: what was kept, is gone, not shown yet, or odd.

Owns: the sentences. Must not know: when each is said. What ends a step is in `refusals`.
"""

from __future__ import annotations

from collections.abc import Sequence

from .. import next_steps as step
from ..counted import MOST, some
from .models import CampaignRef, Declaration, PromoNumber

TOLL_FREE = frozenset({"800", "833", "844", "855", "866", "877", "888"})


def counts_as_gone(digits: str, id_: str | None, name: str, where: CampaignRef) -> str:
    """The last time that anything names the digits: the state lets go of them now."""
    called = f" of '{name}'" if name else ""
    return (
        f"{digits}{called} (id '{id_}') is gone from {where}: Invoca shows it neither in a list "
        "nor by GET, so it is taken out of the state. If somebody moved it to where Invoca lists "
        "nothing, such as an affiliate campaign, move it back, and name it with `adopt`"
    )


def left_for_the_name(live: PromoNumber, where: CampaignRef, name: str) -> str:
    return (
        f"{live.promo_number} (id '{live.id_from_network}') in {where} was bought for '{name}' as "
        f"well, and {step.if_unheld(live.promo_number)}, release it in Invoca, or name it with "
        "`adopt`"
    )


def not_shown_yet(promo_number: str, where: CampaignRef) -> str:
    return (
        f"{promo_number} was bought in {where} a short while ago and is not shown yet: it is kept "
        "in the state as it was bought"
    )


def kept_beside(promo_number: str, other: str, name: str) -> str:
    return (
        f"{promo_number} was kept: '{name}' was replaced by {other} although the same number is "
        "still declared. In Invoca, release the one that nobody needs, or name the one to keep "
        f"with {step.adopting(promo_number)}"
    )


def kept_for(promo_number: str, name: str) -> str:
    return (
        f"{promo_number} was kept: '{name}' is still declared, so its replacement takes it over. "
        "To buy another number, increase `generation`."
    )


def kept(promo_number: str) -> str:
    return (
        f"{promo_number} was kept: another resource of this run holds it, so a replacement must "
        "not release it. To buy another number, increase `generation`."
    )


def kept_for_another_stack(promo_number: str, holders: Sequence[str]) -> str:
    """holders: as stack/name."""
    return (
        f"{promo_number} was kept: another stack holds it too ({' and '.join(holders)}), so this "
        "one only forgets it. To release it, let the other one release it."
    )


def local_number_elsewhere(declared: Declaration, live: PromoNumber) -> str | None:
    """A warning where Invoca had no number in the area that was asked for and sold another."""
    center = declared.local_center
    if center is None or len(live.promo_number) != 10:
        return None
    area = live.promo_number[:3]
    wanted = {center.tn_prefix, *(declared.tn_prefix_whitelist or ())} - {None}
    if area in TOLL_FREE or (wanted and area not in wanted and center.tn_prefix is not None):
        asked = center.tn_prefix or center.zipcode or f"{center.city}, {center.state}"
        return (
            f"{live.promo_number} was bought for '{declared.description}', but {asked} was asked "
            "for: Invoca had no number there. It is kept; to try again, increase `generation`"
        )
    return None


def bought_beside(
    declared: Declaration,
    twins: Sequence[PromoNumber],
    elsewhere: tuple[PromoNumber, CampaignRef] | None = None,
) -> str:
    """elsewhere: the one of them that is in another campaign, and which."""
    told = some([_with_place(one, elsewhere) for one in twins])
    unheld = step.if_unheld(" ".join(one.promo_number for one in twins[:MOST]))
    return (
        f"A number is bought for '{declared.description}' although {told} has the same id or was "
        f"bought for the same name before, and {unheld}, release it in Invoca, or name it with "
        "`adopt`"
    )


def _with_place(live: PromoNumber, elsewhere: tuple[PromoNumber, CampaignRef] | None) -> str:
    where = f" in {elsewhere[1]}" if elsewhere and elsewhere[0] == live else ""
    return f"{live.promo_number} (id '{live.id_from_network}'){where}"
