"""What the simulator remembers: over a restart, in its log, in its ledger, and by hand."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest
import requests

from invoca_simulator import Simulator
from tests.unit.simulator.caller import Caller


def test_a_restart_forgets_nothing_and_issues_no_digits_twice(tmp_path: Path) -> None:
    database = tmp_path / "invoca.db"
    with Simulator(database=database) as before:
        before.add_campaign("acme", "radio")
        first = Caller(before).buy("first").json()
    with Simulator(database=database) as after:
        caller = Caller(after)
        assert caller.get("first").json() == first
        assert caller.buy("second").json()["promo_number"] != first["promo_number"]
        assert [call.seq for call in after.calls()] == [1, 2, 3]


def test_a_token_is_nowhere_on_disk(tmp_path: Path) -> None:
    with Simulator(database=tmp_path / "invoca.db") as simulator:
        simulator.add_campaign("acme", "radio")
        simulator.add_token("a-secret-canary")
        body = {"oauth_token": "a-secret-canary", "description": "x", "media_type": "Pooling"}
        caller = Caller(simulator)
        caller.session.headers.pop("Authorization")
        assert caller.call("POST", "promo_numbers.json", body).status_code == 201
        caller.call("GET", "promo_numbers.json?oauth_token=a-secret-canary")
        assert "canary" not in repr(simulator.calls())
        files = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"canary" not in files


def test_a_call_is_logged_with_what_was_asked(simulator: Simulator, caller: Caller) -> None:
    caller.buy("a/b", custom_data={"station": "KROQ"})
    caller.get("a/b")
    bought, read = simulator.calls()
    assert (bought.endpoint, bought.network_id, bought.status) == ("promo_numbers_by_id", "1", 201)
    assert isinstance(bought.body, dict)
    assert bought.body["custom_data"] == {"station": "KROQ"}
    assert read.path.endswith("/promo_numbers_by_id/a/b.json")
    assert simulator.calls("POST") == [bought]
    simulator.clear_calls()
    assert simulator.calls() == []


def test_the_ledger_tells_calls_from_hands(simulator: Simulator, caller: Caller) -> None:
    digits = caller.buy().json()["promo_number"]
    simulator.change_number(digits, description="By hand", custom_data={"region": "east"})
    simulator.move_number(digits, "acme", "billboards")
    simulator.release_number(digits)
    entries = [(entry.event, entry.by, entry.call) for entry in simulator.ledger()]
    assert entries == [
        ("bought", "api", 1),
        ("changed", "hand", None),
        ("moved", "hand", None),
        ("released", "hand", None),
    ]
    [released] = simulator.numbers(released=True)
    assert released["custom_data"] == {"region": "east"}
    assert simulator.numbers() == []


def test_create_only_inputs_are_kept_as_received(simulator: Simulator, caller: Caller) -> None:
    caller.buy(local_center={"city": "Austin", "state": "TX"})
    [number] = simulator.numbers()
    assert number["local_center"] == {"city": "Austin", "state": "TX"}
    assert str(number["promo_number"]).startswith("512555")


def test_no_number_of_a_real_person_is_issued(simulator: Simulator) -> None:
    issued = [simulator.put_number("acme", "radio") for _ in range(2000)]
    assert len(set(issued)) == len(issued)
    assert all(digits[3:5] == "55" and not digits.endswith("1212") for digits in issued)


def test_a_number_that_is_not_there_cannot_be_changed_by_hand(simulator: Simulator) -> None:
    with pytest.raises(KeyError, match="8005550199"):
        simulator.release_number("8005550199")


def test_many_callers_at_once_get_a_number_each(simulator: Simulator) -> None:
    def buy(name: int) -> str:
        digits: str = Caller(simulator).buy(f"n{name}").json()["promo_number"]
        return digits

    with ThreadPoolExecutor(8) as callers:
        issued = list(callers.map(buy, range(64)))
    assert len(set(issued)) == len(simulator.numbers()) == 64


def test_stopping_waits_for_nobody(simulator: Simulator, caller: Caller) -> None:
    def buy_in_vain() -> None:
        with suppress(requests.ConnectionError):
            caller.buy()

    simulator.add_fault("hang_after", method="POST")
    hanging = threading.Thread(target=buy_in_vain)
    hanging.start()
    while not simulator.calls("POST"):
        threading.Event().wait(0.005)
    started = time.perf_counter()
    simulator.stop()
    assert time.perf_counter() - started < 2
    hanging.join()
