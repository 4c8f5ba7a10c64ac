"""Schemas: which attributes a resource has, and of which types.

Owns: their description, their form on the wire, and values that fit them. Must not know: which
attributes there are.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from . import messages
from .messages import Nesting, StringKind
from .values import UNKNOWN

STRING, NUMBER, BOOL = "string", "number", "bool"


class Attribute(NamedTuple):
    """One attribute. type: such as "string" or ["map", "string"]; None where it holds `nested`.

    nesting: how many of `nested` there are. Neither required nor optional: only the provider sets
    it.
    """

    name: str
    type: Any
    description: str
    required: bool = False
    optional: bool = False
    computed: bool = False
    sensitive: bool = False
    nested: tuple[Attribute, ...] = ()
    nesting: Nesting = Nesting.SINGLE


class IdentityAttribute(NamedTuple):
    """A part of what tells a number from all others. is_required: for an import."""

    name: str
    type: Any
    description: str
    is_required: bool = True


class Schema(NamedTuple):
    description: str
    attributes: tuple[Attribute, ...]
    version: int = 0

    @property
    def maps(self) -> frozenset[str]:
        """The attributes whose parts are keys of a map."""
        return frozenset(
            attribute.name
            for attribute in self.attributes
            if attribute.nesting is Nesting.MAP
            or (isinstance(attribute.type, list) and attribute.type[0] == "map")
        )


def identity_message(attributes: tuple[IdentityAttribute, ...], version: int) -> Any:
    made = messages.message("ResourceIdentitySchema.IdentityAttribute")
    return messages.message("ResourceIdentitySchema")(
        version=version,
        identity_attributes=[
            made(
                name=one.name,
                type=json.dumps(one.type).encode(),
                required_for_import=one.is_required,
                optional_for_import=not one.is_required,
                description=one.description,
            )
            for one in attributes
        ],
    )


def to_message(schema: Schema) -> Any:
    block = messages.message("Schema.Block")(
        version=schema.version,
        attributes=[_attribute(attribute) for attribute in schema.attributes],
        description=schema.description,
        description_kind=StringKind.MARKDOWN,
    )
    return messages.message("Schema")(version=schema.version, block=block)


def _attribute(attribute: Attribute) -> Any:
    made = messages.message("Schema.Attribute")(
        name=attribute.name,
        description=attribute.description,
        description_kind=StringKind.MARKDOWN,
        required=attribute.required,
        optional=attribute.optional,
        computed=attribute.computed,
        sensitive=attribute.sensitive,
    )
    if attribute.nested:
        made.nested_type.nesting = attribute.nesting
        made.nested_type.attributes.extend(_attribute(inner) for inner in attribute.nested)
    else:
        made.type = json.dumps(attribute.type).encode()
    return made


def conform(value: Any, attributes: tuple[Attribute, ...]) -> dict[str, Any]:
    """`value` with every attribute, None where it has none, and nothing else.

    Raises ValueError where `value`, such as a state that was edited by hand, does not fit.
    """
    if not isinstance(value, Mapping):
        raise ValueError("it is not an object")
    return {
        attribute.name: _conform_one(value.get(attribute.name), attribute)
        for attribute in attributes
    }


def _conform_one(value: Any, attribute: Attribute) -> Any:
    if value is None or value is UNKNOWN:
        return value
    if attribute.nested:
        return _conform_nested(value, attribute)
    if not _FITS[attribute.type[0] if isinstance(attribute.type, list) else attribute.type](value):
        raise ValueError(f"{attribute.name} is not of the type {json.dumps(attribute.type)}")
    return value


def _conform_nested(value: Any, attribute: Attribute) -> Any:
    inner = attribute.nested
    if attribute.nesting is Nesting.SINGLE:
        return conform(value, inner) if isinstance(value, Mapping) else value
    if attribute.nesting is Nesting.MAP and isinstance(value, Mapping):
        return {key: conform(item, inner) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [conform(item, inner) for item in value]
    return value


_FITS = {
    STRING: lambda value: isinstance(value, str),
    NUMBER: lambda value: isinstance(value, (int, float)) and not isinstance(value, bool),
    BOOL: lambda value: isinstance(value, bool),
    "list": lambda value: isinstance(value, (list, tuple)),
    "map": lambda value: isinstance(value, Mapping),
}
