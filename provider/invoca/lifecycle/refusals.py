"""The words for what the lifecycle refuses or finds odd: which number, why, what to do next."""

from __future__ import annotations

from collections.abc import Sequence

from ..errors import LookAtAccount, NotKept, PurchaseRefused
from ..promo_number.comparison import Difference, redeclared
from ..promo_number.models import CampaignRef, Declaration, PromoNumber

TOLL_FREE = frozenset({"800", "833", "844", "855", "866", "877", "888"})


def nothing_to_adopt(declared: Declaration, answer: str) -> PurchaseRefused:
    by = declared.adopt if isinstance(declared.adopt, str) else f"id '{declared.id_from_network}'"
    return PurchaseRefused(
        f"adopting {by} in {declared.campaign}",
        answer=answer,
        remedy="`adopt` never buys. Check the number and the campaign, or take `adopt` away to buy",
    )


def not_certainly_ours(
    declared: Declaration, live: PromoNumber, changes: list[Difference]
) -> LookAtAccount:
    return LookAtAccount(
        f"taking over {live.promo_number}, which already has id '{live.id_from_network}' in "
        f"{declared.campaign}",
        answer="; ".join(map(str, changes)),
        remedy="If it is yours, write `adopt: true` and it is brought to the declaration; if not, "
        "declare another id_from_network",
    )


def not_bought_beside(declared: Declaration, twins: Sequence[PromoNumber]) -> LookAtAccount:
    """Where Invoca picks the id, an earlier run may have bought one of these for `declared`."""
    digits = ", ".join(sorted(number.promo_number for number in twins))
    return LookAtAccount(
        f"buying a number ('{declared.description}') in {declared.campaign}",
        answer=f"{digits} already agrees with every declared field",
        remedy=f'If it is this one, write adopt: "{twins[0].promo_number}"; if not, give this '
        "number a description of its own",
    )


def not_kept(live: PromoNumber, unlike: list[Difference]) -> NotKept:
    return NotKept(
        f"checking what Invoca made of promo number {live.promo_number}",
        answer="; ".join(map(str, unlike)),
        remedy="Invoca accepted the request but not these values. Check that the custom data "
        "fields exist in the account and that the values fit them",
        live=live,
    )


def vanished(promo_number: str, where: CampaignRef) -> LookAtAccount:
    return LookAtAccount(
        f"checking promo number {promo_number} in {where}",
        answer="it is no longer there",
        remedy="Run `pulumi refresh`, then `pulumi preview`: it shows what would be bought",
    )


def moved_away(promo_number: str, where: CampaignRef, elsewhere: CampaignRef) -> LookAtAccount:
    return LookAtAccount(
        f"reading promo number {promo_number} in {where}",
        answer=f"it is in {elsewhere} now",
        remedy=f"If it belongs there, {redeclared(where, elsewhere)} and run `pulumi up` without "
        "--refresh; if not, move it back in Invoca. Nothing is bought for it",
    )


def still_shown(promo_number: str, where: CampaignRef) -> LookAtAccount:
    return LookAtAccount(
        f"releasing promo number {promo_number} of {where}",
        answer="Invoca accepted it, but still shows the number",
        remedy="Look at it in Invoca; the next `pulumi up` tries again",
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
            "for: Invoca had no number there. It is kept; to try again, count `generation` up"
        )
    return None
