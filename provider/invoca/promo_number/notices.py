"""The words for what a run tells and goes on: what was kept, is gone, or is not shown yet.

Owns: the sentences. Must not know: when each is said. What ends a step is in `refusals`.
"""

from __future__ import annotations

from .. import next_steps as step
from .models import CampaignRef, PromoNumber


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
