"""Invoca promo numbers as Pulumi resources."""

from .promo_number import PromoNumber, PromoNumberArgs

__all__ = ["PromoNumber", "PromoNumberArgs"]
