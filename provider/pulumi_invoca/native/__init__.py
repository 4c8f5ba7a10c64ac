"""Invoca promo numbers as Pulumi resources of the native plugin."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

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
    # The plugin's process needs none of what a program does.
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f".{_MODULES[name]}", __name__), name)
    globals()[name] = value
    return value
