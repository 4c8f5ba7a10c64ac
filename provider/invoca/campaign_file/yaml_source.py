"""Reads YAML into plain values, and remembers on which line each value stands.

Owns: syntax, duplicate keys, and that scalars keep their spelling (01234 is a zip code, not 668).
Must not know: which keys a campaign file has. Nothing but text, lists and maps is ever built.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Set
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from .yaml_remedies import remedy

LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
NULL = "tag:yaml.org,2002:null"
_MERGE = "tag:yaml.org,2002:merge"
VALUES_MAXIMUM = 2_000_000  # a file that grows beyond this through aliases is not a campaign
BREAK = re.compile("\r\n|[\r\n\x85\u2028\u2029]")  # as the parser counts lines
_MARK = re.compile(r"((?:&|!(?!!))(\S*))\s")  # a tag of YAML's own, !!str, is meant
_ALIAS = re.compile(r"\*([^\s,\[\]{}]+)")
_COMMENT = re.compile(r"(\s*)#(.*)")
# A character beyond U+FFFF as JSON escapes it; YAML has one longer escape for it.
_PAIR = re.compile(r"(?<!\\)\\u(d[89ab][0-9a-f]{2})\\u(d[c-f][0-9a-f]{2})", re.IGNORECASE)
_HALF = "invalid Unicode character escape code"
NESTING_MAXIMUM = 50  # a campaign needs 5; libyaml's composer crashes the process at some thousand


class Mistake(NamedTuple):
    """line: 1-based, or 0 where no line is to blame. who: the number's name, or ""."""

    line: int
    text: str
    who: str = ""


class Comment(NamedTuple):
    """What follows an unquoted value on its line. text: from the # on. blanks: in front of it."""

    text: str
    blanks: int


class Document(NamedTuple):
    """value: dicts, lists, text, None. lines: the line of each key or item, by its path. unquoted:
    the paths of the values that may be more than text to whoever reads them as YAML. comments:
    those behind such values. marks: what stands before them and is none of their text: a tag, or an
    anchor that nothing uses."""

    value: Any
    lines: dict[tuple[str | int, ...], int]
    mistakes: list[Mistake]
    unquoted: Set[tuple[str | int, ...]] = frozenset()
    comments: Mapping[tuple[str | int, ...], Comment] = {}
    marks: Mapping[tuple[str | int, ...], str] = {}


def read_yaml(path: Path) -> Document:
    """The document in `path`; what cannot be read at all is a mistake, with value None."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return _unreadable(0, f"is not UTF-8 text (byte {error.start}); save it as UTF-8")
    return _read(text)


def _read(text: str, *, is_joined: bool = False) -> Document:
    """is_joined: whether characters that JSON writes as two escapes are one already."""
    try:
        line = _too_deep(text)
        if line is not None:
            return _unreadable(
                line, f"is nested more than {NESTING_MAXIMUM} levels deep; flatten it"
            )
        root = yaml.compose(text, Loader=LOADER)
    except yaml.MarkedYAMLError as error:
        if error.problem and _HALF in error.problem and not is_joined and _PAIR.search(text):
            return _read(_PAIR.sub(_joined, text), is_joined=True)
        return _not_yaml(error, text)
    except yaml.YAMLError as error:
        return _unreadable(0, f"is not YAML: {str(error).splitlines()[0]}")
    return _NodeReader(text).read(root)


def _joined(pair: re.Match[str]) -> str:
    high, low = (int(half, 16) for half in pair.groups())
    return f"\\U{0x10000 + (high - 0xD800) * 0x400 + (low - 0xDC00):08x}"


def _not_yaml(error: yaml.MarkedYAMLError, text: str) -> Document:
    mark = error.problem_mark or error.context_mark
    what = " ".join(part for part in (error.problem, error.context) if part)
    if error.problem and _HALF in error.problem:
        what += "; where it is half of an emoji, write the emoji itself"
    what += _ended_by_a_comment(error, text) or _remedy(error, text)
    return _unreadable(mark.line + 1 if mark else 0, f"is not YAML: {what}")


def _ended_by_a_comment(error: yaml.MarkedYAMLError, text: str) -> str:
    """What to do where a comment may have cut off the end of a map or list in brackets."""
    first, last = error.context_mark, error.problem_mark
    if first is None or last is None or "expected ','" not in str(error.problem):
        return ""
    lines = BREAK.split(text)[first.line : last.line + 1]
    found = next((at for at, line in enumerate(lines) if " #" in line), None)
    if found is None:
        return ""
    return (
        f"; on line {first.line + found + 1} the ` #` starts a comment that runs to the end of the "
        "line: put text that contains ` #` in quotes"
    )


def _remedy(error: yaml.MarkedYAMLError, text: str) -> str:
    mark, lines = error.problem_mark, BREAK.split(text)
    line = lines[mark.line] if mark and mark.line < len(lines) else ""
    return remedy(error.problem or "", line)


def _too_deep(text: str) -> int | None:
    """The line on which the nesting becomes deeper than NESTING_MAXIMUM, or None."""
    depth = 0
    event: Any
    for event in yaml.parse(text, Loader=LOADER):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > NESTING_MAXIMUM:
            return int(event.start_mark.line) + 1
    return None


def _unreadable(line: int, text: str) -> Document:
    return Document(None, {}, [Mistake(line, text)])


class _NodeReader:
    def __init__(self, text: str) -> None:
        self._text = BREAK.split(text)
        self._comments: dict[tuple[str | int, ...], Comment] = {}
        self._lines: dict[tuple[str | int, ...], int] = {}
        self._mistakes: list[Mistake] = []
        self._unquoted: set[tuple[str | int, ...]] = set()
        self._open: set[int] = set()
        self._count = 0
        self._marks: dict[tuple[str | int, ...], str] = {}
        self._aliases = set(_ALIAS.findall(text)) if "&" in text else set()

    def read(self, root: Any) -> Document:
        try:
            value = self._value(root, ()) if root is not None else None
        except _Endless as error:
            return _unreadable(error.line, "has an alias that expands without end; write it out")
        return Document(
            value, self._lines, self._mistakes, self._unquoted, self._comments, self._marks
        )

    def _value(self, node: Any, path: tuple[str | int, ...]) -> Any:
        self._count += 1
        if id(node) in self._open or self._count > VALUES_MAXIMUM:
            raise _Endless(node.start_mark.line + 1)
        self._lines.setdefault(path, node.start_mark.line + 1)
        if isinstance(node, yaml.ScalarNode):
            if not node.style:  # one parser says None, the other ""
                self._unquoted.add(path)
                self._note_comment(node.end_mark, path)
                self._note_mark(node.start_mark, path)
            return None if node.tag == NULL else node.value
        self._open.add(id(node))
        try:
            if isinstance(node, yaml.SequenceNode):
                return [self._value(item, (*path, i)) for i, item in enumerate(node.value)]
            return self._mapping(node, path)
        finally:
            self._open.discard(id(node))

    def _note_comment(self, end: Any, path: tuple[str | int, ...]) -> None:
        if end.line >= len(self._text):
            return
        found = _COMMENT.fullmatch(self._text[end.line][end.column :])
        if found:
            self._comments[path] = Comment(f"#{found[2]}".rstrip(), len(found[1]))

    def _note_mark(self, start: Any, path: tuple[str | int, ...]) -> None:
        if start.line >= len(self._text):
            return
        found = _MARK.match(self._text[start.line], start.column)
        if found and found[2] not in self._aliases:
            self._marks[path] = found[1]

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
        f"'{key}' appears twice{where} (first on line {first}); rename one of them, or remove it",
    )


class _Endless(Exception):
    def __init__(self, line: int) -> None:
        self.line = line
