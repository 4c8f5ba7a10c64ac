"""Invoca promo numbers as Pulumi resources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from invoca.next_steps import speak
from pulumi_stack.words import WORDS

from .on_demand import attribute

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
    return attribute(name, __name__, _MODULES)
