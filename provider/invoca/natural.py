"""Sorts names as people do: `card-2` before `card-10`. Must not know: whose names they are."""

from __future__ import annotations

import re


def natural(text: str) -> tuple[str | int, ...]:
    """A key to sort by; case does not count."""
    parts = re.split(r"([0-9]+)", text.casefold())
    return tuple(int(part) if index % 2 else part for index, part in enumerate(parts))
