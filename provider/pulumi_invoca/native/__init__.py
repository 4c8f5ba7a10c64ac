"""Invoca promo numbers as Pulumi resources of the native plugin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..on_demand import attribute

if TYPE_CHECKING:
    from .resources import (
        Campaign,
        PromoNumber,
        PromoNumberArgs,
        Provider,
        get_promo_number,
        get_promo_numbers,
    )

_MODULES = {
    "PromoNumberArgs": "resources",
    "Campaign": "resources",
    "PromoNumber": "resources",
    "Provider": "resources",
    "get_promo_number": "resources",
    "get_promo_numbers": "resources",
}

__all__ = [
    "Campaign",
    "PromoNumber",
    "PromoNumberArgs",
    "Provider",
    "get_promo_number",
    "get_promo_numbers",
]


def __getattr__(name: str) -> Any:
    return attribute(name, __name__, _MODULES)
