"""`ignore_changes`: an engine obeys it in what it plans, and shows an apply what is written."""

from __future__ import annotations

from typing import Any

import pytest

from tests.account import Account
from tests.terraform.desk import Desk, block
from tests.terraform.walk import Block
from tests.terraform.workspace import Workspace, number

KROQ = "invoca_promo_number.kroq"
FREE = {"deletion_protection": False}


def ignoring(*names: str, **values: Any) -> dict[str, Block]:
    one = block("kroq", **FREE)
    return {KROQ: one._replace(values={**one.values, **values}, ignore_changes=names)}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("key", "kpwr"),
        ("campaign_id", "direct-mail"),
        ("media_type", "Offline: Print"),
        ("generation", 2),
        ("local_center", {"tn_prefix": "310"}),
        ("id_from_network", "own-1"),
        ("adopt", "8005550199"),
        ("deletion_protection", True),
    ],
)
def test_what_is_ignored_stays_while_something_else_changes(
    desk: Desk, simulator: Account, name: str, value: object
) -> None:
    desk.run(ignoring(name))
    before = desk.held(KROQ)
    config = ignoring(name, **{name: value, "description": "mornings"})
    assert desk.plan(config).actions == [f"update {KROQ}"]
    desk.run(config)
    assert desk.held(KROQ) == {**before, "description": "mornings"}
    assert simulator.writes() == ["POST", "PUT"]
    assert [one["campaign"] for one in simulator.numbers()] == ["spring-radio"]
    assert desk.plan(config).actions == []


def test_what_somebody_changed_by_hand_stays_where_it_is_ignored(
    desk: Desk, simulator: Account
) -> None:
    simulator.add_custom_fields("station")
    desk.run(ignoring("description"))
    simulator.change_number(desk.held(KROQ)["promo_number"], description="by hand")
    config = ignoring("description", custom_data={"station": "KROQ"})
    desk.run(config)
    [live] = simulator.numbers()
    assert (live["description"], live["custom_data"]) == ("by hand", {"station": "KROQ"})
    assert desk.plan(config).actions == []


def test_a_declared_id_that_is_written_no_more_and_ignored_stays(
    desk: Desk, simulator: Account
) -> None:
    desk.run(ignoring("id_from_network", id_from_network="own-1"))
    config = ignoring("id_from_network", description="mornings")
    desk.run(config)
    assert desk.held(KROQ)["id_from_network"] == "own-1"
    assert simulator.writes() == ["POST", "PUT"]
    assert desk.plan(config).actions == []


@pytest.mark.parametrize("create_first", [False, True], ids=["destroy first", "create first"])
def test_a_replacement_is_made_as_it_is_written(
    desk: Desk, simulator: Account, create_first: bool
) -> None:
    """What is ignored is so for a number that there is: engines plan another one without it."""
    desk.run(ignoring("description"))
    config = ignoring("description", description="mornings", generation=2)
    config = {KROQ: config[KROQ]._replace(create_before_destroy=create_first)}
    desk.run(config)
    assert desk.held(KROQ)["description"] == "mornings"
    assert len(simulator.ledger("bought")) == 2
    assert len(simulator.numbers()) == 1
    assert desk.plan(config).actions == []


@pytest.mark.parametrize("empty", [None, {}], ids=["null", "empty"])
def test_what_is_planned_as_empty_is_applied_as_empty(
    desk: Desk, simulator: Account, empty: dict[str, str] | None
) -> None:
    simulator.add_custom_fields("station", "shelf")
    values = {"station": "KROQ", "shelf": None}
    desk.run({KROQ: block("kroq", custom_data=values)})
    assert desk.plan({KROQ: block("kroq", custom_data=values)}).actions == []
    config = {KROQ: block("kroq", custom_data=empty, local_center=None, former_keys=[])}
    desk.run(config)
    assert desk.held(KROQ)["custom_data"] == empty
    assert desk.plan(config).actions == []


def test_an_engine_moves_and_replaces_nothing_that_it_did_not_plan(
    workspace: Workspace, simulator: Account
) -> None:
    more = "lifecycle {\n  ignore_changes = [campaign_id, generation, media_type]\n}"
    workspace.write(number(more=more))
    workspace.apply()
    held = workspace.state()[KROQ]
    written = number(more=f"{more}\ngeneration = 2", description="mornings")
    written = written.replace("spring-radio", "direct-mail").replace("Radio", "Print")
    workspace.write(written)
    assert "campaign_id" not in workspace.plan()
    workspace.apply()
    assert workspace.state()[KROQ] == {**held, "description": "mornings"}
    [live] = simulator.numbers()
    assert (live["campaign"], live["media_type"]) == ("spring-radio", "Offline: Radio")
    assert workspace.has_no_changes()
    assert simulator.writes() == ["POST", "PUT"]
