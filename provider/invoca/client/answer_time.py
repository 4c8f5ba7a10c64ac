"""How long an answer may take altogether, however it trickles in.

Owns: the deadline of an answer, on every read of it, the head included, and which head is the
answer's. Must not know: what is asked, or what becomes of an answer that is late.

The timeout of a socket starts again with every byte, so that one byte now and then would hold up a
run forever. Here an answer has `silence` seconds altogether, and a second more for each
`SLOWEST_BYTES_PER_SECOND` that have come: a list of 100,000 numbers on a slow line fits.
"""

from __future__ import annotations

import http.client
import io
import socket
import time
from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

SLOWEST_BYTES_PER_SECOND = 20_000

Clock = Callable[[], float]


class AnswerTooSlow(TimeoutError):
    """An answer that had begun was incomplete when its time was over."""


class TimedAdapter(HTTPAdapter):
    """Sends as its base does. silence: seconds; also the longest time without a byte."""

    def __init__(self, *, silence: float, clock: Clock = time.monotonic, **settings: Any) -> None:
        self._answers = partial(_TimedAnswer, silence=silence, clock=clock)
        super().__init__(**settings)

    def init_poolmanager(self, *sizes: Any, **settings: Any) -> None:
        super().init_poolmanager(*sizes, **settings)
        self._time(self.poolmanager)

    def proxy_manager_for(self, proxy: str, **settings: Any) -> Any:
        manager = super().proxy_manager_for(proxy, **settings)
        self._time(manager)
        return manager

    def _time(self, manager: Any) -> None:
        # Both are the documented places to put classes of one's own.
        plain = type("_Plain", (HTTPConnection,), {"response_class": self._answers})
        secure = type("_Secure", (HTTPSConnection,), {"response_class": self._answers})
        manager.pool_classes_by_scheme = {
            "http": type("_PlainPool", (HTTPConnectionPool,), {"ConnectionCls": plain}),
            "https": type("_SecurePool", (HTTPSConnectionPool,), {"ConnectionCls": secure}),
        }


class _TimedAnswer(http.client.HTTPResponse):
    def __init__(
        self, sock: socket.socket, *args: Any, silence: float, clock: Clock, **kwargs: Any
    ) -> None:
        super().__init__(sock, *args, **kwargs)
        # Nothing was read yet, so that the buffer of the original is empty.
        self.fp = io.BufferedReader(TimedReads(self.fp, sock, silence, clock))

    def _read_status(self) -> tuple[str, int, str]:
        """An interim answer, such as 102 or 103, comes before the answer itself, which would else
        be read as the one to the next request. The base skips 100 alone."""
        version, status, reason = super()._read_status()  # type: ignore[misc]
        is_interim = 100 <= status < 200 and status != HTTPStatus.SWITCHING_PROTOCOLS
        return version, HTTPStatus.CONTINUE if is_interim else status, reason


class TimedReads(io.RawIOBase):
    """The bytes of one answer, as long as it has time left."""

    def __init__(
        self, source: io.BufferedReader, sock: socket.socket, silence: float, clock: Clock
    ) -> None:
        self._source = source
        self._sock = sock
        self._silence = silence
        self._clock = clock
        self._ends_at = clock() + silence
        self._has_begun = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        left = self._ends_at - self._clock()
        if left <= 0:
            raise AnswerTooSlow
        self._sock.settimeout(min(left, self._silence))
        try:
            count: int | None = self._source.raw.readinto(buffer)
        except TimeoutError:
            if self._has_begun and left < self._silence:
                raise AnswerTooSlow from None
            raise
        finally:
            # The connection is used again, and the next request is sent with this.
            self._sock.settimeout(self._silence)
        self._ends_at += (count or 0) / SLOWEST_BYTES_PER_SECOND
        self._has_begun = True
        return count

    def close(self) -> None:
        if not self.closed:
            super().close()
            self._source.close()
