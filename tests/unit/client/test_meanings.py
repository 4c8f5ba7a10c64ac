"""What every answer says of the call that it answers: by method, status and body."""

from __future__ import annotations

import json
from typing import Any

import pytest

from invoca import CampaignRef, Client
from invoca.client.responses import Meaning, meaning_of, read_error_body, read_json
from invoca.client.wire import Answer
from invoca.errors import FixCredentials, InvalidRequest, NotFound, TryLater, Unclear
from invoca_simulator import Simulator

RADIO = CampaignRef("acme", "spring-radio")
BODY = {"id_from_network": "kroq", "description": "KROQ", "media_type": "Offline: Radio"}
METHODS = ("GET", "POST", "PUT", "DELETE")
NOT_DONE, REFUSED, UNCLEAR = Meaning.NOT_DONE, Meaning.REFUSED, Meaning.UNCLEAR

NOT_FOUND = {"errors": {"class": "RecordNotFound", "invalid_data": "Could not find it"}}
INVALID = {"errors": {"class": "RecordInvalid", "invalid_data": "Invalid Key in Local Center."}}
FIELDS = {"errors": {"description": ["can't be blank"]}, "status": "Applied"}
NESTED = {"errors": {"custom_data": [{"station": ["is invalid"]}]}}
DEEPER = {"error": {"custom_data": {"station": ["is invalid"]}}}
BASE = {"errors": {"base": ["You've reached your promo number limit"]}}
INVOCAS = [NOT_FOUND, INVALID, FIELDS, NESTED, DEEPER, BASE]
# Web servers, proxies, gateways and clouds.
STRANGERS: list[Any] = [
    b"",
    b"<html><h1>Forbidden</h1></html>",
    b"Forbidden",
    b"RecordNotFound",
    {},
    [],
    None,
    "Forbidden",
    {"message": "Forbidden"},
    {"error": "forbidden", "error_description": "no"},
    {"error": {"code": 403, "message": "denied", "status": "PERMISSION_DENIED"}},
    {"errors": [{"code": 1020, "message": "Access denied"}]},
    {"errors": {}},
    {"errors": None},
    {"errors": {"description": []}},
    {"errors": {"description": {}}},
    {"class": "RecordInvalid", "invalid_data": "x"},
    {"description": ["can't be blank"]},
    {"errors": {"class": "", "invalid_data": "x"}},
    {"promo_number": "8885550123"},
]


def meaning(method: str, status: int, body: Any) -> Meaning:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return meaning_of(method, status, read_error_body(content))


# --- purchases: refused only by a documented status in Invoca's own form --------------------------


@pytest.mark.parametrize("body", INVOCAS, ids=str)
@pytest.mark.parametrize("status", [401, 403])
def test_a_purchase_is_refused_in_invocas_own_form(status: int, body: Any) -> None:
    assert meaning("POST", status, body) is REFUSED


@pytest.mark.parametrize("body", STRANGERS, ids=str)
@pytest.mark.parametrize("status", [401, 403, 404])
def test_a_refusal_in_another_form_leaves_a_purchase_open(status: int, body: Any) -> None:
    assert meaning("POST", status, body) is UNCLEAR


def test_a_purchase_in_a_campaign_that_is_not_there_is_refused_by_that_class_alone() -> None:
    assert meaning("POST", 404, NOT_FOUND) is REFUSED
    routing = {"errors": {"class": "RoutingError", "invalid_data": "No route matches"}}
    for body in (routing, INVALID, FIELDS, NESTED, BASE):
        assert meaning("POST", 404, body) is UNCLEAR


@pytest.mark.parametrize("body", [*INVOCAS, *STRANGERS], ids=str)
def test_every_other_answer_leaves_a_purchase_open(body: Any) -> None:
    others = {*range(100, 600), 999} - {*range(200, 300), 401, 403, 404, 429}
    assert {meaning("POST", status, body) for status in others} == {UNCLEAR}


# --- the other methods ----------------------------------------------------------------------------

# status: GET, PUT and DELETE; what the body is does not matter.
OTHERS = {
    **dict.fromkeys([301, 302, 303, 307, 308], (REFUSED, UNCLEAR)),
    **dict.fromkeys([400, 401, 403, 404, 405, 410, 422], (REFUSED, REFUSED)),
    409: (REFUSED, UNCLEAR),
    408: (UNCLEAR, UNCLEAR),
    499: (UNCLEAR, UNCLEAR),
    **dict.fromkeys([500, 502, 503, 504, 520, 599, 999], (UNCLEAR, UNCLEAR)),
}


@pytest.mark.parametrize("body", [*INVOCAS, *STRANGERS], ids=str)
def test_what_the_other_methods_are_answered(body: Any) -> None:
    for status, (read, written) in OTHERS.items():
        assert meaning("GET", status, body) is read
        assert meaning("PUT", status, body) is written
        assert meaning("DELETE", status, body) is written


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("body", [*INVOCAS, *STRANGERS], ids=str)
def test_a_limit_says_that_nothing_was_done(method: str, body: Any) -> None:
    assert meaning(method, 429, body) is NOT_DONE


# --- as errors ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (401, INVALID, FixCredentials),
        (403, {"errors": {"class": "UnauthorizedOperation"}}, FixCredentials),
        (403, FIELDS, InvalidRequest),
        (404, NOT_FOUND, NotFound),
        (429, b"", TryLater),
        (303, b"", Unclear),
        (403, b"<html>Access denied</html>", Unclear),
    ],
)
def test_a_purchase_raises_unclear_where_it_may_be_bought(
    status: int, body: Any, kind: type
) -> None:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    with pytest.raises(kind) as raised:
        read_json(Answer(status, {}, content), "buying", "POST")
    assert type(raised.value) is kind


def test_an_unclear_purchase_quotes_what_was_answered() -> None:
    answer = Answer(403, {}, b"<html><h1>Access denied</h1> by the firewall</html>")
    with pytest.raises(Unclear) as raised:
        read_json(answer, "buying a number", "POST")
    assert "403: Access denied by the firewall, which does not say whether" in str(raised.value)
    assert "INVOCA_BASE_URL" in str(raised.value)


# --- over HTTP ------------------------------------------------------------------------------------

AFTER_A_COMMIT: list[dict[str, Any]] = [
    {"status": 302, "headers": {"Location": "https://elsewhere.example/"}},
    {"status": 303},
    {"status": 200, "body": "<html>It works!</html>"},
    {"status": 201, "body": "<html>It works!</html>"},
    {"status": 204, "body": ""},
    {"status": 201, "body": ""},
    {"status": 201, "body": []},
    {"status": 200, "body": {}},
    {"status": 401, "body": ""},
    {"status": 403, "body": "<html>Denied</html>"},
    {"status": 404, "body": "<html>Not here</html>"},
    {"status": 408, "body": ""},
    {"status": 409, "body": FIELDS},
    {"status": 499, "body": ""},
    {"status": 520, "body": ""},
]


@pytest.mark.parametrize("answer", AFTER_A_COMMIT, ids=str)
def test_a_purchase_that_was_made_is_not_called_refused(
    simulator: Simulator, client: Client, answer: dict[str, Any]
) -> None:
    simulator.add_fault("status_after", method="POST", **answer)
    with pytest.raises(Unclear):
        client.create_by_id(RADIO, BODY)
    assert len(simulator.ledger("bought")) == 1
    assert [call.method for call in simulator.calls()] == ["POST"]


@pytest.mark.parametrize(
    "answer",
    [{"status": 204, "body": ""}, {"status": 200, "body": ""}, {"status": 200, "body": {}}],
    ids=str,
)
def test_a_change_that_is_confirmed_without_a_number_is_done(
    simulator: Simulator, client: Client, answer: dict[str, Any]
) -> None:
    digits = client.create_by_id(RADIO, BODY).promo_number
    simulator.add_fault("status_after", method="PUT", **answer)
    assert client.update(RADIO, digits, {**BODY, "description": "New"}) is None
    assert client.get(RADIO, digits).description == "New"


@pytest.mark.parametrize(
    "answer",
    [
        {"status": 200, "body": "<html>It works!</html>"},
        {"status": 200, "body": [1]},
        {"status": 303},
        {"status": 409},
    ],
    ids=str,
)
def test_a_change_with_an_odd_answer_has_to_be_looked_at(
    simulator: Simulator, client: Client, answer: dict[str, Any]
) -> None:
    digits = client.create_by_id(RADIO, BODY).promo_number
    simulator.add_fault("status_after", method="PUT", **answer)
    with pytest.raises(Unclear):
        client.update(RADIO, digits, BODY)
