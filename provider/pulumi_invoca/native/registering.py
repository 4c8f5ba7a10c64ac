"""Registers resources with the engine from within the plugin, many at a time.

Owns: how many registrations are under way, and how a message is made of a resource. Must not know:
promo numbers.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import grpc
from pulumi.runtime.proto import alias_pb2, resource_pb2, resource_pb2_grpc

from . import values
from .refusals import Refused

# More than the engine deploys at once, so that the next one is there when it has compared one.
AHEAD = 32
MESSAGE_MAXIMUM = 400 * 1024 * 1024  # bytes, as Pulumi's own SDKs have it
_GONE = (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.CANCELLED)


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
        options = [
            ("grpc.max_receive_message_length", MESSAGE_MAXIMUM),
            ("grpc.max_send_message_length", MESSAGE_MAXIMUM),
        ]
        self._channel = grpc.insecure_channel(address, options)
        self._stub = resource_pb2_grpc.ResourceMonitorStub(self._channel)
        self._room = threading.BoundedSemaphore(max(parallel, 1) + AHEAD)

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
        return str(self._answered(self._stub.RegisterResource.future(own)).urn)

    def children(
        self, parent: str, provider: str, children: Iterable[Child]
    ) -> list[resource_pb2.RegisterResourceResponse]:
        """The answers, in order, when all are there. provider: its reference, "" for the default.

        Raises Refused where the engine takes one for a mistake, or is gone.
        """
        calls = []
        for child in children:
            self._room.acquire()
            call = self._stub.RegisterResource.future(_message(child, parent, provider))
            call.add_done_callback(lambda _: self._room.release())
            calls.append(call)
        return [self._answered(call) for call in calls]

    def outputs(self, urn: str, outputs: Any) -> None:
        """What a component has as its outputs."""
        self._stub.RegisterResourceOutputs(
            resource_pb2.RegisterResourceOutputsRequest(urn=urn, outputs=outputs)
        )

    def _answered(self, call: Any) -> resource_pb2.RegisterResourceResponse:
        try:
            answer: resource_pb2.RegisterResourceResponse = call.result()
        except grpc.RpcError as error:
            if error.code() in _GONE:
                # The engine has told why it ends.
                raise Refused("the run has ended", grpc.StatusCode.CANCELLED) from None
            raise Refused(str(error.details())) from None
        return answer


def _message(child: Child, parent: str, provider: str) -> resource_pb2.RegisterResourceRequest:
    request = resource_pb2.RegisterResourceRequest(
        type=child.kind,
        name=child.name,
        parent=parent,
        custom=True,
        provider=provider,
        object=values.write(child.properties, child.secrets),
        protect=child.protect,
        acceptSecrets=True,
        acceptResources=True,
        supportsPartialValues=True,
        supportsResultReporting=True,
    )
    for name, kind in child.aliases:
        spec = alias_pb2.Alias.Spec(name=name, type=kind)
        request.aliases.append(alias_pb2.Alias(spec=spec))
    for name in child.properties:
        urns = child.dependencies.get(name, ())
        request.propertyDependencies[name].urns.extend(urns)
        request.dependencies.extend(urn for urn in urns if urn not in request.dependencies)
    return request
