"""How much of a report is shown: a campaign may hold thousands of numbers that nobody declares.

Owns: how many rows of a kind every format has, and what is said of those that are left out. Totals,
outcome and exit code are of all of them. Must not know: what a row is about.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Generic, NamedTuple, TypeVar

MOST = 1_000  # rows of a kind that counts for the exit code
MOST_ASIDE = 100  # ... of one that does not
OPTION = "--most"

Item = TypeVar("Item")


class Cut(NamedTuple, Generic[Item]):
    """told: the first of each kind, in their order. rest: the others. left_out: how many of them
    there are of each kind."""

    told: tuple[Item, ...]
    rest: tuple[Item, ...]
    left_out: Mapping[str, int]

    @property
    def notes(self) -> tuple[str, ...]:
        if not self.left_out:
            return ()
        counts = ", ".join(f"{count:,} {kind}" for kind, count in self.left_out.items())
        return (f"left out here: {counts}; `{OPTION} 0` shows them all",)


def cut(
    items: Iterable[Item],
    kind_of: Callable[[Item], str],
    counts: Callable[[Item], bool],
    most: int | None,
) -> Cut[Item]:
    """counts: whether an item counts for the exit code. most: of each kind; 0 for all, None for
    what fits."""
    seen: Counter[str] = Counter()
    left_out: Counter[str] = Counter()
    told, rest = [], []
    for item in items:
        kind = kind_of(item)
        longest = most if most is not None else MOST if counts(item) else MOST_ASIDE
        if longest and seen[kind] >= longest:
            left_out[kind] += 1
            rest.append(item)
            continue
        seen[kind] += 1
        told.append(item)
    return Cut(tuple(told), tuple(rest), dict(left_out))
