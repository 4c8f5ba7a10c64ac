"""What is said where Invoca answers with a number that was not asked for."""

from __future__ import annotations

from .. import next_steps as step
from ..errors import LookAtAccount
from .models import CampaignRef, PromoNumber


class AnotherNumber(LookAtAccount):
    """Invoca answered with a number that was not asked for."""


def another_number(asked: str, live: PromoNumber, where: CampaignRef) -> AnotherNumber:
    return AnotherNumber(
        f"reading {asked} in {where}",
        answer=f"Invoca answered with another number, {live.promo_number} (id "
        f"'{live.id_from_network}')",
        remedy="Neither is taken for the other. Look at both in Invoca; if the right one has "
        f"another id there, or none, write {step.adopting()}; then run it again",
    )


def perhaps_stored_as(id_: str, live: PromoNumber, where: CampaignRef) -> AnotherNumber:
    """live: its id is the one that was asked for, with something before it."""
    return AnotherNumber(
        f"looking for id '{id_}' in {where}",
        answer=f"Invoca has {live.promo_number} there, whose id is '{live.id_from_network}'. "
        "It is not as it is declared, so it may be another one",
        remedy=f"If it is yours, write {step.adopting(live.promo_number)}: it is changed to match "
        "the declaration then. If not, declare another id_from_network",
    )
