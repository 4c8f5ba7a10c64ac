"""Invoca promo numbers as Pulumi resources."""

from .campaign import Campaign
from .cancellation import end_quietly_when_interrupted
from .promo_number import PromoNumber, PromoNumberArgs

__all__ = ["Campaign", "PromoNumber", "PromoNumberArgs", "end_quietly_when_interrupted"]
