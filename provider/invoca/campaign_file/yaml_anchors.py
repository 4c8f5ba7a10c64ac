"""Which entries of a YAML campaign file share a value by an anchor (`&name`) and its aliases.

Owns: where an anchor stands that an alias means. Must not know: what is to be changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import yaml

from .yaml_source import LOADER

Place = tuple[int, int]  # line and column, from 0
Entries = list[tuple[Place, str]]  # where each begins; "" for what is none


class Anchor(NamedTuple):
    """number: the entry that it stands in; "" for none of `numbers`."""

    name: str
    line: int
    number: str

    def __str__(self) -> str:
        return f"&{self.name} (line {self.line})"

    def instead(self, where: str) -> str:
        """What a person does about a value that is shared. where: its use, such as `line 9`."""
        return (
            f"change {self} by hand, which changes all that use it, or write the value out in "
            f"{where} instead of `*{self.name}`"
        )


def used_by(text: str, number: str) -> list[Anchor]:
    """Those that the entry `number` uses, in its own lines."""
    entries = _entries(text)
    return [anchor for user, anchor in _uses(text, entries) if _at(entries, user) == number]


def used_at(text: str, place: Place) -> Anchor | None:
    """That of the first alias at `place`, or behind it."""
    return next((anchor for user, anchor in _uses(text, _entries(text)) if user >= place), None)


def _uses(text: str, entries: Entries) -> Iterator[tuple[Place, Anchor]]:
    """The place of each alias, and what it means: the last anchor of that name above it."""
    anchors: dict[str, Place] = {}
    for token in yaml.scan(text, Loader=LOADER):
        place = (token.start_mark.line, token.start_mark.column)
        if isinstance(token, yaml.AnchorToken):
            anchors[token.value] = place
        elif isinstance(token, yaml.AliasToken) and token.value in anchors:
            there = anchors[token.value]
            yield place, Anchor(token.value, there[0] + 1, _at(entries, there))


def _entries(text: str) -> Entries:
    """Only keys say where an entry is: the mark of an alias is that of its anchor."""
    root = yaml.compose(text, Loader=LOADER)
    found: list[tuple[Place, str]] = []
    for key, value in root.value if isinstance(root, yaml.MappingNode) else ():
        found.append((_place(key), ""))
        if key.value == "numbers" and isinstance(value, yaml.MappingNode):
            found += [(_place(name), str(name.value)) for name, _ in value.value]
    return sorted(found)


def _at(entries: Entries, place: Place) -> str:
    before = [name for start, name in entries if start <= place]
    return before[-1] if before else ""


def _place(key: Any) -> Place:
    return key.start_mark.line, key.start_mark.column
