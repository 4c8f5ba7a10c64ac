"""Drives the plugin in its own process over gRPC, as the engine does, without an engine."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from concurrent import futures
from pathlib import Path
from typing import Any, NamedTuple

import grpc
from google.protobuf import empty_pb2, json_format, struct_pb2
from google.rpc import status_pb2
from pulumi.runtime.proto import (
    engine_pb2,
    engine_pb2_grpc,
    provider_pb2,
    provider_pb2_grpc,
)

UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
START_SECONDS = END_SECONDS = 60.0  # at most, on the slowest machine
PLUGIN = Path(sys.executable).parent / "pulumi-resource-invoca"
URN = "urn:pulumi:spring-radio::promo-numbers::invoca:index:PromoNumber::kroq"


class Line(NamedTuple):
    """What the plugin said, and at which resource."""

    severity: str
    text: str
    urn: str


class EngineLog(engine_pb2_grpc.EngineServicer):
    """The part of an engine that a plugin speaks to."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self._server = grpc.server(futures.ThreadPoolExecutor(4))
        engine_pb2_grpc.add_EngineServicer_to_server(self, self._server)
        self.address = f"127.0.0.1:{self._server.add_insecure_port('127.0.0.1:0')}"
        self._server.start()

    def Log(self, request: Any, context: Any) -> empty_pb2.Empty:  # noqa: N802
        severity = engine_pb2.LogSeverity.Name(request.severity)
        self.lines.append(Line(severity, request.message, request.urn))
        return empty_pb2.Empty()

    def stop(self) -> None:
        self._server.stop(0)


class PluginProcess:
    """`pulumi-resource-invoca` with its environment; ends with the `with` block.

    config: the provider's inputs. engine: whose run it belongs to; one of its own where None.
    command: what starts it.
    """

    SAME = provider_pb2.DiffResponse.DIFF_NONE

    def __init__(
        self,
        environment: dict[str, str],
        engine: EngineLog | None = None,
        command: tuple[str, ...] = (str(PLUGIN),),
        **config: Any,
    ) -> None:
        self.engine = engine or EngineLog()
        self._owns_engine = engine is None
        self.process = subprocess.Popen(
            [*command, self.engine.address],
            env={**os.environ, "PYTHONFAULTHANDLER": "1", **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        assert self.process.stdout is not None
        port = int(self.process.stdout.readline())
        self._channel = grpc.insecure_channel(f"127.0.0.1:{port}")
        self.stub = provider_pb2_grpc.ResourceProviderStub(self._channel)
        self.stub.Handshake(
            provider_pb2.ProviderHandshakeRequest(
                engine_address=self.engine.address, supports_refresh_before_update=True
            ),
            timeout=START_SECONDS,
        )
        if environment:
            self._configure(config)

    def _configure(self, config: dict[str, Any]) -> None:
        try:
            self.stub.Configure(provider_pb2.ConfigureRequest(args=struct(config)))
        except grpc.RpcError:
            self.end()  # no `with` block will
            raise

    def __enter__(self) -> PluginProcess:
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    def end(self) -> str:
        """Ends the process; what it wrote to stderr."""
        self._channel.close()
        self.process.terminate()
        written = self._last_words()
        if self._owns_engine:
            self.engine.stop()
        return written

    def _last_words(self) -> str:
        try:
            return self.process.communicate(timeout=END_SECONDS)[1].decode()
        except subprocess.TimeoutExpired:
            self.process.send_signal(signal.SIGABRT)  # it writes where each of its threads stands
            written = self.process.communicate()[1].decode()
        raise AssertionError(f"the plugin did not end when it was asked to:\n{written}")

    def check(
        self, news: dict[str, Any], olds: dict[str, Any] | None = None, urn: str = URN
    ) -> tuple[dict[str, Any], list[str]]:
        """The checked inputs, and each failure as "property: reason"."""
        request = provider_pb2.CheckRequest(
            urn=urn, olds=struct(olds) if olds else None, news=struct(news)
        )
        answer = self.stub.Check(request)
        failures = [f"{failure.property}: {failure.reason}" for failure in answer.failures]
        return plain(answer.inputs), failures

    def diff(
        self, id_: str, olds: dict[str, Any], news: dict[str, Any], urn: str = URN
    ) -> provider_pb2.DiffResponse:
        old_inputs = struct({name: value for name, value in olds.items() if name in news})
        answer: provider_pb2.DiffResponse = self.stub.Diff(
            provider_pb2.DiffRequest(
                id=id_, urn=urn, olds=struct(olds), news=struct(news), old_inputs=old_inputs
            )
        )
        return answer

    def create(
        self, inputs: dict[str, Any], *, preview: bool = False, urn: str = URN
    ) -> tuple[str, dict[str, Any]]:
        answer = self.stub.Create(
            provider_pb2.CreateRequest(urn=urn, properties=struct(inputs), preview=preview)
        )
        return answer.id, plain(answer.properties)

    def read(
        self, id_: str, outputs: dict[str, Any] | None = None, urn: str = URN
    ) -> tuple[str, dict[str, Any], dict[str, Any]]:
        """The id ("" for gone), the outputs, the inputs. An import where there are no outputs."""
        request = provider_pb2.ReadRequest(id=id_, urn=urn, properties=struct(outputs or {}))
        answer = self.stub.Read(request)
        return answer.id, plain(answer.properties), plain(answer.inputs)

    def update(
        self,
        id_: str,
        olds: dict[str, Any],
        news: dict[str, Any],
        *,
        preview: bool = False,
        urn: str = URN,
    ) -> dict[str, Any]:
        request = provider_pb2.UpdateRequest(
            id=id_, urn=urn, olds=struct(olds), news=struct(news), preview=preview
        )
        return plain(self.stub.Update(request).properties)

    def delete(self, id_: str, outputs: dict[str, Any], urn: str = URN) -> None:
        self.stub.Delete(provider_pb2.DeleteRequest(id=id_, urn=urn, properties=struct(outputs)))

    def in_background(self, call: Any, *arguments: Any, **more: Any) -> futures.Future[Any]:
        """A call that is under way while the test goes on."""
        result: futures.Future[Any] = futures.Future()

        def run() -> None:
            try:
                result.set_result(call(*arguments, **more))
            except Exception as error:
                result.set_exception(error)

        threading.Thread(target=run, daemon=True).start()
        return result


def kept_in_state(error: grpc.RpcError) -> provider_pb2.ErrorResourceInitFailed | None:
    """What the engine keeps of a creation that failed; None where it keeps nothing."""
    for key, value in error.trailing_metadata():  # type: ignore[attr-defined]
        if key == "grpc-status-details-bin":
            status = status_pb2.Status.FromString(value)
            failed = provider_pb2.ErrorResourceInitFailed()
            if status.details[0].Unpack(failed):
                return failed
    return None


def struct(values: dict[str, Any]) -> struct_pb2.Struct:
    return json_format.ParseDict(values, struct_pb2.Struct())


def plain(message: struct_pb2.Struct) -> dict[str, Any]:
    values: dict[str, Any] = json_format.MessageToDict(message)
    return values


def inputs(name: str = "kroq", **more: Any) -> dict[str, Any]:
    """What a program declares, in camelCase."""
    return {
        "advertiserId": "acme",
        "campaignId": "spring-radio",
        "description": f"{name} drive time",
        "mediaType": "Offline: Radio",
        **more,
    }
