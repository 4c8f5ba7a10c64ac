"""What our resources are called in a state: by what a program declared them with.

The type tokens are contracts: users hold them in their states.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

DYNAMIC = "pulumi-python:dynamic/invoca:PromoNumber"
NATIVE = "invoca:index:PromoNumber"
NUMBERS = frozenset({DYNAMIC, NATIVE})
CAMPAIGN = "invoca:index:Campaign"


def is_held_number(resource: Mapping[str, Any]) -> bool:
    """Whether a resource of a state or a preview is a number that the stack manages. One that a
    program only reads (`get`) stands there too; the engine never changes or deletes it."""
    return resource.get("type") in NUMBERS and not resource.get("external")
