"""Tells the engine what a resource has become although its creation, or its update, failed.

Owns: how that is said. The engine keeps such a resource in the state and repairs it in the next run
(gRPC error detail ErrorResourceInitFailed). The dynamic-provider host has no way to say so: an
exception in `create` leaves nothing in the state, and a number that was bought would have no
holder; one in `update` leaves it as it was, and a purchase that was sent would be in no state.
Where the host's call cannot be found, the exception alone is raised, as usual.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from google.protobuf import any_pb2
from google.rpc import status_pb2
from pulumi.runtime import rpc
from pulumi.runtime.proto import provider_pb2

from pulumi_stack.wire import ERROR_DETAILS

from .host_call import host_call

VERBS = ("Create", "Update")
UNKNOWN_STATUS = 2  # the status with which the host ends a call whose hook raised


def keep_in_state(
    resource_id: str, inputs: Mapping[str, Any], outputs: Mapping[str, Any], reason: str
) -> bool:
    """Makes the error that the hook is about to raise one that keeps the resource.

    Whether that was possible. reason: what the person reads.
    """
    call = host_call()
    if call is None or call.verb not in VERBS or not call.provider:
        return False
    failed = provider_pb2.ErrorResourceInitFailed(
        id=resource_id,
        properties=_serialized({**outputs, "__provider": call.provider}),
        inputs=_serialized({**inputs, "__provider": call.provider}),
        reasons=[reason],
    )
    detail = any_pb2.Any()
    detail.Pack(failed)
    status = status_pb2.Status(code=UNKNOWN_STATUS, message=reason, details=[detail])
    call.context.set_trailing_metadata(((ERROR_DETAILS, status.SerializeToString()),))
    return True


def _serialized(properties: Mapping[str, Any]) -> Any:
    loop = asyncio.new_event_loop()
    try:
        return loop.run_until_complete(rpc.serialize_properties(dict(properties), {}))
    finally:
        loop.close()
