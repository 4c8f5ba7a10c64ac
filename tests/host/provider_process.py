"""Drives the provider in its own process over gRPC, as the engine does, without an engine."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

import grpc
from google.protobuf import json_format, struct_pb2
from pulumi.dynamic.dynamic import serialize_provider
from pulumi.runtime.proto import provider_pb2, provider_pb2_grpc

from pulumi_invoca.provider import PromoNumberProvider

UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
PROVIDER = serialize_provider(PromoNumberProvider())


class ProviderProcess:
    """`python -m pulumi.dynamic` with its environment; ends with the `with` block."""

    def __init__(self, environment: dict[str, str], **config: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-u", "-m", "pulumi.dynamic", "127.0.0.1:1"],
            env={**os.environ, **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        assert self.process.stdout is not None
        port = int(self.process.stdout.readline())
        self._channel = grpc.insecure_channel(f"127.0.0.1:{port}")
        self._stub = provider_pb2_grpc.ResourceProviderStub(self._channel)
        settings = {f"invoca:{name}": value for name, value in config.items()}
        self._stub.Configure(provider_pb2.ConfigureRequest(args=_struct(settings)))

    def __enter__(self) -> ProviderProcess:
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    def end(self) -> str:
        """Ends the process; what it wrote to stderr."""
        self._channel.close()
        self.process.terminate()
        return self.process.communicate()[1].decode()

    def check(
        self, olds: dict[str, Any], news: dict[str, Any], urn: str = ""
    ) -> tuple[dict[str, Any], list[str]]:
        """The checked inputs, and each failure as "property: reason"."""
        answer = self._stub.Check(
            provider_pb2.CheckRequest(olds=_bag(olds) if olds else None, news=_bag(news), urn=urn)
        )
        failures = [f"{failure.property}: {failure.reason}" for failure in answer.failures]
        return _plain(answer.inputs), failures

    def diff(self, id_: str, olds: dict[str, Any], news: dict[str, Any]) -> tuple[bool, list[str]]:
        """Whether there are changes, and what asks for a replacement."""
        answer = self._stub.Diff(provider_pb2.DiffRequest(id=id_, olds=_bag(olds), news=_bag(news)))
        return answer.changes == provider_pb2.DiffResponse.DIFF_SOME, list(answer.replaces)

    def create(self, inputs: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        answer = self._stub.Create(provider_pb2.CreateRequest(properties=_bag(inputs)))
        return answer.id, _plain(answer.properties)

    def read(self, id_: str, outputs: dict[str, Any]) -> tuple[str, dict[str, Any], dict[str, Any]]:
        """The id ("" for gone), the outputs, the inputs."""
        answer = self._stub.Read(provider_pb2.ReadRequest(id=id_, properties=_bag(outputs)))
        return answer.id, _plain(answer.properties), _plain(answer.inputs)

    def update(self, id_: str, olds: dict[str, Any], news: dict[str, Any]) -> dict[str, Any]:
        request = provider_pb2.UpdateRequest(id=id_, olds=_bag(olds), news=_bag(news))
        return _plain(self._stub.Update(request).properties)

    def delete(self, id_: str, outputs: dict[str, Any]) -> None:
        self._stub.Delete(provider_pb2.DeleteRequest(id=id_, properties=_bag(outputs)))


def _bag(properties: dict[str, Any]) -> struct_pb2.Struct:
    return _struct({"__provider": PROVIDER, **properties})


def _struct(values: dict[str, Any]) -> struct_pb2.Struct:
    return json_format.ParseDict(values, struct_pb2.Struct())


def _plain(struct: struct_pb2.Struct) -> dict[str, Any]:
    values: dict[str, Any] = json_format.MessageToDict(struct)
    values.pop("__provider", None)
    return values
