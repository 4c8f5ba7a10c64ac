"""Serves one provider to one engine over gRPC, until the engine says goodbye or dies.

Owns: the process's life: handshake, calls, end. Must not know: what a call does; that is the
servicer's, an object with one method for each name in `messages.CALLS`.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent import futures
from typing import Any

import grpc

from . import handshake
from .certificate import make_certificate

# More than any -parallelism that people use; threads are made only when they are needed.
MOST_CALLS = 256
LARGEST_MESSAGE = 256 * 1024 * 1024  # bytes; a campaign's numbers come as one value
LOOK_SECONDS = 0.5  # between two looks for the engine

_EMPTY = b""
_SERVING = b"\x08\x01"  # grpc.health.v1: status SERVING


def serve(servicer: Any, engine_lives: Callable[[], bool]) -> None:
    """Serves until the engine ends this process, or has died without saying so."""
    # Ctrl-C goes to the whole terminal; the engine hears it too, and says what is to be done.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    goodbye = threading.Event()
    listening = handshake.choose_listener(os.environ)
    try:
        server = _server(servicer, goodbye)
        told = _bind(server, listening)
        server.start()
        sys.stdout.write(told + "\n")
        sys.stdout.flush()
        while not goodbye.wait(LOOK_SECONDS) and engine_lives():
            pass
        server.stop(0).wait()  # whoever waits for a call waits for nothing
    finally:
        handshake.leave(listening)


def _server(servicer: Any, goodbye: threading.Event) -> grpc.Server:
    server = grpc.server(
        futures.ThreadPoolExecutor(max_workers=MOST_CALLS),
        options=[
            ("grpc.max_receive_message_length", LARGEST_MESSAGE),
            ("grpc.max_send_message_length", LARGEST_MESSAGE),
        ],
    )
    server.add_generic_rpc_handlers((_Provider(servicer), *_plugin_services(goodbye)))
    return server


def _bind(server: grpc.Server, listening: handshake.Listening) -> str:
    """Binds the server; the handshake line."""
    certificate = make_certificate() if os.environ.get("PLUGIN_CLIENT_CERT") else None
    if certificate is None:
        port = server.add_insecure_port(listening.target)
    else:
        pair = [(certificate.key_pem, certificate.chain_pem)]
        port = server.add_secure_port(listening.target, grpc.ssl_server_credentials(pair))
    if listening.network == "tcp":
        listening = listening._replace(address=f"127.0.0.1:{port}")
    return handshake.line(listening, certificate.told if certificate else "")


class _Provider(grpc.GenericRpcHandler):  # type: ignore[misc]  # grpc has no types
    """The servicer's calls. Their messages are made when the first one comes: an engine waits for
    the handshake, and starts a provider several times a run."""

    def __init__(self, servicer: Any) -> None:
        self._servicer = servicer
        self._handlers: dict[str, Any] = {}
        self._lock = threading.Lock()

    def service(self, call: grpc.HandlerCallDetails) -> Any:
        with self._lock:
            if not self._handlers:
                self._handlers = _handlers(self._servicer)
        return self._handlers.get(call.method)


def _handlers(servicer: Any) -> dict[str, Any]:
    from . import messages

    handlers = {}
    for call in messages.CALLS:
        is_stream = call in messages.STREAMS
        make = grpc.unary_stream_rpc_method_handler if is_stream else _unary
        handlers[f"/{messages.SERVICE}/{call}"] = make(
            getattr(servicer, call),
            request_deserializer=messages.message(f"{call}.Request").FromString,
            response_serializer=_serialized,
        )
    return handlers


_unary = grpc.unary_unary_rpc_method_handler


def _serialized(message: Any) -> bytes:
    return bytes(message.SerializeToString())


def _plugin_services(goodbye: threading.Event) -> list[grpc.GenericRpcHandler]:
    """What go-plugin asks of every plugin: a health check, a goodbye, and streams of its output."""

    def shut_down(_request: bytes, _context: object) -> bytes:
        goodbye.set()
        return _EMPTY

    def nothing_to_say(_request: bytes, _context: object) -> Iterator[bytes]:
        return iter(())  # what a provider prints goes to stderr, which the engine reads by itself

    stream = grpc.unary_stream_rpc_method_handler
    return [
        grpc.method_handlers_generic_handler(service, {method: handler})
        for service, method, handler in (
            ("grpc.health.v1.Health", "Check", _unary(lambda _request, _context: _SERVING)),
            ("plugin.GRPCController", "Shutdown", _unary(shut_down)),
            ("plugin.GRPCStdio", "StreamStdio", stream(nothing_to_say)),
        )
    ]
