"""Says, now and then, how many purchases are being looked for: a silent minute looks like a hang.

Must not know: what is looked for, or how.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from ..timing import Timing

EVERY_SECONDS = 10.0  # one line for all threads


class Waiting:
    """Shared by all threads of a run. tell: says a sentence to a person."""

    def __init__(self, timing: Timing, tell: Callable[[str], None]) -> None:
        self._timing = timing
        self._tell = tell
        self._lock = threading.Lock()
        self._waiting = 0
        self._silent_until = timing.clock()

    @contextmanager
    def one(self) -> Iterator[None]:
        """While this is open, one purchase more is being looked for."""
        with self._lock:
            self._waiting += 1
        try:
            yield
        finally:
            with self._lock:
                self._waiting -= 1

    def say(self, left_seconds: float) -> None:
        """left_seconds: how long the caller will go on."""
        with self._lock:
            now = self._timing.clock()
            if now < self._silent_until:
                return
            self._silent_until = now + EVERY_SECONDS
            count = self._waiting
        what = "1 purchase was" if count == 1 else f"{count} purchases were"
        self._tell(
            f"{what} sent and not answered: looking for what was bought, for up to "
            f"{left_seconds:.0f} s. Nothing is bought twice"
        )
