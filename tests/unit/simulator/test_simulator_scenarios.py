"""Scenarios: what each makes difficult, and that the next one begins afresh."""

from __future__ import annotations

import pytest
import requests

from invoca_simulator import Simulator
from invoca_simulator.scenarios import SCENARIOS
from tests.unit.simulator.caller import Caller


def test_busy_answers_429_above_its_rate(simulator: Simulator, caller: Caller) -> None:
    simulator.play("busy")
    simulator.set_knobs(latency_ms=0)
    answers = [caller.get() for _ in range(12)]
    assert {answer.status_code for answer in answers} == {404, 429}
    assert all("retry-after" in one.headers for one in answers if one.status_code == 429)


def test_late_reads_show_a_purchase_after_a_while(simulator: Simulator, caller: Caller) -> None:
    simulator.play("late-reads")
    assert caller.buy().status_code == 201
    assert [caller.get().status_code for _ in range(3)] == [404, 404, 200]


def test_lost_answers_carry_purchases_out(simulator: Simulator, caller: Caller) -> None:
    simulator.play("lost-answers")
    for name in ("kroq", "jazz"):
        with pytest.raises(requests.ConnectionError):
            caller.buy(name)
    assert len(simulator.numbers()) == 2
    changed = {"description": "d", "media_type": "Offline: TV"}
    for _ in range(3):
        with pytest.raises(requests.ConnectionError):
            caller.put(changed)
    assert caller.put(changed).status_code == 200


def test_no_stock_has_no_number_near_boston(simulator: Simulator, caller: Caller) -> None:
    simulator.play("no-stock")
    refused = caller.buy(local_center={"zipcode": "02108"})
    assert refused.json()["errors"]["invalid_data"] == "No local number is available in the area."


def test_the_next_scenario_begins_afresh(simulator: Simulator, caller: Caller) -> None:
    for name in SCENARIOS:
        simulator.play(name)
        assert simulator.scenario == name
    simulator.play("lost-answers")
    simulator.play("calm")
    assert simulator.knobs.off_default() == {}
    assert caller.buy().status_code == 201
    simulator.set_knobs(list_answer="capped")
    assert simulator.scenario == ""


def test_a_scenario_that_is_none_is_told_with_those_that_are(simulator: Simulator) -> None:
    answer = requests.put(f"{simulator.url}/_simulator/scenario", json={"name": "x"}, timeout=10)
    assert answer.status_code == 404
    assert answer.json()["detail"] == f"no scenario x; there are {', '.join(SCENARIOS)}"
