"""Says what is being waited for: on a terminal, and only where it takes long."""

from __future__ import annotations

import threading
from typing import TextIO

from rich.console import Console
from rich.status import Status

PATIENCE_SECONDS = 2.0


class Progress:
    """A line on `stream` that goes away again. Nothing where `stream` is not a terminal."""

    def __init__(self, stream: TextIO, patience_seconds: float = PATIENCE_SECONDS) -> None:
        self._is_shown = stream.isatty()
        self._status = Status("", console=Console(file=stream))
        self._timer = threading.Timer(patience_seconds, self._show)
        self._timer.daemon = True
        self._lock = threading.Lock()
        self._ended = False

    def __enter__(self) -> Progress:
        if self._is_shown:
            self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        with self._lock:
            self._ended = True
            self._status.stop()

    def tell(self, text: str) -> None:
        if self._is_shown:
            self._status.update(text)

    def _show(self) -> None:
        with self._lock:
            if not self._ended:
                self._status.start()
