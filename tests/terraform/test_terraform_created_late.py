"""A creation of which the apply alone knows what it asks for: no plan has seen what holds that."""

from __future__ import annotations

from pathlib import Path

import pytest

from invoca.unknown import UNKNOWN
from tests.account import Account
from tests.terraform.desk import Desk, block
from tests.terraform.walk import InconsistentPlan, Refused
from tests.terraform.workspace import Workspace, number

ONE, TWO = "invoca_promo_number.one", "invoca_promo_number.two"
REFUSED = "came to be known only in this run"


@pytest.fixture
def held(desk: Desk) -> str:
    """The digits of a number that has another key by now than that of which its id was made."""
    desk.run({ONE: block("kroq")})
    desk.run({ONE: block("kpwr")})
    return str(desk.held(ONE)["promo_number"])


def apply_late(desk: Desk, name: str, value: str, *, is_saved: bool, **values: object) -> None:
    """One creation, of which the plan does not know one value."""
    known, late = (
        {
            ONE: block("kpwr"),
            TWO: block(**{"key": "two", "description": "late", **values, name: one}),
        }
        for one in (value, UNKNOWN)
    )
    plan = desk.plan(late)
    if is_saved:
        desk.forget_the_engine()
    desk.apply(plan._replace(config=known))


def require_refused(desk: Desk, name: str, value: str, *, is_saved: bool) -> None:
    if is_saved:
        with pytest.raises(InconsistentPlan, match="taken_over"):
            apply_late(desk, name, value, is_saved=True)
    else:
        with pytest.raises(Refused, match=REFUSED):
            apply_late(desk, name, value, is_saved=False)


@pytest.mark.parametrize("is_saved", [False, True])
def test_a_key_that_is_known_late_takes_no_number_that_another_resource_holds(
    desk: Desk, simulator: Account, held: str, is_saved: bool
) -> None:
    writes = simulator.writes()
    require_refused(desk, "key", "kroq", is_saved=is_saved)
    assert simulator.writes() == writes
    assert [address for address in desk.state if desk.state[address].current] == [ONE]
    with pytest.raises(Refused, match="two names cannot hold one number"):
        desk.plan({ONE: block("kpwr"), TWO: block("kroq")})


@pytest.mark.parametrize("is_saved", [False, True])
def test_an_adopt_that_is_known_late_takes_no_number_that_another_resource_holds(
    desk: Desk, simulator: Account, held: str, is_saved: bool
) -> None:
    writes = simulator.writes()
    require_refused(desk, "adopt", held, is_saved=is_saved)
    assert simulator.writes() == writes
    assert [address for address in desk.state if desk.state[address].current] == [ONE]


@pytest.mark.parametrize("orphans_first", [False, True])
@pytest.mark.parametrize("how", ["removed", "replaced"])
def test_no_number_is_released_beside_an_adopt_that_is_known_late(
    desk: Desk, simulator: Account, how: str, orphans_first: bool
) -> None:
    free = {"deletion_protection": False}
    desk.run({ONE: block("kroq", **free)})
    late = {TWO: block("two", adopt=UNKNOWN)}
    left = {} if how == "removed" else {ONE: block("kroq", **free, generation=2)}
    config = {**left, **late} if orphans_first else {**late, **left}
    with pytest.raises(Refused, match="may be one that this plan releases"):
        desk.plan(config, orphans_first=orphans_first)
    desk.told.clear()
    desk.plan({ONE: block("kroq", **free), **late})
    assert any("does not adopt the number of 'two' yet" in one for one in desk.told)
    assert simulator.writes() == ["POST"]


@pytest.mark.parametrize("is_saved", [False, True])
def test_a_number_of_a_dead_run_is_taken_over_once_a_plan_knows_its_key(
    desk: Desk, simulator: Account, is_saved: bool
) -> None:
    desk.run({ONE: block("kpwr"), TWO: block("kroq")})
    digits = desk.held(TWO)["promo_number"]
    del desk.state[TWO]
    require_refused(desk, "key", "kroq", is_saved=is_saved)
    plan = desk.plan({ONE: block("kpwr"), TWO: block("kroq")})
    if is_saved:
        desk.forget_the_engine()
    desk.apply(plan)
    assert (desk.held(TWO)["promo_number"], desk.held(TWO)["taken_over"]) == (digits, True)
    assert simulator.writes().count("POST") == 2


@pytest.mark.parametrize("is_saved", [False, True])
@pytest.mark.parametrize(("name", "value"), [("key", "kroq"), ("generation", 2)])
def test_a_number_that_is_not_live_is_bought_in_one_apply(
    desk: Desk, simulator: Account, held: str, name: str, value: str, is_saved: bool
) -> None:
    more = {"generation": 3} if name == "key" else {}
    apply_late(desk, name, value, is_saved=is_saved, **more)
    assert (desk.held(TWO)["taken_over"], desk.held(TWO)["network_id"]) == (False, "1")
    assert simulator.writes().count("POST") == 2
    desk.refresh_only()
    assert desk.held(TWO)["taken_over"] is False


LATE = 'resource "terraform_data" "late" {\n  input = "kroq"\n}\n'


def late_key(name: str, more: str = "") -> str:
    return number(name, more, key="KEY").replace('"KEY"', "terraform_data.late.output")


@pytest.mark.parametrize("is_saved", [False, True])
def test_an_engine_takes_no_held_number_for_a_key_that_it_learns_late(
    workspace: Workspace, simulator: Account, is_saved: bool
) -> None:
    workspace.write(number("one", key="kroq"))
    workspace.apply()
    workspace.write(number("one", key="kpwr"))
    workspace.apply()
    workspace.write(LATE, number("one", key="kpwr"), late_key("two", "deletion_protection = false"))
    if is_saved:
        workspace.succeeds("plan", "-out=saved")
        said = workspace.fails("apply", "saved")
        assert "inconsistent final plan" in said
        assert ".taken_over" in said
    else:
        assert REFUSED in workspace.fails("apply", "-auto-approve")
    assert simulator.writes() == ["POST"]
    assert TWO not in workspace.state()
    assert "two names cannot hold one number" in workspace.fails("plan")


@pytest.mark.parametrize("is_saved", [False, True])
def test_an_engine_buys_for_a_key_that_it_learns_late(
    workspace: Workspace, simulator: Account, is_saved: bool
) -> None:
    workspace.write(LATE, late_key("two"))
    if is_saved:
        workspace.succeeds("plan", "-out=saved")
        workspace.succeeds("apply", "saved")
    else:
        workspace.apply()
    assert workspace.has_no_changes()
    assert simulator.writes() == ["POST"]


def test_a_saved_plan_takes_over_what_was_bought_since_where_processes_know_nothing_together(
    workspace: Workspace, simulator: Account, tmp_path: Path, terraform: str
) -> None:
    other = Workspace(tmp_path / "other", simulator, terraform)
    no_folder = tmp_path / "file"
    no_folder.touch()
    workspace.settings["XDG_RUNTIME_DIR"] = str(no_folder)
    workspace.write(number("one"))
    assert "cannot coordinate" in workspace.plan("-out=saved")
    other.write(number("one"))
    other.apply()
    workspace.succeeds("apply", "saved")
    assert workspace.state()[ONE]["taken_over"] is True
    assert simulator.writes() == ["POST"]
