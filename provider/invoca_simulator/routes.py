"""Invoca's endpoints over HTTP: reads a request, lets it in or not, acts, logs, answers.

The only module that sees a request as Invoca would. What a verb does is in promo_numbers.py.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal
from urllib.parse import unquote

from starlette.requests import Request
from starlette.responses import Response

from . import errors, neighbours, promo_numbers
from .access import (
    Credentials,
    RateLimit,
    read_credentials,
    refuse_parent,
    refuse_token,
    version_meant,
)
from .account import SimulatedAccount
from .answering import other_number, worded
from .faults import GARBAGE, Fault
from .knobs import Knobs
from .number_request import NumberRequest
from .paths import PathMeaning, read_path
from .records import Auth, Call, EntryOrigin, InvocaAnswer, Token
from .wire import Dropped, Trickled, Truncated

VERBS = {
    ("GET", "promo_numbers"): promo_numbers.list_all,
    ("GET", "promo_numbers_by_id"): promo_numbers.list_all,
    ("POST", "promo_numbers"): promo_numbers.create,
    ("POST", "promo_numbers_by_id"): promo_numbers.create,
    ("GET", "promo_number"): promo_numbers.read,
    ("GET", "promo_number_by_id"): promo_numbers.read,
    ("PUT", "promo_number"): promo_numbers.update,
    ("PUT", "promo_number_by_id"): promo_numbers.update,
    ("DELETE", "promo_number"): promo_numbers.delete,
    ("DELETE", "promo_number_by_id"): promo_numbers.delete,
}
METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]
UNREADABLE = object()


@dataclass(frozen=True)
class Received:
    """A request as it came in, before anything is known about its sender.

    tokens: by where they stood; the header wins over the query, the query over the body. body:
    without a token.
    """

    method: str
    path: str
    target: PathMeaning
    body: object
    tokens: Mapping[Auth, object]


async def receive(request: Request) -> Received:
    raw_path = request.scope["raw_path"].decode("latin-1")
    body = _json(await request.body())
    tokens: dict[Auth, object] = {
        "header": request.headers.get("authorization"),
        "query": request.query_params.get("oauth_token"),
        "body": body.pop("oauth_token", None) if isinstance(body, dict) else None,
    }
    return Received(
        method=request.method,
        path=unquote(raw_path),
        target=read_path(raw_path),
        body=body,
        tokens=tokens,
    )


def _json(raw: bytes) -> object:
    if not raw:
        return {}
    try:
        body = json.loads(raw)
    except ValueError:
        return UNREADABLE
    return body if isinstance(body, dict) else UNREADABLE


class InvocaApi:
    def __init__(self, account: SimulatedAccount) -> None:
        self._account = account
        self._rate_limit = RateLimit(account.clock)

    async def answer(self, request: Request) -> Response:
        received = await receive(request)
        with self._account.state.transaction():
            fault = self._account.faults.take(received.method, received.path)
            credentials = read_credentials(received.tokens, self._account)
            call = self._call(received, credentials, fault)
        await self._delay(fault)
        self._tell(call, "before")
        with self._account.state.transaction():
            answer = self._act(received, credentials, fault, call)
            silent = fault is not None and fault.silent
            call = replace(call, status=None if silent else answer.status)
            self._account.state.calls.add(call)
        self._tell(call, "after")
        return _response(answer, fault, self._account.knobs)

    def _call(self, received: Received, credentials: Credentials, fault: Fault | None) -> Call:
        return Call(
            seq=self._account.state.calls.next_seq(),
            method=received.method,
            path=received.path,
            endpoint=received.target.endpoint,
            network_id=received.target.network_id,
            auth=credentials.auth,
            body=None if received.body is UNREADABLE else received.body or None,
            fault=None if fault is None else fault.action,
        )

    async def _delay(self, fault: Fault | None) -> None:
        seconds = self._account.knobs.latency_ms / 1000
        if fault is not None and fault.kind == "delay":
            seconds += fault.seconds
        if seconds:
            await asyncio.sleep(seconds)

    def _tell(self, call: Call, when: Literal["before", "after"]) -> None:
        if self._account.on_call is not None:
            self._account.on_call(call, when)

    def _act(
        self, received: Received, credentials: Credentials, fault: Fault | None, call: Call
    ) -> InvocaAnswer:
        acts = fault is None or fault.acts(ambiguous_post=self._account.knobs.ambiguous_post)
        answer = self._admit(received, credentials, call) if acts else InvocaAnswer(500, None)
        return answer if fault is None else self._struck(answer, fault, call, received)

    def _admit(self, received: Received, credentials: Credentials, call: Call) -> InvocaAnswer:
        account, target = self._account, received.target
        version = version_meant(target.version, account.knobs)
        if isinstance(version, InvocaAnswer):
            return version
        limited = self._rate_limit.refuse(account.knobs)
        if limited:
            return limited
        if credentials.token is None:
            return errors.unauthorized(account.knobs.unauthorized_body)
        refused = refuse_token(credentials.token, target.network_id, received.method)
        return refused or self._dispatch(received, version, credentials.token, call)

    def _dispatch(self, received: Received, version: str, token: Token, call: Call) -> InvocaAnswer:
        method, target = received.method, received.target
        if method == "GET" and target.kind in neighbours.ENDPOINTS:
            return neighbours.read(target, received.path, token, self._account)
        verb = VERBS.get((method, target.kind))
        if verb is None or ("by_id" in target.kind and version < "2018-05-01"):
            return errors.no_route(method, received.path)
        refused = refuse_parent(target.parent, token, self._account)
        if refused:
            return refused
        if not isinstance(received.body, dict):
            return errors.unreadable_request()
        asked = NumberRequest(
            account=self._account,
            token=token,
            parent=target.parent,
            version=version,
            by_id="by_id" in target.kind,
            key=target.ids.get("promo_number") or target.ids.get("id_from_network", ""),
            body=received.body,
            origin=EntryOrigin(call.seq),
        )
        knobs = self._account.knobs
        if method == "POST" and knobs.post_answer != "object":
            acts = knobs.ambiguous_post == "created"
            return worded(verb(asked) if acts else InvocaAnswer(201, {}), method, asked)
        return worded(verb(asked), method, asked)

    def _struck(
        self, answer: InvocaAnswer, fault: Fault, call: Call, received: Received
    ) -> InvocaAnswer:
        """What is sent instead of the answer."""
        if fault.kind == "other_number":
            target, status = received.target, 201 if call.method == "POST" else 200
            answer = InvocaAnswer(status, answer.body)
            return other_number(answer, target.parent, target.version, self._account)
        if fault.kind == "status":
            default = errors.server_error(call.seq).body if fault.status == 500 else ""
            return InvocaAnswer(
                fault.status, default if fault.body is None else fault.body, fault.headers
            )
        if fault.kind == "garbage":
            headers = {"content-type": "text/html; charset=utf-8", **fault.headers}
            return replace(answer, body=fault.body or GARBAGE, headers=headers)
        return answer


def _response(answer: InvocaAnswer, fault: Fault | None, knobs: Knobs) -> Response:
    if fault is not None and fault.kind == "drop":
        return Dropped()
    if fault is not None and fault.kind == "hang":
        return Dropped(fault.seconds)
    whole = _whole(answer)
    if fault is not None and fault.kind == "truncate":
        return Truncated(whole)
    if fault is not None and fault.kind == "trickle":
        return Trickled(whole, fault.seconds)
    return Trickled(whole, knobs.byte_ms / 1000) if knobs.byte_ms else whole


def _whole(answer: InvocaAnswer) -> Response:
    headers = {name.lower(): value for name, value in answer.headers.items()}
    if isinstance(answer.body, str):
        headers.setdefault("content-type", "text/plain; charset=utf-8")
        return Response(answer.body, answer.status, headers)
    headers.setdefault("content-type", "application/json; charset=utf-8")
    return Response(json.dumps(answer.body, separators=(",", ":")), answer.status, headers)
