"""Invoca promo numbers as Pulumi resources."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from invoca.next_steps import speak
from pulumi_stack.words import WORDS

if TYPE_CHECKING:
    from .campaign import Campaign as Campaign
    from .cancellation import end_quietly_when_interrupted as end_quietly_when_interrupted
    from .promo_number import PromoNumber as PromoNumber
    from .promo_number import PromoNumberArgs as PromoNumberArgs

_MODULES = {
    "Campaign": "campaign",
    "end_quietly_when_interrupted": "cancellation",
    "PromoNumber": "promo_number",
    "PromoNumberArgs": "promo_number",
}

# Each process of this face (the program, the provider, the plugin) speaks as Pulumi does.
speak(WORDS)

__all__ = ["Campaign", "PromoNumber", "PromoNumberArgs", "end_quietly_when_interrupted"]


def __getattr__(name: str) -> Any:
    # The provider's process needs none of what a program does: it starts in half the time.
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f".{_MODULES[name]}", __name__), name)
    globals()[name] = value
    return value
