"""Decides whether a failed call may be repeated, and how long to wait first.

Owns: which failure of which method is safe to repeat; the back-off. Knows no URLs, never sleeps.

- 429 says that nothing was done: every method may be repeated.
- GET changes nothing, PUT sends a complete copy, DELETE of what is gone does nothing: each may be
  repeated after any failure that can pass by itself.
- POST buys. It is never repeated after a failure that leaves open whether it was carried out.
"""

from __future__ import annotations

import random
from collections.abc import Callable

from .errors import InvocaError, TryLater, Unclear

ATTEMPTS = 5  # calls altogether, for failures that may pass
LIMITED_ATTEMPTS = 12  # ... where Invoca only asks to slow down
LONGEST_WAIT_SECONDS = 60.0  # however long Retry-After asks for
FIRST_WAIT_SECONDS = 0.5
REPEATABLE = frozenset({"GET", "PUT", "DELETE"})


def wait_before_retry(
    method: str, error: InvocaError, attempt: int, rng: Callable[[], float] = random.random
) -> float | None:
    """Seconds to wait before attempt number `attempt` + 1 (1-based), or None: give up.

    rng: a number in [0, 1), for the jitter that keeps many callers from returning at once.
    """
    if not isinstance(error, TryLater) or attempt >= _attempts(error):
        return None
    if isinstance(error, Unclear) and method not in REPEATABLE:
        return None
    if error.retry_after is not None:
        return min(error.retry_after, LONGEST_WAIT_SECONDS)
    longest = min(FIRST_WAIT_SECONDS * 2.0 ** (attempt - 1), LONGEST_WAIT_SECONDS)
    return longest * (0.5 + rng() / 2)


def _attempts(error: TryLater) -> int:
    return LIMITED_ATTEMPTS if error.status in (429, 503) else ATTEMPTS
