"""The inputs that choose a number, in the one spelling by which two choices are compared.

Owns: which spellings ask Invoca for the same number. Equal meaning is not a change, and makes the
same id. Must not know: how inputs are checked or sent.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

# What Invoca takes where nothing is written (promo-numbers page).
_DEFAULTS: dict[str, object] = {"search_radius_miles": 240, "restrict_search_to_state": True}
_CANADIAN = re.compile(r"([A-Z][0-9][A-Z]) ?([0-9][A-Z][0-9])")
_WORD = re.compile(r"[^\W\d_]+")
LOOKS_LIKE_DIGITS = 5  # Invoca goes by the first five only


def canonical_choice(values: Mapping[str, Any]) -> dict[str, Any]:
    """The create-only inputs among `values` that say something, each in its one spelling.

    values: JSON values by the name of the input. What is not of the right shape, such as a value
    that is not known yet, stays as it is. Never raises.
    """
    found = {name: rule(values[name]) for name, rule in _RULES.items() if name in values}
    return {name: value for name, value in found.items() if value not in (None, {}, [], "")}


def same_choice(name: str, one: Any, other: Any) -> bool:
    """Whether both values of the create-only input `name` ask Invoca for the same."""
    return canonical_choice({name: one}) == canonical_choice({name: other})


def _place(value: Any) -> Any:
    if not isinstance(value, Mapping):
        return value
    spelled = {key: _PLACE.get(key, _unchanged)(part) for key, part in value.items()}
    return {key: part for key, part in spelled.items() if part not in (None, "")}


def _preferences(value: Any) -> Any:
    if not isinstance(value, Mapping):
        return value
    plain = {key: int(part) if _is_whole(part) else part for key, part in value.items()}
    return {
        key: part for key, part in plain.items() if part is not None and part != _DEFAULTS.get(key)
    }


def _codes(value: Any) -> Any:
    if not isinstance(value, (list, tuple)) or not all(isinstance(code, str) for code in value):
        return value
    return sorted({code.strip() for code in value})


def _zipcode(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    canadian = _CANADIAN.fullmatch(value.strip().upper())
    return " ".join(canadian.groups()) if canadian else value.strip()


def _city(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    return _WORD.sub(lambda word: word[0].capitalize(), " ".join(value.split()))


def _state(value: Any) -> Any:
    name = _city(value)
    return name.upper() if isinstance(name, str) and len(name) == len("CA") else name


def _looks_like(value: Any) -> Any:
    text = _stripped(value)
    return text[:LOOKS_LIKE_DIGITS] if isinstance(text, str) and text.isdecimal() else text


def _stripped(value: Any) -> Any:
    return value.strip() if isinstance(value, str) else value


def _unchanged(value: Any) -> Any:
    return value


def _is_whole(value: Any) -> bool:
    # Some engines carry every number as a float.
    return isinstance(value, float) and value.is_integer()


_PLACE: dict[str, Callable[[Any], Any]] = {
    "tn_prefix": _stripped,
    "zipcode": _zipcode,
    "city": _city,
    "state": _state,
}
# By name of the input; a test holds that no create-only input is missing.
_RULES: dict[str, Callable[[Any], Any]] = {
    "local_center": _place,
    "local_number_preferences": _preferences,
    "tn_prefix_whitelist": _codes,
    "promo_type": _stripped,
    "promo_number_looks_like": _looks_like,
}
