"""How many of something, as people write it. Must not know: what is counted."""

from __future__ import annotations


def plural(count: int, noun: str) -> str:
    """`1 number`, `2 numbers`, `1,000 numbers`."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
