"""What the plugin says to the engine: lines of its log, each at the resource that it is about.

Owns: the connection to the engine, and which resource this thread works on. The engine hides what a
plugin writes to stderr until the plugin dies, so this is the only way to be heard.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import grpc
from pulumi.runtime.proto import engine_pb2, engine_pb2_grpc

from invoca.parent import ParentProcess

LOG_SECONDS = 5.0


class Engine:
    """Safe to share between threads. process: the one that listens at an address."""

    def __init__(self, process: ParentProcess) -> None:
        self.process = process
        self._stub: engine_pb2_grpc.EngineStub | None = None
        self._at = threading.local()

    @contextmanager
    def at(self, urn: str) -> Iterator[None]:
        """Within it, this thread speaks of this resource."""
        before = getattr(self._at, "urn", "")
        self._at.urn = urn
        try:
            yield
        finally:
            self._at.urn = before

    def warn(self, text: str) -> None:
        self._log(engine_pb2.WARNING, text)

    def info(self, text: str) -> None:
        self._log(engine_pb2.INFO, text)

    def _log(self, severity: engine_pb2.LogSeverity.ValueType, text: str) -> None:
        if not self.process.address:
            return
        if self._stub is None:
            channel = grpc.insecure_channel(self.process.address)
            self._stub = engine_pb2_grpc.EngineStub(channel)
        request = engine_pb2.LogRequest(
            severity=severity, message=text, urn=getattr(self._at, "urn", "")
        )
        try:
            self._stub.Log(request, timeout=LOG_SECONDS)
        except grpc.RpcError:
            # An engine that is gone reads no log; what was being done goes on to its end.
            return
