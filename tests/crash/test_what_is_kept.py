"""What both providers for Pulumi keep in the state, or find again, though a run was ended once it
had bought or moved a number."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from invoca.account import Account as Settings
from invoca.errors import InvocaError
from tests.account import Account
from tests.crash.model_engine import Fate, Killed, ModelEngine
from tests.crash.scenarios import KROQ, MOVED
from tests.native.model_face import PluginModelEngine

HERE, THERE = {"kroq": KROQ}, {"kroq": MOVED}


@pytest.fixture(params=[ModelEngine, PluginModelEngine], ids=["dynamic", "plugin"])
def engine(request: pytest.FixtureRequest, simulator: Account, tmp_path: Path) -> Any:
    simulator.add_custom_fields("channel", "station")
    settings = Settings(
        network_id=simulator.network_id, api_token=simulator.canary, base_url=simulator.url
    )
    return request.param(settings, tmp_path / "here")


class Interrupted(InvocaError):
    """A wait that was ended."""


def test_an_interrupt_while_a_new_number_is_looked_at_does_not_lose_it(
    engine: Any, simulator: Account, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    simulator.show_no_writes()
    go_on = engine._sleep

    def sleep(seconds: float) -> None:
        if "POST" in simulator.writes():
            raise Interrupted("waiting")
        go_on(seconds)

    monkeypatch.setattr(engine, "_sleep", sleep)
    engine.up(HERE, Fate())
    monkeypatch.undo()
    engine.machine = tmp_path / "there"
    engine.up(HERE, Fate(), refresh=True)
    [live] = simulator.numbers()
    assert engine.numbers() == {live["promo_number"]}


@pytest.mark.parametrize("status", [500, 403])
@pytest.mark.parametrize("is_late", [False, True], ids=["at once", "late reads"])
def test_a_number_whose_first_change_fails_is_repaired_by_the_next_run(
    engine: Any, simulator: Account, tmp_path: Path, status: int, is_late: bool
) -> None:
    if is_late:
        simulator.show_no_writes()
    simulator.set_knobs(unknown_custom_field="dropped")
    simulator.add_fault("status_before", method="PUT", status=status, times=-1)
    declared = {"kroq": {**KROQ, "custom_data": {"shelf": "top"}}}
    with pytest.raises(InvocaError):
        engine.up(declared, Fate())
    [live] = simulator.numbers()
    assert engine.numbers() == {live["promo_number"]}
    engine.machine = tmp_path / "there"
    if is_late:
        with pytest.raises(InvocaError, match="does not show it yet"):
            engine.up(declared, Fate())
    simulator.clear_faults()
    simulator.catch_up()
    simulator.set_knobs(unknown_custom_field="stored")
    engine.up(declared, Fate())
    assert engine.plan(declared, refresh=True) == []
    assert engine.numbers() == {live["promo_number"]}
    assert len(simulator.ledger("bought")) == 1


def dies_after_its_put(engine: Any, simulator: Account, declared: dict[str, Any]) -> None:
    fate = Fate()

    def hear(call: Any, when: str) -> None:
        if call.method == "PUT" and when == "after":
            fate.strikes[fate.calls] = "kill before"

    simulator.on_call = hear
    with pytest.raises(Killed):
        engine.up(declared, fate)
    simulator.on_call = None
    assert simulator.writes()[-1] == "PUT"


def test_a_take_over_that_dies_once_it_has_moved_the_number_is_found_again(
    engine: Any, simulator: Account
) -> None:
    engine.up(HERE, Fate())
    digits = engine.numbers()
    simulator.set_knobs(move_id="changed")
    engine.state.clear()
    dies_after_its_put(engine, simulator, THERE)
    engine.up(THERE, Fate())
    assert engine.numbers() == digits
    assert [entry.event for entry in simulator.ledger()] == ["bought", "moved"]


@pytest.mark.parametrize("refresh", [True, False])
def test_a_move_that_died_and_was_taken_back_is_moved_back_where_a_refresh_shows_it(
    engine: Any, simulator: Account, refresh: bool
) -> None:
    engine.up(HERE, Fate())
    digits = engine.numbers()
    dies_after_its_put(engine, simulator, THERE)
    steps = engine.plan(HERE, refresh=refresh)
    assert steps == (["update kroq"] if refresh else [])  # without one, no call is made
    engine.up(HERE, Fate(), refresh=True)
    assert engine.plan(HERE, refresh=True) == []
    assert engine.numbers() == digits
    assert [one["campaign"] for one in simulator.numbers()] == ["spring-radio"]
