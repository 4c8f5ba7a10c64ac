"""Registers a component and its children with the engine from within the plugin.

Owns: the connection, and what of a Construct request is handed on. Must not know: promo numbers, or
how many registrations may be under way (`registration.monitor`).
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import grpc
from pulumi.runtime.proto import resource_pb2, resource_pb2_grpc

from pulumi_stack.wire import MESSAGE_SIZES

from ..registration import monitor
from ..registration.request import registration
from . import values
from .refusals import CallRefused


@dataclass(frozen=True)
class Child:
    """A resource to register. properties: as the engine gets them; secrets: paths in them.
    aliases: (name, type) that it had before; "" for that of today."""

    kind: str
    name: str
    properties: Mapping[str, Any]
    secrets: frozenset[values.Path] = frozenset()
    protect: bool = True
    aliases: tuple[tuple[str, str], ...] = ()
    dependencies: Mapping[str, Sequence[str]] = field(default_factory=dict)


class Monitor:
    """The engine's resource monitor. parallel: how many resources it deploys at once."""

    def __init__(self, address: str, parallel: int) -> None:
        self._channel = grpc.insecure_channel(address, MESSAGE_SIZES)
        self._stub = resource_pb2_grpc.ResourceMonitorStub(self._channel)
        self._parallel = parallel

    def close(self) -> None:
        self._channel.close()

    def component(self, request: Any) -> str:
        """Registers the component that a Construct request asks for; its URN."""
        own = resource_pb2.RegisterResourceRequest(
            type=request.type,
            name=request.name,
            parent=request.parent,
            dependencies=request.dependencies,
            aliases=request.aliases,
            providers=dict(request.providers),
            ignoreChanges=request.ignoreChanges,
            replaceOnChanges=request.replaceOnChanges,
            deletedWith=request.deletedWith,
            acceptSecrets=True,
            acceptResources=True,
            supportsPartialValues=True,
        )
        for name in ("protect", "retainOnDelete"):
            if request.HasField(name):
                setattr(own, name, getattr(request, name))
        [answer] = self._register([own])
        return answer.urn

    def children(
        self, parent: str, provider: str, children: Iterable[Child]
    ) -> list[resource_pb2.RegisterResourceResponse]:
        """The answers, in order, when all are there. provider: its reference, "" for the default.

        Raises CallRefused where the engine takes one for a mistake, or is gone.
        """
        return self._register(_message(child, parent, provider) for child in children)

    def outputs(self, urn: str, outputs: Any) -> None:
        """What a component has as its outputs."""
        self._stub.RegisterResourceOutputs(
            resource_pb2.RegisterResourceOutputsRequest(urn=urn, outputs=outputs)
        )

    def _register(self, requests: Iterable[monitor.Request]) -> list[monitor.Response]:
        answers: dict[int, monitor.Response] = {}
        refusals: list[str] = []

        def answered(
            index: int,
            request: monitor.Request,
            answer: monitor.Response | monitor.RegistrationRefused,
        ) -> None:
            if isinstance(answer, monitor.RegistrationRefused):
                refusals.append(f"{request.name}: {answer}")
            else:
                answers[index] = answer

        try:
            asyncio.run(
                monitor.register_all(self._stub, self._parallel, enumerate(requests), answered)
            )
        except monitor.MonitorIsGone:
            raise CallRefused("the run has ended", grpc.StatusCode.CANCELLED) from None
        if refusals:
            raise CallRefused("\n".join(refusals))
        return [answers[index] for index in sorted(answers)]


def _message(child: Child, parent: str, provider: str) -> monitor.Request:
    return registration(
        child.kind,
        child.name,
        parent,
        values.write(child.properties, child.secrets),
        protect=child.protect,
        aliases=child.aliases,
        provider=provider,
        dependencies=child.dependencies,
    )
