"""Looking at what is live, without managing it."""

from __future__ import annotations

import pytest

from invoca.errors import NotFound
from invoca.lifecycle import Lifecycle, lookups
from invoca.promo_number import record
from invoca.promo_number.decide import Wanted
from tests.unit.lifecycle.runs import SPRING, Runs, number


def test_a_list_has_what_others_bought_since_the_first_one(run: Lifecycle, runs: Runs) -> None:
    assert lookups.every(run, SPRING) == []
    live = [runs.bought(number(id_from_network=id_)) for id_ in ("one", "two")]
    found = lookups.every(run, SPRING)
    assert found == sorted(live, key=lambda one: one.promo_number)


def test_a_list_that_lags_has_what_this_run_bought_and_not_what_it_released(
    run: Lifecycle, runs: Runs
) -> None:
    gone = runs.bought(number(id_from_network="gone"))
    lookups.every(run, SPRING)
    runs.simulator.set_knobs(list_answer="eventual", list_lag=100)
    live = run.acquire(Wanted(number(id_from_network="new"), id_is_generated=True))
    run.release(SPRING, record.Identity(gone.promo_number, "gone"))
    assert [one.promo_number for one in lookups.every(run, SPRING)] == [live.promo_number]


def test_a_released_number_is_none(run: Lifecycle, runs: Runs) -> None:
    runs.simulator.set_knobs(get_deleted="status", list_released="shown")
    live = runs.bought(number())
    runs.simulator.release_number(live.promo_number)
    assert lookups.every(run, SPRING) == []
    for by in ({"digits": live.promo_number}, {"id_": str(live.id_from_network)}):
        with pytest.raises(NotFound, match="no live number"):
            lookups.one(run, SPRING, **by)
