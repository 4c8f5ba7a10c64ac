"""Turns what Invoca answered into a value or into an error of the tree.

Owns: what each status means, and every known shape of an error body. Must not know: requests,
retries, which call it was (beyond its method and the words that say what was being done). Never
sees the request, so never the token.
Source: shapes seen in Invoca's documentation and in third-party clients (docs/invoca-api.md).
"""

from __future__ import annotations

import contextlib
import html
import json
import re
from collections.abc import Callable, Container, Mapping
from email.utils import parsedate_to_datetime
from enum import Enum
from http import HTTPStatus
from typing import Any, NamedTuple

from .. import next_steps as step
from ..account import named
from ..errors import (
    FixCredentials,
    InvalidRequest,
    InvocaError,
    LookAtAccount,
    NotFound,
    ReportBug,
    TryLater,
    Unclear,
)
from .wire import Answer

_QUOTED_MAXIMUM = 300  # characters of an answer's own text that a message repeats
ARCHIVED = "archiv"  # in whatever form Invoca says it of a campaign
_NESTING_MAXIMUM = 20


class Meaning(Enum):
    """What an answer other than 2xx says of the call that it answers."""

    NOT_DONE = "nothing was done; it may be sent again"
    REFUSED = "nothing was done, and will not be"
    UNCLEAR = "nobody knows whether it was done"


class ErrorBody(NamedTuple):
    """kind: Invoca's class, such as RecordNotFound, or "". is_invocas: it has Invoca's own form, a
    class or a list of messages for each field; proxies and web servers answer in other forms."""

    kind: str
    text: str
    is_invocas: bool = False


class _Rule(NamedTuple):
    methods: Container[str]
    statuses: Container[int]
    says: Callable[[ErrorBody], bool]
    meaning: Meaning


def _anything(body: ErrorBody) -> bool:
    return True


def _invocas_own(body: ErrorBody) -> bool:
    return body.is_invocas


def _record_not_found(body: ErrorBody) -> bool:
    return body.kind == "RecordNotFound"


_EVERY = frozenset({"GET", "POST", "PUT", "DELETE"})
_WRITES = _EVERY - {"GET"}
_ALL = range(1000)
_AWAY = frozenset({502, 503, 504})
# The first rule that fits decides. A POST was refused only where a documented status comes in
# Invoca's own form: all else may come from a proxy, or after the number was bought.
_RULES = (
    _Rule(_EVERY, {429}, _anything, Meaning.NOT_DONE),
    _Rule(_EVERY, {408, 499, *range(500, 1000)}, _anything, Meaning.UNCLEAR),
    _Rule(_WRITES, {409, *range(100, 400)}, _anything, Meaning.UNCLEAR),
    _Rule({"POST"}, {401, 403}, _invocas_own, Meaning.REFUSED),
    _Rule({"POST"}, {404}, _record_not_found, Meaning.REFUSED),
    _Rule({"POST"}, _ALL, _anything, Meaning.UNCLEAR),
    _Rule(_EVERY, _ALL, _anything, Meaning.REFUSED),
)


def meaning_of(method: str, status: int, body: ErrorBody) -> Meaning:
    """What an answer that is not 2xx says of a call of this method."""
    return next(
        rule.meaning
        for rule in _RULES
        if method in rule.methods and status in rule.statuses and rule.says(body)
    )


def read_json(answer: Answer, doing: str, method: str = "GET") -> Any:
    """The decoded body of a 2xx answer; {} for an empty one.

    Raises an error of the tree for every other answer; for a POST, anything but Unclear says that
    nothing was bought. A 2xx that is not JSON raises Unclear: the call was probably carried out,
    but its result is not known.
    """
    if not 200 <= answer.status < 300:
        raise error_for(answer, doing, method)
    if not answer.content.strip():
        return {}
    with contextlib.suppress(ValueError, RecursionError):
        return json.loads(answer.content)
    # Raised outside the handler: the decoder's own error carries the whole text.
    raise Unclear(
        doing,
        answer=f"Invoca answered {answer.status} with something that is not JSON",
        status=answer.status,
    )


def error_for(answer: Answer, doing: str, method: str = "GET") -> InvocaError:
    """The error that a non-2xx answer stands for."""
    body = read_error_body(answer.content)
    said = f"Invoca answered {answer.status}" + (f": {body.text}" if body.text else "")
    meaning = meaning_of(method, answer.status, body)
    if meaning is Meaning.NOT_DONE:
        return _limited(doing, said, answer)
    if meaning is Meaning.UNCLEAR:
        return _unclear(doing, said, answer, method)
    return _refused(doing, said, answer.status, body)


def retry_after_seconds(headers: Mapping[str, str]) -> float | None:
    """Seconds that a Retry-After header asks for (RFC 9110 10.2.3), or None; never negative."""
    value = headers.get("retry-after", "").strip()
    if re.fullmatch(r"\d{1,9}(\.\d+)?", value):
        return float(value)
    try:
        date = parsedate_to_datetime(value)
        sent = parsedate_to_datetime(headers.get("date", ""))
        return max(0.0, (date - sent).total_seconds())
    except (TypeError, ValueError, IndexError, OverflowError):
        return None


def _refused(doing: str, said: str, status: int, body: ErrorBody) -> InvocaError:
    if status == 401:
        return _unauthorized(doing, said)
    if status == 403:
        return _forbidden(doing, said, body)
    if status == 404 or (status == HTTPStatus.GONE and body.is_invocas):
        return _not_found(doing, said, body, status)
    if 300 <= status < 400:
        return _redirected(doing, status)
    return ReportBug(
        doing,
        answer=said,
        status=status,
        remedy=f"Check {named('api_version')} and {named('base_url')}; if they are right, "
        "please report this",
    )


def _unauthorized(doing: str, said: str) -> InvocaError:
    return FixCredentials(
        doing,
        answer=said,
        status=401,
        remedy="Invoca does not accept the token. Put a valid one into INVOCA_API_TOKEN, or "
        f"set it with {step.configure_secret('apiToken')}",
    )


def _forbidden(doing: str, said: str, body: ErrorBody) -> InvocaError:
    if body.kind.startswith("Unauthorized"):
        return FixCredentials(
            doing,
            answer=said,
            status=403,
            remedy=f"The token is known but may not do this. Check {named('network_id')}, the "
            "advertiser and the campaign, or ask for a token with that permission",
        )
    if "limit" in body.text.lower() and "number" in body.text.lower():
        return LookAtAccount(
            doing,
            answer=said,
            status=403,
            remedy="Release numbers that nobody needs, or ask Invoca to raise the limit",
        )
    if ARCHIVED in body.text.lower():
        return LookAtAccount(
            doing,
            answer=said,
            status=403,
            remedy="Take the campaign out of the archive in Invoca, or declare another campaign_id",
        )
    return InvalidRequest(
        doing,
        answer=said,
        status=403,
        is_invocas=body.is_invocas,
        remedy="Correct what it names in the declaration, then run it again"
        if body.is_invocas
        else f"This is not Invoca's own refusal: check {named('base_url')} and "
        "what stands between this machine and Invoca",
    )


def _not_found(doing: str, said: str, body: ErrorBody, status: int) -> NotFound:
    known = _record_not_found(body) or status == HTTPStatus.GONE
    return NotFound(
        doing,
        answer=said,
        status=status,
        record_not_found=known,
        is_invocas=body.is_invocas,
        remedy="Check advertiser_id, campaign_id and affiliate_id: they are the network's own ids, "
        "not Invoca's"
        if known
        else f"This is not Invoca's own 'not found': check {named('base_url')} and "
        f"{named('network_id')}",
    )


def _limited(doing: str, said: str, answer: Answer) -> InvocaError:
    return TryLater(
        doing,
        answer=said,
        status=answer.status,
        retry_after=retry_after_seconds(answer.headers),
        remedy="Invoca is limiting requests. Nothing was done by this call; run it again later",
    )


def _unclear(doing: str, said: str, answer: Answer, method: str) -> InvocaError:
    ends = "Run it again in a while; if it persists, give this text to Invoca's support"
    if answer.status in _AWAY:
        ends = f"Invoca is down, busy or under maintenance; your files are not at fault. {ends}"
    if answer.status < 500:
        said += ", which does not say whether it was done" if method in _WRITES else ""
        ends = (
            f"Run it again in a while; if it persists, check {named('base_url')} and "
            "what stands between this machine and Invoca"
        )
    return Unclear(
        doing,
        answer=said,
        status=answer.status,
        retry_after=retry_after_seconds(answer.headers),
        remedy=ends,
    )


def _redirected(doing: str, status: int) -> InvocaError:
    return ReportBug(
        doing,
        answer=f"Invoca answered {status}, a redirect, which is never followed",
        status=status,
        remedy=f"Check {named('base_url')}: it must be the address of the API itself",
    )


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
