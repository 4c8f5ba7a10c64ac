"""Says what is wrong with declared values, in words that say what to write instead.

Owns: the wording of every validation failure. Must not know: where the values came from.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple

from pydantic import BaseModel, ValidationError

from .models import Declaration


class Problem(NamedTuple):
    """path: keys and indexes down to the value, such as ("local_center", "zipcode"). is_missing:
    whether there is no value at all."""

    path: tuple[str | int, ...]
    text: str
    is_missing: bool = False

    @property
    def field(self) -> str:
        return ".".join(str(part) for part in self.path)


def declaration_problems(
    values: Mapping[str, Any], unknown: Collection[str] = (), also_known: Collection[str] = ()
) -> list[Problem]:
    """Every problem with the values of one number.

    unknown: fields without a value yet. also_known: keys that may stand beside a declaration's own.
    """
    try:
        Declaration.model_validate(dict(values), context={"unknown": unknown})
    except ValidationError as error:
        found = problems_of(error, Declaration, also_known)
        return [
            problem for problem in found if problem.path[:1] not in {(name,) for name in unknown}
        ]
    return []


def lookup_problems(ids: Mapping[str, Any]) -> list[Problem]:
    """Every problem with the ids by which numbers are looked up: those of a campaign, and
    id_from_network. What is None is not asked for."""
    given = {name: value for name, value in ids.items() if value is not None}
    return declaration_problems({"description": "-", "media_type": "-", **given})


def misspelt(keys: Iterable[str], also_known: Collection[str] = ()) -> list[Problem]:
    """A problem for each key that is none of a declaration. also_known: keys that may stand beside
    one, to be named where one of them was likely meant."""
    known = {*Declaration.model_fields, *also_known}
    return [Problem((key,), _unknown_key(key, known)) for key in keys]


def problems_of(
    error: ValidationError, model: type[BaseModel], also_known: Collection[str] = ()
) -> list[Problem]:
    """One problem for each thing that is wrong."""
    found: dict[tuple[str | int, ...], Problem] = {}
    for detail in error.errors(include_url=False):
        path = _without_key_mark(detail["loc"])
        if detail["type"] == "extra_forbidden":
            beside = also_known if len(path) == 1 else ()
            text = _unknown_key(str(path[-1]), {*_fields_at(model, path[:-1]), *beside})
        else:
            text = _text(dict(detail), path)
        found.setdefault(path, Problem(path, text, detail["type"] == "missing"))
    return list(found.values())


def _text(detail: dict[str, Any], path: tuple[str | int, ...]) -> str:
    kind, context, value = detail["type"], detail.get("ctx") or {}, detail.get("input")
    if kind == "missing":
        return f"is missing; write `{path[-1]}: ...`"
    if kind == "value_error":
        return str(context["error"])
    if kind == "string_pattern_mismatch":
        meant = _before_a_spreadsheet(str(path[-1]), str(value))
        return f"cannot be {_quoted(value)}; write {meant or _example(path) or context['pattern']}"
    if kind in ("string_too_long", "too_long"):
        return f"has {len(str(value))} characters; at most {context['max_length']} are allowed"
    if kind == "greater_than_equal":
        return f"must be {context['ge']} or more, not {_quoted(value)}"
    if kind == "less_than_equal":
        return f"must be {context['le']:,} or less, not {_quoted(value)}"
    if kind == "literal_error":
        return f"cannot be {_quoted(value)}; write {context['expected']}"
    wanted = _WANTED.get(kind)
    if wanted:
        return f"must be {wanted}, not {_quoted(value)}"
    return f"{str(detail['msg'])[:1].lower()}{str(detail['msg'])[1:]}, not {_quoted(value)}"


_WANTED = {
    "string_type": "text",
    "dict_type": "a map, such as {channel: radio}",
    "model_type": "a map of keys",
    "model_attributes_type": "a map of keys",
    "tuple_type": "a list",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
}
_EXAMPLES: dict[str | int, str] = {
    "tn_prefix": 'an area code, such as "310"',
    "tn_prefix_whitelist": 'an area code, such as "310"',
    "zipcode": "a zip code, such as 93101",
    "open_time": 'a time in steps of 15 minutes, such as "09:00"',
    "close_time": 'a time in steps of 15 minutes, such as "17:30"',
}


def _example(path: tuple[str | int, ...]) -> str | None:
    """What can stand at `path`; for an item of a list, what is said of the list."""
    return next((_EXAMPLES[part] for part in reversed(path) if part in _EXAMPLES), None)


def _before_a_spreadsheet(field: str, value: str) -> str:
    """What the value was before a spreadsheet took it for a number, and how to keep it; or ""."""
    if field == "zipcode" and re.fullmatch(r"[0-9]{4}(-[0-9]{4})?", value):
        return (
            f"0{value}. A spreadsheet removed the leading zero; format the column as 00000, or "
            "as text"
        )
    number = re.fullmatch(r"([0-9]{3}|[0-9]{5})[.,]0+", value)
    if number:
        return (
            f"{number[1]}. A spreadsheet turned it into a decimal number; format the column as text"
        )
    return ""


def _unknown_key(key: str, known: Iterable[str]) -> str:
    names = sorted(known)
    near = difflib.get_close_matches(key, names, n=1, cutoff=0.6)
    if near:
        return f"is not a known key; did you mean `{near[0]}`?"
    return f"is not a known key; remove it, or use one of: {', '.join(names)}"


def _fields_at(model: type[BaseModel], path: tuple[str | int, ...]) -> Iterable[str]:
    """The keys that are allowed at `path`."""
    for part in path:
        if isinstance(part, str) and part in model.model_fields:
            model = _model_in(model.model_fields[part].annotation) or model
    return model.model_fields


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for argument in getattr(annotation, "__args__", ()):
        found = _model_in(argument)
        if found is not None:
            return found
    return None


def _without_key_mark(location: tuple[str | int, ...]) -> tuple[str | int, ...]:
    """pydantic ends the path of a wrong key of a map with "[key]"; people do not."""
    return location[:-1] if location[1:] and location[-1] == "[key]" else location


def _quoted(value: Any) -> str:
    text = value if isinstance(value, str) else repr(value)
    return f"'{text}'" if len(text) <= 60 else f"'{text[:57]}...'"
