"""Asks one account many things at once.

Owns: how many calls are under way, and that a refused token is not tried again.
Must not know: what is asked, or what an answer means.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import TypeVar

from .errors import FixCredentials, InvocaError

PARALLEL = 16  # calls under way at once

_T = TypeVar("_T")
_U = TypeVar("_U")


class AtOnce:
    """Use as a context; leaving it calls off what has not begun."""

    def __init__(self, parallel: int = PARALLEL) -> None:
        self._pool = ThreadPoolExecutor(parallel)
        self._refused: FixCredentials | None = None
        self._has_begun = False

    def __enter__(self) -> AtOnce:
        return self

    def __exit__(self, *_: object) -> None:
        # Whoever interrupts does not wait for calls that are under way.
        self._pool.shutdown(wait=False, cancel_futures=True)

    def each(
        self, ask: Callable[[_T], _U], things: Iterable[_T]
    ) -> Iterator[tuple[_T, _U | InvocaError]]:
        """Each thing with its answer, or with the error in its place, in the order of `things`.

        The first of all goes alone: where its token is refused, nothing else is sent.
        """
        remaining = iter(things)
        alone = [] if self._has_begun else list(islice(remaining, 1))
        self._has_begun = True
        answered = [(thing, self._pool.submit(self._try, ask, thing).result()) for thing in alone]
        asked = [(thing, self._pool.submit(self._try, ask, thing)) for thing in remaining]
        yield from answered
        for thing, future in asked:
            yield thing, future.result()

    def _try(self, ask: Callable[[_T], _U], thing: _T) -> _U | InvocaError:
        refused = self._refused
        if refused is not None:
            return refused
        try:
            return ask(thing)
        except FixCredentials as error:
            # Thousands of calls with a revoked token help nobody.
            if error.status == 401:
                self._refused = error
            return error
        except InvocaError as error:
            return error
