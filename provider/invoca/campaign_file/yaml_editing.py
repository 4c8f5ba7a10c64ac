"""Finds the places of a YAML campaign file that a change is about, and what is written there.

Owns: where keys and values begin and end, and how new ones are indented. Must not know: which keys
a number has. A whole new text of the document would move comments and quotes, so only marks of the
parsed nodes are used, and the text between them stays.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from ..yaml_text import entry, flow, scalar
from .spans import NotEditable, Span, Wish, about, replaced
from .yaml_anchors import used_at
from .yaml_source import BREAK, LOADER, NULL

_AT_TOP = "was"  # where a number came from stands before what it is
Pair = tuple[Any, Any]  # the nodes of a key and its value


def decoded(content: bytes) -> str:
    return content.decode("utf-8-sig")


def changed(content: bytes, wishes: Mapping[str, Wish], defaults: Mapping[str, Any]) -> bytes:
    """The file with `wishes`, by the names of the numbers. Raises NotEditable.

    defaults: what holds for every number, so that removing a value has to be said.
    """
    text = decoded(content)
    spans = _ValuePlaces(text, defaults).spans(wishes)
    return content[: len(content) - len(text.encode())] + replaced(text, spans).encode()


class _ValuePlaces:
    def __init__(self, text: str, defaults: Mapping[str, Any]) -> None:
        self._text = text
        self._defaults = defaults
        self._starts = [0, *(found.end() for found in BREAK.finditer(text))]
        found = BREAK.search(text)
        self._newline = found[0] if found else "\n"

    def spans(self, wishes: Mapping[str, Wish]) -> list[Span]:
        try:
            root = yaml.compose(self._text, Loader=LOADER)
        except yaml.YAMLError:
            # It was read, so this is the one thing that is put right before it is.
            raise NotEditable("it writes emoji as pairs of escapes, as JSON does") from None
        if not isinstance(root, yaml.MappingNode):
            raise NotEditable("it is not a campaign")
        pairs = {key.value: (key, value) for key, value in root.value if _is_text(key)}
        added = {name: wish.values for name, wish in wishes.items() if wish.is_new}
        if "numbers" not in pairs:
            return [self._new_numbers(added)]
        found: list[Span] = []
        _, numbers = pairs["numbers"]
        self._require_own(pairs["numbers"])
        entries: dict[str, int] = {}
        if isinstance(numbers, yaml.MappingNode):
            entries = {key.value: at for at, (key, _) in enumerate(numbers.value) if _is_text(key)}
        for name, wish in wishes.items():
            if not wish.is_new:
                with about(name):
                    found += self._number(numbers, entries.get(name), name, wish)
        return [*found, *self._changed(pairs["numbers"], added, {})] if added else found

    def _number(self, numbers: Any, at: int | None, name: str, wish: Wish) -> Iterator[Span]:
        if at is None:
            raise NotEditable(f"{name} is not written out in it")
        key, value = numbers.value[at]
        if wish.is_gone:
            yield self._without(numbers, at)
            return
        if wish.new_name:
            yield Span(self._at(key.start_mark), self._at(key.end_mark), scalar(wish.new_name))
        yield from self._changed((key, value), wish.values, self._defaults)

    def _changed(
        self, pair: Pair, values: Mapping[str, Any], lower: Mapping[str, Any]
    ) -> Iterator[Span]:
        """`values` said in the map of `pair`. lower: the defaults below it."""
        _, node = pair
        said = {name: _cleared(value, lower.get(name)) for name, value in values.items()}
        if _is_null(node):
            new = {name: _told(value) for name, value in said.items() if _told(value) is not None}
            yield from [self._instead(pair, new)] if new else []
            return
        self._require_own(pair)
        if not isinstance(node, yaml.MappingNode):
            raise NotEditable("a number is not a map", self._line(node))
        own = {key.value: at for at, (key, _) in enumerate(node.value) if _is_text(key)}
        for name, value in said.items():
            if name not in own:
                if _told(value) is not None or (value is None and lower.get(name) is not None):
                    yield self._inserted(node, name, _told(value))
                continue
            there = node.value[own[name]]
            if isinstance(value, Mapping) and isinstance(there[1], yaml.MappingNode):
                yield from self._changed(there, value, {})
            elif value is None and lower.get(name) is None and len(node.value) > 1:
                yield self._without(node, own[name])
            else:
                yield self._instead(there, _told(value))

    def _inserted(self, node: Any, name: str, value: Any) -> Span:
        """One more key of a map."""
        if node.flow_style:
            if not node.value:
                at = self._text.index("{", self._at(node.start_mark)) + 1
                return Span(at, at, f"{scalar(name)}: {flow(value)}")
            at = self._end_of(node.value[-1])
            return Span(at, at, f", {scalar(name)}: {flow(value)}")
        first = node.value[0][0]
        lines = entry(name, value, first.start_mark.column)
        text = "".join(line + self._newline for line in lines)
        if name == _AT_TOP:
            at = self._own_line(first)
            return Span(at, at, text)
        return self._below(self._end(node), text)

    def _below(self, end: int, text: str) -> Span:
        at = self._line_end(end)
        return Span(
            at, at, text if self._text[:at].endswith(self._newline) else self._newline + text
        )

    def _instead(self, pair: Pair, value: Any) -> Span:
        """Another value of a key."""
        key, node = pair
        self._require_own(pair)
        start, end = self._at(node.start_mark), self._end(node)
        if isinstance(node, yaml.ScalarNode) and start < end:
            return Span(start, end, flow(value))
        after = self._at(key.end_mark)
        colon = self._text.find(":", after, max(start, end) + 1)
        return Span(after, max(end, after, colon + 1), f": {flow(value)}")

    def _new_numbers(self, added: Mapping[str, Mapping[str, Any]]) -> Span:
        if not added:
            raise NotEditable("it does not write out its numbers")
        lines = ["numbers:"]
        for name, values in added.items():
            lines += entry(name, values, 2)
        return self._below(len(self._text), "".join(line + self._newline for line in lines))

    def _without(self, node: Any, at: int) -> Span:
        """The map without the key at `at`."""
        key, value = node.value[at]
        self._require_own((key, value))
        if node.flow_style:
            if at + 1 < len(node.value):
                return Span(
                    self._at(key.start_mark), self._at(node.value[at + 1][0].start_mark), ""
                )
            before = node.value[at - 1] if at else None
            start = self._end_of(before) if before else self._at(key.start_mark)
            return Span(start, self._end_of((key, value)), "")
        start, end = self._own_line(key), self._line_end(self._end_of((key, value)))
        start = self._with_comment(node, at, start, end)
        # Where there are blank lines on both sides, those above go along.
        if not self._text[end:].strip() or BREAK.match(self._text, end):
            while start and not self._line_above(start).strip():
                start -= len(self._line_above(start))
        return Span(start, end, "")

    def _with_comment(self, node: Any, at: int, start: int, end: int) -> int:
        """Where the comment above begins; it stays where it is the heading of what follows."""
        if at + 1 < len(node.value) and not self._is_set_apart(end):
            return start
        while start and self._line_above(start).lstrip().startswith("#"):
            start -= len(self._line_above(start))
        return start

    def _is_set_apart(self, end: int) -> bool:
        """Whether what follows is set apart by a blank line, or has a comment of its own."""
        line = self._text[end : self._line_end(end)].strip()
        return not line or line.startswith("#")

    def _line_above(self, start: int) -> str:
        """With its end; `start` is where a line begins."""
        return self._text[self._starts[bisect_left(self._starts, start) - 1] : start]

    def _own_line(self, key: Any) -> int:
        start = self._starts[int(key.start_mark.line)]
        if self._text[start : self._at(key.start_mark)].strip():
            raise NotEditable("it shares its line with something else", self._line(key))
        return start

    def _line_end(self, at: int) -> int:
        found = BREAK.search(self._text, at)
        return found.end() if found else len(self._text)

    def _end_of(self, pair: Pair) -> int:
        key, value = pair
        return max(self._at(key.end_mark), self._end(value))

    def _end(self, node: Any) -> int:
        """Where the node's own text ends; the parser's mark is at what comes next."""
        end: int = self._at(node.end_mark)
        if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
            last = node.value[-1]
            return self._end_of(last) if isinstance(last, tuple) else self._end(last)
        if isinstance(node, yaml.ScalarNode) and node.style in ("|", ">"):
            return len(self._text[:end].rstrip())
        return end

    def _require_own(self, pair: Pair) -> None:
        key, value = pair
        if self._at(value.start_mark) < self._at(key.start_mark):
            line = self._line(key)
            anchor = used_at(self._text, (key.end_mark.line, key.end_mark.column))
            what = str(anchor or "something elsewhere")
            instead = anchor.instead(line) if anchor else ""
            raise NotEditable(f"it is an alias of {what}", line, instead)

    def _line(self, node: Any) -> str:
        return f"line {node.start_mark.line + 1}"

    def _at(self, mark: Any) -> int:
        line = int(mark.line)
        # The parser counts a last line that has no end as if it had one.
        return (
            self._starts[line] + int(mark.column) if line < len(self._starts) else len(self._text)
        )


def _is_text(node: Any) -> bool:
    return isinstance(node, yaml.ScalarNode)


def _is_null(node: Any) -> bool:
    return isinstance(node, yaml.ScalarNode) and node.tag == NULL


def _cleared(value: Any, below: Any) -> Any:
    """`value`, with "" for keys of a map that are removed from the defaults below it."""
    if not isinstance(value, Mapping):
        return value
    laid = below if isinstance(below, Mapping) else {}
    return {key: "" if item is None and laid.get(key) else item for key, item in value.items()}


def _told(value: Any) -> Any:
    """What has to be written where there was nothing; None for nothing."""
    if not isinstance(value, Mapping):
        return value
    return {key: item for key, item in value.items() if item is not None} or None
