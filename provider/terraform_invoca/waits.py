"""What the engine can end: waiting for Invoca, and writing to it.

Owns: how a call that waits, or is about to write, comes to its end. Must not know: what is waited
for or written.
"""

from __future__ import annotations

import threading

from invoca.errors import InvocaError


class Stopped(InvocaError):
    """The engine asked to end while a call waited. What was sent is looked for by the next run."""

    def __init__(self) -> None:
        super().__init__(
            "working for a run",
            answer="it was interrupted",
            remedy="Nothing is sent a second time: the next run looks for what this one did",
        )


class Waits:
    """The waits of one process. Safe to share between threads."""

    def __init__(self) -> None:
        self._ended = threading.Event()

    def end(self) -> None:
        """Every wait ends now, and none begins any more."""
        self._ended.set()

    def sleep(self, seconds: float) -> None:
        """Raises Stopped where the engine asked to end."""
        if self._ended.wait(seconds):
            raise Stopped

    def require(self) -> None:
        """Raises Stopped where nothing is to be written any more."""
        if self._ended.is_set():
            raise Stopped
