"""Puts the simulator's parts behind one ASGI application."""

from __future__ import annotations

from fastapi import FastAPI
from fastapi.responses import HTMLResponse

from . import page, reference
from .account import SimulatedAccount
from .control import build_control
from .loopback import LoopbackOnly
from .routes import METHODS, InvocaApi

DESCRIPTION = "A stand-in for Invoca, with its own memory and with faults. Nothing here is real."


def build_app(account: SimulatedAccount) -> FastAPI:
    app = _SimulatorApp(
        title="Invoca simulator", description=DESCRIPTION, docs_url=None, redoc_url=None
    )
    app.add_route("/api/{rest:path}", InvocaApi(account).answer, METHODS, include_in_schema=False)
    app.include_router(build_control(account))
    _add_pages(app, account)
    app.add_middleware(LoopbackOnly)
    return app


class _SimulatorApp(FastAPI):
    def openapi(self) -> dict[str, object]:
        return reference.describe(self)


def _add_pages(app: FastAPI, account: SimulatedAccount) -> None:
    @app.get("/", include_in_schema=False)
    async def index(q: str = "") -> HTMLResponse:
        return HTMLResponse(page.render(account, q))

    @app.get("/docs", include_in_schema=False)
    async def docs() -> HTMLResponse:
        return HTMLResponse(reference.render(app))
