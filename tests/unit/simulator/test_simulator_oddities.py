"""What Invoca may do beside what it documents: odd answers, odd storage, odd lists, late reads."""

from __future__ import annotations

import time
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from typing import Any

import pytest
import requests

from invoca_simulator import Simulator
from tests.unit.fake_time import FakeTime
from tests.unit.simulator.caller import Caller, complete

ANSWERS = [
    ("redirect_302", 302, ""),
    ("redirect_303", 303, ""),
    ("html", 200, "<html>"),
    ("no_content", 204, ""),
]


def unfollowed(caller: Caller, method: str, path: str, body: object = None) -> requests.Response:
    url = f"{caller.base}/{path}"
    return caller.session.request(method, url, json=body, timeout=10, allow_redirects=False)


# --- answers ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("knob", "status", "starts"), [*ANSWERS, ("empty", 201, "")])
@pytest.mark.parametrize(("ambiguous", "bought"), [("created", 1), ("not_created", 0)])
def test_a_purchase_may_be_answered_by_no_number(
    simulator: Simulator,
    caller: Caller,
    knob: str,
    status: int,
    starts: str,
    ambiguous: str,
    bought: int,
) -> None:
    simulator.set_knobs(post_answer=knob, ambiguous_post=ambiguous)
    answer = unfollowed(caller, "POST", "promo_numbers.json", complete())
    assert answer.status_code == status
    assert answer.text.startswith(starts)
    assert bool(answer.text) == bool(starts)
    assert len(simulator.ledger("bought")) == bought
    assert simulator.calls()[0].status == status


def test_a_refused_purchase_is_refused_however_others_are_answered(
    simulator: Simulator, caller: Caller
) -> None:
    simulator.set_knobs(post_answer="redirect_303")
    assert caller.buy(description="").status_code == 403


@pytest.mark.parametrize(("knob", "status", "starts"), [*ANSWERS, ("empty", 200, "")])
def test_a_change_and_a_release_may_be_answered_by_no_number(
    simulator: Simulator, caller: Caller, knob: str, status: int, starts: str
) -> None:
    caller.buy()
    simulator.set_knobs(put_answer=knob, delete_answer=knob)
    changed = unfollowed(
        caller, "PUT", "promo_numbers_by_id/kroq.json", complete(description="New")
    )
    assert caller.get().json()["description"] == "New"
    released = unfollowed(caller, "DELETE", "promo_numbers_by_id/kroq.json")
    assert simulator.numbers() == []
    for answer in (changed, released):
        assert answer.status_code == status
        assert answer.text.startswith(starts)


def test_the_second_purchase_may_be_made_and_then_answered_by_a_redirect(
    simulator: Simulator, caller: Caller
) -> None:
    simulator.add_fault("status_after", method="POST", skip=1, status=303)
    path = "promo_numbers_by_id.json"
    wanted = [complete(id_from_network=name) for name in ("first", "second", "third")]
    statuses = [unfollowed(caller, "POST", path, body).status_code for body in wanted]
    assert statuses == [201, 303, 201]
    assert len(simulator.ledger("bought")) == 3


@pytest.mark.parametrize("call", ["POST", "PUT", "GET", "GET by id"])
def test_an_answer_may_name_another_number(simulator: Simulator, caller: Caller, call: str) -> None:
    digits = caller.buy().json()["promo_number"]
    simulator.set_knobs(answers_other_number=call)
    answers = {
        "PUT": caller.put(complete()),
        "GET": caller.call("GET", f"promo_numbers/{digits}.json"),
        "GET by id": caller.get(),
    }
    bought = caller.buy("kiis")
    # Of the two numbers there were, or nobody's where there is no other.
    shown = {name: answer.json()["promo_number"] for name, answer in answers.items()}
    assert {name for name, other in shown.items() if other != digits} == {call} - {"POST"}
    assert (bought.json()["id_from_network"] == "kiis") == (call != "POST")
    assert (bought.json()["promo_number"] == digits) == (call == "POST")


@pytest.mark.parametrize(("action", "bought"), [("other_number", 1), ("other_number_before", 0)])
def test_one_answer_may_name_another_number(
    simulator: Simulator, caller: Caller, action: str, bought: int
) -> None:
    other = simulator.put_number("acme", "radio", description="Not yours")
    simulator.add_fault(action, method="POST")
    answer = caller.buy()
    assert (answer.status_code, answer.json()["promo_number"]) == (201, other)
    assert len([entry for entry in simulator.ledger("bought") if entry.by == "api"]) == bought
    assert caller.buy("kiis").json()["id_from_network"] == "kiis"


def test_an_id_that_is_not_there_may_be_answered_by_another_number(
    simulator: Simulator, caller: Caller
) -> None:
    simulator.add_fault("other_number", method="GET")
    shown = caller.get("nobody")
    assert (shown.status_code, shown.json()["id_from_network"]) == (200, "nobodys")
    assert caller.get("nobody").status_code == 404


def test_a_release_may_do_nothing(simulator: Simulator, caller: Caller) -> None:
    caller.buy()
    simulator.set_knobs(delete_effect="nothing")
    assert caller.delete().json() == {}
    assert caller.get().status_code == 200
    assert simulator.ledger("released") == []


def test_the_release_of_a_missing_number_may_be_forbidden(
    simulator: Simulator, caller: Caller
) -> None:
    simulator.set_knobs(delete_missing="forbidden")
    assert caller.delete().status_code == 403


@pytest.mark.parametrize("by", ["knob", "fault"])
def test_an_answer_may_come_a_byte_at_a_time(simulator: Simulator, caller: Caller, by: str) -> None:
    if by == "knob":
        simulator.set_knobs(byte_ms=1)
    else:
        simulator.add_fault("trickle", seconds=0.001)
    began = time.perf_counter()
    assert caller.ids() == []
    caller.buy()
    assert caller.get().json()["id_from_network"] == "kroq"
    if by == "knob":  # no answer can come sooner than its bytes
        assert time.perf_counter() - began > 0.3


def test_a_client_may_leave_in_the_middle_of_a_slow_answer(
    simulator: Simulator, caller: Caller
) -> None:
    simulator.add_fault("trickle", seconds=30)
    with pytest.raises(requests.ConnectionError):
        caller.session.post(
            f"{caller.base}/promo_numbers.json", json=complete(), timeout=0.2, stream=True
        ).json()
    assert len(simulator.ledger("bought")) == 1


# --- what is stored -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("knob", "sent", "stored"),
    [
        ("as_sent", "KROQ ", "KROQ "),
        ("lower_case", "KROQ", "kroq"),
        ("trimmed", " KROQ ", "KROQ"),
        ("prefixed", "KROQ", "net-KROQ"),
        ("prefixed", "net-KROQ", "net-KROQ"),
    ],
)
@pytest.mark.parametrize("lookup", ["normalised", "exact"])
def test_ids_may_be_stored_otherwise(
    simulator: Simulator, caller: Caller, knob: str, sent: str, stored: str, lookup: str
) -> None:
    simulator.set_knobs(stored_id=knob, id_lookup=lookup)
    assert caller.buy(sent).json()["id_from_network"] == stored
    assert caller.get(stored).status_code == 200
    is_found = lookup == "normalised" or sent == stored
    assert caller.get(sent).status_code == (200 if is_found else 404)
    # A POST of the same id means the same number, and a PUT of the stored one keeps it.
    caller.buy(sent)
    assert len(simulator.numbers()) == 1
    digits = simulator.numbers()[0]["promo_number"]
    again = caller.call("PUT", f"promo_numbers/{digits}.json", complete(id_from_network=stored))
    assert again.json()["id_from_network"] == stored


@pytest.mark.parametrize(
    ("knob", "sent", "stored"),
    [
        ("trimmed", " Café ", "Café"),
        ("html_escaped", "Rock & <Roll>", "Rock &amp; &lt;Roll&gt;"),
        ("nfd", "Café", "Cafe\u0301"),
        ("cut", "x" * 50, "x" * 40),
        ("upper_case", "Café", "CAFÉ"),
        ("padded", "Café", " Café "),
        ("labelled", "Café", "ACME: Café"),
        ("labelled", "ACME: Café", "ACME: Café"),
    ],
)
def test_descriptions_may_be_stored_otherwise(
    simulator: Simulator, caller: Caller, knob: str, sent: str, stored: str
) -> None:
    simulator.set_knobs(description_stored=knob)
    assert caller.buy(description=sent).json()["description"] == stored
    assert caller.put(complete(description=sent)).json()["description"] == stored


def test_custom_data_may_be_stored_in_capitals(simulator: Simulator, caller: Caller) -> None:
    simulator.set_knobs(custom_data_keys="upper_case", custom_data_values="upper_case")
    caller.buy(custom_data={"station": "kroq"})
    assert caller.get().json()["custom_data"] == {"STATION": "KROQ"}
    changed = caller.put(complete(custom_data={"STATION": "kiis", "region": "west"}))
    assert changed.json()["custom_data"] == {"STATION": "KIIS", "REGION": "WEST"}


@pytest.mark.parametrize(
    ("knobs", "shown"),
    [
        ({"custom_data_form": "named"}, [{"name": "station", "value": "5"}]),
        ({"custom_data_form": "pairs"}, [["station", "5"]]),
        ({"custom_data_types": "typed"}, {"station": 5}),
        ({"custom_data_types": "nested"}, {"station": {"value": "5"}}),
        ({"custom_data_types": "typed", "custom_data_form": "pairs"}, [["station", 5]]),
    ],
    ids=str,
)
def test_custom_data_may_be_shown_in_other_forms(
    simulator: Simulator, caller: Caller, knobs: dict[str, str], shown: object
) -> None:
    simulator.set_knobs(**knobs)
    assert caller.buy(custom_data={"station": "5"}).json()["custom_data"] == shown


@pytest.mark.parametrize(("text", "value"), [("true", True), ("false", False), ("05", "05")])
def test_text_may_be_shown_as_what_it_looks_like(
    simulator: Simulator, caller: Caller, text: str, value: object
) -> None:
    simulator.set_knobs(custom_data_types="typed")
    assert caller.buy(custom_data={"station": text}).json()["custom_data"] == {"station": value}


def test_more_fields_may_be_shown_than_are_documented(simulator: Simulator, caller: Caller) -> None:
    simulator.set_knobs(shown_fields="more")
    google = {"media_type": "Google Call Extension", "adwords_account_id": "627"}
    shown = caller.buy(promo_type="Local", **google).json()
    assert (shown["adwords_account_id"], shown["promo_type"]) == ("627", "Local")
    assert caller.put(complete()).json()["adwords_account_id"] is None


# --- lists --------------------------------------------------------------------------------------


def test_released_numbers_may_stand_in_lists_with_any_word(
    simulator: Simulator, caller: Caller
) -> None:
    simulator.set_knobs(list_released="shown", released_status="cancelled", get_deleted="status")
    caller.buy()
    caller.delete()
    [shown] = caller.call("GET", "promo_numbers.json").json()
    assert shown["status"] == "cancelled"
    assert caller.get().json() == shown


@pytest.mark.parametrize(("knob", "count"), [("nulls", 2), ("odd", 6)])
def test_lists_may_hold_odd_entries(
    simulator: Simulator, caller: Caller, knob: str, count: int
) -> None:
    caller.buy()
    simulator.set_knobs(list_entries=knob)
    shown = caller.call("GET", "promo_numbers.json").json()
    assert len(shown) == count
    assert shown[0] is None


def test_lists_may_leave_out_custom_data(simulator: Simulator, caller: Caller) -> None:
    caller.buy()
    simulator.set_knobs(list_entries="brief")
    [shown] = caller.call("GET", "promo_numbers.json").json()
    assert {**shown, "custom_data": caller.get().json()["custom_data"]} == caller.get().json()


@pytest.mark.parametrize(
    ("knob", "status"), [("forbidden", 403), ("unavailable", 503), ("missing", 404)]
)
def test_the_lists_around_may_be_closed(
    simulator: Simulator, caller: Caller, knob: str, status: int
) -> None:
    campaigns = f"{caller.base.rpartition('/')[0]}.json"
    of_affiliates = (
        f"{caller.api}/affiliates.json",
        f"{caller.api}/advertisers/acme/affiliates.json",
        f"{caller.base}/affiliate_campaigns.json",
    )

    def statuses() -> list[int]:
        urls = (campaigns, *of_affiliates, f"{caller.base}.json")
        return [caller.session.get(url, timeout=10).status_code for url in urls]

    simulator.set_knobs(campaigns_list=knob)
    assert statuses() == [status, 200, 200, 200, 200]
    simulator.set_knobs(campaigns_list="open", affiliates_list=knob)
    assert statuses() == [200, status, status, status, 200]


def test_one_campaign_may_be_closed_or_unavailable(simulator: Simulator, caller: Caller) -> None:
    caller.buy()
    for access, status in (("unavailable", 503), ("closed", 403), (False, 403), (True, 200)):
        simulator.set_campaign_access("acme", "radio", access)  # type: ignore[arg-type]
        assert caller.get().status_code == status
        assert Caller(simulator, "billboards").ids() == []


# --- late ---------------------------------------------------------------------------------------


@pytest.fixture
def time_passes() -> FakeTime:
    return FakeTime()


@pytest.fixture
def timed(time_passes: FakeTime) -> Iterator[Simulator]:
    with Simulator(clock=time_passes.timing.clock) as running:
        running.add_campaign("acme", "radio")
        yield running


@pytest.mark.parametrize(
    ("knobs", "get_after", "list_after"),
    [
        ({"get_lag_seconds": 60}, 60, 0),
        ({"list_lag_seconds": 60}, 0, 60),
        ({"get_lag_seconds": 5, "list_lag_seconds": 90}, 5, 90),
    ],
    ids=str,
)
def test_a_get_and_a_list_may_each_be_late(
    timed: Simulator, time_passes: FakeTime, knobs: dict[str, Any], get_after: int, list_after: int
) -> None:
    caller = Caller(timed)
    timed.set_knobs(**knobs)
    caller.buy()
    for now in (0, 4.5, 59, 61, 91):
        time_passes.now = now
        assert (caller.get().status_code == 200) == (now >= get_after)
        assert bool(caller.ids()) == (now >= list_after)
    caller.delete()
    assert (caller.get().status_code == 200) == bool(get_after)
    time_passes.now += 100
    assert (caller.get().status_code, caller.ids()) == (404, [])


def test_the_servers_clock_may_be_wrong_and_retry_after_be_its_date(
    simulator: Simulator, caller: Caller
) -> None:
    simulator.set_knobs(
        rate_limit="429_retry_after", requests_per_second=0, retry_after_seconds=7,
        retry_after_form="date", clock_ahead_seconds=86_400,
    )  # fmt: skip
    answer = caller.get()
    date = parsedate_to_datetime(answer.headers["Date"])
    again = parsedate_to_datetime(answer.headers["Retry-After"])
    assert 6 <= (again - date).total_seconds() <= 8
    assert 86_300 < date.timestamp() - time.time() < 86_500
