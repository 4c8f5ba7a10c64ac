"""What the engine, or a limit in the configuration, can end: waiting for Invoca, and writing to it.

Owns: how a call that waits, or is about to write, comes to its end. Must not know: what is waited
for or written.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator

from invoca.errors import InvocaError


class Stopped(InvocaError):
    """The engine asked to end while a call waited. What was sent is looked for by the next run."""

    def __init__(self) -> None:
        super().__init__(
            "waiting for Invoca",
            answer="Terraform asked the provider to stop",
            remedy="Nothing is sent a second time: the next run looks for what this one sent",
        )


class TookTooLong(InvocaError):
    """A call waited as long as `timeouts` allows."""

    def __init__(self) -> None:
        super().__init__(
            "waiting for Invoca",
            answer="the limit in `timeouts` was reached",
            remedy="Nothing is sent a second time: the next run looks for what this one sent. "
            "Raise the limit if Invoca needs longer",
        )


class CallWaits:
    """The waits of one process, whose calls have a thread each. Safe to share between threads."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._ended = threading.Event()
        self._call = threading.local()

    def end(self) -> None:
        """Every wait ends now, and none begins any more."""
        self._ended.set()

    @contextlib.contextmanager
    def within(self, seconds: float | None) -> Iterator[None]:
        """This thread's call waits no longer than that, all in all; None for no limit."""
        self._call.ends_at = None if seconds is None else self._clock() + seconds
        try:
            yield
        finally:
            self._call.ends_at = None

    def sleep(self, seconds: float) -> None:
        """Raises Stopped where the engine asked to end, TookTooLong where the time is over."""
        ends_at = getattr(self._call, "ends_at", None)
        left = seconds if ends_at is None else min(seconds, ends_at - self._clock())
        if self._ended.wait(max(left, 0.0)):
            raise Stopped
        if left < seconds:
            raise TookTooLong

    def require(self) -> None:
        """Raises Stopped where nothing is to be written any more."""
        if self._ended.is_set():
            raise Stopped
