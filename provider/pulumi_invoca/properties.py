"""Translates between Pulumi's property bags and the record of `invoca`.

Owns: how values that Pulumi does not know yet come in and go out. Decides nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pulumi.output import Unknown
from pulumi.runtime import rpc

from invoca.promo_number.record import UNKNOWN


def read(properties: Mapping[str, Any]) -> dict[str, Any]:
    """A bag with the core's own mark for what is not known yet."""
    return {name: _read(value) for name, value in properties.items()}


def written(properties: Mapping[str, Any]) -> dict[str, Any]:
    """The reverse."""
    return {name: _written(value) for name, value in properties.items()}


def _read(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _read(item) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_read(item) for item in value]
    # The SDK gives unknowns as objects; the wire's own string comes from whoever speaks gRPC.
    return UNKNOWN if isinstance(value, Unknown) or value == rpc.UNKNOWN else value


def _written(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _written(item) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_written(item) for item in value]
    return rpc.UNKNOWN if value is UNKNOWN else value
