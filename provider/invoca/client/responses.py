"""Turns what Invoca answered into a value or into an error of the tree.

Owns: what each status means. Must not know: requests, retries, which call it was (beyond the words
that say what was being done). Never sees the request, so never the token.
Source: docs/invoca-api.md.
"""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from typing import Any

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
    body = read_error_body(answer.content)
    said = f"Invoca answered {answer.status}" + (f": {body.text}" if body.text else "")
    status = answer.status
    if status == 401:
        return _unauthorized(doing, said)
    if status == 403:
        return _forbidden(doing, said, body)
    if status == 404:
        return _not_found(doing, said, body)
    if status == 429 or status >= 500:
        return _later(doing, said, answer)
    if 300 <= status < 400:
        return _redirected(doing, status)
    return ReportBug(
        doing,
        answer=said,
        status=status,
        remedy="Check invoca:apiVersion and invoca:baseUrl; if they are right, please report this",
    )


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
    known = body.kind == "RecordNotFound"
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


def _later(doing: str, said: str, answer: Answer) -> InvocaError:
    """A limit did nothing; what a failing server did is unclear."""
    wait = retry_after_seconds(answer.headers)
    if answer.status == 429:
        return TryLater(
            doing,
            answer=said,
            status=answer.status,
            retry_after=wait,
            remedy="Invoca is limiting requests. Nothing was done by this call; run it again later",
        )
    return Unclear(
        doing,
        answer=said,
        status=answer.status,
        retry_after=wait,
        remedy="Run it again in a while; if it stays, give this text to Invoca's support",
    )


def _redirected(doing: str, status: int) -> InvocaError:
    return ReportBug(
        doing,
        answer=f"Invoca answered {status}, a redirect, which is never followed",
        status=status,
        remedy="Check invoca:baseUrl (INVOCA_BASE_URL): it must be the address of the API itself",
    )
