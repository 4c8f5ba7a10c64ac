"""What is shown while stacks are deployed: a line for each stack, on a terminal always up to date,
in logs now and then. Must not know: how a run is made.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from typing import TextIO

from rich.console import Console
from rich.live import Live
from rich.table import Table

from invoca.counted import plural

from ..reports.words import one_line
from .engine_run import Counts

LOG_SECONDS = 20.0  # between two lines of one stack in a log


class Board:
    """One line for each of `stacks`. Safe to share between threads."""

    def __init__(
        self, stacks: Iterable[str], stream: TextIO, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._stream = stream
        self._now = now
        self._lines = dict.fromkeys(stacks, "waiting")
        self._told_at: dict[str, float] = {}
        self._lock = threading.Lock()
        console = Console(file=stream)
        self._live = Live(console=console, refresh_per_second=4) if stream.isatty() else None

    def __enter__(self) -> Board:
        if self._live:
            self._live.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._live:
            self._live.update(self._table(), refresh=True)
            self._live.stop()

    def begin(self, stack: str, steps: int) -> None:
        what = plural(steps, "number") if steps else "changes of the state only"
        self._say(stack, f"deploying {what}", is_news=True)

    def count(self, stack: str, counts: Counts, steps: int) -> None:
        under_way = max(0, counts.begun - counts.done - counts.failed)
        parts = [f"{counts.done:,} of {plural(max(steps, counts.done), 'number')} done"]
        parts += [f"{under_way:,} under way"] if under_way else []
        parts += [f"{counts.failed:,} failed"] if counts.failed else []
        self._say(stack, ", ".join(parts), is_news=False)

    def end(self, stack: str, text: str) -> None:
        self._say(stack, text, is_news=True)

    def say(self, text: str) -> None:
        """Beside the stacks."""
        with self._lock:
            if self._live:
                self._live.console.print(text, highlight=False, markup=False)
            else:
                self._write(text)

    def _say(self, stack: str, text: str, *, is_news: bool) -> None:
        with self._lock:
            if self._lines.get(stack) == text:
                return
            self._lines[stack] = text
            if self._live:
                self._live.update(self._table())
            elif is_news or self._now() - self._told_at.get(stack, 0.0) >= LOG_SECONDS:
                self._told_at[stack] = self._now()
                self._write(f"{one_line(stack)}: {text}")

    def _write(self, text: str) -> None:
        self._stream.write(f"{text}\n")
        self._stream.flush()

    def _table(self) -> Table:
        table = Table.grid(padding=(0, 2))
        for stack, text in self._lines.items():
            table.add_row(one_line(stack), text)
        return table
