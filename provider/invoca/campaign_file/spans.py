"""Places in a text, and what they are to become. Must not know: YAML, or CSV."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple


class NotEditable(Exception):
    """What a program cannot change without affecting something else. where: `file:line`, or "".
    instead: what a person does, where that is not to change the place by hand. names: the numbers
    that it is about; none where it is about the file."""

    names: tuple[str, ...] = ()

    def __init__(self, why: str, where: str = "", instead: str = "") -> None:
        super().__init__(why)
        self.where = where
        self.instead = instead


@contextmanager
def about(name: str) -> Iterator[None]:
    """What cannot be changed within is about that number."""
    try:
        yield
    except NotEditable as error:
        error.names = (name,)
        raise


class Span(NamedTuple):
    """The characters from `start` to before `end`, and the text that takes their place."""

    start: int
    end: int
    text: str


class Wish(NamedTuple):
    """What becomes of one number. values: to be said; None removes it. new_name: "" keeps it."""

    values: Mapping[str, Any] = {}
    new_name: str = ""
    is_gone: bool = False
    is_new: bool = False


def replaced(text: str, spans: Iterable[Span]) -> str:
    """`text` with all of `spans`; of those at one place the first comes first."""
    parts, at = [], 0
    for span in sorted(spans, key=lambda span: (span.start, span.end)):
        if span.start < at:
            raise NotEditable("two of the changes touch each other")
        parts += [text[at : span.start], span.text]
        at = span.end
    return "".join([*parts, text[at:]])
