"""The message that registers one resource.

Owns: how plain values become the message that Pulumi's SDK would have sent for them; a test holds
the two side by side. Must not know: promo numbers, nor how the message is sent.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from google.protobuf import struct_pb2
from pulumi.runtime.proto import alias_pb2, resource_pb2

_PLAIN = frozenset({str, bool, int, float, type(None)})


def is_plain(value: Any) -> bool:
    """Whether `value` is there already and needs no translation: no output, asset, enumeration."""
    kind = type(value)
    if kind is dict:
        return all(type(key) is str and is_plain(inner) for key, inner in value.items())
    if kind is list or kind is tuple:
        return all(map(is_plain, value))
    return kind in _PLAIN


def registration(
    type_: str,
    name: str,
    parent: str,
    inputs: struct_pb2.Struct,
    *,
    protect: bool | None = None,
    aliases: Iterable[tuple[str, str]] = (),
    provider: str = "",
    dependencies: Mapping[str, Iterable[str]] | None = None,
) -> resource_pb2.RegisterResourceRequest:
    """parent: its URN. aliases: names and types that it had; "" for that of today. provider: its
    reference, "" for the default one. dependencies: by property, the URNs that it is made of."""
    request = resource_pb2.RegisterResourceRequest(
        type=type_,
        name=name,
        parent=parent,
        custom=True,
        object=inputs,
        protect=protect,
        provider=provider,
        acceptSecrets=True,
        acceptResources=True,
        supportsPartialValues=True,
        supportsResultReporting=True,
        hooks=resource_pb2.RegisterResourceRequest.ResourceHooksBinding(),
    )
    for former, kind in aliases:
        # No other parent: the same as this one's.
        spec = alias_pb2.Alias.Spec(name=former, type=kind, parentUrn="")
        request.aliases.append(alias_pb2.Alias(spec=spec))
    for key in inputs.fields:
        request.propertyDependencies[key].urns.extend((dependencies or {}).get(key, ()))
    every = (urn for urns in (dependencies or {}).values() for urn in urns)
    request.dependencies.extend(dict.fromkeys(every))
    return request


def written(inputs: Mapping[str, Any]) -> struct_pb2.Struct:
    """Plain inputs as the wire has them; those that are None are left out."""
    struct = struct_pb2.Struct()
    for key, value in inputs.items():
        if value is not None:
            write_plain(value, struct.fields[key])
    return struct


def write_plain(value: Any, into: struct_pb2.Value) -> None:
    """value: one that `is_plain`."""
    kind = type(value)
    if kind is str:
        into.string_value = value
    elif kind is bool:
        into.bool_value = value
    elif kind is dict:
        into.struct_value.SetInParent()
        for key, inner in value.items():
            write_plain(inner, into.struct_value.fields[key])
    elif kind is list or kind is tuple:
        into.list_value.SetInParent()
        for inner in value:
            write_plain(inner, into.list_value.values.add())
    elif value is None:
        into.null_value = struct_pb2.NULL_VALUE
    else:
        into.number_value = value
