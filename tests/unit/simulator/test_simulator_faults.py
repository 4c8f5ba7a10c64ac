"""Scripted faults: what the client sees, and whether the call was acted on."""

from __future__ import annotations

import time

import pytest
import requests

from invoca_simulator import Call, Simulator
from tests.unit.simulator.caller import Caller


@pytest.mark.parametrize(
    ("action", "bought"),
    [("drop_before", 0), ("drop_after", 1), ("truncate", 1)],
)
def test_a_broken_connection(
    simulator: Simulator, caller: Caller, action: str, bought: int
) -> None:
    simulator.add_fault(action, method="POST")
    with pytest.raises((requests.ConnectionError, requests.exceptions.ChunkedEncodingError)):
        caller.buy()
    assert len(simulator.ledger("bought")) == bought
    [call] = simulator.calls()
    assert (call.status, call.fault) == (None, action)


@pytest.mark.parametrize(("action", "bought"), [("hang_before", 0), ("hang_after", 1)])
def test_a_call_that_hangs(simulator: Simulator, caller: Caller, action: str, bought: int) -> None:
    simulator.add_fault(action)
    with pytest.raises(requests.Timeout):
        caller.session.post(
            f"{caller.base}/promo_numbers.json",
            json={"description": "x", "media_type": "Pooling"},
            timeout=0.2,
        )
    assert len(simulator.ledger("bought")) == bought


def test_a_hanging_call_ends_in_a_broken_connection(simulator: Simulator, caller: Caller) -> None:
    simulator.add_fault("hang_before", seconds=0.01)
    with pytest.raises(requests.ConnectionError):
        caller.get()


@pytest.mark.parametrize(("action", "bought"), [("status_before", 0), ("status_after", 1)])
def test_another_answer(simulator: Simulator, caller: Caller, action: str, bought: int) -> None:
    simulator.add_fault(action, status=503, headers={"Retry-After": "3"}, body="Busy")
    answer = caller.buy()
    assert (answer.status_code, answer.text, answer.headers["Retry-After"]) == (503, "Busy", "3")
    assert len(simulator.ledger("bought")) == bought
    assert simulator.calls()[0].status == 503


def test_a_500_has_an_error_handle(simulator: Simulator, caller: Caller) -> None:
    simulator.add_fault("status_before")
    assert "refer to error handle" in caller.get().json()["errors"]["invalid_data"]


def test_an_unreadable_answer(simulator: Simulator, caller: Caller) -> None:
    simulator.add_fault("garbage")
    answer = caller.buy()
    assert answer.status_code == 201
    assert answer.text.startswith("<html>")


def test_a_delay(simulator: Simulator, caller: Caller) -> None:
    simulator.add_fault("delay", seconds=0.02)
    simulator.set_knobs(latency_ms=10)
    started = time.perf_counter()
    assert caller.buy().status_code == 201
    assert time.perf_counter() - started >= 0.03


@pytest.mark.parametrize(("knob", "bought"), [("created", 1), ("not_created", 0)])
def test_an_ambiguous_post_follows_the_knob(
    simulator: Simulator, caller: Caller, knob: str, bought: int
) -> None:
    simulator.set_knobs(ambiguous_post=knob)
    simulator.add_fault("drop", method="POST")
    with pytest.raises(requests.ConnectionError):
        caller.buy()
    assert len(simulator.ledger("bought")) == bought


def test_a_rule_skips_strikes_and_ends(simulator: Simulator, caller: Caller) -> None:
    simulator.add_fault("status_before", method="get", path="by_id/kroq", skip=1, times=2)
    caller.buy()
    caller.ids()
    assert [caller.get().status_code for _ in range(4)] == [200, 500, 500, 200]


def test_a_rule_may_last_until_it_is_cleared(simulator: Simulator, caller: Caller) -> None:
    simulator.add_fault("status_before", times=-1)
    caller.get()
    assert caller.buy().status_code == 500
    simulator.clear_faults()
    assert caller.buy().status_code == 201


def test_a_test_can_act_at_the_boundary_of_a_purchase() -> None:
    seen: list[tuple[str, int]] = []

    def look(call: Call, when: str) -> None:
        seen.append((when, len(simulator.numbers())))

    with Simulator(on_call=look) as simulator:
        simulator.add_campaign("acme", "radio")
        Caller(simulator).buy()
    assert seen == [("before", 0), ("after", 1)]
