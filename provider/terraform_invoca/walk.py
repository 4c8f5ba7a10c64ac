"""What one walk of the engine has shown: the numbers in its states, and what is planned for them.

Owns: the facts that no single call tells, because an engine never says at which address it is.
Decides nothing. A provider process serves one walk: a plan, or an apply.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple


class Held(NamedTuple):
    """A number of a state. id: its id_from_network there."""

    promo_number: str
    id: str | None
    outputs: Mapping[str, Any]


class Walk:
    """The facts of one walk. Safe to share between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: dict[str, Held] = {}  # by key
        self._declared: dict[str, str] = {}  # key -> the digits that the state has for it, or ""
        self._left: dict[str, str] = {}  # key -> the digits that are to be released
        self._named: set[str] = set()
        self._made: dict[str, str] = {}  # key -> the digits that this walk made or took over

    def seen(self, key: str, held: Held) -> None:
        """A state holds a number under a key."""
        with self._lock:
            self._held[key] = held

    def held(self, key: str) -> Held | None:
        with self._lock:
            return self._held.get(key)

    def made(self, key: str, promo_number: str) -> None:
        """This walk, an apply, has the number of a key; what leaves after that was replaced."""
        with self._lock:
            self._made[key] = promo_number

    def let_go(self, key: str) -> None:
        """The number of a key was released."""
        with self._lock:
            self._held.pop(key, None)

    @contextlib.contextmanager
    def names(self) -> Iterator[set[str]]:
        """The keys that this walk has given out; for whoever gives one out."""
        with self._lock:
            yield self._named

    def declare(self, key: str, promo_number: str) -> str | None:
        """The configuration declares a key, of which the state has `promo_number`, or "".

        What is wrong with that: "twice", "elsewhere" where the state lets go of the key at another
        address; None for nothing.
        """
        with self._lock:
            if key in self._declared:
                return "twice"
            self._declared[key] = promo_number
            left = self._left.get(key)
            return "elsewhere" if left is not None and left != promo_number else None

    def leave(self, key: str, promo_number: str) -> str | None:
        """The state lets go of a number. "elsewhere" where the configuration declares its key at
        another address; None where nothing is wrong."""
        with self._lock:
            self._left[key] = promo_number
            if key in self._made:
                return None
            declared = self._declared.get(key)
            return "elsewhere" if declared is not None and declared != promo_number else None

    def is_declared(self, key: str, promo_number: str) -> bool:
        """Whether the configuration declares what the state holds of this number elsewhere: it is
        what an interrupted replacement left behind."""
        with self._lock:
            holders = (self._declared.get(key), self._made.get(key))
            return bool(promo_number) and promo_number in holders
