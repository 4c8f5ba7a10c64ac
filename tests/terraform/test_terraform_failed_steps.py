"""Steps of an apply that fail: the state goes on holding what is known of the number, also what is
kept beside its attributes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.account import Account
from tests.terraform.desk import Desk, block
from tests.terraform.walk import Block, Object, Refused
from tests.terraform.workspace import Workspace, number

KROQ = "invoca_promo_number.kroq"
FREE = {"deletion_protection": False}
LOCAL = {"local_center": {"tn_prefix": "310"}}

Config = dict[str, Block]
# What is asked of a number, by the step that it needs, and how that is sent.
STEPS: dict[str, tuple[Config, str]] = {
    "update": ({KROQ: block("kroq", description="mornings", **FREE)}, "PUT"),
    "move": ({KROQ: block("kroq", campaign_id="direct-mail", **FREE)}, "PUT"),
    "destroy": ({}, "DELETE"),
    "destroy first": ({KROQ: block("kroq", generation=2, **FREE)}, "DELETE"),
    "create first": (
        {KROQ: block("kroq", generation=2, **FREE)._replace(create_before_destroy=True)},
        "DELETE",
    ),
}


def held_for(desk: Desk, digits: str) -> Object:
    """What the state has of a number, deposed or not."""
    every = [one for held in desk.state.values() for one in (held.current, *held.deposed)]
    [found] = [one for one in every if one and one.values["promo_number"] == digits]
    return found


@pytest.mark.parametrize("step", STEPS)
def test_a_step_that_fails_leaves_what_is_kept_beside_the_attributes(
    desk: Desk, simulator: Account, step: str
) -> None:
    desk.run({KROQ: block("kroq", **FREE)})
    digits = desk.held(KROQ)["promo_number"]
    config, method = STEPS[step]
    plan = desk.plan(config)
    before = held_for(desk, digits)
    simulator.add_fault("status_before", method=method, status=403)
    with pytest.raises(Refused):
        desk.apply(plan)
    assert before.private
    assert held_for(desk, digits) == before
    simulator.clear_faults()
    desk.run(config)
    assert desk.plan(config).actions == []
    assert len(simulator.numbers()) == len(config)


@pytest.mark.parametrize("how", ["taint", "replace"])
def test_a_number_that_is_not_handed_on_keeps_what_is_kept_beside_its_attributes(
    desk: Desk, simulator: Account, tmp_path: Path, how: str
) -> None:
    """Its successor is planned, and not certain to find it: it is not shown yet."""
    simulator.show_no_writes()
    config = {KROQ: block("kroq", **FREE)}
    desk.run(config)
    if how == "taint":
        desk.taint(KROQ)
    desk.machine = tmp_path / "another"
    plan = desk.plan(config, replace=[KROQ] if how == "replace" else [])
    before = desk.state[KROQ].current
    with pytest.raises(Refused, match="does not show it yet"):
        desk.apply(plan)
    assert desk.state[KROQ].current == before


def import_by_hand(desk: Desk, simulator: Account) -> str:
    """A number that somebody bought, imported and declared as it is; its digits."""
    digits = simulator.put_number("acme", "spring-radio", id_from_network="by-hand")
    desk.imported(KROQ, f"acme/spring-radio/{digits}")
    desk.run({KROQ: block("kroq", **FREE)})
    return digits


@pytest.mark.parametrize("step", ["update", "destroy"])
def test_an_imported_number_is_not_replaced_after_a_step_that_failed(
    desk: Desk, simulator: Account, step: str
) -> None:
    """That nobody knows what chose it stands beside its attributes alone."""
    digits = import_by_hand(desk, simulator)
    config, method = STEPS[step]
    simulator.add_fault("status_before", method=method, status=403)
    with pytest.raises(Refused):
        desk.run(config)
    simulator.clear_faults()
    config = {KROQ: block("kroq", **FREE, **LOCAL)}
    assert desk.plan(config).actions == [f"update {KROQ}"]
    desk.run(config)
    assert simulator.ledger("released") == []
    assert desk.digits() == {digits}


@pytest.mark.parametrize("refresh", [True, False], ids=["refresh", "no refresh"])
def test_an_imported_number_is_not_replaced_after_its_provider_died(
    desk: Desk, simulator: Account, refresh: bool
) -> None:
    digits = import_by_hand(desk, simulator)
    without_private_data(desk)
    config = {KROQ: block("kroq", **FREE, **LOCAL)}
    assert desk.plan(config, refresh=refresh).actions == [f"update {KROQ}"]
    desk.run(config, refresh=refresh)
    assert simulator.ledger("released") == []
    assert desk.digits() == {digits}


def test_an_imported_number_is_not_replaced_after_its_consent_changed_too(
    desk: Desk, simulator: Account
) -> None:
    """What a plan keeps for its apply tells nothing of the object."""
    digits = import_by_hand(desk, simulator)
    without_private_data(desk)
    desk.run({KROQ: block("kroq")}, refresh=False)
    desk.run({KROQ: block("kroq", **FREE)}, refresh=False)
    desk.run({KROQ: block("kroq", **FREE, **LOCAL)}, refresh=False)
    assert simulator.ledger("released") == []
    assert desk.digits() == {digits}


def test_a_number_that_was_bought_is_replaced_as_before_after_its_provider_died(desk: Desk) -> None:
    desk.run({KROQ: block("kroq", **FREE)})
    without_private_data(desk)
    assert desk.plan({KROQ: block("kroq", **FREE)}).actions == []
    local = {KROQ: block("kroq", **FREE, **LOCAL)}
    assert desk.plan(local).actions == [f"delete-create {KROQ}"]


def without_private_data(desk: Desk) -> None:
    """What an engine stores where the process of a provider ends in an update."""
    current = desk.state[KROQ].current
    assert current is not None
    current.private = b""


def test_an_engine_keeps_what_is_known_of_a_number_after_steps_that_failed(
    workspace: Workspace, simulator: Account
) -> None:
    digits = simulator.put_number("acme", "spring-radio", id_from_network="by-hand")
    imported = f'import {{\n  to = {KROQ}\n  id = "acme/spring-radio/{digits}"\n}}\n'
    free = "deletion_protection = false\n"
    workspace.write(number(more=free), imported)
    workspace.apply()
    workspace.write(number(more=free + 'custom_data = { tpyo = "x" }'))
    workspace.fails("apply", "-auto-approve")  # there is no such field
    workspace.write()
    simulator.add_fault("status_before", method="DELETE", status=403)
    workspace.fails("apply", "-auto-approve")
    simulator.clear_faults()
    workspace.write(number(more=free + 'local_center = { tn_prefix = "310" }'))
    workspace.apply()
    assert workspace.state()[KROQ]["id"] == digits
    assert simulator.ledger("released") == []
    assert workspace.has_no_changes()
