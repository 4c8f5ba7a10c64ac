"""Runs a simulated account as an HTTP server, in a thread."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

import uvicorn

from .account import OnCall, SimulatedAccount
from .app import build_app
from .server_clock import OwnClock
from .wire import AbortableConnections

HOST = "127.0.0.1"  # never anything else: whoever can reach the control plane may do all
POLL_SECONDS = 0.005


S = TypeVar("S", bound="Simulator")


class Simulator(SimulatedAccount):
    """A simulated Invoca account with a server of its own.

    A new one listens after `start()` and can be asked through `url`; `stop()` is final.
    """

    def __init__(
        self,
        *,
        database: str | Path = ":memory:",
        port: int = 0,
        knobs: Mapping[str, object] | None = None,
        on_call: OnCall | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(database=database, knobs=knobs, on_call=on_call, clock=clock)
        self._socket = _listen(port)
        self.url = f"http://{HOST}:{self._socket.getsockname()[1]}"
        config = uvicorn.Config(
            AbortableConnections(OwnClock(build_app(self), lambda: self.knobs)),
            log_level="critical",
            access_log=False,
            date_header=False,  # the simulator's own clock may be wrong on purpose
            lifespan="off",
            timeout_keep_alive=60,
            timeout_graceful_shutdown=1,
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._serve, name="invoca-simulator", daemon=True)

    def __enter__(self: S) -> S:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        self._thread.start()
        while not self._server.started and self._thread.is_alive():
            time.sleep(POLL_SECONDS)

    def stop(self) -> None:
        # Nobody waits for hanging calls or idle connections: the answers are not owed to anyone.
        self._server.force_exit = True
        self._server.should_exit = True
        if self._thread.is_alive():
            self._thread.join()
        self._close()

    def _serve(self) -> None:
        self._server.run(sockets=[self._socket])

    def _close(self) -> None:
        self._socket.close()
        self.state.close()


def _listen(port: int) -> socket.socket:
    # The protocol is named because asyncio turns Nagle's algorithm off (which would cost 40 ms a
    # call) only where it is: https://github.com/python/cpython/blob/3.12/Lib/asyncio/base_events.py
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    # A restarted simulator gets its port back at once.
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((HOST, port))
    listener.listen(1024)
    return listener
