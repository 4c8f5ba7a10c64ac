"""Successors of an id whose number was released, in an account that never gives an id twice."""

from __future__ import annotations

import pytest

from invoca.errors import LookAtAccount
from invoca.lifecycle import Lifecycle
from invoca.lifecycle.purchase_notes import Sent
from invoca.promo_number.decide import Wanted
from invoca.promo_number.models import PromoNumber
from invoca.promo_number.open_purchases import PendingPurchase
from tests.unit.lifecycle.runs import SPRING, Runs, identity, number

NEVER = 10**6  # seconds that no test waits for
BY_ID = r"promo_numbers_by_id/"


def wanted(id_: str = "kroq-1", *former: str) -> Wanted:
    return Wanted(number(id_from_network=id_), id_is_generated=True, former_ids=former)


def acquired(run: Lifecycle, *ids: str) -> PromoNumber:
    return run.acquire(wanted(*ids))


def released_and_bought_again(runs: Runs, machine: str = "elsewhere") -> PromoNumber:
    """The number that lives under the successor of kroq-1."""
    first = acquired(runs.begin(machine))
    runs.begin(machine).release(SPRING, identity(first))
    again = acquired(runs.begin(machine))
    assert again.id_from_network == "kroq-1-2"
    return again


@pytest.fixture(autouse=True)
def where_an_id_is_given_once(runs: Runs) -> None:
    runs.simulator.set_knobs(post_deleted_id="taken")


@pytest.mark.parametrize("list_answer", ["complete", "capped"])
@pytest.mark.parametrize("get_deleted", ["not_found", "status", "forbidden"])
def test_a_renamed_number_is_found_under_the_successor_of_the_id_that_it_had(
    runs: Runs, list_answer: str, get_deleted: str
) -> None:
    live = released_and_bought_again(runs, "here")
    runs.simulator.set_knobs(list_answer=list_answer, get_deleted=get_deleted)
    assert acquired(runs.begin(), "mornings-1", "kroq-1").promo_number == live.promo_number
    assert runs.purchases() == 2


def test_a_successor_is_looked_for_before_it_is_bought_under_after_a_person_s_word(
    runs: Runs,
) -> None:
    runs.simulator.set_knobs(post_existing_id="duplicate", list_answer="capped")
    for index in range(100):
        runs.simulator.put_number("acme", "spring-radio", id_from_network=f"x-{index}")
    live = released_and_bought_again(runs)
    with pytest.raises(PendingPurchase) as told:
        acquired(runs.begin(grace_seconds=1))
    said = runs.begin(grace_seconds=1, settled_before=told.value.since + 1)
    assert acquired(said).promo_number == live.promo_number
    assert runs.purchases() == 2


def test_each_word_of_a_person_frees_one_more_id(runs: Runs) -> None:
    again = released_and_bought_again(runs)
    runs.begin("elsewhere").release(SPRING, identity(again))
    word, in_state = None, None
    for _ in range(2):
        with pytest.raises(PendingPurchase) as told:
            runs.begin(grace_seconds=1, settled_before=word).acquire(wanted(), in_state)
        assert runs.purchases() == 2
        word, in_state = told.value.since + 1, Sent(told.value.since, is_unclear=True)
    live = runs.begin(grace_seconds=1, settled_before=word).acquire(wanted(), in_state)
    assert live.id_from_network == "kroq-1-3"
    assert acquired(runs.begin("another machine")).promo_number == live.promo_number


def test_an_id_that_may_not_be_looked_at_is_spent_only_where_its_number_cannot_have_been_moved(
    runs: Runs,
) -> None:
    runs.searches = True
    live = runs.bought(number())
    runs.simulator.move_number(live.promo_number, "acme", "direct-mail")
    runs.simulator.set_knobs(campaigns_list="forbidden")
    hidden = {"errors": {"class": "UnauthorizedOperation"}}
    runs.simulator.add_fault(
        "status_before", method="GET", path=BY_ID, status=403, body=hidden, times=-1
    )
    with pytest.raises(LookAtAccount, match="is taken, and the campaigns"):
        acquired(runs.begin(grace_seconds=1))
    assert runs.purchases() == 1


def test_an_id_that_another_machine_was_given_again_is_not_known_as_released_any_more(
    runs: Runs,
) -> None:
    runs.simulator.set_knobs(post_deleted_id="new_number", list_lag_seconds=NEVER)
    first = acquired(runs.begin())
    runs.begin().release(SPRING, identity(first))
    again = acquired(runs.begin("elsewhere"))
    assert acquired(runs.begin()).promo_number == again.promo_number
    runs.simulator.move_number(again.promo_number, "acme", "direct-mail")
    with pytest.raises(PendingPurchase, match="has already been taken"):
        acquired(runs.begin(grace_seconds=1))
    assert runs.purchases() == 2
