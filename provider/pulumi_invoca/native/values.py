"""Property values as they travel between the engine and the plugin, and as plain Python.

Owns: the wire's marks for what is not known yet, secret, or an output of another resource.
Must not know: promo numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from google.protobuf import struct_pb2

from invoca.promo_number.record import UNKNOWN

Path = tuple[str | int, ...]

# Contracts of the wire: keys and values by which the engine tells special objects.
MARK = "4dabf18193072939515e22adb298388d"
SECRET = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105 - a mark, not a secret
OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4"
UNKNOWNS = frozenset(
    {
        "04da6b54-80e4-46f7-96ec-b56ff0331ba9",  # text, or anything
        "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",  # truth value
        "3eeb2bf0-c639-47a8-9e75-3b44932eb421",  # number
        "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",  # list
        "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",  # map
    }
)
ANY_UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9"


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
    elif value is None:
        into.null_value = struct_pb2.NULL_VALUE
    elif isinstance(value, bool):
        into.bool_value = value
    elif isinstance(value, (int, float)):
        into.number_value = value
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
        into.string_value = str(value)
