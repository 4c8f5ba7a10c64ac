"""The one value that stands for "not known yet".

Owns: that value, and how to tell that something holds it. Engines have marks of their own on the
wire; a face puts this one in their place.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final


class Unknown:
    """Known only once something else was deployed."""

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN: Final = Unknown()


def holds_unknown(value: Any) -> bool:
    """Whether a value, or anything inside it, is not known yet."""
    if isinstance(value, Mapping):
        return any(map(holds_unknown, value.values()))
    if isinstance(value, (list, tuple)):
        return any(map(holds_unknown, value))
    return value is UNKNOWN
