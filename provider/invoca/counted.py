"""How many of something, and which, as people write it. Must not know: what is counted."""

from __future__ import annotations

from collections.abc import Sequence

MOST = 10  # that one sentence lists


def plural(count: int, noun: str) -> str:
    """`1 number`, `2 numbers`, `1,000 numbers`."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def listed(names: Sequence[str]) -> str:
    """All of them: `a`, `a and b`, `a, b and c`."""
    *first, last = names
    return f"{', '.join(first)} and {last}" if first else last


def some(names: Sequence[str], most: int = MOST, between: str = ", ") -> str:
    """The first `most` of them: `a, b, c and 4 more`."""
    more = f" and {len(names) - most:,} more" if len(names) > most else ""
    return between.join(names[:most]) + more


def first(sentences: Sequence[str], noun: str, most: int = MOST) -> list[str]:
    """The first `most` of them, and how many there are beside: `and 4 more errors`."""
    told = list(sentences[:most])
    more = len(sentences) - len(told)
    return [*told, f"and {plural(more, f'more {noun}')}"] if more else told
