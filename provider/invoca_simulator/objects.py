"""The objects that Invoca shows: a promo number, a campaign, an advertiser, an affiliate."""

from __future__ import annotations

import zlib

from . import custom_data, versions
from .account import Account
from .records import SETTINGS, Campaign, Json, Number

OBJECT_URL = "https://invoca.net/{kind}_campaigns/promo_numbers/{id}"


def show_number(number: Number, version: str, account: Account) -> Json:
    kind = "a" if number.parent.affiliate is None else "p"
    shown: Json = {
        "id": number.id,
        "id_from_network": number.id_from_network,
        "media_type": number.media_type,
        "description": number.description,
        "promo_number": number.promo_number,
        "object_url": OBJECT_URL.format(kind=kind, id=number.id),
        **_custom_data(number, account),
        **{name: number.settings.get(name) for name in SETTINGS},
    }
    if number.released:
        shown["status"] = "deleted"
    return {name: value for name, value in shown.items() if versions.shows(version, name)}


def _custom_data(number: Number, account: Account) -> Json:
    knobs, directory = account.knobs, account.state.directory
    inherited: Json = {}
    if knobs.inherited_values == "shown":
        campaign = directory.campaign(number.parent.advertiser, number.parent.campaign)
        inherited = {} if campaign is None else campaign.inherited_custom_data
    fields = directory.custom_fields() if knobs.custom_data_empty == "nulls_inside" else {}
    return custom_data.show(number.custom_data, inherited, fields, knobs)


def show_campaign(campaign: Campaign) -> Json:
    return {
        "id": campaign.id,
        "id_from_network": campaign.campaign,
        "name": campaign.name,
        "status": "Active",
        "object_url": f"https://invoca.net/campaigns/{campaign.id}",
    }


def show_named(kind: str, id_from_network: str) -> Json:
    """An advertiser or an affiliate, of which the simulator knows no more than the id."""
    return {
        "id": zlib.crc32(f"{kind}/{id_from_network}".encode()),
        "id_from_network": id_from_network,
        "name": id_from_network,
        "status": "Active",
    }
