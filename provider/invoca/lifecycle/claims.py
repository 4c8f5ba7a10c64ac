"""Which phone numbers the resources of this run hold.

Owns: the one fact that tells a forced replacement from a release. Must not know: why.

A refresh diffs every number that it has just read, whether the program still wants it or not, so
only a diff that follows a check speaks for the program: `checked`, `looked_at` and `is_planned`. A
check of the same number, that is: with `--run-program` others are checked while it is refreshed.

`pulumi up --replace` asks for the same id again, finds the number that it is about to release and
adopts it; only the later delete can see that the number is still wanted. So a create that bought or
adopted, and a diff that did not end in a replacement, claim the number, and a delete of a claimed
number only says so (docs/reliability.md, "Buying a number", step 5).
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Hashable


class Claims:
    """Phone numbers (ten digits) held in this process; safe to share between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: set[str] = set()
        self._checks: Counter[Hashable] = Counter()
        self._checks_when_read: dict[str, int] = {}

    def checked(self, declared_as: Hashable) -> None:
        """The program declared a number that the state knows by `declared_as`."""
        with self._lock:
            self._checks[declared_as] += 1

    def looked_at(self, promo_number: str, declared_as: Hashable) -> None:
        """A refresh read the number; its diff comes next, before the program declares it."""
        with self._lock:
            self._checks_when_read[promo_number] = self._checks[declared_as]

    def is_planned(self, promo_number: str, declared_as: Hashable) -> bool:
        """Whether a diff of the number, now, can come from the program."""
        with self._lock:
            return self._checks[declared_as] > self._checks_when_read.get(promo_number, -1)

    def claim(self, promo_number: str) -> bool:
        """Marks the number as held. False where something else of this run held it already."""
        with self._lock:
            is_new = promo_number not in self._held
            self._held.add(promo_number)
            return is_new

    def is_held(self, promo_number: str) -> bool:
        with self._lock:
            return promo_number in self._held
