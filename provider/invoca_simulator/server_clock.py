"""What time the server says it is: right, ahead or behind, as a knob says.

Owns the headers Date and Retry-After. Knows no request.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from email.utils import formatdate

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .knobs import Knobs


def date(knobs: Knobs, seconds_later: float = 0) -> str:
    return formatdate(time.time() + knobs.clock_ahead_seconds + seconds_later, usegmt=True)


def retry_after(knobs: Knobs) -> str:
    if knobs.retry_after_form == "date":
        return date(knobs, knobs.retry_after_seconds)
    return str(knobs.retry_after_seconds)


class OwnClock:
    """Dates every answer by the server's own clock."""

    def __init__(self, app: ASGIApp, knobs: Callable[[], Knobs]) -> None:
        self._app = app
        self._knobs = knobs

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def dated(message: Message) -> None:
            if message["type"] == "http.response.start":
                date_ = (b"date", date(self._knobs()).encode())
                message = {**message, "headers": [*message["headers"], date_]}
            await send(message)

        await self._app(scope, receive, dated)
