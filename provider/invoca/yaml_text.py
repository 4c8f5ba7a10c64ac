"""Writes plain values as YAML that people like to read.

Owns: when text needs quotes, so that no reader of YAML takes it for another type, and when a map
stands on one line. Must not know: what is written.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

WIDTH = 100  # columns, as everywhere in this project
_PLAIN = re.compile(r"[^\W\d_][\w ./&+()'-]*")
# What YAML 1.1 or 1.2 takes for a truth value or for nothing.
_WORDS = frozenset({"true", "false", "yes", "no", "on", "off", "y", "n", "null"})
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def entry(key: str, value: Any, indent: int, comment: str = "") -> list[str]:
    """The lines of `key: value`; value: text, bool, int, None, or maps and lists of them."""
    start = f"{' ' * indent}{scalar(key)}:"
    end = f"  # {comment}" if comment else ""
    line = f"{start} {flow(value)}{end}"
    if not isinstance(value, (Mapping, list)) or (len(line) <= WIDTH and not comment):
        return [line]
    if isinstance(value, list):
        return [start + end, *(f"{' ' * indent}  - {flow(item)}" for item in value)]
    below = [line for name, item in value.items() for line in entry(name, item, indent + 2)]
    return [start + end, *below]


def flow(value: Any) -> str:
    """The value on one line."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{scalar(key)}: {flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(flow, value)) + "]"
    return scalar(value)


def scalar(value: object) -> str:
    """One value on one line; text in double quotes where a reader might see another type."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    text = str(value)
    return text if _is_plain(text) else f'"{"".join(map(_escaped, text))}"'


def _is_plain(text: str) -> bool:
    return (
        _PLAIN.fullmatch(text) is not None
        and text.isprintable()
        and text == text.strip()
        and text.lower() not in _WORDS
    )


def _escaped(character: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    if character.isprintable():
        return character
    code = ord(character)
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"
