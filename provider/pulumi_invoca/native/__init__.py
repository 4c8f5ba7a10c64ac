"""Invoca promo numbers through the native plugin."""
