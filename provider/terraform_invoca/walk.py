"""What one walk of the engine has shown: the numbers in its states, and what is planned for them.

Owns: the facts that no single call tells, because an engine never says at which address it is.
Decides nothing. A provider process serves one walk: a plan, or an apply.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Collection, Iterator, Mapping
from typing import Any, NamedTuple


class Held(NamedTuple):
    """A number of a state. resource_id: its digits; or what stands for them while its purchase is
    pending, and promo_number is "". names: what tells it from others, its digits and its ids."""

    promo_number: str
    resource_id: str
    names: frozenset[str]
    outputs: Mapping[str, Any]


class Walk:
    """The facts of one walk. Safe to share between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: dict[str, Held] = {}  # by key
        self._named: set[str] = set()
        self._keys: set[str] = set()  # that the configuration declares
        self._kept: set[str] = set()  # names of what stays where it is
        self._pending: dict[str, str] = {}  # by key: since when
        self._made: set[str] = set()  # digits that this walk, an apply, has made
        self._wanted: set[str] = set()  # names of what is to be made or taken over
        self._left: set[str] = set()  # names of what is to be released

    # -- what states hold --------------------------------------------------------------------------

    def seen(self, key: str, held: Held) -> None:
        """A state holds a number under a key."""
        with self._lock:
            self._held[key] = held

    def held(self, key: str) -> Held | None:
        with self._lock:
            return self._held.get(key)

    def let_go(self, key: str) -> None:
        """The number of a key was released."""
        with self._lock:
            self._held.pop(key, None)

    # -- what the configuration declares -----------------------------------------------------------

    def declares(self, key: str) -> bool:
        """Notes that the configuration declares a key; False where it did so before."""
        with self._lock:
            is_new = key not in self._keys
            self._keys.add(key)
            return is_new

    def keeps(self, names: Collection[str]) -> bool:
        """A number stays with its resource. False where the walk lets go of it, or wants it,
        elsewhere."""
        with self._lock:
            self._kept.update(names)
            return self._left.isdisjoint(names) and self._wanted.isdisjoint(names)

    def wants(self, names: Collection[str], own: Collection[str] = ()) -> bool:
        """A number is to be made, or taken over, by one of these. False where the walk lets go of
        it, or keeps it, elsewhere. own: the names of the number that it replaces by itself."""
        with self._lock:
            self._kept.difference_update(own)
            self._wanted.update(names)
            return self._left.isdisjoint(names) and self._kept.isdisjoint(names)

    def leaves(self, names: Collection[str]) -> bool:
        """The state lets go of a number. False where the walk keeps or wants it elsewhere."""
        with self._lock:
            if not self._made.isdisjoint(names):
                return True
            self._left.update(names)
            return self._kept.isdisjoint(names) and self._wanted.isdisjoint(names)

    def pends(self, key: str, since: str) -> None:
        """The purchase for a key was sent by an earlier run, and nobody knows what became of it."""
        with self._lock:
            self._pending[key] = since

    def pending_since(self, key: str) -> str | None:
        with self._lock:
            return self._pending.get(key)

    def made(self, promo_number: str) -> None:
        """This walk, an apply, bought a number or took it over."""
        with self._lock:
            self._made.add(promo_number)

    def is_made(self, promo_number: str) -> bool:
        """Whether what a state lets go of is what this walk has just taken over."""
        with self._lock:
            return promo_number in self._made

    @contextlib.contextmanager
    def names(self) -> Iterator[set[str]]:
        """The keys that this walk has given out; for whoever gives one out."""
        with self._lock:
            yield self._named
