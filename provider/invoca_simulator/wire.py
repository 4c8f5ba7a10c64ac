"""Answers that break off, and the one place that reaches into the server to do so."""

from __future__ import annotations

import asyncio
from typing import Any

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

ABORT = "invoca_simulator.abort"


class AbortableConnections:
    """The outermost layer: lets a response abort the connection it would be sent on."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        # ASGI has no word for this. uvicorn's `receive` is bound to the request's cycle, which
        # knows the transport, under h11 and httptools alike.
        cycle: Any = getattr(receive, "__self__", None)
        scope[ABORT] = cycle.transport.abort if cycle is not None else None
        await self._app(scope, receive, send)


async def _abort(scope: Scope, receive: Receive) -> None:
    scope[ABORT]()
    # Until the server has noticed; it would answer 500 for a request left without a response.
    await _gone(receive)


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


class Dropped(Response):
    """The connection ends without an answer, after `seconds` or when the client gives up."""

    def __init__(self, seconds: float = 0) -> None:
        super().__init__()
        self._seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._seconds:
            try:
                await asyncio.wait_for(_gone(receive), self._seconds)
            except asyncio.TimeoutError:
                pass
            else:
                return
        await _abort(scope, receive)


class Trickled(Response):
    """Another response, its body a byte at a time, until the client gives up."""

    def __init__(self, whole: Response, seconds: float) -> None:
        super().__init__()
        self._whole = whole
        self._seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_slowly(message: Message) -> None:
            if message["type"] != "http.response.body":
                await send(message)
                return
            for byte in message["body"]:
                await send({**message, "body": bytes([byte]), "more_body": True})
                await asyncio.sleep(self._seconds)
            await send({**message, "body": b""})

        answer = asyncio.ensure_future(self._whole(scope, receive, send_slowly))
        given_up = asyncio.ensure_future(_gone(receive))
        await asyncio.wait([answer, given_up], return_when=asyncio.FIRST_COMPLETED)
        answer.cancel()
        given_up.cancel()
        await asyncio.gather(answer, given_up, return_exceptions=True)


class Truncated(Response):
    """Half of another response's body, then nothing."""

    def __init__(self, whole: Response) -> None:
        super().__init__()
        self._whole = whole

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_half(message: Message) -> None:
            if message["type"] == "http.response.body":
                body = message["body"]
                message = {**message, "body": body[: len(body) // 2], "more_body": True}
            await send(message)

        await self._whole(scope, receive, send_half)
        await _abort(scope, receive)
