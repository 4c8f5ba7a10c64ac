"""Fields that a program told its engine to leave as they are, whatever is declared.

Owns: which field a path names, and what is said of a live value that stays for that reason. Such a
value is not drift: no run of the engine would change it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from ..counted import some

MOST_NAMES = 5  # that one sentence lists for a field
# `custom_data.station`, `custom_data["station"]`, `custom_data[*]`
PATH_PART = re.compile(r"""\["((?:[^"\\]|\\.)*)"\]|\[([^\]]*)\]|([^.\[\]]+)""")


def is_ignored(field: str, paths: Iterable[str]) -> bool:
    """Whether one of `paths` covers a field, such as "description" or "custom_data.station"."""
    top, _, key = field.partition(".")
    wanted = (top, key) if key else (top,)
    return any(_covers(path_parts(path), wanted) for path in paths)


def path_parts(path: str) -> tuple[str, ...]:
    """The names that a path goes through."""
    found = PATH_PART.findall(path)
    return tuple(quoted.replace('\\"', '"') or index or name for quoted, index, name in found)


def left_as_they_are(fields: Mapping[str, Iterable[str]]) -> list[str]:
    """What is said of live values that nobody declared and nothing undoes. fields: the names of the
    numbers, by the field that differs."""
    return [
        f"{field} of {_some(names)} differs in Invoca and stays that way: the program ignores "
        "changes to it (ignore_changes)"
        for field, names in fields.items()
    ]


def whatever_is_declared(paths: Mapping[str, Iterable[str]]) -> list[str]:
    """The same of a plan, in which live values that nothing undoes do not stand. paths: the names
    of the numbers, by the path that they ignore."""
    return [
        f"{'everything' if path == '*' else path} of {_some(names)} stays as it is in Invoca, "
        "whatever is declared: the program ignores changes to it (ignore_changes)"
        for path, names in paths.items()
    ]


def _some(numbers: Iterable[str]) -> str:
    return some(sorted(numbers), MOST_NAMES)


def _covers(parts: tuple[str, ...], wanted: tuple[str, ...]) -> bool:
    is_prefix = 0 < len(parts) <= len(wanted)
    return is_prefix and all(part in ("*", name) for part, name in zip(parts, wanted, strict=False))
