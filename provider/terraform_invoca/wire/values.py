"""Values as the engine sends them: MessagePack with marks for what is not known yet.

Owns: their encoding. A value is None, a bool, an int, a float, a string, a list, a dict from
strings, or UNKNOWN; unknowns may stand anywhere inside. Must not know: what the values mean.
"""

from __future__ import annotations

import json
from typing import Any

import msgpack

from invoca.unknown import UNKNOWN as UNKNOWN
from invoca.unknown import holds_unknown as holds_unknown

_UNKNOWN_CODE = 0
_REFINED_CODE = 12  # unknown, but something is said of it, such as "not null"


def decode(message: Any) -> Any:
    """The value in a DynamicValue; None where it holds none."""
    if message.msgpack:
        return msgpack.unpackb(message.msgpack, ext_hook=_ext, strict_map_key=False, raw=False)
    return json.loads(message.json) if message.json else None


def encode(value: Any) -> bytes:
    """The bytes for a DynamicValue's `msgpack`."""
    return bytes(msgpack.packb(value, default=_default, use_bin_type=True))


def _ext(code: int, data: bytes) -> Any:
    if code in (_UNKNOWN_CODE, _REFINED_CODE):
        return UNKNOWN
    raise ValueError(f"the engine sent a value of an unknown kind ({code})")


def _default(value: Any) -> Any:
    if value is UNKNOWN:
        return msgpack.ExtType(_UNKNOWN_CODE, b"\0")
    raise TypeError(f"{type(value).__name__} is not a value of the protocol")
