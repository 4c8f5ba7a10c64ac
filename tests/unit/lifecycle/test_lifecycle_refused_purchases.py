"""A purchase that Invoca refused bought nothing: it takes no turn of the limit, and says of an id
only what it names."""

from __future__ import annotations

from pathlib import Path

import pytest

from invoca.errors import InvalidRequest, PurchaseRefused
from invoca.lifecycle.purchase_limit import PurchaseLimit
from invoca.promo_number.decide import Wanted
from invoca.promo_number.open_purchases import PendingPurchase
from invoca.run_facts import SharedFacts
from tests.unit.lifecycle.runs import PURCHASE, SPRING, Runs, identity, number

WANTED = Wanted(number(), id_is_generated=True, declared_by="radio/spring/kroq")


@pytest.mark.parametrize("limit", [{"purchases_planned": 1}, {"purchase_limit": 1}])
def test_the_successor_of_a_taken_id_is_bought_within_a_limit_of_one(
    runs: Runs, limit: dict[str, int]
) -> None:
    runs.simulator.set_knobs(post_deleted_id="taken")
    live = runs.begin().acquire(WANTED)
    runs.begin().release(SPRING, identity(live))
    run = runs.begin(**limit)
    assert run.acquire(WANTED).id_from_network == "kroq-1-2"
    with pytest.raises(PurchaseRefused):
        run.acquire(Wanted(number(id_from_network="kpwr-1"), id_is_generated=True))
    assert runs.purchases() == 2


def test_a_turn_that_is_given_back_is_free_in_every_process_of_the_run(tmp_path: Path) -> None:
    one, other = (PurchaseLimit(1, facts=SharedFacts(tmp_path / "run")) for _ in range(2))
    turn = one.spend()
    with pytest.raises(PurchaseRefused):
        other.spend()
    one.give_back(turn)
    other.spend()
    with pytest.raises(PurchaseRefused):
        one.spend()


REFUSED = {
    "description": {"description": ["has already been taken"]},
    "custom_data": {"custom_data": {"station": ["is already in use"]}},
    "of a class": {"class": "RecordInvalid", "invalid_data": {"description": ["is taken"]}},
}


@pytest.mark.parametrize("errors", REFUSED.values(), ids=REFUSED.keys())
def test_another_field_that_is_taken_is_not_the_id(runs: Runs, errors: dict[str, object]) -> None:
    body = {"errors": errors}
    runs.simulator.add_fault("status_before", method="POST", status=403, body=body, times=-1)
    with pytest.raises(InvalidRequest, match="Correct what it names"):
        runs.begin().acquire(WANTED)
    assert runs.count(PURCHASE) == 1
    assert runs.notes() == []


@pytest.mark.parametrize("field", ["id_from_network", "base", "promo_number"])
def test_what_may_be_the_id_that_is_taken_leaves_the_purchase_open(runs: Runs, field: str) -> None:
    said = {"description": ["is invalid"], field: ["has already been taken"]}
    body = {"errors": said}
    runs.simulator.add_fault("status_before", method="POST", status=403, body=body)
    with pytest.raises(PendingPurchase):
        runs.begin().acquire(WANTED)
