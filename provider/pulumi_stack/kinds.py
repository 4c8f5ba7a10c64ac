"""What our resources are called in a state: by what a program declared them with.

The type tokens are contracts: users hold them in their states.
"""

from __future__ import annotations

DYNAMIC = "pulumi-python:dynamic/invoca:PromoNumber"
NATIVE = "invoca:index:PromoNumber"
NUMBERS = frozenset({DYNAMIC, NATIVE})
CAMPAIGN = "invoca:index:Campaign"
