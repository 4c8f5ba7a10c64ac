"""`timeouts`: how long one step of a number may take, as configurations of Terraform say it.

Owns: its attribute, what a duration looks like, and which one counts for a step.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from terraform_stack.names import TIMEOUTS

from .wire.diagnostics import Diagnostic, error
from .wire.schema import STRING, Attribute

STEPS = ("create", "update", "delete")
_SECONDS = {"h": 3600.0, "m": 60.0, "s": 1.0}
_PART = re.compile(r"(\d+(?:\.\d+)?)([hms])")
_DURATION = re.compile(rf"(?:{_PART.pattern})+")

ATTRIBUTE = Attribute(
    TIMEOUTS,
    None,
    "How long a step may wait for Invoca, such as `10m` or `1h30m`; without it, as long as "
    "`grace_seconds` and Invoca ask for. Nothing is undone when the time is up: the next run looks "
    "for what was sent.",
    optional=True,
    nested=tuple(
        Attribute(step, STRING, f"How long the {step} may wait.", optional=True) for step in STEPS
    ),
)


def seconds_for(step: str, values: Mapping[str, Any]) -> float | None:
    """How long a step of a resource with these values may take; None for no limit."""
    written = (values.get(TIMEOUTS) or {}).get(step)
    if not isinstance(written, str) or not _DURATION.fullmatch(written):
        return None
    return sum(float(count) * _SECONDS[unit] for count, unit in _PART.findall(written))


def problems(config: Mapping[str, Any]) -> list[Diagnostic]:
    """One for each time that cannot be read; what is not known yet has none."""
    written = config.get(TIMEOUTS)
    if not isinstance(written, Mapping):
        return []
    return [
        error(
            f"{TIMEOUTS}.{step} cannot be '{value}'",
            "Write hours, minutes and seconds, such as `90s`, `10m` or `1h30m`.",
            (TIMEOUTS, step),
        )
        for step, value in written.items()
        if isinstance(value, str) and not _DURATION.fullmatch(value)
    ]
