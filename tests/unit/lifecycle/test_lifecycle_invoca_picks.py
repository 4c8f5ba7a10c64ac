"""Numbers whose id Invoca picks: told apart by listing before and after."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest

from invoca.account import Account as Settings
from invoca.client.transport import RequestsTransport
from invoca.client.wire import Answer
from invoca.errors import LookAtAccount, PurchaseRefused, Unclear
from invoca.lifecycle import Lifecycle
from invoca.promo_number.decide import Wanted
from invoca_simulator.records import Call
from tests.crash.model_engine import Fate, Killed, Strike
from tests.unit.lifecycle.runs import SPRING, Runs, identity, picked_by_invoca, together

LIST, PURCHASE = "GET promo_numbers", "POST promo_numbers"
SAME = {
    "description": "KROQ drive time",
    "media_type": "Offline: Radio",
    "custom_data": {"channel": "radio", "station": "KROQ"},
}


def put_twin(runs: Runs, **changes: Any) -> str:
    return runs.simulator.put_number("acme", "spring-radio", **{**SAME, **changes})


def beside_the_purchase(runs: Runs, act: Callable[[], object]) -> None:
    """Somebody else does something while a purchase request is under way."""

    def on_call(call: Call, when: str) -> None:
        if (call.method, when) == ("POST", "after"):
            act()

    runs.simulator.on_call = on_call


def test_a_number_is_bought_after_one_list_and_without_an_id(run: Lifecycle, runs: Runs) -> None:
    live = run.acquire(Wanted(picked_by_invoca()))
    assert runs.made() == [LIST, PURCHASE, "GET promo_number"]
    assert runs.body("POST") == SAME
    assert live.id_from_network == runs.live(live.promo_number)["id_from_network"]
    assert run.held.is_held(live.promo_number)


def test_an_answer_of_another_number_that_shows_nowhere_is_not_written_to(runs: Runs) -> None:
    runs.simulator.set_knobs(answers_other_number=("POST",))
    run = runs.begin()
    live = run.acquire(Wanted(picked_by_invoca()))
    assert [one["promo_number"] for one in runs.simulator.numbers()] == [live.promo_number]
    assert runs.count("PUT promo_number") == 0
    assert runs.purchases() == 1


def test_an_unclear_purchase_is_settled_by_what_is_new_in_the_list(runs: Runs) -> None:
    put_twin(runs, description="another one")
    runs.simulator.set_knobs(list_answer="eventual", list_lag=2)
    runs.simulator.add_fault("drop_after", method="POST")
    run = runs.begin()
    live = run.acquire(Wanted(picked_by_invoca()))
    assert runs.live(live.promo_number)["description"] == "KROQ drive time"
    assert runs.count(PURCHASE) == 1
    assert runs.purchases() == 1
    assert run.held.is_held(live.promo_number)


def test_an_unclear_purchase_that_bought_nothing_is_told_with_what_to_do(runs: Runs) -> None:
    runs.simulator.add_fault("drop_before", method="POST")
    # Somebody else's new number does not fit the declaration.
    beside_the_purchase(runs, lambda: put_twin(runs, description="by hand"))
    with pytest.raises(Unclear) as told:
        runs.begin().acquire(Wanted(picked_by_invoca()))
    assert 'adopt: "<its ten digits>"' in str(told.value)
    assert "nobody knows whether one was bought" in str(told.value)
    assert runs.count(PURCHASE) == 1
    assert runs.count(LIST) > 2


def test_more_than_one_candidate_stops_the_run(runs: Runs) -> None:
    runs.simulator.add_fault("drop_after", method="POST")
    beside_the_purchase(runs, lambda: put_twin(runs))
    with pytest.raises(LookAtAccount) as told:
        runs.begin().acquire(Wanted(picked_by_invoca()))
    candidates = ", ".join(sorted(str(n["promo_number"]) for n in runs.simulator.numbers()))
    assert f"{candidates} all fit" in str(told.value)
    assert "'KROQ drive time'" in str(told.value)
    assert runs.count(PURCHASE) == 1


def test_a_number_that_already_agrees_with_everything_stops_a_purchase(
    run: Lifecycle, runs: Runs
) -> None:
    digits = put_twin(runs)
    with pytest.raises(LookAtAccount) as told:
        run.acquire(Wanted(picked_by_invoca()))
    assert f'adopt: "{digits}"' in str(told.value)
    assert f"{digits} already agrees with every declared field" in str(told.value)
    assert "a description of its own" in str(told.value)
    assert runs.made() == [LIST]
    assert runs.notes() == []


def test_blanks_that_an_account_puts_around_a_description_make_no_other_number(
    run: Lifecycle, runs: Runs
) -> None:
    put_twin(runs, description=" KROQ drive time ")
    with pytest.raises(LookAtAccount):
        run.acquire(Wanted(picked_by_invoca()))
    assert runs.purchases() == 0


def test_of_thousands_only_those_of_its_description_are_compared_with_a_purchase(
    run: Lifecycle, runs: Runs, monkeypatch: pytest.MonkeyPatch
) -> None:
    for index in range(20):
        runs.simulator.put_number(*SPRING[:2], description=f"n{index}")
    asked: list[str] = []
    is_held = run.held.is_held
    monkeypatch.setattr(run.held, "is_held", lambda one: asked.append(one) or is_held(one))
    run.acquire(Wanted(picked_by_invoca()))
    assert len(asked) < 10


def test_a_number_that_differs_in_one_field_is_no_lookalike(run: Lifecycle, runs: Runs) -> None:
    put_twin(runs, custom_data={"channel": "radio", "station": "KIIS"})
    run.acquire(Wanted(picked_by_invoca()))
    assert runs.purchases() == 1


def test_a_number_that_this_run_holds_is_no_lookalike(run: Lifecycle, runs: Runs) -> None:
    first = run.acquire(Wanted(picked_by_invoca()))
    second = run.acquire(Wanted(picked_by_invoca(generation=2)))
    assert first.promo_number != second.promo_number
    assert runs.purchases() == 2


def test_a_number_that_this_run_bought_before_is_not_what_an_unclear_purchase_bought(
    run: Lifecycle, runs: Runs
) -> None:
    run.acquire(Wanted(picked_by_invoca()))
    runs.simulator.add_fault("drop_before", method="POST")
    with pytest.raises(Unclear):
        run.acquire(Wanted(picked_by_invoca(generation=2)))
    assert runs.purchases() == 1


def test_the_purchase_limit_holds_here_too(runs: Runs) -> None:
    run = runs.begin(purchase_limit=1)
    run.acquire(Wanted(picked_by_invoca()))
    with pytest.raises(PurchaseRefused, match="already bought 1 number,"):
        run.acquire(Wanted(picked_by_invoca(description="KPWR")))
    assert runs.count(PURCHASE) == 1


class OnePurchaseAtATime(RequestsTransport):
    """Counts the purchase requests that are in the air at once."""

    def __init__(self, account: Settings) -> None:
        super().__init__(account)
        self._lock = threading.Lock()
        self._in_the_air = 0
        self.most = 0

    def send(self, method: str, path: str, body: object | None, doing: str) -> Answer:
        if method != "POST":
            return super().send(method, path, body, doing)
        with self._lock:
            self._in_the_air += 1
            self.most = max(self.most, self._in_the_air)
        try:
            return super().send(method, path, body, doing)
        finally:
            with self._lock:
                self._in_the_air -= 1


def test_purchases_of_one_campaign_are_sent_one_after_the_other(runs: Runs) -> None:
    runs.simulator.set_knobs(latency_ms=10)
    watched: list[OnePurchaseAtATime] = []

    def transport(account: Settings) -> RequestsTransport:
        watched.append(OnePurchaseAtATime(account))
        return watched[0]

    run = runs.begin(transport=transport)
    bought = together(
        lambda i: run.acquire(Wanted(picked_by_invoca(description=f"number {i}"))).promo_number,
        6,
    )
    assert len(set(map(str, bought))) == 6
    assert runs.purchases() == 6
    assert watched[0].most == 1
    assert runs.count(LIST) == 1


@pytest.mark.parametrize("lag", [0, 3])
def test_a_run_that_died_after_its_purchase_is_followed_by_one_that_finds_it(
    runs: Runs, lag: int
) -> None:
    runs.simulator.set_knobs(list_answer="eventual", list_lag=lag)
    with pytest.raises(Killed):
        runs.begin(fate=Fate({1: "kill after"})).acquire(Wanted(picked_by_invoca()))
    runs.simulator.clear_calls()
    # `adopt` is no part of what was declared: it only says how the number is found.
    live = runs.begin().acquire(Wanted(picked_by_invoca(adopt=False)))
    assert runs.purchases() == 1
    assert runs.live(live.promo_number)
    assert runs.made() == [LIST] * (lag + 1)


def test_without_the_note_a_lagging_list_still_ends_in_a_refusal_once_it_shows(runs: Runs) -> None:
    with pytest.raises(Killed):
        runs.begin(fate=Fate({1: "kill after"})).acquire(Wanted(picked_by_invoca()))
    with pytest.raises(LookAtAccount, match="already agrees"):
        runs.begin("another machine").acquire(Wanted(picked_by_invoca()))
    assert runs.purchases() == 1


def test_a_run_that_died_before_its_purchase_is_followed_by_one_that_buys(runs: Runs) -> None:
    with pytest.raises(Killed):
        runs.begin(fate=Fate({1: "kill before"})).acquire(Wanted(picked_by_invoca()))
    runs.begin().acquire(Wanted(picked_by_invoca()))
    assert runs.purchases() == 1


def test_what_an_earlier_run_bought_is_brought_to_the_declaration_without_asking(
    runs: Runs,
) -> None:
    with pytest.raises(Killed):
        runs.begin(fate=Fate({1: "kill after"})).acquire(Wanted(picked_by_invoca()))
    live = runs.begin().acquire(Wanted(picked_by_invoca()))
    changed = runs.begin().update(
        identity(live), picked_by_invoca(), picked_by_invoca(description="new")
    )
    assert changed.description == "new"
    assert runs.begin().read(SPRING, identity(live)) == changed


# --- lists that leave custom data out ---------------------------------------------------------


@pytest.mark.parametrize("strike", ["kill after", "drop after"])
def test_what_was_bought_is_known_though_lists_leave_custom_data_out(
    runs: Runs, strike: Strike
) -> None:
    runs.simulator.set_knobs(list_entries="brief")
    with suppress(Killed):
        runs.begin(fate=Fate({1: strike})).acquire(Wanted(picked_by_invoca()))
    live = runs.begin().acquire(Wanted(picked_by_invoca()))
    assert runs.purchases() == 1
    assert live.custom_data == picked_by_invoca().custom_data


def test_none_is_bought_beside_its_twin_though_lists_leave_custom_data_out(runs: Runs) -> None:
    bought = runs.bought(picked_by_invoca())
    runs.simulator.set_knobs(list_entries="brief")
    with pytest.raises(LookAtAccount, match=bought.promo_number):
        runs.begin("another machine").acquire(Wanted(picked_by_invoca()))
    assert runs.purchases() == 1
