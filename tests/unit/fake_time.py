"""A clock that only sleeping moves, so that no test waits."""

from __future__ import annotations

from invoca.timing import Timing


class FakeTime:
    """waits: the seconds that would have been slept, in order."""

    def __init__(self) -> None:
        self.now = 0.0
        self.waits: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.now += seconds
        if seconds:
            self.waits.append(seconds)

    @property
    def timing(self) -> Timing:
        return Timing(clock=lambda: self.now, sleep=self.sleep, rng=lambda: 0.5)
