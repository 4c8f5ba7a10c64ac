"""What Invoca's error bodies say, whatever their shape.

Owns: every known shape of an error body. Must not know: statuses, or what is done about an error.
Never sees the request, so never the token. Source: shapes seen in Invoca's documentation and in
third-party clients (docs/invoca-api.md).
"""

from __future__ import annotations

import html
import json
import re
from typing import Any, NamedTuple

_QUOTED_MAXIMUM = 300  # characters of an answer's own text that a message repeats
_NESTING_MAXIMUM = 20


class ErrorBody(NamedTuple):
    """kind: Invoca's class, such as RecordNotFound, or "". is_invocas: it has Invoca's own form, a
    class or a list of messages for each field; proxies and web servers answer in other forms."""

    kind: str
    text: str
    is_invocas: bool = False


def read_error_body(content: bytes) -> ErrorBody:
    """What an error body says, whatever its shape; never raises."""
    try:
        body = json.loads(content)
    except (ValueError, RecursionError):
        return ErrorBody("", _plain_text(content))
    errors = body
    if isinstance(body, dict):
        errors = body.get("errors", body.get("error", body))
    is_invocas = errors is not body and _is_own_form(errors)
    if isinstance(errors, dict) and "class" in errors:
        return ErrorBody(str(errors["class"]), _general(errors), is_invocas)
    return ErrorBody("", _shorten("; ".join(_flatten(errors))), is_invocas)


def _is_own_form(errors: Any) -> bool:
    if not isinstance(errors, dict) or not errors:
        return False
    kind = errors.get("class")
    return (isinstance(kind, str) and bool(kind)) or all(map(_are_messages, errors.values()))


def _are_messages(value: Any, depth: int = 0) -> bool:
    """Whether these are the messages of a field, or of the fields below it."""
    if isinstance(value, dict) and depth < _NESTING_MAXIMUM:
        return bool(value) and all(_are_messages(item, depth + 1) for item in value.values())
    return isinstance(value, list) and bool(value)


def _general(errors: dict[str, Any]) -> str:
    detail = errors.get("invalid_data", "")
    kind = str(errors["class"])
    text = "; ".join(_flatten(detail))
    return _shorten(f"{kind}: {text}" if text else kind)


def _flatten(value: Any, path: str = "", depth: int = 0) -> list[str]:
    """`{"users": [{"email": ["is invalid"]}]}` as `["users.email: is invalid"]`."""
    if depth > _NESTING_MAXIMUM or value in (None, "", [], {}):
        return []
    if isinstance(value, dict):
        return [
            line
            for key, item in value.items()
            for line in _flatten(item, _join(path, str(key)), depth + 1)
        ]
    if isinstance(value, list):
        return [line for item in value for line in _flatten(item, path, depth + 1)]
    return [f"{path}: {value}" if path else str(value)]


def _join(path: str, key: str) -> str:
    # "base" is Rails' word for "the object as a whole".
    return ".".join(part for part in (path, key) if part and part != "base")


def _plain_text(content: bytes) -> str:
    text = content[: 20 * _QUOTED_MAXIMUM].decode("utf-8", "replace")
    text = re.sub(r"(?is)<(script|style).*?</\1>", " ", text)
    return _shorten(html.unescape(re.sub(r"<[^>]*>", " ", text)))


def _shorten(text: str) -> str:
    # Control characters could rewrite the reader's terminal.
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return line if len(line) <= _QUOTED_MAXIMUM else line[: _QUOTED_MAXIMUM - 1] + "…"
