"""The objects that Invoca shows: a promo number, a campaign, an advertiser, an affiliate."""

from __future__ import annotations

import zlib

from . import custom_data, versions
from .account import SimulatedAccount
from .records import Json, StoredCampaign, StoredNumber

OBJECT_URL = "https://invoca.net/{kind}_campaigns/promo_numbers/{ids}"


def show_number(number: StoredNumber, version: str, account: SimulatedAccount) -> Json:
    kind, ids = "a", str(number.id)
    if number.parent.affiliate is not None:
        share = _made_up_id("affiliate_campaign", repr(number.parent)) % 1000
        kind, ids = "p", f"{share}/{number.id}"
    shown: Json = {
        "id": number.id,
        "id_from_network": number.id_from_network,
        "media_type": number.media_type,
        "description": number.description,
        "promo_number": number.promo_number,
        "object_url": OBJECT_URL.format(kind=kind, ids=ids),
        **_custom_data(number, account),
        "hours_of_operation": number.settings.get("hours_of_operation"),
    }
    if account.knobs.shown_fields == "more":
        shown["adwords_account_id"] = number.settings.get("adwords_account_id")
        shown["promo_type"] = number.inputs.get("promo_type")
    if number.released:
        shown["status"] = account.knobs.released_status
    return {name: value for name, value in shown.items() if versions.shows(version, name)}


def _custom_data(number: StoredNumber, account: SimulatedAccount) -> Json:
    knobs, directory = account.knobs, account.state.directory
    inherited: Json = {}
    if knobs.inherited_values == "shown":
        campaign = directory.campaign(number.parent.advertiser, number.parent.campaign)
        inherited = {} if campaign is None else campaign.inherited_custom_data
    fields = directory.custom_fields() if knobs.custom_data_empty == "nulls_inside" else {}
    return custom_data.show(number.custom_data, inherited, fields, knobs)


def show_campaign(campaign: StoredCampaign) -> Json:
    return {
        "id": campaign.id,
        "id_from_network": campaign.campaign,
        "name": campaign.name,
        "status": "Activated",
        "object_url": f"https://invoca.net/a_campaigns/terms/{campaign.id}",
        "custom_data": campaign.inherited_custom_data,
    }


def show_affiliate_campaign(campaign: StoredCampaign, affiliate: str) -> Json:
    """One affiliate's share of a campaign; its own ids are others than the affiliate's."""
    number = _made_up_id("affiliate_campaign", f"{campaign.id}/{affiliate}")
    return {
        "id": number,
        "id_from_network": str(number),
        "affiliate_id_from_network": affiliate,
        "status": "Approved",
        "max_promo_numbers": 1000,
        "object_url": f"https://invoca.net/p_campaigns/terms/{campaign.id}/{number}",
        "custom_data": {},
    }


def show_advertiser(id_from_network: str) -> Json:
    return {**_named("advertiser", id_from_network), "approval_status": "Approved"}


def show_affiliate(id_from_network: str) -> Json:
    return {**_named("affiliate", id_from_network), "status": "Approved"}


def _named(kind: str, id_from_network: str) -> Json:
    """An advertiser or an affiliate, of which the simulator knows no more than the id."""
    number = _made_up_id(kind, id_from_network)
    return {
        "id": number,
        "id_from_network": id_from_network,
        "name": id_from_network,
        "object_url": f"https://invoca.net/{kind[0]}s/{number}/dashboards/ui",
        "custom_data": {},
    }


def _made_up_id(kind: str, name: str) -> int:
    return zlib.crc32(f"{kind}/{name}".encode())
