"""A state backend over HTTP on this machine, with a lock, as engines want it."""

from __future__ import annotations

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from types import TracebackType


class HttpState:
    """One state. `backend`: the block that names it."""

    def __init__(self) -> None:
        self.content = b""
        self.lock = b""
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    @property
    def backend(self) -> str:
        address = f"http://127.0.0.1:{self._server.server_port}/state"
        return (
            "terraform {\n"
            f'  backend "http" {{\n    address        = "{address}"\n'
            f'    lock_address   = "{address}"\n    unlock_address = "{address}"\n'
            '    lock_method    = "LOCK"\n    unlock_method  = "UNLOCK"\n  }\n}\n'
        )

    def __enter__(self) -> HttpState:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()


def _handler(state: HttpState) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer(200 if state.content else 404, state.content)

        def do_POST(self) -> None:
            state.content = self._body()
            self._answer(200)

        def do_LOCK(self) -> None:
            wanted = self._body()
            if state.lock:
                self._answer(423, state.lock)
            else:
                state.lock = wanted
                self._answer(200)

        def do_UNLOCK(self) -> None:
            self._body()
            state.lock = b""
            self._answer(200)

        def _body(self) -> bytes:
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))

        def _answer(self, code: int, body: bytes = b"") -> None:
            self.send_response(code)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    return Handler
