"""Where a live number differs from its declaration.

Owns: what counts as a difference. Must not know: what is done about it.

Absent, null and "" are one. Only declared custom data counts: a number may carry fields of other
people, and Invoca may show values inherited from the campaign. Create-only inputs are never shown
by Invoca, so they cannot be compared.
"""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from .media_types import same_media_type
from .models import Declaration, PromoNumber


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
    if (live.description or "") != declared.description:
        found.append(Difference("description", declared.description, live.description or ""))
    if not same_media_type(live.media_type or "", declared.media_type):
        found.append(Difference("media_type", declared.media_type, live.media_type or ""))
    found += [
        Difference(f"custom_data.{key}", value, live.custom_data.get(key, ""))
        for key, value in declared.custom_data.items()
        if live.custom_data.get(key, "") != value
    ]
    found += _hours(declared, live)
    return found


def _hours(declared: Declaration, live: PromoNumber) -> list[Difference]:
    hours = declared.hours_of_operation
    if hours is None or live.hours_of_operation is None:
        # API versions before 2026-02-01 do not show them.
        return []
    wanted = hours.model_dump(mode="json", exclude_none=True)
    if same_hours(wanted, live.hours_of_operation):
        return []
    return [Difference("hours_of_operation", _as_json(wanted), _as_json(live.hours_of_operation))]


def same_hours(wanted: Any, live: Any) -> bool:
    """Whether `live` says all that `wanted` says; Invoca may add keys of its own. JSON values."""
    if isinstance(wanted, dict):
        return isinstance(live, dict) and all(
            same_hours(value, live.get(key)) for key, value in wanted.items()
        )
    if isinstance(wanted, (list, tuple)):
        return (
            isinstance(live, list)
            and len(live) == len(wanted)
            and all(map(same_hours, wanted, live))
        )
    return bool(live == wanted)


def _as_json(value: Any) -> str:
    return json.dumps(value, sort_keys=True)
