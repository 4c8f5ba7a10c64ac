"""Decides what becomes of the custom data that is sent, and in which form it is shown.

Knows no number and no request: maps in, maps out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from .knobs import Knobs
from .records import Json

SHORT_TEXT = 255
LONG_TEXT = 10_000
CLEARING: dict[str, tuple[object, ...]] = {
    "both": ("", None),
    "empty_string": ("",),
    "null": (None,),
}


@dataclass(frozen=True)
class Checked:
    """What is left of the map that was sent, and what is wrong with it, by key."""

    values: Json = field(default_factory=dict)
    problems: dict[str, list[str]] = field(default_factory=dict)


def check(sent: Mapping[str, object], fields: Mapping[str, bool], knobs: Knobs) -> Checked:
    checked = Checked()
    for key, value in sent.items():
        if key not in fields and knobs.unknown_custom_field == "dropped":
            continue
        longest = LONG_TEXT if fields.get(key) else SHORT_TEXT
        checked.values[key] = coerce(value, longest, knobs)
        problem = _problem(key, checked.values[key], longest, fields, knobs)
        if problem:
            checked.problems[key] = [problem]
    return checked


def coerce(value: object, longest: int, knobs: Knobs) -> object:
    if knobs.coercion == "to_string" and isinstance(value, (bool, int, float)):
        return str(value).lower() if isinstance(value, bool) else str(value)
    if knobs.coercion == "trimmed" and isinstance(value, str):
        return value.strip()
    if knobs.coercion == "cut" and isinstance(value, str):
        return value[:longest]
    return value


def _problem(
    key: str, value: object, longest: int, fields: Mapping[str, bool], knobs: Knobs
) -> str | None:
    if key not in fields and knobs.unknown_custom_field == "rejected":
        return "is not a custom data field"
    if isinstance(value, (dict, list)):
        return "is invalid"
    if value is not None and len(str(value)) > longest:
        return f"is too long (maximum is {longest} characters)"
    return None


def combine(current: Json, sent: Json | None, knobs: Knobs) -> Json:
    """The map after a PUT; `sent` is None where the request held no custom_data."""
    if sent is None:
        return current if knobs.put_custom_data in {"merge", "omitted_keeps"} else {}
    merging = knobs.put_custom_data in {"merge", "omitted_clears"}
    result = dict(current) if merging else {}
    for key, value in sent.items():
        if value in CLEARING[knobs.clear_token]:
            result.pop(key, None)
        elif value not in ("", None):
            result[key] = value
        elif key in current:
            result[key] = current[key]
    return result


def show(own: Json, inherited: Json, fields: Mapping[str, bool], knobs: Knobs) -> Json:
    """The part of a promo number that shows its custom data: usually {"custom_data": {...}}."""
    values = {**inherited, **own} if knobs.inherited_values == "shown" else own
    if knobs.custom_data_empty == "nulls_inside":
        return {"custom_data": {**dict.fromkeys(fields), **values}}
    if values or knobs.custom_data_empty == "empty_object":
        return {"custom_data": values}
    return {} if knobs.custom_data_empty == "absent" else {"custom_data": None}
