"""Decides whether Invoca would take a promo number as it was sent. Changes nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping

from . import custom_data
from .errors import Messages, per_field, record_invalid
from .knobs import Knobs
from .records import InvocaAnswer, Json

GOOGLE_CALL_EXTENSION = "Google Call Extension"
MEDIA_TYPES = (
    *(f"Online: {name}" for name in (
        "Content / Review Site", "Discount / Coupon Site", "Display", "Email",
        "Rewards / Incentive", "Lead Form / Co Reg", "Search", "Social Media", "Software", "Other",
    )),
    *(f"Mobile: {name}" for name in ("Apps", "Display", "Search", "SMS", "Other")),
    *(f"Offline: {name}" for name in (
        "Business Publication", "Call Center", "Direct Mail", "Directory", "Newspaper",
        "In-Call Ad", "Magazine", "Outdoor", "Radio", "TV", "Other",
    )),
    GOOGLE_CALL_EXTENSION,
    "Pooling",
)  # fmt: skip
LOCAL_CENTERS = ({"tn_prefix"}, {"zipcode"}, {"city", "state"})
BLANK = "can't be blank"


def _plain(media_type: str) -> str:
    # "In Call Ad" carries a soft hyphen in the documentation and none elsewhere.
    return re.sub("[-\u00ad ]", "", media_type)


_PLAIN_MEDIA_TYPES = frozenset(_plain(name) for name in MEDIA_TYPES)


def refuse(body: Json, fields: Mapping[str, bool], knobs: Knobs) -> InvocaAnswer | None:
    """What is wrong with a number's complete fields, or None."""
    messages = _top_level(body) | _custom_data(body.get("custom_data"), fields, knobs)
    return per_field(messages) if messages else None


def refuse_inputs(body: Json) -> InvocaAnswer | None:
    """What is wrong with the create-only inputs, or None."""
    center = body.get("local_center")
    if center is not None and not (isinstance(center, dict) and set(center) in LOCAL_CENTERS):
        return record_invalid("Invalid Key in Local Center.")
    if body.get("adwords_account_id") and body.get("media_type") != GOOGLE_CALL_EXTENSION:
        needs = f"can only be used with media type {GOOGLE_CALL_EXTENSION}"
        return per_field({"adwords_account_id": [needs]})
    return None


def _top_level(body: Json) -> Messages:
    messages: Messages = {}
    for name in ("description", "media_type"):
        if _is_blank(body.get(name)):
            messages[name] = [BLANK]
    if "media_type" not in messages and _plain(str(body["media_type"])) not in _PLAIN_MEDIA_TYPES:
        messages["media_type"] = ["is not included in the list"]
    return messages


def _is_blank(value: object) -> bool:
    return not isinstance(value, str) or not value.strip()


def _custom_data(sent: object, fields: Mapping[str, bool], knobs: Knobs) -> Messages:
    if sent is None:
        return {}
    if not isinstance(sent, dict):
        return {"custom_data": ["is invalid"]}
    problems = custom_data.check(sent, fields, knobs).problems
    return {"custom_data": [problems]} if problems else {}
