"""A resource monitor that writes down what programs register with it, and answers as it is told.

Programs run here as the language host runs them: in a loop of their own, connected over gRPC.
"""

from __future__ import annotations

import asyncio
import contextvars
import signal
import threading
from collections.abc import Callable, Coroutine, Iterator
from concurrent import futures
from contextlib import contextmanager, suppress
from typing import Any

import grpc
from google.protobuf import empty_pb2
from pulumi.runtime import stack
from pulumi.runtime.proto import resource_pb2, resource_pb2_grpc
from pulumi.runtime.settings import reset_options

Request = resource_pb2.RegisterResourceRequest
Response = resource_pb2.RegisterResourceResponse
NUMBER = "pulumi-python:dynamic/invoca:PromoNumber"
PROJECT, STACK = "promo-numbers", "spring-radio"


def urn_of(request: Request) -> str:
    types = request.type
    if request.parent and not request.parent.split("::")[2].startswith("pulumi:pulumi:Stack"):
        types = f"{request.parent.split('::')[2]}${types}"
    return f"urn:pulumi:{STACK}::{PROJECT}::{types}::{request.name}"


class RecordingMonitor(resource_pb2_grpc.ResourceMonitorServicer):
    """answer: what a request is answered; tests put another one there."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.outputs: dict[str, dict[str, Any]] = {}
        self.answer: Callable[[Request, grpc.ServicerContext], Response] = self.accept
        self.under_way = 0
        self.most_under_way = 0
        self._lock = threading.Lock()

    def accept(self, request: Request, context: grpc.ServicerContext) -> Response:
        """As the engine answers an update: the inputs, and what the provider added."""
        response = Response(urn=urn_of(request))
        if request.custom:
            response.id = f"8005550{len(self.requests):03}"
        response.object.CopyFrom(request.object)
        if request.type == NUMBER:
            response.object["promo_number"] = response.id
            response.object["e164"] = f"+1{response.id}"
        return response

    def clear(self) -> None:
        self.__init__()  # type: ignore[misc]

    def numbers(self) -> dict[str, Request]:
        return {request.name: request for request in self.requests if request.type == NUMBER}

    def GetDeploymentInfo(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        return resource_pb2.DeploymentInfo(
            supportedFeatures=list(resource_pb2.ResourceMonitorFeature.values())
        )

    def SupportsFeature(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        return resource_pb2.SupportsFeatureResponse(hasSupport=True)

    def RegisterResource(self, request: Request, context: grpc.ServicerContext) -> Response:  # noqa: N802
        with self._lock:
            self.requests.append(request)
            self.under_way += 1
            self.most_under_way = max(self.most_under_way, self.under_way)
        try:
            return self.answer(request, context)
        finally:
            with self._lock:
                self.under_way -= 1

    def RegisterResourceOutputs(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        self.outputs[request.urn.rsplit("::", 1)[1]] = request.outputs
        return empty_pb2.Empty()

    def SignalAndWaitForShutdown(self, request: Any, context: grpc.ServicerContext) -> Any:  # noqa: N802
        return empty_pb2.Empty()


class Host:
    """A monitor, and the programs that are run against it."""

    def __init__(self, monitor: RecordingMonitor, address: str) -> None:
        self.monitor = monitor
        self.address = address

    def run(self, program: Callable[[], None], *, preview: bool = False, parallel: int = 4) -> None:
        """Raises what ends the program."""

        def run() -> None:
            reset_options(
                project=PROJECT,
                stack=STACK,
                monitor_address=self.address,
                preview=preview,
                parallel=parallel,
            )
            _run_to_its_end(stack.run_in_stack(program))

        interrupted = signal.getsignal(signal.SIGINT)
        try:
            contextvars.Context().run(run)
        finally:
            signal.signal(signal.SIGINT, interrupted)


def _run_to_its_end(program: Coroutine[Any, Any, None]) -> None:
    """As the language host does it, which is not `asyncio.run`: that handles signals by itself."""
    loop = asyncio.new_event_loop()
    try:
        loop.run_until_complete(program)
    finally:
        for task in asyncio.all_tasks(loop):
            task.cancel()
            # The SDK's registrations may find their outputs set already; that is not tested here.
            with suppress(asyncio.CancelledError, asyncio.InvalidStateError):
                loop.run_until_complete(task)
        loop.close()


@contextmanager
def recording_host() -> Iterator[Host]:
    monitor = RecordingMonitor()
    with futures.ThreadPoolExecutor(256) as threads:
        server = grpc.server(threads)
        resource_pb2_grpc.add_ResourceMonitorServicer_to_server(monitor, server)
        port = server.add_insecure_port("127.0.0.1:0")
        server.start()
        try:
            yield Host(monitor, f"127.0.0.1:{port}")
        finally:
            server.stop(0)
