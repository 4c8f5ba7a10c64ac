"""Live numbers as a Terraform configuration: an import block and a resource for each.

Owns: how values look in HCL. Must not know: where the text goes. A plan of it imports, and changes
nothing: what is written is what is live.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from invoca.campaign_file.exported import ExportedCampaign, ExportedNumber
from invoca.promo_number.as_declared import Oddity
from terraform_stack import hcl
from terraform_stack.names import KEY, RESOURCE


def terraform_text(campaign: ExportedCampaign, command: str) -> str:
    """command: what a reader would run to make it again."""
    lines = [f"# The live numbers of {campaign.where}, written by:", f"#   {command}"]
    labels = _labels(campaign)
    for number in campaign.numbers:
        label = labels[number.name]
        path = "/".join(map(_part, filter(None, (*campaign.where, number.promo_number))))
        lines += [
            "",
            "import {",
            f"  to = {RESOURCE}.{label}",
            f"  id = {hcl.literal(path)}",
            "}",
            "",
            f'resource "{RESOURCE}" "{label}" {{',
            *_aligned(_arguments(number)),
            "}",
        ]
    return "\n".join(lines) + "\n"


def _part(text: str) -> str:
    """As a part of an import's id has it, which is split at each slash."""
    return text.replace("%", "%25").replace("/", "%2F")


def _labels(campaign: ExportedCampaign) -> Mapping[str, str]:
    """What the resource is called, by the number's name; such as n_94_7_fm of 94.7-fm."""
    found: dict[str, str] = {}
    for number in campaign.numbers:
        label = re.sub(r"[^A-Za-z0-9_-]", "_", number.name)
        label = label if re.match(r"[A-Za-z_]", label) else f"n_{label}"
        if label in found.values():
            label = f"{label}_{number.promo_number}"
        found[number.name] = label
    return found


def _arguments(number: ExportedNumber) -> Iterator[tuple[str, Any]]:
    yield KEY, number.name
    values = number.declaration.model_dump(mode="json", exclude_none=True, exclude_defaults=True)
    if Oddity.ID_IS_UNUSABLE not in number.oddities:
        values.pop("adopt", None)  # the import names it
    yield from values.items()


def _aligned(arguments: Iterator[tuple[str, Any]]) -> list[str]:
    lines: list[str] = []
    for name, value in arguments:
        if isinstance(value, dict):
            lines += [
                f"  {name} = {{",
                *(f"    {hcl.key(key)} = {_value(value[key])}" for key in value),
            ]
            lines.append("  }")
        else:
            lines.append(f"  {name} = {_value(value)}")
    return lines


def _value(value: Any) -> str:
    if isinstance(value, str):
        return hcl.literal(value)
    if isinstance(value, dict):
        return (
            "{ "
            + ", ".join(f"{hcl.key(key)} = {_value(item)}" for key, item in value.items())
            + " }"
        )
    if isinstance(value, list):
        return "[" + ", ".join(map(_value, value)) + "]"
    return json.dumps(value)
