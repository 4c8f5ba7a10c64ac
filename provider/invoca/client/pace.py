"""How fast this process may call Invoca: one pace, shared by all its threads.

Owns: when the next call may start, and how many may be under way. Must not know: what is called.

While nobody complains there is no limit but `most`. When Invoca answers 429 or 503, everybody waits
as long as it asked (or ever longer, where it did not say), and only half as many calls may be under
way; each round of successes allows one more. So many callers never make it worse than one.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from ..errors import TryLater
from ..timing import Timing
from .retry import is_limited, wait_seconds

MOST = 128  # calls under way at once
TOLD_FROM_SECONDS = 5.0  # shorter waits are not worth a message


class Pace:
    """Safe to share between threads. tell: says to a person what is being waited for."""

    def __init__(self, timing: Timing, tell: Callable[[str], None], most: int = MOST) -> None:
        self._timing = timing
        self._tell = tell
        self._most = most
        self._changed = threading.Condition()
        self._allowed = most
        self._under_way = 0
        self._opens_at = timing.clock()
        self._strikes = 0
        self._successes = 0
        self._round = 0

    @contextmanager
    def call(self) -> Iterator[None]:
        """Waits until a call may start; holds its place until it ended."""
        round_ = self._enter()
        limited: TryLater | None = None
        answered = False
        try:
            yield
            answered = True
        except TryLater as error:
            limited = error if is_limited(error) else None
            raise
        finally:
            self._leave(round_, limited, answered)

    def _enter(self) -> int:
        while True:
            with self._changed:
                pause = self._opens_at - self._timing.clock()
                if pause <= 0 and self._under_way < self._allowed:
                    self._under_way += 1
                    return self._round
                if pause <= 0:
                    self._changed.wait()
                    continue
            self._timing.sleep(pause)

    def _leave(self, round_: int, limited: TryLater | None, answered: bool) -> None:
        with self._changed:
            self._under_way -= 1
            # Calls that set out before the last limited answer have nothing new to say.
            if limited is not None and round_ == self._round:
                self._slow_down(limited)
            elif answered:
                self._speed_up()
            self._changed.notify_all()

    def _slow_down(self, limited: TryLater) -> None:
        self._round += 1
        self._strikes += 1
        self._successes = 0
        self._allowed = max(1, min(self._allowed, self._under_way + 1) // 2)
        wait = wait_seconds(limited, self._strikes, self._timing.rng)
        self._opens_at = self._timing.clock() + wait
        if wait >= TOLD_FROM_SECONDS:
            self._tell(f"Invoca asks to slow down ({limited.status}); waiting {wait:.0f} s")

    def _speed_up(self) -> None:
        self._strikes = 0
        self._successes += 1
        if self._successes >= self._allowed and self._allowed < self._most:
            self._allowed += 1
            self._successes = 0
