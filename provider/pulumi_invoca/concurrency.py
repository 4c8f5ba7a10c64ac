"""Lifts the dynamic-provider host's limit of four calls at a time.

Owns: the one touch of the host's thread pool, a private attribute. `pulumi.dynamic.__main__`
serves with ThreadPoolExecutor(max_workers=4); the engine's --parallel is meant to be the
only limit. Where the host is not as expected, nothing is changed: four at a time is
slow, not wrong.
"""

from __future__ import annotations

import gc
from concurrent.futures import ThreadPoolExecutor

SDK_LIMIT = 4
LIMIT = 128


def lift_call_limit() -> bool:
    """Raises the limit of the host's thread pool in this process; whether there was one."""
    pools = [
        item
        for item in gc.get_objects()
        if type(item) is ThreadPoolExecutor and getattr(item, "_max_workers", None) == SDK_LIMIT
    ]
    # More than one: it is not known which is the host's.
    if len(pools) != 1:
        return False
    pools[0]._max_workers = LIMIT
    # Calls that wait already came before the lift, and a thread begins only when a call comes in.
    for _ in range(LIMIT - SDK_LIMIT):
        pools[0].submit(_nothing)
    return True


def _nothing() -> None:
    pass
