"""Tells the engine that a resource exists although its creation failed.

Owns: the one use of the SDK host's call context. The engine keeps such a resource in the state and
repairs it in the next run (gRPC error detail ErrorResourceInitFailed). The dynamic-provider host
has no way to say so: an exception in `create` leaves nothing in the state, and a number that was
bought would have no holder. The host's servicer is on the stack while a hook runs, with the call's
context in a local variable; where it is not, the exception alone is raised, as ever.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Mapping
from types import FrameType
from typing import Any

from google.protobuf import any_pb2
from google.rpc import status_pb2
from pulumi.runtime import rpc
from pulumi.runtime.proto import provider_pb2

UNKNOWN_STATUS = 2  # the status with which the host ends a call whose hook raised
DETAILS = "grpc-status-details-bin"


def keep_in_state(
    resource_id: str, inputs: Mapping[str, Any], outputs: Mapping[str, Any], reason: str
) -> bool:
    """Makes the error that the hook is about to raise one that keeps the resource.

    Whether that was possible. reason: what the person reads.
    """
    call = _host_call()
    if call is None:
        return False
    context, provider = call
    failed = provider_pb2.ErrorResourceInitFailed(
        id=resource_id,
        properties=_serialized({**outputs, "__provider": provider}),
        inputs=_serialized({**inputs, "__provider": provider}),
        reasons=[reason],
    )
    detail = any_pb2.Any()
    detail.Pack(failed)
    status = status_pb2.Status(code=UNKNOWN_STATUS, message=reason, details=[detail])
    context.set_trailing_metadata(((DETAILS, status.SerializeToString()),))
    return True


def _host_call() -> tuple[Any, str] | None:
    """The context of the gRPC call that is being served, and the provider string of its request."""
    frame: FrameType | None = sys._getframe()
    while frame is not None:
        if frame.f_code.co_name == "Create":
            context, properties = frame.f_locals.get("context"), frame.f_locals.get("props")
            provider = properties.get("__provider") if isinstance(properties, dict) else None
            if isinstance(provider, str) and hasattr(context, "set_trailing_metadata"):
                return context, provider
        frame = frame.f_back
    return None


def _serialized(properties: Mapping[str, Any]) -> Any:
    loop = asyncio.new_event_loop()
    try:
        return loop.run_until_complete(rpc.serialize_properties(dict(properties), {}))
    finally:
        loop.close()
