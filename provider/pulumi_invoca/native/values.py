"""Property values as they travel between the engine and the plugin, and as plain Python.

Owns: how values are marked that are not known yet, secret, or an output of another resource.
Must not know: promo numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from google.protobuf import struct_pb2

from invoca.promo_number.record import UNKNOWN
from pulumi_stack.wire import ANY_UNKNOWN, MARK, OUTPUT, SECRET, UNKNOWNS

from ..registration.request import is_plain, write_plain

Path = tuple[str | int, ...]


class Properties(NamedTuple):
    """values: plain Python; whole numbers as int, what is not known yet as UNKNOWN.
    secrets: the paths below which nothing may be stored or shown in plain text."""

    values: dict[str, Any]
    secrets: frozenset[Path] = frozenset()


def read(struct: struct_pb2.Struct) -> Properties:
    """What the engine sent."""
    secrets: set[Path] = set()
    values = {key: _read(value, (key,), secrets) for key, value in struct.fields.items()}
    return Properties(values, frozenset(secrets))


def write(values: Mapping[str, Any], secrets: Iterable[Path] = ()) -> struct_pb2.Struct:
    """What the engine is to get. secrets: paths to mark, where they exist in `values`."""
    struct, marked = struct_pb2.Struct(), frozenset(secrets)
    for key, value in values.items():
        _write(struct.fields[key], value, (key,), marked)
    return struct


def _read(value: struct_pb2.Value, path: Path, secrets: set[Path]) -> Any:
    kind = value.WhichOneof("kind")
    if kind == "string_value":
        text = value.string_value
        return UNKNOWN if text in UNKNOWNS else text
    if kind == "number_value":
        number = value.number_value
        return int(number) if number.is_integer() else number
    if kind == "bool_value":
        return value.bool_value
    if kind == "list_value":
        items = value.list_value.values
        return [_read(item, (*path, index), secrets) for index, item in enumerate(items)]
    if kind == "struct_value":
        return _read_map(value.struct_value.fields, path, secrets)
    return None


def _read_map(fields: Mapping[str, struct_pb2.Value], path: Path, secrets: set[Path]) -> Any:
    mark = fields[MARK].string_value if MARK in fields else ""
    if mark == SECRET:
        secrets.add(path)
        return _read(fields["value"], path, secrets)
    if mark == OUTPUT:
        if "secret" in fields and fields["secret"].bool_value:
            secrets.add(path)
        return _read(fields["value"], path, secrets) if "value" in fields else UNKNOWN
    return {key: _read(value, (*path, key), secrets) for key, value in fields.items()}


def _write(into: struct_pb2.Value, value: Any, path: Path, secrets: frozenset[Path]) -> None:
    if path in secrets:
        wrapped = into.struct_value.fields
        wrapped[MARK].string_value = SECRET
        _write(wrapped["value"], value, path, secrets - {path})
    elif value is UNKNOWN:
        into.string_value = ANY_UNKNOWN
    elif isinstance(value, Mapping):
        fields = into.struct_value.fields
        into.struct_value.SetInParent()
        for key, item in value.items():
            _write(fields[str(key)], item, (*path, str(key)), secrets)
    elif isinstance(value, (list, tuple)):
        into.list_value.SetInParent()
        for index, item in enumerate(value):
            _write(into.list_value.values.add(), item, (*path, index), secrets)
    else:
        write_plain(value if is_plain(value) else str(value), into)
