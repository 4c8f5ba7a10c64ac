"""Time and chance as parameters, so that no test ever sleeps for real."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Timing:
    """clock: seconds that only grow. sleep: takes seconds. rng: a number in [0, 1). waits: whether
    what does not show yet is looked for again; a plan looks once."""

    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    rng: Callable[[], float] = random.random
    waits: bool = True

    def looks(self, count: int, seconds: float) -> Iterator[None]:
        """So many turns, and that many seconds between two; one where nothing waits."""
        for look in range(count if self.waits else 1):
            self.sleep(seconds if look else 0.0)
            yield
