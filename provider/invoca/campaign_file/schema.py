"""The JSON Schema of the campaign file, for editors.

Owns: putting the models together into one schema. The file made of it is committed and kept
current by a test: stacks/campaign.schema.json.
"""

from __future__ import annotations

from typing import Any

from ..promo_number.models import Declaration
from .format import ONE_EACH, Head, Options

# The file is YAML with its spelling kept, so where text is wanted a bare number or word will do.
_SCALARS = ["string", "number", "boolean"]


def campaign_file_schema() -> dict[str, Any]:
    """A JSON Schema (draft 2020-12) that accepts every campaign file that is accepted here.

    But for one liberty: numbers and truth values must not be quoted where they are wanted.
    """
    head = Head.model_json_schema()
    number = Declaration.model_json_schema()
    fields = _fields(number)
    shared = {name: field for name, field in fields.items() if name not in ONE_EACH}
    properties = head["properties"]
    properties["defaults"] |= {"$ref": "#/$defs/Defaults"}
    properties["numbers"] |= {"additionalProperties": {"$ref": "#/$defs/Number"}}
    for name in ("defaults", "numbers"):
        properties[name].pop("anyOf", None)
    properties["numbers"]["type"] = ["object", "null"]
    definitions = {**number["$defs"], "Defaults": _entry(shared), "Number": _entry(fields)}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Campaign file",
        "description": "The promo numbers of one stack.",
        "type": "object",
        "additionalProperties": False,
        "required": head["required"],
        "properties": _relaxed(properties),
        "$defs": _relaxed(definitions),
    }


def _fields(number: dict[str, Any]) -> dict[str, Any]:
    """What a number may say: its declaration, and what the file adds to it."""
    custom_data = number["properties"]["custom_data"]
    custom_data["additionalProperties"] = _or_null(custom_data["additionalProperties"])
    added = Options.model_json_schema()["properties"]
    return {name: _or_null(field) for name, field in (number["properties"] | added).items()}


def _entry(fields: dict[str, Any]) -> dict[str, Any]:
    return {"type": ["object", "null"], "additionalProperties": False, "properties": fields}


def _or_null(field: dict[str, Any]) -> dict[str, Any]:
    """The same field, also as a key without a value, which says nothing."""
    if {"type": "null"} in field.get("anyOf", []):
        return field
    described = {key: value for key, value in field.items() if key == "description"}
    rest = {key: value for key, value in field.items() if key != "description"}
    return {**described, "anyOf": [rest, {"type": "null"}]}


def _relaxed(schema: Any) -> Any:
    """The same schema without pydantic's titles and defaults, and with bare scalars as text."""
    if isinstance(schema, list):
        return [_relaxed(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {
        key: _relaxed(value)
        for key, value in schema.items()
        if not (key in ("title", "default") and not isinstance(value, dict))
    }
    if kept.get("type") == "string" and "enum" not in kept:
        kept["type"] = _SCALARS
    return kept
