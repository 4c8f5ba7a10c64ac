"""Turns what Invoca answered into a value or into an error of the tree.

Owns: what each status means. Must not know: requests, retries, which call it was (beyond the words
that say what was being done). Never sees the request, so never the token.
Source: docs/invoca-api.md.
"""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Callable, Container, Mapping
from email.utils import parsedate_to_datetime
from enum import Enum
from typing import Any, NamedTuple

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
from .error_bodies import ErrorBody, read_error_body
from .wire import Answer


class Meaning(Enum):
    """What an answer other than 2xx says of the call that it answers."""

    NOT_DONE = "nothing was done; it may be sent again"
    REFUSED = "nothing was done, and will not be"
    UNCLEAR = "nobody knows whether it was done"


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
    but nobody can say with which result.
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
    if status == 404:
        return _not_found(doing, said, body)
    if 300 <= status < 400:
        return _redirected(doing, status)
    return ReportBug(
        doing,
        answer=said,
        status=status,
        remedy="Check invoca:apiVersion and invoca:baseUrl; if they are right, please report this",
    )


def _unauthorized(doing: str, said: str) -> InvocaError:
    return FixCredentials(
        doing,
        answer=said,
        status=401,
        remedy="Invoca does not accept the token. Put a valid one into INVOCA_API_TOKEN, or "
        "set it with `pulumi config set --secret invoca:apiToken`",
    )


def _forbidden(doing: str, said: str, body: ErrorBody) -> InvocaError:
    if body.kind.startswith("Unauthorized"):
        return FixCredentials(
            doing,
            answer=said,
            status=403,
            remedy="The token is known but may not do this. Check invoca:networkId, the advertiser "
            "and the campaign, or ask for a token with that permission",
        )
    if "limit" in body.text.lower() and "number" in body.text.lower():
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


def _not_found(doing: str, said: str, body: ErrorBody) -> NotFound:
    known = _record_not_found(body)
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


def _limited(doing: str, said: str, answer: Answer) -> InvocaError:
    return TryLater(
        doing,
        answer=said,
        status=answer.status,
        retry_after=retry_after_seconds(answer.headers),
        remedy="Invoca is limiting requests. Nothing was done by this call; run it again later",
    )


def _unclear(doing: str, said: str, answer: Answer, method: str) -> InvocaError:
    ends = "Run it again in a while; if it stays, give this text to Invoca's support"
    if answer.status in _AWAY:
        ends = f"Invoca is down, busy or under maintenance; your files are not at fault. {ends}"
    if answer.status < 500:
        said += ", which does not say whether it was done" if method in _WRITES else ""
        ends = (
            "Run it again in a while; if it stays, check invoca:baseUrl (INVOCA_BASE_URL) and what "
            "stands between this machine and Invoca"
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
        remedy="Check invoca:baseUrl (INVOCA_BASE_URL): it must be the address of the API itself",
    )
