"""Waiting for Invoca, until the engine cancels the run.

Owns: that every wait is over then. Whoever waits goes on as if the time had passed: a search for a
purchase ends as one that found nothing, and the state says that it is pending.
"""

from __future__ import annotations

import threading
import time

from invoca.timing import Timing

PASSED_SECONDS = 1e6  # more than anything here waits


class RunWaits:
    """All waits of the process. Safe to share between threads."""

    def __init__(self) -> None:
        self._cancelled = threading.Event()
        self._lock = threading.Lock()
        self._passed = 0.0
        self.timing = Timing(clock=self._clock, sleep=self._sleep)

    def cancel(self) -> None:
        self._pass(PASSED_SECONDS)
        self._cancelled.set()

    def _sleep(self, seconds: float) -> None:
        if self._cancelled.wait(seconds):
            self._pass(seconds)

    def _clock(self) -> float:
        with self._lock:
            return time.monotonic() + self._passed

    def _pass(self, seconds: float) -> None:
        with self._lock:
            self._passed += seconds
