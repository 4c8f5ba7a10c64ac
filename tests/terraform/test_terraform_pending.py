"""A purchase whose outcome nobody knows, and an engine that shows the provider attributes alone: of
a tainted object without a refresh it shows neither private data nor what is live."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.account import Account
from tests.terraform.desk import Desk, block
from tests.terraform.walk import Block, Refused
from tests.terraform.workspace import PROVIDER, Workspace, number

KROQ = "invoca_promo_number.kroq"
Config = dict[str, Block]


@pytest.fixture(params=[{}, {"id_assigned_by": "invoca"}], ids=["id made here", "Invoca's id"])
def config(request: pytest.FixtureRequest) -> Config:
    return {KROQ: block("kroq", deletion_protection=False, **request.param)}


def buy_and_hear_nothing(desk: Desk, config: Config, simulator: Account) -> None:
    """The number is bought; no answer says so, and no read shows it."""
    simulator.show_no_writes()
    simulator.add_fault("status_after", method="POST", status=502, times=1)
    with pytest.raises(Refused, match=r"settled_before|settledBefore"):
        desk.run(config)
    assert len(simulator.ledger("bought")) == 1
    assert desk.held(KROQ)["promo_number"] is None


def test_it_is_not_sent_again_by_another_machine_without_a_refresh(
    desk: Desk, simulator: Account, config: Config, tmp_path: Path
) -> None:
    buy_and_hear_nothing(desk, config, simulator)
    desk.machine = tmp_path / "another"
    with pytest.raises(Refused, match=r"settled_before|settledBefore"):
        desk.run(config, refresh=False)
    assert len(simulator.ledger("bought")) == 1
    assert desk.held(KROQ)["promo_number"] is None


def test_it_is_taken_over_without_a_refresh_and_nobody_is_told_to_release_it(
    desk: Desk, simulator: Account, config: Config
) -> None:
    buy_and_hear_nothing(desk, config, simulator)
    simulator.catch_up()
    desk.told.clear()
    desk.run(config, refresh=False)
    [number] = simulator.numbers()
    assert desk.held(KROQ)["promo_number"] == number["promo_number"]
    assert len(simulator.ledger("bought")) == 1
    assert not [told for told in desk.told if "release it" in told or "taken over" in told]
    assert desk.plan(config).actions == []


def test_a_person_s_word_that_nothing_was_bought_counts_without_a_refresh(
    desk: Desk, simulator: Account, config: Config
) -> None:
    simulator.add_fault("status_before", method="POST", status=502, times=1)
    with pytest.raises(Refused):
        desk.run(config)
    sent_at = desk.held(KROQ)["bought_at"]
    desk.provider["settled_before"] = sent_at.replace("Z", ".999Z")
    desk.run(config, refresh=False)
    assert len(simulator.ledger("bought")) == 1
    assert desk.plan(config).actions == []


@pytest.mark.parametrize("picked", ["", 'id_assigned_by = "invoca"'], ids=["made here", "Invoca's"])
def test_a_real_engine_that_does_not_refresh_hands_on_when_it_was_sent(
    workspace: Workspace, simulator: Account, picked: str
) -> None:
    simulator.show_no_writes()
    simulator.add_fault("status_after", method="POST", status=502, times=1)
    workspace.provider = PROVIDER.replace("}", "  grace_seconds = 1\n}")
    workspace.write(number(more=f"deletion_protection = false\n{picked}"))
    workspace.fails("apply", "-auto-approve")
    simulator.machine = simulator.machine.with_name("another")
    told = workspace.fails("apply", "-auto-approve", "-refresh=false")
    assert "settled_before" in told
    assert len(simulator.ledger("bought")) == 1

    simulator.catch_up()
    told = workspace.apply("-refresh=false")
    assert "release it" not in told
    assert workspace.state()[KROQ]["id"] == simulator.numbers()[0]["promo_number"]
    assert len(simulator.ledger("bought")) == 1
    assert workspace.has_no_changes()
