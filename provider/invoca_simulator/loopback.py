"""Keeps web pages of other origins out of everything that needs no token."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
REFUSAL = "The simulator answers only to this machine: http://127.0.0.1 or http://localhost.\n"


class LoopbackOnly:
    """Refuses all but Invoca's own endpoints to a Host that is not this machine, and to pages of
    another origin than the simulator's own.

    A page that a browser opened elsewhere can reach 127.0.0.1 through a DNS name of its own, but
    it cannot choose the Host header that the browser then sends. One that another program on this
    machine serves has another port, which its Origin tells.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not scope["path"].startswith("/api/"):
            headers = Headers(scope=scope)
            host, origin = headers.get("host", ""), headers.get("origin")
            if not _is_local(host) or origin not in (None, f"http://{host}"):
                await PlainTextResponse(REFUSAL, 403)(scope, receive, send)
                return
        await self._app(scope, receive, send)


def _is_local(host: str) -> bool:
    try:
        return urlsplit(f"//{host}").hostname in LOOPBACK
    except ValueError:
        return False
