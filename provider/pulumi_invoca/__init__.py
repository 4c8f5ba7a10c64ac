"""Invoca promo numbers as Pulumi resources."""

from .campaign import Campaign
from .promo_number import PromoNumber, PromoNumberArgs

__all__ = ["Campaign", "PromoNumber", "PromoNumberArgs"]
