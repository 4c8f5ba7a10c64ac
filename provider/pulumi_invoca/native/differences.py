"""What differs, field by field, as the engine shows it in a preview.

Owns: the paths and kinds of a detailed diff. Must not know: what follows from a difference.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pulumi.runtime.proto import provider_pb2

from invoca.promo_number.record import UNKNOWN
from pulumi_stack import names

Kind = provider_pb2.PropertyDiff
_REPLACING = {
    Kind.ADD: Kind.ADD_REPLACE,
    Kind.DELETE: Kind.DELETE_REPLACE,
    Kind.UPDATE: Kind.UPDATE_REPLACE,
}
_NONE: tuple[Any, ...] = (None, "", {}, [])


def detailed(
    fields: Sequence[str],
    replaces: bool,
    olds: Mapping[str, Any],
    old_inputs: Mapping[str, Any],
    news: Mapping[str, Any],
) -> dict[str, provider_pb2.PropertyDiff]:
    """By the path of each value of `fields` that differs. replaces: whether another number follows.
    olds: outputs, live values after a refresh."""
    details = {}
    for field in fields:
        for path, old, new in _leaves((field,), olds.get(field), news.get(field)):
            kind = _kind(old, new)
            if replaces:
                kind = _REPLACING[kind]
            # Where the inputs in the state say what the outputs say, the engine shows inputs.
            is_input = old_inputs.get(field) == olds.get(field)
            details[_text(names.path_to_wire(path))] = Kind(kind=kind, inputDiff=is_input)
    return details


def _leaves(
    path: tuple[str | int, ...], old: Any, new: Any
) -> Iterator[tuple[tuple[str | int, ...], Any, Any]]:
    """The deepest differences: maps are opened, lists are shown whole."""
    if UNKNOWN in (old, new) or not (isinstance(old, Mapping) or isinstance(new, Mapping)):
        yield path, old, new
        return
    old, new = old or {}, new or {}
    for key in {**old, **new}:
        if (old.get(key) or None) != (new.get(key) or None):
            yield from _leaves((*path, key), old.get(key), new.get(key))


def _kind(old: Any, new: Any) -> Any:
    if old in _NONE:
        return Kind.ADD
    return Kind.DELETE if new in _NONE else Kind.UPDATE


def _text(path: tuple[str | int, ...]) -> str:
    """As the engine reads it: customData.channel, customData["with.dot"]."""
    text = ""
    for part in path:
        if isinstance(part, str) and part.replace("_", "").replace("-", "").isalnum():
            text += f".{part}" if text else part
        else:
            quoted = str(part).replace("\\", "\\\\").replace('"', '\\"')
            text += f'["{quoted}"]' if isinstance(part, str) else f"[{part}]"
    return text
