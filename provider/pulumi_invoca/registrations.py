"""Keeps the registration of many resources light: few wait for the engine, garbage waits for more.

Owns: how many of a campaign's resources may wait at a time, when all of them are answered, and the
one use of the SDK's private `_sync_await`, by which its own `invoke` lets the event loop run inside
a constructor. Must not know: what a resource is for. Without it every resource of a program is
registered at once, after the program's last line: measured, 91 KiB a promo number instead of 30.
Where the SDK is not as expected, that is what happens: heavy, not wrong.
"""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pulumi

from .concurrency import LIMIT

_let_loop_run: Callable[[Awaitable[Any]], Any] | None
try:
    from pulumi.runtime.sync_await import _sync_await as _let_loop_run
except ImportError:
    _let_loop_run = None

# Half of them still wait when the next ones are made: the provider always has all it can do.
MOST_WAITING = 2 * LIMIT
# New objects between two looks for garbage; Python's own 700 is for programs that throw away what
# they make. Nearly all that is made for a resource stays: measured, a third of the program's time.
NEW_OBJECTS = 50_000

# Where the engine is gone the SDK stops the loop and answers no registration any more. A loop that
# runs inside of another one does not end by that: the program would wait for ever, at full speed.
LOOK_SECONDS = 0.5


def _is_stopping(loop: asyncio.AbstractEventLoop) -> bool:
    return bool(getattr(loop, "_stopping", False))


@contextmanager
def garbage_waits() -> Iterator[None]:
    """Within it Python looks for garbage seldom, unless it was told to look more seldom yet."""
    before = gc.get_threshold()
    if 0 < before[0] < NEW_OBJECTS:
        gc.set_threshold(NEW_OBJECTS, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


async def all_answered(resources: Iterable[pulumi.Resource]) -> int:
    """How many they are, once the engine has answered every registration, whatever it answered."""
    waiting = (resource.urn.future() for resource in resources)
    return len(await asyncio.gather(*waiting, return_exceptions=True))


class Registrations:
    """The registrations of one component's children."""

    def __init__(self) -> None:
        self._waiting: set[asyncio.Future[str | None]] = set()
        self._room = asyncio.Event()

    def add(self, resource: pulumi.Resource) -> None:
        """Comes back when there is room for one more.

        A registration that failed makes room too; the SDK itself tells of it.
        """
        if _let_loop_run is None or _is_stopping(asyncio.get_event_loop()):
            return
        answer = asyncio.ensure_future(resource.urn.future())
        self._waiting.add(answer)
        answer.add_done_callback(self._answered)
        if len(self._waiting) >= MOST_WAITING:
            self._room.clear()
            _let_loop_run(self._until_there_is_room())

    async def _until_there_is_room(self) -> None:
        loop = asyncio.get_running_loop()
        while not (self._room.is_set() or _is_stopping(loop)):
            with suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self._room.wait(), LOOK_SECONDS)

    def _answered(self, answer: asyncio.Future[str | None]) -> None:
        self._waiting.discard(answer)
        if not answer.cancelled():
            answer.exception()  # taken note of, or asyncio would complain that nobody did
        if len(self._waiting) <= MOST_WAITING // 2:
            self._room.set()
