"""Where Invoca picks the id only lists tell what was bought, and one that may lack some proves
nothing."""

from __future__ import annotations

import pytest

from invoca.errors import LookAtAccount
from invoca.promo_number.decide import Wanted
from invoca.promo_number.open_purchases import PendingPurchase
from tests.crash.model_engine import Fate, Killed
from tests.unit.lifecycle.runs import Runs, picked_by_invoca

WANTED = Wanted(picked_by_invoca(), declared_by="radio/spring/kroq")


def full(runs: Runs, numbers: int = 100) -> None:
    for index in range(numbers):
        runs.simulator.put_number("acme", "spring-radio", description=f"number {index}")


def cut(runs: Runs) -> None:
    full(runs)
    runs.simulator.set_knobs(list_answer="capped")


def test_what_a_dead_run_bought_is_not_bought_again_behind_such_a_list(runs: Runs) -> None:
    with pytest.raises(Killed):
        runs.begin(fate=Fate({1: "kill after"})).acquire(WANTED)
    [sold] = runs.simulator.ledger("bought")
    runs.simulator.change_number(sold.promo_number, description="hidden")
    cut(runs)
    with pytest.raises(LookAtAccount, match="the list of campaign 'spring-radio'") as refused:
        runs.begin(grace_seconds=1).acquire(WANTED)
    assert "adopt" in str(refused.value)
    assert runs.purchases() == 1


def test_nothing_is_bought_beside_what_such_a_list_may_hide(runs: Runs) -> None:
    cut(runs)
    with pytest.raises(LookAtAccount, match="may lack some"):
        runs.begin().acquire(WANTED)
    assert runs.purchases() == 0
    assert runs.notes() == []


def test_a_word_of_a_person_is_not_borne_out_by_such_a_list(runs: Runs) -> None:
    runs.simulator.add_fault("drop_before", method="POST")
    with pytest.raises(PendingPurchase) as told:
        runs.begin(grace_seconds=1).acquire(WANTED)
    cut(runs)
    said = told.value.since + 1
    with pytest.raises(LookAtAccount, match="may lack some"):
        runs.begin(settled_before=said).acquire(WANTED)
    # One more number, and the list is known to be whole.
    full(runs, 1)
    runs.simulator.set_knobs(list_answer="complete")
    runs.begin(settled_before=said).acquire(WANTED)
    assert runs.purchases() == 1


def test_a_campaign_of_exactly_so_many_numbers_takes_one_that_was_bought_by_hand(
    runs: Runs,
) -> None:
    full(runs)
    with pytest.raises(LookAtAccount, match="buy one in Invoca and name it"):
        runs.begin().acquire(WANTED)
    digits = runs.simulator.put_number("acme", "spring-radio", description="by hand")
    adopted = Wanted(picked_by_invoca(adopt=digits), declared_by="radio/spring/kroq")
    assert runs.begin().acquire(adopted).promo_number == digits
    runs.begin().acquire(Wanted(picked_by_invoca(description="the next one")))
    assert runs.purchases() == 1


def test_an_entry_that_cannot_be_read_stops_no_purchase(runs: Runs) -> None:
    lists = r"/promo_numbers\.json$"
    nulls = {"status": 200, "body": [None]}  # as some accounts always send
    runs.simulator.add_fault("status_before", method="GET", path=lists, times=-1, **nulls)
    runs.begin().acquire(WANTED)
    assert runs.purchases() == 1
