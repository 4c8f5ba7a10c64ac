"""The messages of plugin protocol 6 that this provider sends and understands.

Owns: their names, and the name, number and type of each field, as they go over the wire. The
classes are made of this table when it is imported. Generated Python would bind the protobuf
runtime, of which Pulumi's SDK in the same environment may need another version.

A kind is a scalar ("string", "bytes", "bool", "int64", "int32" for what is an enumeration there),
or the name of a message. "[]" before it: many. "{}": a map from strings. "?": told apart from
absent where it is empty or 0. A test holds the table against the published description.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Any

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

PACKAGE = "tfplugin6"
SERVICE = f"{PACKAGE}.Provider"

Fields = dict[int, tuple[str, str]]


class Severity(IntEnum):
    """Of a diagnostic."""

    ERROR = 1
    WARNING = 2


class StringKind(IntEnum):
    """How a description is to be read."""

    PLAIN = 0
    MARKDOWN = 1


class Nesting(IntEnum):
    """Of an attribute that holds attributes, and of a block."""

    SINGLE = 1
    LIST = 2
    SET = 3
    MAP = 4


class DeferredReason(IntEnum):
    """Why a resource cannot be planned yet."""

    PROVIDER_CONFIG_UNKNOWN = 2


_DIAGNOSTICS: Fields = {1: ("diagnostics", "[]Diagnostic")}
_TYPED_CONFIG: Fields = {1: ("type_name", "string"), 2: ("config", "DynamicValue")}
_TYPE_NAME: Fields = {1: ("type_name", "string")}

TABLE: dict[str, Fields] = {
    "DynamicValue": {1: ("msgpack", "bytes"), 2: ("json", "bytes")},
    "RawState": {1: ("json", "bytes"), 2: ("flatmap", "{}string")},
    "ResourceIdentityData": {1: ("identity_data", "DynamicValue")},
    "Diagnostic": {
        1: ("severity", "int32"),
        2: ("summary", "string"),
        3: ("detail", "string"),
        4: ("attribute", "AttributePath"),
    },
    "AttributePath": {1: ("steps", "[]AttributePath.Step")},
    "AttributePath.Step": {
        1: ("attribute_name", "?string"),
        2: ("element_key_string", "?string"),
        3: ("element_key_int", "?int64"),
    },
    "ServerCapabilities": {
        1: ("plan_destroy", "bool"),
        2: ("get_provider_schema_optional", "bool"),
        3: ("move_resource_state", "bool"),
        4: ("generate_resource_config", "bool"),
    },
    "ClientCapabilities": {
        1: ("deferral_allowed", "bool"),
        2: ("write_only_attributes_allowed", "bool"),
    },
    "Deferred": {1: ("reason", "int32")},
    "Schema": {1: ("version", "int64"), 2: ("block", "Schema.Block")},
    "Schema.Block": {
        1: ("version", "int64"),
        2: ("attributes", "[]Schema.Attribute"),
        3: ("block_types", "[]Schema.NestedBlock"),
        4: ("description", "string"),
        5: ("description_kind", "int32"),
        6: ("deprecated", "bool"),
    },
    "Schema.Attribute": {
        1: ("name", "string"),
        2: ("type", "bytes"),
        3: ("description", "string"),
        4: ("required", "bool"),
        5: ("optional", "bool"),
        6: ("computed", "bool"),
        7: ("sensitive", "bool"),
        8: ("description_kind", "int32"),
        9: ("deprecated", "bool"),
        10: ("nested_type", "Schema.Object"),
        11: ("write_only", "bool"),
    },
    "Schema.Object": {1: ("attributes", "[]Schema.Attribute"), 3: ("nesting", "int32")},
    "Schema.NestedBlock": {
        1: ("type_name", "string"),
        2: ("block", "Schema.Block"),
        3: ("nesting", "int32"),
        4: ("min_items", "int64"),
        5: ("max_items", "int64"),
    },
    "ResourceIdentitySchema": {
        1: ("version", "int64"),
        2: ("identity_attributes", "[]ResourceIdentitySchema.IdentityAttribute"),
    },
    "ResourceIdentitySchema.IdentityAttribute": {
        1: ("name", "string"),
        2: ("type", "bytes"),
        3: ("required_for_import", "bool"),
        4: ("optional_for_import", "bool"),
        5: ("description", "string"),
    },
    "GetMetadata.Request": {},
    "GetMetadata.Response": {
        1: ("server_capabilities", "ServerCapabilities"),
        2: ("diagnostics", "[]Diagnostic"),
        3: ("data_sources", "[]GetMetadata.DataSourceMetadata"),
        4: ("resources", "[]GetMetadata.ResourceMetadata"),
        7: ("list_resources", "[]GetMetadata.ListResourceMetadata"),
    },
    "GetMetadata.DataSourceMetadata": _TYPE_NAME,
    "GetMetadata.ResourceMetadata": _TYPE_NAME,
    "GetMetadata.ListResourceMetadata": _TYPE_NAME,
    "GetProviderSchema.Request": {},
    "GetProviderSchema.Response": {
        1: ("provider", "Schema"),
        2: ("resource_schemas", "{}Schema"),
        3: ("data_source_schemas", "{}Schema"),
        4: ("diagnostics", "[]Diagnostic"),
        6: ("server_capabilities", "ServerCapabilities"),
        9: ("list_resource_schemas", "{}Schema"),
    },
    "GetResourceIdentitySchemas.Request": {},
    "GetResourceIdentitySchemas.Response": {
        1: ("identity_schemas", "{}ResourceIdentitySchema"),
        2: ("diagnostics", "[]Diagnostic"),
    },
    "GetFunctions.Request": {},
    "GetFunctions.Response": {2: ("diagnostics", "[]Diagnostic")},
    "ValidateProviderConfig.Request": {1: ("config", "DynamicValue")},
    "ValidateProviderConfig.Response": {2: ("diagnostics", "[]Diagnostic")},
    "ValidateResourceConfig.Request": {
        **_TYPED_CONFIG,
        3: ("client_capabilities", "ClientCapabilities"),
    },
    "ValidateResourceConfig.Response": _DIAGNOSTICS,
    "ValidateDataResourceConfig.Request": _TYPED_CONFIG,
    "ValidateDataResourceConfig.Response": _DIAGNOSTICS,
    "ConfigureProvider.Request": {
        1: ("terraform_version", "string"),
        2: ("config", "DynamicValue"),
        3: ("client_capabilities", "ClientCapabilities"),
    },
    "ConfigureProvider.Response": _DIAGNOSTICS,
    "UpgradeResourceState.Request": {
        1: ("type_name", "string"),
        2: ("version", "int64"),
        3: ("raw_state", "RawState"),
    },
    "UpgradeResourceState.Response": {
        1: ("upgraded_state", "DynamicValue"),
        2: ("diagnostics", "[]Diagnostic"),
    },
    "UpgradeResourceIdentity.Request": {
        1: ("type_name", "string"),
        2: ("version", "int64"),
        3: ("raw_identity", "RawState"),
    },
    "UpgradeResourceIdentity.Response": {
        1: ("upgraded_identity", "ResourceIdentityData"),
        2: ("diagnostics", "[]Diagnostic"),
    },
    "ReadResource.Request": {
        1: ("type_name", "string"),
        2: ("current_state", "DynamicValue"),
        3: ("private", "bytes"),
        5: ("client_capabilities", "ClientCapabilities"),
        6: ("current_identity", "ResourceIdentityData"),
    },
    "ReadResource.Response": {
        1: ("new_state", "DynamicValue"),
        2: ("diagnostics", "[]Diagnostic"),
        3: ("private", "bytes"),
        4: ("deferred", "Deferred"),
        5: ("new_identity", "ResourceIdentityData"),
    },
    "PlanResourceChange.Request": {
        1: ("type_name", "string"),
        2: ("prior_state", "DynamicValue"),
        3: ("proposed_new_state", "DynamicValue"),
        4: ("config", "DynamicValue"),
        5: ("prior_private", "bytes"),
        7: ("client_capabilities", "ClientCapabilities"),
        8: ("prior_identity", "ResourceIdentityData"),
    },
    "PlanResourceChange.Response": {
        1: ("planned_state", "DynamicValue"),
        2: ("requires_replace", "[]AttributePath"),
        3: ("planned_private", "bytes"),
        4: ("diagnostics", "[]Diagnostic"),
        6: ("deferred", "Deferred"),
        7: ("planned_identity", "ResourceIdentityData"),
    },
    "ApplyResourceChange.Request": {
        1: ("type_name", "string"),
        2: ("prior_state", "DynamicValue"),
        3: ("planned_state", "DynamicValue"),
        4: ("config", "DynamicValue"),
        5: ("planned_private", "bytes"),
        7: ("planned_identity", "ResourceIdentityData"),
    },
    "ApplyResourceChange.Response": {
        1: ("new_state", "DynamicValue"),
        2: ("private", "bytes"),
        3: ("diagnostics", "[]Diagnostic"),
        5: ("new_identity", "ResourceIdentityData"),
    },
    "ImportResourceState.Request": {
        1: ("type_name", "string"),
        2: ("id", "string"),
        3: ("client_capabilities", "ClientCapabilities"),
        4: ("identity", "ResourceIdentityData"),
    },
    "ImportResourceState.ImportedResource": {
        1: ("type_name", "string"),
        2: ("state", "DynamicValue"),
        3: ("private", "bytes"),
        4: ("identity", "ResourceIdentityData"),
    },
    "ImportResourceState.Response": {
        1: ("imported_resources", "[]ImportResourceState.ImportedResource"),
        2: ("diagnostics", "[]Diagnostic"),
        3: ("deferred", "Deferred"),
    },
    "ReadDataSource.Request": {
        **_TYPED_CONFIG,
        4: ("client_capabilities", "ClientCapabilities"),
    },
    "ReadDataSource.Response": {
        1: ("state", "DynamicValue"),
        2: ("diagnostics", "[]Diagnostic"),
        3: ("deferred", "Deferred"),
    },
    "ListResource.Request": {
        **_TYPED_CONFIG,
        3: ("include_resource_object", "bool"),
        4: ("limit", "int64"),
    },
    "ListResource.Event": {
        1: ("identity", "ResourceIdentityData"),
        2: ("display_name", "string"),
        3: ("resource_object", "DynamicValue"),
        4: ("diagnostic", "[]Diagnostic"),
    },
    "ValidateListResourceConfig.Request": _TYPED_CONFIG,
    "ValidateListResourceConfig.Response": _DIAGNOSTICS,
    "StopProvider.Request": {},
    "StopProvider.Response": {1: ("Error", "string")},
}

# The calls; each takes <name>.Request and answers <name>.Response, or a stream of <name>.Event.
CALLS: tuple[str, ...] = tuple(
    name.removesuffix(".Request") for name in TABLE if name.endswith(".Request")
)
STREAMS: tuple[str, ...] = tuple(
    name.removesuffix(".Event") for name in TABLE if name.endswith(".Event")
)

_Field: Any = descriptor_pb2.FieldDescriptorProto
_SCALARS = {
    "string": _Field.TYPE_STRING,
    "bytes": _Field.TYPE_BYTES,
    "bool": _Field.TYPE_BOOL,
    "int32": _Field.TYPE_INT32,
    "int64": _Field.TYPE_INT64,
}


def _flat(name: str) -> str:
    return name.replace(".", "")


def _message(name: str, fields: Fields) -> descriptor_pb2.DescriptorProto:
    message = descriptor_pb2.DescriptorProto(name=_flat(name))
    for number, (field_name, kind) in fields.items():
        if kind.startswith("{}"):
            _add_map(message, number, field_name, kind[2:])
        else:
            _add_field(message, number, field_name, kind)
    return message


def _add_field(message: descriptor_pb2.DescriptorProto, number: int, name: str, kind: str) -> Any:
    bare = kind.lstrip("[]?")
    field = message.field.add(
        name=name,
        number=number,
        label=_Field.LABEL_REPEATED if kind.startswith("[]") else _Field.LABEL_OPTIONAL,
    )
    if bare in _SCALARS:
        field.type = _SCALARS[bare]
    else:
        field.type = _Field.TYPE_MESSAGE
        field.type_name = f".{PACKAGE}.{_flat(bare)}"
    if kind.startswith("?"):
        field.proto3_optional = True
        field.oneof_index = len(message.oneof_decl)
        message.oneof_decl.add(name=f"_{name}")
    return field


def _add_map(message: descriptor_pb2.DescriptorProto, number: int, name: str, kind: str) -> None:
    words = "".join(word.capitalize() for word in name.split("_"))
    entry = message.nested_type.add(name=f"{words}Entry")
    entry.options.map_entry = True
    _add_field(entry, 1, "key", "string")
    _add_field(entry, 2, "value", kind)
    field = _add_field(message, number, name, "[]string")
    field.type = _Field.TYPE_MESSAGE
    field.type_name = f".{PACKAGE}.{message.name}.{entry.name}"


def _classes() -> dict[str, Any]:
    file = descriptor_pb2.FileDescriptorProto(
        name="promo_numbers/protocol6.proto", package=PACKAGE, syntax="proto3"
    )
    file.message_type.extend(_message(name, fields) for name, fields in TABLE.items())
    pool = descriptor_pool.DescriptorPool()  # of its own: nothing here can clash with other users
    pool.Add(file)
    return {
        name: message_factory.GetMessageClass(
            pool.FindMessageTypeByName(f"{PACKAGE}.{_flat(name)}")
        )
        for name in TABLE
    }


_CLASSES = _classes()


def message(name: str) -> Any:
    """The class of a message, such as "ReadResource.Request"."""
    return _CLASSES[name]
