"""What a provider says to the person: errors and warnings, at the attribute that they are about.

Owns: their shape. Must not know: what they say.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from . import messages
from .messages import Severity

Path = Sequence[str | int]


class Diagnostic(NamedTuple):
    """summary: a few words. detail: sentences. path: such as ("custom_data", "station")."""

    severity: Severity
    summary: str
    detail: str = ""
    path: Path = ()

    @property
    def is_error(self) -> bool:
        return self.severity is Severity.ERROR


def error(summary: str, detail: str = "", path: Path = ()) -> Diagnostic:
    return Diagnostic(Severity.ERROR, summary, detail, path)


def warning(summary: str, detail: str = "", path: Path = ()) -> Diagnostic:
    return Diagnostic(Severity.WARNING, summary, detail, path)


def has_error(diagnostics: Iterable[Diagnostic]) -> bool:
    return any(diagnostic.is_error for diagnostic in diagnostics)


def to_messages(diagnostics: Iterable[Diagnostic], maps: frozenset[str]) -> list[Any]:
    """As they go over the wire. maps: the attributes whose parts are keys of a map."""
    made = messages.message("Diagnostic")
    return [
        made(
            severity=int(item.severity),
            summary=item.summary,
            detail=item.detail,
            attribute=path_message(item.path, maps) if item.path else None,
        )
        for item in diagnostics
    ]


def path_message(path: Path, maps: frozenset[str] = frozenset()) -> Any:
    """An attribute's path: names, positions in lists, and keys below one of `maps`."""
    made, step = messages.message("AttributePath"), messages.message("AttributePath.Step")
    steps = []
    for position, part in enumerate(path):
        if isinstance(part, int):
            steps.append(step(element_key_int=part))
        elif position and path[position - 1] in maps:
            steps.append(step(element_key_string=part))
        else:
            steps.append(step(attribute_name=part))
    return made(steps=steps)
