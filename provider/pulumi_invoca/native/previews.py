"""The outputs that a preview shows: what is known before anything is done, and what is not.

Owns: which outputs a purchase, a change and a move leave unknown. Must not know: the account.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from invoca.promo_number import record
from invoca.promo_number.comparison import same_value
from invoca.promo_number.models import MOVING
from invoca.promo_number.record import UNKNOWN

_DYNAMIC = "__provider"  # what only a state of the dynamic resource holds


def creation(inputs: Mapping[str, Any]) -> dict[str, Any]:
    """Of a number that is to be bought, or taken over."""
    return {**inputs, **dict.fromkeys(record.OUTPUT_ONLY, UNKNOWN)}


def update(resource_id: str, olds: Mapping[str, Any], news: Mapping[str, Any]) -> dict[str, Any]:
    """Of a number that the state holds. A move may change its id, and it gets another page."""
    outputs = {**news, **record.present(olds, record.OUTPUT_ONLY)}
    outputs["id_from_network"] = olds.get("id_from_network")
    if any(not same_value(name, news.get(name), olds.get(name)) for name in MOVING):
        outputs |= {"id_from_network": UNKNOWN, "object_url": UNKNOWN}
    if not record.identity(resource_id, olds).promo_number:
        outputs |= dict.fromkeys(record.OUTPUT_ONLY, UNKNOWN)  # its purchase is to be settled
    return {name: value for name, value in outputs.items() if value is not None}


def is_of_the_dynamic_resource(olds: Mapping[str, Any]) -> bool:
    return _DYNAMIC in olds
