"""The gRPC call that the SDK's dynamic-provider host is serving while a hook runs.

Owns: the one look at the host's stack frames, a private attribute. The host hands a hook neither
the call's context nor its provider string, but its own servicer is on the stack, with both in local
variables. Where the host is not as expected there is no call to be found, and the caller has to
do without.
"""

from __future__ import annotations

import sys
from types import FrameType
from typing import Any, NamedTuple

VERBS = frozenset({"Check", "Create", "Delete", "Diff", "Read", "Update"})


class HostCall(NamedTuple):
    """verb: as the protocol names it. context: gRPC's ServicerContext. provider: the provider's own
    string, as every call but a Diff and a Check carries it; else "". urn: of the resource."""

    verb: str
    context: Any
    provider: str
    urn: str = ""


def host_call() -> HostCall | None:
    """The call that is being served; None where it is not known."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        verb = frame.f_code.co_name
        context = frame.f_locals.get("context") if verb in VERBS else None
        if callable(getattr(context, "abort", None)):
            carried = frame.f_locals.get("news" if verb == "Update" else "props")
            urn = getattr(frame.f_locals.get("request"), "urn", "")
            return HostCall(verb, context, _provider(carried), urn)
        frame = frame.f_back
    return None


def urn_of_the_call() -> str:
    """Which resource the call is about; "" where that is not known."""
    call = host_call()
    return call.urn if call else ""


def _provider(properties: Any) -> str:
    pickled = properties.get("__provider") if isinstance(properties, dict) else None
    return pickled if isinstance(pickled, str) else ""
