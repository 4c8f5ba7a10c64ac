"""An account that stores ids in its own way: what was asked for stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from terraform_stack.names import LIVE_ID
from tests.account import Account
from tests.terraform.desk import Desk, block
from tests.terraform.walk import Block, Refused
from tests.terraform.workspace import Workspace, number

KROQ = "invoca_promo_number.kroq"
OWN = {"id_from_network": "kroq-of-acme"}


@pytest.mark.parametrize("declared", [{}, OWN], ids=["made", "declared"])
@pytest.mark.parametrize("stored", ["prefixed", "lower_case", "as_sent"])
def test_a_refresh_after_a_purchase_changes_nothing(
    desk: Desk, simulator: Account, stored: str, declared: dict[str, str]
) -> None:
    simulator.set_knobs(stored_id=stored)
    desk.run({KROQ: block("kroq", **declared)})
    made = desk.held(KROQ)
    desk.refresh_only()
    assert desk.held(KROQ) == made
    [live] = simulator.numbers()
    assert desk.kept(KROQ)[LIVE_ID] == live["id_from_network"]


def test_a_number_whose_id_has_a_prefix_is_changed_moved_and_released(
    desk: Desk, simulator: Account
) -> None:
    simulator.set_knobs(stored_id="prefixed")
    free = {"deletion_protection": False}
    desk.run({KROQ: block("kroq", **free)})
    desk.refresh_only()
    desk.run({KROQ: block("kroq", **free, description="another")})
    desk.run({KROQ: block("kroq", **free, description="another", campaign_id="direct-mail")})
    moved = desk.held(KROQ)
    desk.refresh_only()
    assert desk.held(KROQ) == moved
    assert (
        desk.plan(
            {KROQ: block("kroq", **free, description="another", campaign_id="direct-mail")}
        ).actions
        == []
    )
    desk.run({})
    assert simulator.writes() == ["POST", "PUT", "PUT", "DELETE"]


@pytest.mark.parametrize(("is_tainted", "refresh"), [(False, True), (False, False), (True, True)])
@pytest.mark.parametrize("knobs", [{"stored_id": "prefixed"}, {"move_id": "changed"}])
def test_a_number_is_released_before_another_id_is_bought(
    desk: Desk, simulator: Account, knobs: dict[str, str], is_tainted: bool, refresh: bool
) -> None:
    """An engine destroys it with what the plan of its successor kept."""
    simulator.set_knobs(**knobs)
    values: dict[str, object] = {"deletion_protection": False}
    desk.run({KROQ: block("kroq", **values, **OWN)})
    values["campaign_id"] = "direct-mail"
    desk.run({KROQ: block("kroq", **values, **OWN)})
    digits = desk.held(KROQ)["promo_number"]
    desk.taint(KROQ, is_tainted=is_tainted)
    other = {KROQ: block("kroq", **values, id_from_network="another")}
    desk.run(other, refresh=refresh)
    assert [one.promo_number for one in simulator.ledger("released")] == [digits]
    assert desk.plan(other).actions == []


def test_an_engine_shows_no_change_of_an_id_that_the_account_put_a_prefix_before(
    workspace: Workspace, simulator: Account
) -> None:
    simulator.set_knobs(stored_id="prefixed")
    workspace.write(number())
    workspace.apply()
    assert "No changes" in workspace.plan("-refresh-only")
    assert workspace.has_no_changes()


def unclear(desk: Desk, simulator: Account, tmp_path: Path, config: dict[str, Block]) -> str:
    """The digits of what was bought by a purchase of unclear outcome; the state holds that one as
    tainted, and another machine goes on."""
    simulator.set_knobs(stored_id="prefixed")
    simulator.show_no_writes()
    simulator.add_fault("drop_after", method="POST")
    with pytest.raises(Refused, match="nobody knows"):
        desk.run(config)
    simulator.catch_up()
    desk.machine = tmp_path / "another"
    [live] = simulator.numbers()
    return str(live["promo_number"])


@pytest.mark.parametrize("create_first", [False, True])
def test_a_purchase_under_a_declared_id_is_settled_where_it_is_as_declared(
    desk: Desk, simulator: Account, tmp_path: Path, create_first: bool
) -> None:
    config = {KROQ: block("kroq", **OWN)._replace(create_before_destroy=create_first)}
    digits = unclear(desk, simulator, tmp_path, config)
    desk.run(config)
    assert desk.held(KROQ)["promo_number"] == digits
    assert simulator.writes() == ["POST"]
    assert desk.plan(config).actions == []
    desk.run(config, replace=[KROQ])
    assert desk.held(KROQ)["promo_number"] == digits
    assert simulator.writes() == ["POST"]


@pytest.mark.parametrize("create_first", [False, True])
@pytest.mark.parametrize("remedy", ["adopt", "untaint"])
def test_one_that_is_edited_meanwhile_is_settled_by_either_remedy_of_the_refusal(
    desk: Desk, simulator: Account, tmp_path: Path, remedy: str, create_first: bool
) -> None:
    before = {KROQ: block("kroq", **OWN)._replace(create_before_destroy=create_first)}
    digits = unclear(desk, simulator, tmp_path, before)
    adopt = {"adopt": digits} if remedy == "adopt" else {}
    edited = block("kroq", **OWN, description="At night")
    with pytest.raises(Refused, match=f'would be lost.*adopt = "{digits}".*terraform untaint'):
        desk.run({KROQ: edited._replace(create_before_destroy=create_first)})
    if remedy == "untaint":
        desk.state[KROQ].current.is_tainted = False
    config = {KROQ: block("kroq", **OWN, description="At night", **adopt)}
    config[KROQ] = config[KROQ]._replace(create_before_destroy=create_first)
    desk.run(config)
    assert desk.held(KROQ)["promo_number"] == digits
    assert simulator.writes() == ["POST", "PUT"]
    assert desk.plan(config).actions == []
