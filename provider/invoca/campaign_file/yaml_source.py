"""Reads YAML into plain values, and remembers on which line each value stands.

Owns: syntax, duplicate keys, and that scalars keep their spelling (01234 is a zip code, not 668).
Must not know: which keys a campaign file has. Nothing but text, lists and maps is ever built.
"""

from __future__ import annotations

from collections.abc import Set
from pathlib import Path
from typing import Any, NamedTuple

import yaml

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NULL = "tag:yaml.org,2002:null"
_MERGE = "tag:yaml.org,2002:merge"
VALUES_MAXIMUM = 2_000_000  # a file that grows beyond this through aliases is not a campaign
NESTING_MAXIMUM = 50  # a campaign needs 5; libyaml's composer crashes the process at some thousand


class Mistake(NamedTuple):
    """line: 1-based, or 0 where no line is to blame. who: the number's name, or ""."""

    line: int
    text: str
    who: str = ""


class Document(NamedTuple):
    """value: dicts, lists, text, None. lines: the line of each key or item, by its path. unquoted:
    the paths of the values that may be more than text to whoever reads them as YAML."""

    value: Any
    lines: dict[tuple[str | int, ...], int]
    mistakes: list[Mistake]
    unquoted: Set[tuple[str | int, ...]] = frozenset()


def read_yaml(path: Path) -> Document:
    """The document in `path`; what cannot be read at all is told as a mistake, with value None."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return _unreadable(0, f"is not UTF-8 text (byte {error.start}); save it as UTF-8")
    try:
        line = _too_deep(text)
        if line is not None:
            return _unreadable(line, f"has more than {NESTING_MAXIMUM} levels; write it flatter")
        root = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        what = " ".join(part for part in (error.problem, error.context) if part)
        return _unreadable(mark.line + 1 if mark else 0, f"is not YAML: {what}")
    except yaml.YAMLError as error:
        return _unreadable(0, f"is not YAML: {str(error).splitlines()[0]}")
    return _Reader().read(root)


def _too_deep(text: str) -> int | None:
    """The line on which the nesting becomes deeper than NESTING_MAXIMUM, or None."""
    depth = 0
    event: Any
    for event in yaml.parse(text, Loader=_Loader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > NESTING_MAXIMUM:
            return int(event.start_mark.line) + 1
    return None


def _unreadable(line: int, text: str) -> Document:
    return Document(None, {}, [Mistake(line, text)])


class _Reader:
    def __init__(self) -> None:
        self._lines: dict[tuple[str | int, ...], int] = {}
        self._mistakes: list[Mistake] = []
        self._unquoted: set[tuple[str | int, ...]] = set()
        self._open: set[int] = set()
        self._count = 0

    def read(self, root: Any) -> Document:
        try:
            value = self._value(root, ()) if root is not None else None
        except _Endless as error:
            return _unreadable(error.line, "has an alias that grows without end; write it out")
        return Document(value, self._lines, self._mistakes, self._unquoted)

    def _value(self, node: Any, path: tuple[str | int, ...]) -> Any:
        self._count += 1
        if id(node) in self._open or self._count > VALUES_MAXIMUM:
            raise _Endless(node.start_mark.line + 1)
        self._lines.setdefault(path, node.start_mark.line + 1)
        if isinstance(node, yaml.ScalarNode):
            if not node.style:  # one parser says None, the other ""
                self._unquoted.add(path)
            return None if node.tag == _NULL else node.value
        self._open.add(id(node))
        try:
            if isinstance(node, yaml.SequenceNode):
                return [self._value(item, (*path, i)) for i, item in enumerate(node.value)]
            return self._mapping(node, path)
        finally:
            self._open.discard(id(node))

    def _mapping(self, node: Any, path: tuple[str | int, ...]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        merged: dict[str, Any] = {}
        # What is merged comes first, so that the lines of the map's own keys win.
        for key_node, value_node in sorted(node.value, key=lambda pair: pair[0].tag != _MERGE):
            line = key_node.start_mark.line + 1
            if key_node.tag == _MERGE:
                merged |= self._merged(value_node, path)
                continue
            if not isinstance(key_node, yaml.ScalarNode):
                self._mistakes.append(Mistake(line, "a key must be text"))
                continue
            key = key_node.value
            here = (*path, key)
            if key in found:
                self._mistakes.append(_twice(key, path, line, self._lines[here]))
            else:
                self._lines[here] = line
                found[key] = self._value(value_node, here)
        return {**merged, **found}

    def _merged(self, node: Any, path: tuple[str | int, ...]) -> dict[str, Any]:
        """`<<: *base`, or a list of such; earlier ones win (YAML 1.1, "merge")."""
        nodes = node.value if isinstance(node, yaml.SequenceNode) else [node]
        merged: dict[str, Any] = {}
        for one in reversed(nodes):
            value = self._value(one, path)
            if isinstance(value, dict):
                merged |= value
            else:
                line = one.start_mark.line + 1
                self._mistakes.append(Mistake(line, "`<<` must name a map, such as `<<: *base`"))
        return merged


def _twice(key: str, path: tuple[str | int, ...], line: int, first: int) -> Mistake:
    where = f" in {'.'.join(map(str, path))}" if path else ""
    return Mistake(
        line,
        f"'{key}' is there twice{where} (first on line {first}); give one of them another name, "
        "or take it away",
    )


class _Endless(Exception):
    def __init__(self, line: int) -> None:
        self.line = line
