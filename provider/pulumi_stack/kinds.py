"""What promo numbers are called in a state: by the resource that a program declared them with.

The type tokens are contracts: users hold them in their states.
"""

from __future__ import annotations

DYNAMIC = "pulumi-python:dynamic/invoca:PromoNumber"
NATIVE = "invoca:index:PromoNumber"
NUMBERS = frozenset({DYNAMIC, NATIVE})
