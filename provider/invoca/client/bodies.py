"""The JSON bodies of the requests that write.

Owns: which field goes into which request. Must not know: when a request is sent.
Source: promo-numbers page; "most updates expect a complete copy of the object" (design principles
page), so an update sends everything that an update can set.
"""

from __future__ import annotations

from typing import Any

from ..promo_number.models import COMPARED, UPDATING, CampaignRef, Declaration, PromoNumber

# The two ways to say "no value" for a custom data field; which of them works is not documented.
CLEAR_TOKENS: tuple[str | None, ...] = ("", None)
# The fields that are sent as they are declared; custom data is put together key by key.
PLAIN = tuple(field for field in UPDATING if field != "custom_data")


def purchase(declared: Declaration) -> dict[str, Any]:
    """The body of the POST that buys a number."""
    body = _common(declared) | declared.create_only_as_written()
    if declared.id_assigned_by == "caller":
        body["id_from_network"] = declared.id_from_network
    if declared.managed_custom_data:
        body["custom_data"] = declared.managed_custom_data
    return body


def update(
    declared: Declaration,
    live: PromoNumber,
    previous: Declaration | None = None,
    clear_token: str | None = "",
) -> dict[str, Any]:
    """The body of a PUT that makes `live` match.

    previous: the last declaration that was carried out; what it named and `declared` does not is
    cleared. Live values that nobody declared go along exactly as they came, because a PUT may
    replace everything.
    """
    body = _common(declared)
    if live.id_from_network is not None:
        body["id_from_network"] = live.id_from_network
    body["custom_data"] = {
        **live.custom_data_raw,
        **declared.managed_custom_data,
        **dict.fromkeys(sorted(to_clear(declared, live, previous)), clear_token),
    }
    cleared = dropped(declared, previous)
    for field in PLAIN:
        if field in cleared:
            body[field] = None
        if field in COMPARED and getattr(live, field) is not None:
            body.setdefault(field, getattr(live, field))
    return body


def dropped(declared: Declaration, previous: Declaration | None) -> list[str]:
    """The fields, custom data aside, that `previous` declared and `declared` does not."""
    if previous is None:
        return []
    return [
        field
        for field in PLAIN
        if declared.value(field) is None and previous.value(field) is not None
    ]


def to_clear(declared: Declaration, live: PromoNumber, previous: Declaration | None) -> set[str]:
    """Live custom data keys that are to have no value."""
    unnamed = previous.custom_data.keys() - declared.custom_data.keys() if previous else set()
    empty = {key for key, value in declared.custom_data.items() if not value}
    return (unnamed | empty) & live.custom_data.keys()


def sends_along(declared: Declaration, live: PromoNumber, previous: Declaration | None) -> bool:
    """Whether the body of a PUT holds live values that nobody declared."""
    others = live.custom_data_raw.keys() - declared.custom_data.keys()
    if others - to_clear(declared, live, previous):
        return True
    cleared = dropped(declared, previous)
    return any(
        getattr(live, field) is not None and declared.value(field) is None and field not in cleared
        for field in PLAIN
        if field in COMPARED
    )


def destination(where: CampaignRef) -> dict[str, str]:
    """What a PUT adds to move the number to another campaign."""
    body = {
        "destination_advertiser_id_from_network": where.advertiser_id,
        "destination_advertiser_campaign_id_from_network": where.campaign_id,
    }
    if where.affiliate_id is not None:
        body["destination_affiliate_id_from_network"] = where.affiliate_id
    return body


def _common(declared: Declaration) -> dict[str, Any]:
    values = {field: declared.value(field) for field in PLAIN}
    return {field: value for field, value in values.items() if value is not None}
