"""Writes docs/reference.md: inputs, outputs, settings and commands, as the code has them.

Usage: python tools/reference.py > docs/reference.md (`make schema` does it; a test holds it).
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any

import typer
from pydantic import BaseModel

from invoca.account import ENVIRONMENT, NAMESPACE, OF_THE_MACHINE, Account, default_of
from invoca.promo_number.models import (
    Declaration,
    Policy,
)
from invoca.promo_number.values import HoursOfOperation, LocalCenter, LocalNumberPreferences
from invoca_cli.app import app

NESTED = {
    "local_center": LocalCenter,
    "local_number_preferences": LocalNumberPreferences,
    "hours_of_operation": HoursOfOperation,
}
OUTPUTS = {
    "promo_number": "ten digits; the resource's id",
    "e164": "in the form that telephones and web pages use: +18885550123",
    "invoca_id": "Invoca's own id",
    "object_url": "the number's page in Invoca",
    "id_from_network": "the id under which Invoca holds it, declared or generated",
}
HEAD = """\
# Reference

Written by `make schema` from the code; a test keeps it current.

"""


def reference() -> str:
    """The page."""
    return HEAD + "\n".join([*_inputs(), *_outputs(), *_settings(), *_commands()])


def _inputs() -> Iterator[str]:
    yield "## Inputs of a promo number\n"
    yield "In a campaign file and in `PromoNumberArgs`. All ids are the network's own.\n"
    yield "| input | values | default | a change means | |\n|---|---|---|---|---|"
    schema = Declaration.model_json_schema(by_alias=False)
    for name, field in Declaration.model_fields.items():
        change = next(item for item in field.metadata if isinstance(item, Policy))
        values = _values(schema["properties"][name], schema)
        default = "required" if field.is_required() else _default(field.default)
        row = (f"`{name}`", values, default, change.value, field.description or "")
        yield f"| {' | '.join(map(_cell, row))} |"
    for name, model in NESTED.items():
        yield f"\n### {name}\n\n| key | values | |\n|---|---|---|"
        yield from _keys(model)
    yield ""


def _keys(model: type[BaseModel]) -> Iterator[str]:
    schema = model.model_json_schema(by_alias=False)
    for name, field in model.model_fields.items():
        values = _values(schema["properties"][name], schema)
        yield f"| `{name}` | {_cell(values)} | {_cell(field.description or '')} |"


def _outputs() -> Iterator[str]:
    yield "## Outputs of a promo number\n\nThe inputs, with their live values, and:\n"
    yield "| output | |\n|---|---|"
    yield from (f"| `{name}` | {text} |" for name, text in OUTPUTS.items())
    yield ""


def _settings() -> Iterator[str]:
    yield "## Settings\n\nThe environment wins over `pulumi config` and over Terraform's provider"
    yield "block, where names are written as in `purchase_limit`.\n"
    yield "| setting | environment | values | default | |\n|---|---|---|---|---|"
    schema = Account.model_json_schema(by_alias=False)
    for name, field in Account.model_fields.items():
        named = {**ENVIRONMENT, **OF_THE_MACHINE}.get(name)
        variable = f"`{named}`" if named else ""
        # What the machine says stands in no file.
        setting = "" if name in OF_THE_MACHINE else f"`{NAMESPACE}:{field.alias}`"
        given = default_of(name)
        default = "required" if field.is_required() else f"`{given}`" if given else ""
        values = _values(schema["properties"][name], schema)
        row = (setting, variable, values, default, field.description or "")
        yield f"| {' | '.join(map(_cell, row))} |"
    yield ""


def _commands() -> Iterator[str]:
    yield "## Commands\n"
    group: Any = typer.main.get_command(app)
    for name, command in group.commands.items():
        yield f"### invoca {name}\n\n{(command.help or '').strip()}\n"
        yield "| option | default | |\n|---|---|---|"
        for parameter in command.params:
            given = getattr(parameter.default, "value", parameter.default)  # of an enumeration
            default = "" if given in (None, False, ()) else str(given)
            spelled = ", ".join(f"`{one}`" for one in parameter.opts)
            row = (spelled, _shown(default), getattr(parameter, "help", "") or "")
            yield f"| {' | '.join(map(_cell, row))} |"
        yield ""


def _values(schema: dict[str, Any], whole: dict[str, Any]) -> str:
    """A JSON Schema in a few words."""
    if "$ref" in schema:
        target = whole["$defs"][schema["$ref"].rsplit("/", 1)[1]]
        return "a map, see below" if target.get("type") == "object" else _values(target, whole)
    if "anyOf" in schema:
        found = [_values(item, whole) for item in schema["anyOf"] if item.get("type") != "null"]
        return " or ".join(dict.fromkeys(found))
    if "enum" in schema:
        return ", ".join(f"`{value}`" for value in schema["enum"])
    if "const" in schema:
        return f"`{schema['const']}`"
    words = {"object": "a map", "array": "a list", "string": "text", "boolean": "true or false"}
    text = words.get(schema.get("type", ""), "a number")
    if text == "a number":
        text += f", {schema['minimum']} or more" if "minimum" in schema else ""
        text += f", above {schema['exclusiveMinimum']}" if "exclusiveMinimum" in schema else ""
        text += f", at most {schema['maximum']}" if "maximum" in schema else ""
    return text


def _default(value: object) -> str:
    return "" if value is None or value == {} else f"`{str(value).lower()}`"


def _shown(default: str) -> str:
    return f"`{default}`" if default and "<" not in default else ""


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


if __name__ == "__main__":
    sys.stdout.write(reference())
