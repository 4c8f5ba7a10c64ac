"""Where Invoca picks the id, a run that is killed after its purchase, and whose entry is edited
before the next one: what was bought is found by for whom it was, and as what it was sent."""

from __future__ import annotations

from typing import Any

import pytest

from invoca.errors import InvocaError
from invoca.lifecycle.held import HeldAs, Holdings
from invoca.promo_number.decide import Wanted
from invoca.promo_number.identity import Declarer
from tests.crash.model_engine import Fate, Killed, Strike
from tests.unit.lifecycle.runs import SPRING, OneState, Runs, identity, picked_by_invoca

EDITS: dict[str, dict[str, Any]] = {
    "description": {"description": "KROQ at night"},
    "custom data": {"custom_data": {"channel": "radio", "station": "KPWR"}},
    "campaign": {"campaign_id": "direct-mail"},
    "campaign and description": {"campaign_id": "direct-mail", "description": "KROQ by mail"},
}


class States(Holdings):
    """No state holds anything, or this one holds all that is live."""

    def __init__(self, name: str = "") -> None:
        self._name = name

    def name_of(self, promo_number: str, asking: Declarer) -> str | None:
        return self._name

    def name_beside(self, promo_number: str, asking: Declarer) -> str:
        return ""


def wanted(name: str = "kroq", **changes: object) -> Wanted:
    return Wanted(picked_by_invoca(**changes), declared_by=f"radio/spring/{name}")


def killed(runs: Runs, strike: Strike = "kill after") -> None:
    with pytest.raises(Killed):
        runs.begin(fate=Fate({1: strike})).acquire(wanted())


def the_one(runs: Runs) -> dict[str, Any]:
    [live] = runs.simulator.numbers()
    return live


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_what_it_bought_is_brought_to_what_is_declared_now(
    runs: Runs, edit: dict[str, Any]
) -> None:
    killed(runs)
    sold = the_one(runs)["promo_number"]
    live = runs.begin(holdings=States()).acquire(wanted(**edit))
    assert live.promo_number == sold
    assert runs.purchases() == 1
    assert the_one(runs)["description"] == edit.get("description", "KROQ drive time")
    assert the_one(runs)["campaign"] == edit.get("campaign_id", "spring-radio")


def test_so_is_what_shows_late(runs: Runs) -> None:
    runs.simulator.set_knobs(read_after_write="lag", read_lag=3)
    killed(runs)
    runs.begin(holdings=States()).acquire(wanted(**EDITS["description"]))
    assert runs.purchases() == 1


def test_so_is_what_was_bought_hours_ago(runs: Runs) -> None:
    killed(runs)
    sold = the_one(runs)["promo_number"]
    runs.later = 24 * 3600
    live = runs.begin(holdings=States()).acquire(wanted(**EDITS["campaign and description"]))
    assert (live.promo_number, runs.purchases()) == (sold, 1)


def test_a_campaign_that_is_no_more_stops_no_purchase_for_ever(runs: Runs) -> None:
    gone = wanted(**EDITS["campaign"])
    with pytest.raises(Killed):
        runs.begin(fate=Fate({1: "kill before"})).acquire(gone)
    runs.simulator.remove_campaign("acme", "direct-mail")
    runs.later = 24 * 3600
    runs.begin(holdings=States()).acquire(wanted(**EDITS["description"]))
    assert runs.purchases() == 1


def test_a_number_of_another_choice_is_named_and_another_is_bought(runs: Runs) -> None:
    killed(runs)
    sold = the_one(runs)["promo_number"]
    other = wanted(local_center={"tn_prefix": "310"}, description="KROQ at night")
    runs.begin(holdings=States()).acquire(other)
    assert runs.purchases() == 2
    assert any(sold in line for line in runs.told)


def test_where_nothing_was_bought_the_next_run_buys(runs: Runs) -> None:
    killed(runs, "kill before")
    runs.begin(holdings=States()).acquire(wanted(**EDITS["description"]))
    assert runs.purchases() == 1


def test_another_entry_does_not_get_it(runs: Runs) -> None:
    killed(runs)
    runs.begin(holdings=States()).acquire(wanted("kpwr", description="KPWR"))
    assert runs.purchases() == 2


def test_what_this_run_holds_is_no_answer_and_nobody_waits_for_it(runs: Runs) -> None:
    run = runs.begin(holdings=States())
    first = run.acquire(wanted())
    waited = runs.time.now
    second = run.acquire(wanted(local_center={"tn_prefix": "310"}, description="KROQ at night"))
    assert second.promo_number != first.promo_number
    assert runs.time.now == waited


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_a_run_that_died_before_the_state_was_written_is_gone_on_with(
    runs: Runs, edit: dict[str, Any]
) -> None:
    first = runs.begin().acquire(wanted())
    again = runs.begin(holdings=States()).acquire(wanted(**edit))
    assert again.promo_number == first.promo_number
    assert runs.purchases() == 1


@pytest.mark.parametrize("holdings", [States("kroq"), States("fresh"), None])
def test_what_a_state_holds_or_may_hold_is_not_taken(runs: Runs, holdings: Holdings | None) -> None:
    """The entry was renamed, and another one has its name."""
    first = runs.begin().acquire(wanted())
    again = runs.begin(holdings=holdings).acquire(wanted(description="KROQ at night"))
    assert again.promo_number != first.promo_number


def test_what_was_released_meanwhile_is_not_waited_for(runs: Runs) -> None:
    first = runs.begin().acquire(wanted())
    runs.simulator.release_number(first.promo_number)
    again = runs.begin(holdings=States()).acquire(wanted(**EDITS["description"]))
    assert again.promo_number != first.promo_number


def test_what_a_state_let_go_of_is_not_waited_for(runs: Runs) -> None:
    run = runs.begin(holdings=States())
    live = run.acquire(wanted())
    known = identity(live)._replace(declared_by=wanted().declared_by)
    runs.begin(holdings=States()).release(SPRING, known)
    runs.time.now = 0.0
    again = runs.begin(holdings=States()).acquire(wanted(**EDITS["description"]))
    assert again.promo_number != live.promo_number
    assert runs.time.now < 10


def test_what_was_unclear_is_settled_once_it_is_taken_over_after_an_edit(runs: Runs) -> None:
    """Or a forced replacement would wait for it, and buy another number on a person's word."""
    runs.simulator.set_knobs(read_after_write="lag", read_lag=10**6)
    runs.simulator.add_fault("drop_after", method="POST")
    with pytest.raises(InvocaError, match="nobody knows"):
        runs.begin(grace_seconds=1).acquire(wanted())
    runs.simulator.set_knobs(read_after_write="immediate")
    runs.simulator.reads.clear()
    edited = wanted(**EDITS["description"])
    live = runs.begin(holdings=States()).acquire(edited)
    state = OneState("kroq", HeldAs(live.promo_number, SPRING, edited.declared))
    again = runs.begin(holdings=state).acquire(wanted(**EDITS["campaign and description"]))
    assert (again.promo_number, runs.purchases()) == (live.promo_number, 1)


@pytest.mark.parametrize("seen_by", ["here", "elsewhere"])
def test_what_another_machine_took_over_is_replaced_by_force_without_a_wait(
    runs: Runs, seen_by: str
) -> None:
    killed(runs)
    sold = the_one(runs)["promo_number"]
    edited = wanted(**EDITS["description"])
    runs.simulator.change_number(sold, description=edited.declared.description)
    state = OneState("kroq", HeldAs(sold, SPRING, edited.declared))
    again = runs.begin(seen_by, holdings=state).acquire(wanted(**EDITS["campaign"]))
    assert (again.promo_number, runs.purchases()) == (sold, 1)
    assert runs.time.now < 10


def test_an_unclear_purchase_is_not_followed_by_another(runs: Runs) -> None:
    runs.simulator.set_knobs(read_after_write="lag", read_lag=10**6)
    runs.simulator.add_fault("drop_after", method="POST")
    with pytest.raises(InvocaError):
        runs.begin(grace_seconds=1).acquire(wanted())
    with pytest.raises(InvocaError, match="nobody knows"):
        runs.begin(grace_seconds=1).acquire(wanted(**EDITS["description"]))
    assert runs.purchases() == 1
