"""Decides what becomes of the custom data that is sent, and in which form it is shown.

Knows no number and no request: maps in, maps out.
"""

from __future__ import annotations

import re
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
class CheckedCustomData:
    """What is left of the map that was sent, and what is wrong with it, by key."""

    values: Json = field(default_factory=dict)
    problems: dict[str, list[str]] = field(default_factory=dict)


def check(
    sent: Mapping[str, object], fields: Mapping[str, bool], knobs: Knobs
) -> CheckedCustomData:
    checked = CheckedCustomData()
    fields = {_stored_key(name, knobs): long_text for name, long_text in fields.items()}
    for sent_key, value in sent.items():
        key = _stored_key(sent_key, knobs)
        if key not in fields and knobs.unknown_custom_field == "dropped":
            continue
        longest = LONG_TEXT if fields.get(key) else SHORT_TEXT
        checked.values[key] = coerce(value, longest, knobs)
        problem = _problem(key, checked.values[key], longest, fields, knobs)
        if problem:
            checked.problems[key] = [problem]
    return checked


def _stored_key(key: str, knobs: Knobs) -> str:
    return key.upper() if knobs.custom_data_keys == "upper_case" else key


def coerce(value: object, longest: int, knobs: Knobs) -> object:
    if knobs.custom_data_values == "upper_case" and isinstance(value, str):
        value = value.upper()
    if knobs.coercion == "to_string" and isinstance(value, (bool, int, float)):
        return str(value).lower() if isinstance(value, bool) else str(value)
    if knobs.coercion == "trimmed" and isinstance(value, str):
        return value.strip()
    if knobs.coercion == "cut" and isinstance(value, str):
        return value[:longest]
    if knobs.coercion == "padded" and isinstance(value, str) and value:
        return f" {value} "
    return value


def _problem(
    key: str, value: object, longest: int, fields: Mapping[str, bool], knobs: Knobs
) -> str | None:
    if key not in fields and knobs.unknown_custom_field == "rejected":
        return "is not a custom data field"
    if isinstance(value, (dict, list)) and knobs.custom_data_types != "nested":
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
        names = (_stored_key(name, knobs) for name in fields)
        values = {**dict.fromkeys(names), **values}
    if values or knobs.custom_data_empty == "empty_object":
        return {"custom_data": _formed(values, knobs)}
    return {} if knobs.custom_data_empty == "absent" else {"custom_data": None}


def _formed(values: Json, knobs: Knobs) -> object:
    shown = {key: _typed(value, knobs) for key, value in values.items()}
    if knobs.custom_data_form == "named":
        return [{"name": key, "value": value} for key, value in shown.items()]
    if knobs.custom_data_form == "pairs":
        return [[key, value] for key, value in shown.items()]
    return shown


def _typed(value: object, knobs: Knobs) -> object:
    if knobs.custom_data_types == "nested" and isinstance(value, str):
        return {"value": value}
    if knobs.custom_data_types == "typed" and isinstance(value, str):
        if re.fullmatch(r"-?(0|[1-9]\d{0,14})", value):
            return int(value)
        return {"true": True, "false": False}.get(value, value)
    return value
