"""The client's promises: what is repeated, what never is, and what an odd answer becomes."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoca import Account, CampaignRef, Client, PromoNumber
from invoca.client.wire import Answer
from invoca.errors import (
    FixCredentials,
    InvalidRequest,
    InvocaError,
    NotFound,
    ReportBug,
    Unclear,
)
from invoca.timing import Timing
from invoca_simulator import Simulator
from tests.unit.fake_time import FakeTime

RADIO = CampaignRef("acme", "spring-radio")
AFFILIATE = CampaignRef("acme", "spring-radio", "kroq-network")
BODY = {
    "id_from_network": "kroq",
    "description": "KROQ drive time",
    "media_type": "Offline: Radio",
}
UNCLEAR_FAULTS = [
    {"action": "drop_after"},
    {"action": "drop_before"},
    {"action": "status_after", "status": 500},
    {"action": "status_before", "status": 502},
    {"action": "status_before", "status": 503},
    {"action": "garbage"},
    {"action": "truncate"},
]
BUYING: list[Callable[[Client], PromoNumber]] = [
    lambda client: client.create_by_id(RADIO, BODY),
    lambda client: client.create(RADIO, BODY),
]


def methods_called(simulator: Simulator) -> list[str]:
    return [call.method for call in simulator.calls()]


# --- buying ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("fault", UNCLEAR_FAULTS, ids=str)
@pytest.mark.parametrize("buy", BUYING, ids=["by id", "invoca's id"])
def test_a_purchase_is_never_sent_again_after_an_unclear_outcome(
    simulator: Simulator,
    client: Client,
    waits: list[float],
    fault: dict[str, Any],
    buy: Callable[[Client], PromoNumber],
) -> None:
    simulator.add_fault(method="POST", times=-1, **fault)
    with pytest.raises(Unclear):
        buy(client)
    assert methods_called(simulator) == ["POST"]
    assert waits == []
    assert len(simulator.numbers()) <= 1


@pytest.mark.parametrize("buy", BUYING, ids=["by id", "invoca's id"])
def test_a_purchase_that_hangs_is_not_sent_again(
    simulator: Simulator,
    account: Account,
    timing: Timing,
    buy: Callable[[Client], PromoNumber],
) -> None:
    simulator.add_fault("hang_after", method="POST")
    impatient = account.model_copy(update={"read_timeout_seconds": 0.2})
    with pytest.raises(Unclear):
        buy(Client(impatient, timing=timing))
    assert methods_called(simulator) == ["POST"]


@pytest.mark.parametrize("buy", BUYING, ids=["by id", "invoca's id"])
def test_a_purchase_is_sent_again_where_invoca_says_that_nothing_was_done(
    simulator: Simulator,
    client: Client,
    waits: list[float],
    buy: Callable[[Client], PromoNumber],
) -> None:
    simulator.add_fault("status_before", status=429, headers={"Retry-After": "7"}, times=2)
    assert buy(client).description == "KROQ drive time"
    assert methods_called(simulator) == ["POST"] * 3
    assert waits == [7.0, 7.0]
    assert len(simulator.numbers()) == 1


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 422])
@pytest.mark.parametrize("body", [None, {"errors": {"class": "RecordNotFound"}}], ids=["", "own"])
def test_a_refused_purchase_is_not_sent_again(
    simulator: Simulator, client: Client, status: int, body: object
) -> None:
    simulator.add_fault("status_before", status=status, times=-1, body=body)
    with pytest.raises(InvocaError) as raised:
        client.create_by_id(RADIO, BODY)
    is_refused = body is not None and status in (401, 403, 404)
    assert isinstance(raised.value, Unclear) == (not is_refused)
    assert methods_called(simulator) == ["POST"]


@pytest.mark.parametrize(
    "odd", [{}, [], {"id": 21}, {"promo_number": ""}, {"promo_number": None}, "bought", 5, None]
)
def test_a_purchase_that_is_confirmed_without_a_number_leaves_open_what_was_bought(
    simulator: Simulator, client: Client, odd: object
) -> None:
    simulator.add_fault("status_after", method="POST", status=201, body=json.dumps(odd))
    with pytest.raises(Unclear) as raised:
        client.create_by_id(RADIO, BODY)
    assert "unexpected shape" in str(raised.value)
    assert methods_called(simulator) == ["POST"]


@pytest.mark.parametrize("success", ["200", "201"])
def test_any_2xx_confirms_a_purchase(simulator: Simulator, client: Client, success: str) -> None:
    simulator.set_knobs(post_success=success)
    assert client.create_by_id(RADIO, BODY).id_from_network == "kroq"


# --- repeating ------------------------------------------------------------------------------------

CALLS: dict[str, Callable[[Client, str], object]] = {
    "GET": lambda client, digits: client.get(RADIO, digits),
    "PUT": lambda client, digits: client.update(RADIO, digits, BODY),
    "DELETE": lambda client, digits: client.delete(RADIO, digits),
}


@pytest.mark.parametrize("fault", UNCLEAR_FAULTS, ids=str)
@pytest.mark.parametrize("method", ["GET", "DELETE"])
def test_reading_and_releasing_are_repeated_until_they_succeed(
    simulator: Simulator, client: Client, waits: list[float], method: str, fault: dict[str, Any]
) -> None:
    digits = simulator.put_number("acme", "spring-radio", id_from_network="kroq")
    simulator.add_fault(method=method, times=2, **fault)
    CALLS[method](client, digits)
    assert methods_called(simulator) == [method] * 3
    assert len(waits) == 2


@pytest.mark.parametrize("fault", UNCLEAR_FAULTS, ids=str)
def test_a_change_is_not_sent_again_unseen_because_it_might_buy(
    simulator: Simulator, client: Client, waits: list[float], fault: dict[str, Any]
) -> None:
    digits = simulator.put_number("acme", "spring-radio", id_from_network="kroq")
    simulator.add_fault(method="PUT", times=-1, **fault)
    with pytest.raises(Unclear):
        client.update(RADIO, digits, BODY)
    assert methods_called(simulator) == ["PUT"]
    assert waits == []


@pytest.mark.parametrize("headers", [{}, {"Retry-After": "7"}], ids=["", "Retry-After"])
@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_every_call_is_repeated_where_invoca_only_asks_to_slow_down(
    simulator: Simulator, client: Client, waits: list[float], method: str, headers: dict[str, str]
) -> None:
    digits = simulator.put_number("acme", "spring-radio", id_from_network="kroq")
    simulator.add_fault("status_before", status=429, headers=headers, times=2)
    CALLS[method](client, digits)
    assert methods_called(simulator) == [method] * 3
    assert waits == [7.0, 7.0] if headers else len(waits) == 2


@pytest.mark.parametrize("method", sorted(CALLS))
@pytest.mark.parametrize("status", [400, 401, 403, 404])
def test_a_refusal_is_not_repeated(
    simulator: Simulator, client: Client, method: str, status: int
) -> None:
    digits = simulator.put_number("acme", "spring-radio")
    simulator.add_fault("status", status=status, times=-1)
    with pytest.raises(InvocaError):
        CALLS[method](client, digits)
    assert methods_called(simulator) == [method]


def test_repeating_comes_to_an_end(simulator: Simulator, client: Client) -> None:
    simulator.add_fault("status", status=500, times=-1)
    with pytest.raises(Unclear) as raised:
        client.list(RADIO)
    assert 1 < len(simulator.calls()) < 20
    # The handle is what Invoca's support asks for.
    assert f"refer to error handle {simulator.calls()[-1].seq}" in str(raised.value)


def test_no_wait_is_longer_than_a_minute_whatever_invoca_asks_for(
    simulator: Simulator, client: Client, waits: list[float]
) -> None:
    simulator.add_fault("status", status=429, headers={"Retry-After": "86400"})
    client.list(RADIO)
    assert waits == [60.0]


# --- reading --------------------------------------------------------------------------------------


def test_what_is_bought_can_be_read_in_every_way(simulator: Simulator, client: Client) -> None:
    bought = client.create_by_id(RADIO, {**BODY, "custom_data": {"station": "KROQ"}})
    assert bought == PromoNumber(
        promo_number=bought.promo_number,
        id=bought.id,
        id_from_network="kroq",
        description="KROQ drive time",
        media_type="Offline: Radio",
        object_url=bought.object_url,
        custom_data={"station": "KROQ"},
    )
    assert client.get(RADIO, bought.promo_number) == bought
    assert client.get_by_id(RADIO, "kroq") == bought
    assert client.list(RADIO) == [bought]


def test_a_change_answers_with_the_changed_number(simulator: Simulator, client: Client) -> None:
    digits = client.create_by_id(RADIO, BODY).promo_number
    changed = client.update(RADIO, digits, {**BODY, "description": "New"})
    assert changed is not None
    assert changed.description == "New"
    assert client.get(RADIO, digits).description == "New"


def test_a_released_number_is_invocas_own_not_found(simulator: Simulator, client: Client) -> None:
    digits = client.create_by_id(RADIO, BODY).promo_number
    client.delete(RADIO, digits)
    assert simulator.numbers() == []
    for read in (lambda: client.get(RADIO, digits), lambda: client.get_by_id(RADIO, "kroq")):
        with pytest.raises(NotFound) as raised:
            read()
        assert raised.value.record_not_found


def test_releasing_what_is_gone_already_is_no_error(simulator: Simulator, client: Client) -> None:
    client.delete(RADIO, "8885550123")


def test_a_campaign_is_read_with_its_name(simulator: Simulator, client: Client) -> None:
    simulator.add_campaign("acme", "autumn", name="Autumn leaves")
    assert client.read_campaign(CampaignRef("acme", "autumn")).name == "Autumn leaves"


@pytest.mark.parametrize("body", ["json", "empty", "text", "html"])
def test_a_token_that_is_not_accepted_is_said_so(
    simulator: Simulator, account: Account, body: str
) -> None:
    simulator.set_knobs(unauthorized_body=body)
    simulator.revoke_token(simulator.token)
    with pytest.raises(FixCredentials, match="INVOCA_API_TOKEN"):
        Client(account).list(RADIO)


@pytest.mark.parametrize(
    ("knobs", "kind"),
    [({"no_access": "forbidden"}, FixCredentials), ({"no_access": "not_found"}, NotFound)],
)
def test_a_campaign_that_is_closed_to_the_token_is_no_empty_campaign(
    simulator: Simulator, client: Client, knobs: dict[str, str], kind: type[InvocaError]
) -> None:
    simulator.set_knobs(**knobs)
    simulator.set_campaign_access("acme", "spring-radio", False)
    with pytest.raises(kind):
        client.list(RADIO)


def test_invocas_own_words_are_repeated_with_the_number_they_are_about(
    simulator: Simulator, client: Client
) -> None:
    with pytest.raises(InvalidRequest) as raised:
        client.create_by_id(RADIO, {**BODY, "custom_data": {"shoe_size": "9"}})
    said = str(raised.value)
    assert "buying a number for id 'kroq' in campaign 'spring-radio' of advertiser 'acme'" in said
    assert "Invoca answered 403: custom_data.shoe_size: is not a custom data field" in said


@pytest.mark.parametrize("odd", ['{"promo_numbers": []}', "5", '"[]"', "null", ""])
def test_a_list_of_another_shape_is_an_error_and_never_an_empty_list(
    simulator: Simulator, client: Client, odd: str
) -> None:
    simulator.add_fault("status_after", status=200, body=odd)
    with pytest.raises(ReportBug, match="unexpected shape"):
        client.list(RADIO)


@pytest.mark.parametrize("odd", ["[]", "{}", '{"id": 3}', "null", '{"promo_number": "none"}'])
def test_a_number_of_another_shape_is_an_error(
    simulator: Simulator, client: Client, odd: str
) -> None:
    simulator.add_fault("status_after", status=200, body=odd)
    with pytest.raises(ReportBug, match="unexpected shape"):
        client.get(RADIO, "8885550123")


# --- anything at all ------------------------------------------------------------------------------


class AnswersWith:
    """A transport to a server that always answers the same."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer
        self.sent: list[str] = []

    def send(self, method: str, path: str, body: object | None, doing: str) -> Answer:
        self.sent.append(method)
        return self._answer


ACCOUNT = Account(network_id="1", api_token="any-token")
EVERY_CALL: list[Callable[[Client], object]] = [
    lambda client: client.read_campaign(RADIO),
    lambda client: client.list(RADIO),
    lambda client: client.list_campaigns("acme"),
    lambda client: client.list_affiliate_campaigns(RADIO),
    lambda client: client.read_affiliate_campaign(AFFILIATE),
    lambda client: client.list_advertisers(),
    lambda client: client.get(RADIO, "8885550123"),
    lambda client: client.get_by_id(RADIO, "kroq"),
    lambda client: client.create_by_id(RADIO, BODY),
    lambda client: client.create(RADIO, BODY),
    lambda client: client.update(RADIO, "8885550123", BODY),
    lambda client: client.delete(RADIO, "8885550123"),
]
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=10,
)
numbers = st.fixed_dictionaries(
    {"promo_number": json_values | st.just("8885550123")},
    optional=dict.fromkeys([*PromoNumber.model_fields][1:], json_values),
)


def call_gives_a_value_or_an_error_of_the_tree(
    call: Callable[[Client], object], answer: Answer
) -> None:
    server = AnswersWith(answer)
    raised: InvocaError | None
    try:
        call(Client(ACCOUNT, transport=server, timing=FakeTime().timing))
    except InvocaError as error:
        raised = error
    else:
        raised = None
    assert raised is not None or 200 <= answer.status < 300
    if isinstance(raised, NotFound) and raised.record_not_found:
        assert answer.status == 404
        assert b"RecordNotFound" in answer.content
    if "POST" in server.sent:
        assert len(server.sent) == 1 or answer.status == 429


@given(st.sampled_from(EVERY_CALL), st.integers(100, 999), st.binary())
def test_any_bytes_become_a_value_or_an_error_of_the_tree(
    call: Callable[[Client], object], status: int, content: bytes
) -> None:
    call_gives_a_value_or_an_error_of_the_tree(call, Answer(status, {}, content))


@given(
    st.sampled_from(EVERY_CALL),
    st.sampled_from([200, 201, 404]) | st.integers(100, 999),
    json_values | numbers | st.lists(numbers, max_size=3),
)
def test_any_json_becomes_a_value_or_an_error_of_the_tree(
    call: Callable[[Client], object], status: int, value: object
) -> None:
    call_gives_a_value_or_an_error_of_the_tree(call, Answer(status, {}, json.dumps(value).encode()))


@pytest.mark.parametrize("depth", [500, 900, 990, 1500, 5_000, 100_000])
@pytest.mark.parametrize(
    "field", ["promo_number", "description", "custom_data", "hours_of_operation", "unknown"]
)
def test_a_deeply_nested_answer_becomes_a_value_or_an_error_of_the_tree(
    field: str, depth: int
) -> None:
    deep = f'"{field}": {"[" * depth}{"]" * depth}'
    content = f'{{"promo_number": "8885550123", {deep}}}'.encode()
    for call in EVERY_CALL:
        call_gives_a_value_or_an_error_of_the_tree(call, Answer(200, {}, content))
