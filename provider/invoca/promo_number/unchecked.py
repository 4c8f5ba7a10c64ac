"""A declaration as somebody else holds it, such as a state or a preview: it need not be valid.

Owns: how much of it can be used all the same. Must not know: where it comes from, or what it is
used for. After a refresh a state holds live values, which may be anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from pydantic import ValidationError

from .models import Declaration

_FIELDS = Declaration.model_fields
_REQUIRED = [name for name, field in _FIELDS.items() if field.is_required()]
_EACH_ALONE = {"unknown": frozenset(_FIELDS)}  # rules over several fields are left out


class Unchecked(NamedTuple):
    """lost: the fields whose values cannot be understood; `declared` is without them."""

    declared: Declaration
    lost: frozenset[str] = frozenset()


def unchecked(values: Mapping[str, Any]) -> Unchecked:
    """What `values` declare; keys that are no inputs are ignored. Never raises."""
    known = {name: values[name] for name in _FIELDS if values.get(name) is not None}
    try:
        return Unchecked(Declaration.model_validate(known))
    except ValidationError:
        pass
    found: dict[str, Any] = {}
    for name, value in known.items():
        try:
            found[name] = _read(name, value)
        except ValueError:
            continue
    declared = Declaration.model_construct(**{**dict.fromkeys(_REQUIRED, ""), **found})
    return Unchecked(declared, frozenset(known.keys() - found.keys()))


def _read(name: str, value: Any) -> Any:
    """A value by itself. Raises ValueError where it is not even of the right shape."""
    alone = {**dict.fromkeys(_REQUIRED, "-"), name: value}
    try:
        return getattr(Declaration.model_validate(alone, context=_EACH_ALONE), name)
    except ValidationError as error:
        # Not valid, as a text that is empty or too long; still to be compared.
        if not any(one["type"].endswith("_type") for one in error.errors()):
            if isinstance(value, (str, int, float)):
                return value
            if name == "custom_data":
                return {str(key): str(item) for key, item in value.items()}
        raise
