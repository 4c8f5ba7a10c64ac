"""Moves between campaigns: where a PUT sends a number, and which id it has there."""

from __future__ import annotations

from dataclasses import replace

from . import errors, storing, validation
from .access import refuse_parent
from .number_request import NumberRequest
from .records import InvocaAnswer, Json, Parent, StoredNumber

ADVERTISER = "destination_advertiser_id_from_network"
CAMPAIGN = "destination_advertiser_campaign_id_from_network"
AFFILIATE = "destination_affiliate_id_from_network"
DESTINATION = (ADVERTISER, CAMPAIGN, AFFILIATE)


def destination(asked: NumberRequest) -> Parent | InvocaAnswer | None:
    """The parent that the request names, None where it names none, or what is wrong with it."""
    named = {name: asked.body[name] for name in DESTINATION if asked.body.get(name)}
    if not named:
        return None
    missing = [name for name in (ADVERTISER, CAMPAIGN) if name not in named]
    if missing:
        return errors.per_field({name: [validation.BLANK] for name in missing})
    affiliate = named.get(AFFILIATE)
    parent = Parent(
        str(named[ADVERTISER]),
        str(named[CAMPAIGN]),
        None if affiliate is None else str(affiliate),
    )
    return refuse_parent(parent, asked.token, asked.account) or parent


def without_destination(body: Json) -> Json:
    return {name: value for name, value in body.items() if name not in DESTINATION}


def settle_id(
    number: StoredNumber, before: StoredNumber, body: Json, asked: NumberRequest
) -> StoredNumber | InvocaAnswer:
    """The number under the id that it has after the change, or 403 where that id is taken."""
    moved = number.parent != before.parent
    sent = body.get("id_from_network")
    wanted = number.id_from_network
    if isinstance(sent, str) and sent.strip():
        wanted = storing.stored_id(sent, asked.account.knobs)
    if moved and asked.account.knobs.move_id == "collision":
        return errors.taken()
    if moved and asked.account.knobs.move_id == "changed":
        wanted = f"{wanted}-{asked.origin.call}"
    settled = replace(number, id_from_network=wanted)
    renamed = settled.id_from_network != before.id_from_network
    return errors.taken() if (moved or renamed) and _collides(settled, asked) else settled


def _collides(number: StoredNumber, asked: NumberRequest) -> bool:
    if number.id_from_network is None:
        return False
    return any(
        other.id != number.id and other.parent == number.parent and not other.released
        for other in asked.account.state.numbers.by_id(number.id_from_network)
    )
