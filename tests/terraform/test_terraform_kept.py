"""What is in the state, or found again, though a run ended once it had bought or moved a number."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from terraform_invoca.waits import Stopped, TookTooLong
from tests.account import Account
from tests.crash.model_engine import Fate, Killed
from tests.terraform.desk import Desk, block
from tests.terraform.walk import Block, Refused

KROQ = "invoca_promo_number.kroq"
FREE = {"deletion_protection": False}


@pytest.mark.parametrize("ended", [Stopped, TookTooLong], ids=["Ctrl-C", "timeouts"])
@pytest.mark.parametrize("own_id", [{}, {"id_from_network": "own-1"}], ids=["made", "declared"])
def test_a_run_that_is_interrupted_holds_what_the_answer_named(
    desk: Desk,
    simulator: Account,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    ended: type[Exception],
    own_id: dict[str, str],
) -> None:
    simulator.show_no_writes()
    config = {KROQ: block("kroq", **own_id)}
    go_on = desk._sleep

    def sleep(seconds: float) -> None:
        if "POST" in simulator.writes():
            raise ended
        go_on(seconds)

    monkeypatch.setattr(desk, "_sleep", sleep)
    desk.run(config)
    [live] = simulator.numbers()
    assert desk.digits() == {live["promo_number"]}
    monkeypatch.undo()
    desk.machine = tmp_path / "another"
    assert desk.plan(config).actions == []
    simulator.catch_up()
    desk.now += 600
    assert desk.plan(config).actions == []


@pytest.mark.parametrize("status", [500, 403])
@pytest.mark.parametrize("is_late", [False, True], ids=["at once", "late reads"])
def test_a_number_whose_first_change_fails_is_tainted_and_repaired_by_the_next_run(
    desk: Desk, simulator: Account, tmp_path: Path, status: int, is_late: bool
) -> None:
    if is_late:
        simulator.show_no_writes()
    simulator.set_knobs(unknown_custom_field="dropped")
    simulator.add_fault("status_before", method="PUT", status=status, times=-1)
    config = {KROQ: block("kroq", custom_data={"shelf": "top"}, **FREE)}
    with pytest.raises(Refused):
        desk.run(config)
    [live] = simulator.numbers()
    assert desk.digits() == {live["promo_number"]}
    desk.machine = tmp_path / "another"
    if is_late:
        with pytest.raises(Refused, match="does not show it yet"):
            desk.run(config)
    simulator.clear_faults()
    simulator.catch_up()
    simulator.set_knobs(unknown_custom_field="stored")
    desk.run(config)
    assert desk.plan(config).actions == []
    assert desk.digits() == {live["promo_number"]}
    assert len(simulator.ledger("bought")) == 1


def dies_after_its_put(desk: Desk, simulator: Account, config: dict[str, Block]) -> None:
    plan = desk.plan(config)
    desk.fate = Fate()

    def hear(call: Any, when: str) -> None:
        if call.method == "PUT" and when == "after":
            desk.fate.strikes[desk.fate.calls] = "kill before"

    simulator.on_call = hear
    with pytest.raises(Killed):
        desk.apply(plan)
    simulator.on_call = None
    desk.fate = Fate()
    assert simulator.writes()[-1] == "PUT"


@pytest.mark.parametrize("move_id", ["kept", "changed"])
@pytest.mark.parametrize("create_first", [False, True], ids=["destroy first", "create first"])
@pytest.mark.parametrize("how", ["taint", "lost state"])
def test_a_take_over_that_dies_once_it_has_moved_the_number_is_found_again(
    desk: Desk, simulator: Account, move_id: str, create_first: bool, how: str
) -> None:
    def config(**values: object) -> dict[str, Block]:
        return {KROQ: block("kroq", **FREE, **values)._replace(create_before_destroy=create_first)}

    desk.run(config())
    digits = desk.held(KROQ)["promo_number"]
    simulator.set_knobs(move_id=move_id)
    if how == "taint":
        desk.taint(KROQ)
    else:
        desk.state.clear()
    there = config(campaign_id="direct-mail")
    dies_after_its_put(desk, simulator, there)
    if desk.digits():  # what was to be replaced is left over
        with pytest.raises(Refused, match="found again by its id, and nothing is bought"):
            desk.run(there)
        desk.state.clear()
    desk.run(there)
    assert desk.digits() == {digits}
    assert [entry.event for entry in simulator.ledger()] == ["bought", "moved"]


def test_a_number_that_a_move_gave_another_id_is_found_once_it_is_out_of_the_state(
    desk: Desk, simulator: Account
) -> None:
    simulator.set_knobs(move_id="changed")
    desk.run({KROQ: block("kroq")})
    there = block("kroq", campaign_id="direct-mail")
    desk.run({KROQ: there})
    digits = desk.digits()
    with pytest.raises(Refused, match="found again by its id, and nothing is bought"):
        desk.plan({"invoca_promo_number.other": there})
    desk.state.clear()
    desk.run({"invoca_promo_number.other": there})
    assert desk.digits() == digits
    assert len(simulator.ledger("bought")) == 1


@pytest.mark.parametrize("affiliate", [{}, {"affiliate_id": "kroq-network"}], ids=["", "affiliate"])
def test_a_move_that_died_and_was_taken_back_is_shown_and_moved_back(
    desk: Desk, simulator: Account, affiliate: dict[str, str]
) -> None:
    simulator.add_campaign("acme", "summer", affiliates=["kroq-network"])
    here = {KROQ: block("kroq", campaign_id="summer", **affiliate)}
    desk.run({KROQ: block("kroq", campaign_id="summer", **affiliate)})
    digits = desk.digits()
    dies_after_its_put(desk, simulator, {KROQ: block("kroq", campaign_id="direct-mail")})
    plan = desk.plan(here)
    assert plan.actions == [f"update {KROQ}"]
    desk.apply(plan)
    assert desk.plan(here).actions == []
    assert desk.digits() == digits
    assert [one["campaign"] for one in simulator.numbers()] == ["summer"]
