"""Where a live number differs from its declaration.

Owns: what counts as a difference, field by field.
Must not know: what is done about it.

Absent, null and "" are one. Blanks that an account puts around a text are not of the text; those
that were declared are. Only declared custom data counts: a number may carry fields of other
people, and Invoca may show values inherited from the campaign. Create-only inputs are never shown
by Invoca, so they cannot be compared.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, NamedTuple

from .media_types import same_media_type
from .models import COMPARED, Declaration, PromoNumber

# Not every version or account shows them, so that "none" says nothing.
MAY_BE_HIDDEN = frozenset({"hours_of_operation", "adwords_account_id"})


class Difference(NamedTuple):
    """field: such as "description" or "custom_data.station". declared, live: "" for none."""

    field: str
    declared: str
    live: str

    def __str__(self) -> str:
        return f"{self.field}: declared {self.declared!r}, live {self.live!r}"


def differences(declared: Declaration, live: PromoNumber) -> list[Difference]:
    """Every declared field whose live value is another one; empty where they agree."""
    found = []
    for field in COMPARED:
        if field == "custom_data":
            found += _in_custom_data(declared, live)
        else:
            found += _in_field(field, declared.value(field), getattr(live, field))
    return found


def same_value(field: str, wanted: Any, known: Any) -> bool:
    """Whether two values of an updatable field mean the same. JSON values; None for none."""
    return _SAME.get(field, _same_text)(wanted, known)


def shows(field: str, wanted: Any, live: Any) -> bool:
    """Whether a live value is what was declared of an updatable field, however it is stored."""
    if same_value(field, wanted, live):
        return True
    return isinstance(wanted, str) and isinstance(live, str) and wanted == live.strip()


def _in_field(field: str, wanted: Any, live: Any) -> list[Difference]:
    is_hidden = live is None and field in MAY_BE_HIDDEN
    if wanted is None or is_hidden or shows(field, wanted, live):
        return []
    return [Difference(field, _shown(wanted), _shown(live))]


def _in_custom_data(declared: Declaration, live: PromoNumber) -> list[Difference]:
    return [
        Difference(f"custom_data.{key}", value, live.custom_data.get(key, ""))
        for key, value in declared.custom_data.items()
        if not shows(f"custom_data.{key}", value, live.custom_data.get(key, ""))
    ]


def _same_text(one: Any, other: Any) -> bool:
    return (one or "") == (other or "")


def _same_media_type(one: Any, other: Any) -> bool:
    return same_media_type(one or "", other or "")


def _same_data(one: Any, other: Any) -> bool:
    one, other = one or {}, other or {}
    return all(_same_text(one.get(key), other.get(key)) for key in {*one, *other})


def _same_digits(one: Any, other: Any) -> bool:
    return _digits(one) == _digits(other)


def _digits(value: Any) -> str:
    return "".join(character for character in str(value or "") if character.isdigit())


def _same_hours(wanted: Any, live: Any) -> bool:
    return wanted == live or (bool(wanted and live) and _holds(live, wanted))


def _holds(live: Any, wanted: Any) -> bool:
    """Whether `live` says all that `wanted` says; Invoca may add keys of its own, and has its own
    order of the spans of a week, of which no two are alike."""
    if not wanted:
        return not live
    if isinstance(wanted, dict):
        return isinstance(live, dict) and all(
            _holds(live.get(key), value) for key, value in wanted.items()
        )
    if isinstance(wanted, (list, tuple)):
        is_as_long = isinstance(live, (list, tuple)) and len(live) == len(wanted)
        return is_as_long and all(any(_holds(one, value) for one in live) for value in wanted)
    return bool(live == wanted)


def _shown(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, sort_keys=True) if value else ""


# The fields of which more than one spelling means the same; all others are text.
_SAME: dict[str, Callable[[Any, Any], bool]] = {
    "media_type": _same_media_type,
    "custom_data": _same_data,
    "adwords_account_id": _same_digits,
    "hours_of_operation": _same_hours,
}
