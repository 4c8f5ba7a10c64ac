"""When a call to Invoca may start, and whether one that failed is sent again.

Owns: the limiter that all threads of this process share; which failure of which method is safe to
repeat; the back-off. Must not know: what is called.

Without complaints there is no limit but `most`. When Invoca answers 429 or 503, every call waits
as long as it asked (or ever longer, where it did not say), and only half as many calls may be under
way; each round of successes allows one more. So many callers never make it worse than one. The wait
is announced once, until Invoca answers again.

- 429 says that nothing was done: every method may be repeated.
- GET changes nothing, and DELETE of what is gone does nothing: both may be repeated after any
  failure that can pass by itself.
- POST buys, and a PUT on a number that vanished may buy (the documentation contradicts itself
  there): neither is repeated here after a failure that leaves open whether it was carried out.
  `lifecycle` looks at the number first, then decides.
"""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from ..errors import InvocaError, TryLater, Unclear
from ..timing import Timing

MOST = 128  # calls under way at once
TOLD_FROM_SECONDS = 5.0  # shorter waits are not worth a message
ATTEMPTS = 5  # calls altogether, for failures that may pass
LIMITED_ATTEMPTS = 20  # ... where Invoca only asks to slow down
LIMITED_SECONDS = 300.0  # ... and answers nobody at all meanwhile, however many callers wait
AWAY_SECONDS = 120.0  # ... and does not say when to come back: a page of maintenance
LONGEST_WAIT_SECONDS = 60.0  # however long Retry-After asks for
LONGEST_BACKOFF_SECONDS = 8.0
FIRST_WAIT_SECONDS = 0.5
PATIENCE_SECONDS = 60.0  # of calls that fail slowly, altogether; then none is sent again
REPEATABLE = frozenset({"GET", "DELETE"})

_Answer = TypeVar("_Answer")


def may_repeat(
    method: str, error: InvocaError, attempt: int, spent: float = 0.0, silence: float = 0.0
) -> bool:
    """Whether attempt number `attempt` (1-based) of a call that ended with `error` may be
    repeated. spent: seconds that the attempts took so far, without the waits between them.
    silence: seconds for which Invoca has been asking every caller to wait, and has answered
    none.
    """
    if not isinstance(error, TryLater):
        return False
    if isinstance(error, Unclear) and method not in REPEATABLE:
        return False
    if is_limited(error):
        is_away = error.status == 503 and error.retry_after is None
        longest = AWAY_SECONDS if is_away else LIMITED_SECONDS
        return attempt < LIMITED_ATTEMPTS and silence < longest
    return attempt < ATTEMPTS and spent < PATIENCE_SECONDS


def is_limited(error: InvocaError) -> bool:
    """Whether Invoca asks for fewer calls."""
    return isinstance(error, TryLater) and error.status in (429, 503)


def wait_seconds(error: TryLater, strike: int, rng: Callable[[], float] = random.random) -> float:
    """Seconds to wait after the `strike`-th failure in a row (1-based): as long as Invoca asks. "At
    once", or a time that is past, is believed the first time; then it would be asked without end.

    rng: a number in [0, 1), for the jitter that keeps many callers from returning at once.
    """
    asked = error.retry_after
    if asked is not None and (asked >= FIRST_WAIT_SECONDS or strike == 1):
        return min(asked, LONGEST_WAIT_SECONDS)
    longest = min(FIRST_WAIT_SECONDS * 2.0 ** min(strike - 1, 16), LONGEST_BACKOFF_SECONDS)
    return longest * (0.5 + rng() / 2)


class RateLimiter:
    """Lets calls start, and repeats those that may be. Safe to share between threads.

    tell: says to a person what is being waited for. most: calls under way at once.
    """

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
        self._silent_since: float | None = None
        self._is_told = False

    def repeat(self, method: str, call: Callable[[], _Answer]) -> _Answer:
        """The answer of `call`, which sends one request each time it is called."""
        attempt, spent = 1, 0.0
        while True:
            try:
                with self.call():
                    began = self._timing.clock()
                    return call()
            except TryLater as error:
                spent += self._timing.clock() - began
                if not may_repeat(method, error, attempt, spent, self._silence()):
                    raise
                # Where Invoca limits everybody, everybody waits before the next call starts.
                wait = 0.0 if is_limited(error) else wait_seconds(error, attempt, self._timing.rng)
            self._timing.sleep(wait)
            attempt += 1

    @contextmanager
    def call(self) -> Iterator[None]:
        """Waits until a call may start; holds its place until it has ended."""
        round_ = self._enter()
        limited: TryLater | None = None
        answered = False
        try:
            yield
            answered = True
        except TryLater as error:
            limited = error if is_limited(error) else None
            raise
        except InvocaError:
            self._end_silence()
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
        if self._silent_since is None:
            self._silent_since = self._timing.clock()
        self._allowed = max(1, min(self._allowed, self._under_way + 1) // 2)
        wait = wait_seconds(limited, self._strikes, self._timing.rng)
        self._opens_at = self._timing.clock() + wait
        if wait >= TOLD_FROM_SECONDS and not self._is_told:
            self._is_told = True
            self._tell(_told(limited, wait))

    def _speed_up(self) -> None:
        self._strikes = 0
        self._end_silence()
        self._successes += 1
        if self._successes >= self._allowed and self._allowed < self._most:
            self._allowed += 1
            self._successes = 0

    def _silence(self) -> float:
        since = self._silent_since
        return 0.0 if since is None else self._timing.clock() - since

    def _end_silence(self) -> None:
        self._silent_since, self._is_told = None, False


def _told(limited: TryLater, wait: float) -> str:
    asked = limited.retry_after
    if asked is None and limited.status == 503:
        return f"Invoca is down or busy (503); trying again for a while, next in {wait:.0f} s"
    if asked is not None and asked > LONGEST_WAIT_SECONDS:
        return (
            f"Invoca asks to wait {asked:,.0f} s ({limited.status}), which is longer than a run "
            f"can wait; trying again every {wait:.0f} s, for a few minutes"
        )
    return f"Invoca asks to slow down ({limited.status}); waiting {wait:.0f} s"
