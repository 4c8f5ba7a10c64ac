"""Turns what Invoca answered into a value or into an error of the tree.

Owns: every known shape of an answer. Must not know: requests, retries, which call it was
(beyond the words that say what was being done). Never sees the request, so never the token.
Source: shapes seen in Invoca's documentation and in third-party clients (docs/invoca-api.md).
"""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from typing import Any, NamedTuple

from .errors import (
    FixCredentials,
    InvalidRequest,
    InvocaError,
    LookAtAccount,
    NotFound,
    ReportBug,
    TryLater,
    Unclear,
)

_QUOTED_MAXIMUM = 300  # characters of an answer's own text that a message repeats
_NESTING_MAXIMUM = 20


class Answer(NamedTuple):
    """An HTTP answer without its transport. headers: lower-case names."""

    status: int
    headers: Mapping[str, str]
    content: bytes


class Complaint(NamedTuple):
    """What an error body says. kind: Invoca's class, such as RecordNotFound, or ""."""

    kind: str
    text: str


def read_json(answer: Answer, doing: str) -> Any:
    """The decoded body of a 2xx answer; {} for an empty one.

    Raises an error of the tree for every other answer. A 2xx that is not JSON raises Unclear: the
    call was probably carried out, but nobody can say with which result.
    """
    if not 200 <= answer.status < 300:
        raise error_for(answer, doing)
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


def error_for(answer: Answer, doing: str) -> InvocaError:
    """The error that a non-2xx answer stands for."""
    complaint = read_complaint(answer.content)
    said = f"Invoca answered {answer.status}"
    if complaint.text:
        said += f": {complaint.text}"
    status = answer.status
    if status == 401:
        return FixCredentials(
            doing,
            answer=said,
            status=status,
            remedy="Invoca does not accept the token. Put a valid one into INVOCA_API_TOKEN, or "
            "set it with `pulumi config set --secret invoca:apiToken`",
        )
    if status == 403:
        return _forbidden(doing, said, complaint)
    if status == 404:
        return _not_found(doing, said, complaint)
    if status == 429:
        return TryLater(
            doing,
            answer=said,
            status=status,
            retry_after=retry_after_seconds(answer.headers),
            remedy="Invoca is limiting requests. Nothing was done by this call; run it again later",
        )
    if status >= 500:
        return Unclear(
            doing,
            answer=said,
            status=status,
            retry_after=retry_after_seconds(answer.headers),
            remedy="Run it again in a while; if it stays, give this text to Invoca's support",
        )
    if 300 <= status < 400:
        return ReportBug(
            doing,
            answer=f"Invoca answered {status}, a redirect, which is never followed",
            status=status,
            remedy="Check invoca:baseUrl (INVOCA_BASE_URL): it must be the address of the API "
            "itself",
        )
    return ReportBug(
        doing,
        answer=said,
        status=status,
        remedy="Check invoca:apiVersion and invoca:baseUrl; if they are right, please report this",
    )


def read_complaint(content: bytes) -> Complaint:
    """What an error body says, whatever its shape; never raises."""
    try:
        body = json.loads(content)
    except (ValueError, RecursionError):
        return Complaint("", _plain_text(content))
    errors = body
    if isinstance(body, dict):
        errors = body.get("errors", body.get("error", body))
    if isinstance(errors, dict) and "class" in errors:
        return Complaint(str(errors["class"]), _general(errors))
    return Complaint("", _shorten("; ".join(_flatten(errors))))


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


def _forbidden(doing: str, said: str, complaint: Complaint) -> InvocaError:
    if complaint.kind.startswith("Unauthorized"):
        return FixCredentials(
            doing,
            answer=said,
            status=403,
            remedy="The token is known but may not do this. Check invoca:networkId, the advertiser "
            "and the campaign, or ask for a token with that permission",
        )
    if "limit" in complaint.text.lower() and "number" in complaint.text.lower():
        return LookAtAccount(
            doing,
            answer=said,
            status=403,
            remedy="Release numbers that nobody needs, or ask Invoca to raise the limit",
        )
    return InvalidRequest(
        doing,
        answer=said,
        status=403,
        remedy="Correct what it names in the declaration, then run it again",
    )


def _not_found(doing: str, said: str, complaint: Complaint) -> NotFound:
    known = complaint.kind == "RecordNotFound"
    return NotFound(
        doing,
        answer=said,
        status=404,
        record_not_found=known,
        remedy="Check advertiser_id, campaign_id and affiliate_id: they are the network's own ids, "
        "not Invoca's"
        if known
        else "This is not Invoca's own 'not found': check invoca:baseUrl and invoca:networkId",
    )


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
    return _shorten(re.sub(r"<[^>]*>", " ", text))


def _shorten(text: str) -> str:
    # Control characters could rewrite the reader's terminal.
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return line if len(line) <= _QUOTED_MAXIMUM else line[: _QUOTED_MAXIMUM - 1] + "…"
