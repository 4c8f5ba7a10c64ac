"""What the engine answered to the registration of one number.

Owns: which values are known, unknown, secret or missing, as Pulumi's SDK would have it. Must not
know: how the answer came.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any, NamedTuple

from google.protobuf import struct_pb2
from pulumi.runtime import rpc
from pulumi.runtime.proto import resource_pb2
from pulumi.runtime.settings import is_dry_run


class Value(NamedTuple):
    """One property. value: None where there is none."""

    value: Any
    is_known: bool
    is_secret: bool


class RegistrationAnswer:
    """An answer, kept small: thousands are held until the program ends, few are looked at."""

    def __init__(
        self,
        request: resource_pb2.RegisterResourceRequest,
        response: resource_pb2.RegisterResourceResponse,
    ) -> None:
        self.urn: str = response.urn
        self.id: str = response.id
        self.failed = response.result != resource_pb2.Result.SUCCESS
        # The engine was told to leave this number out of the run, and it does not exist yet. The
        # messages of the oldest SDKs have no place for it: there it has no value, as usual.
        self.skipped: bool = getattr(response, "unknown", False)
        if not is_dry_run():
            _fill_up(response.object, request.object)
        self._properties: bytes = b"" if self.failed else response.object.SerializeToString()

    def property(self, name: str) -> Value:
        """The property as a program may use it."""
        value = self._read.get(name)
        is_secret = rpc.is_rpc_secret(value)
        value = rpc.unwrap_rpc_secret(value)
        if value is None:
            return Value(None, not (is_dry_run() or self.skipped or self.failed), is_secret)
        return Value(value, not rpc.contains_unknowns(value), is_secret)

    def digits(self) -> Value | None:
        """The number's ten digits; None where this run makes none."""
        value = self.property("promo_number")
        return None if value.value is None and (self.failed or self.skipped) else value

    def id_value(self) -> Value:
        return Value(self.id, bool(self.id), is_secret=False)

    @cached_property
    def _read(self) -> Mapping[str, Any]:
        struct = struct_pb2.Struct.FromString(self._properties)
        properties: Mapping[str, Any] = rpc.deserialize_properties(struct, keep_unknowns=True)
        return properties


def _fill_up(outputs: struct_pb2.Struct, inputs: struct_pb2.Struct) -> None:
    """What the engine gives no final value for is what was declared."""
    for name, value in inputs.fields.items():
        if name not in outputs.fields or outputs.fields[name].HasField("null_value"):
            outputs.fields[name].CopyFrom(value)
