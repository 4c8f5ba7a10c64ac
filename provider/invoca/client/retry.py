"""Decides whether a failed call may be repeated, and how long to wait first.

Owns: which failure of which method is safe to repeat; the back-off. Knows no URLs, never sleeps.

- 429 says that nothing was done: every method may be repeated.
- GET changes nothing, and DELETE of what is gone does nothing: both may be repeated after any
  failure that can pass by itself.
- POST buys, and a PUT on a number that vanished may buy (the documentation contradicts itself
  there): neither is repeated here after a failure that leaves open whether it was carried out.
  `lifecycle` looks at the number first, then decides.
"""

from __future__ import annotations

import random
from collections.abc import Callable

from ..errors import InvocaError, TryLater, Unclear

ATTEMPTS = 5  # calls altogether, for failures that may pass
LIMITED_ATTEMPTS = 20  # ... where Invoca only asks to slow down
LONGEST_WAIT_SECONDS = 60.0  # however long Retry-After asks for
LONGEST_BACKOFF_SECONDS = 8.0
FIRST_WAIT_SECONDS = 0.5
PATIENCE_SECONDS = 60.0  # of calls that fail slowly, altogether; then none is sent again
REPEATABLE = frozenset({"GET", "DELETE"})


def may_repeat(method: str, error: InvocaError, attempt: int, spent: float = 0.0) -> bool:
    """Whether attempt number `attempt` (1-based) of a call that ended with `error` may have a
    successor. spent: seconds that the attempts took so far, without the waits between them."""
    if not isinstance(error, TryLater):
        return False
    if isinstance(error, Unclear) and method not in REPEATABLE:
        return False
    if is_limited(error):
        return attempt < LIMITED_ATTEMPTS
    return attempt < ATTEMPTS and spent < PATIENCE_SECONDS


def is_limited(error: InvocaError) -> bool:
    """Whether Invoca asks everybody to slow down."""
    return isinstance(error, TryLater) and error.status in (429, 503)


def wait_seconds(error: TryLater, strike: int, rng: Callable[[], float] = random.random) -> float:
    """Seconds to wait after the `strike`-th failure in a row (1-based).

    rng: a number in [0, 1), for the jitter that keeps many callers from returning at once.
    """
    if error.retry_after is not None:
        return min(error.retry_after, LONGEST_WAIT_SECONDS)
    longest = min(FIRST_WAIT_SECONDS * 2.0 ** min(strike - 1, 16), LONGEST_BACKOFF_SECONDS)
    return longest * (0.5 + rng() / 2)
