"""One number at two addresses of a state: what older versions let happen, and how it is mended."""

from __future__ import annotations

import copy

import pytest

from tests.account import Account
from tests.terraform.desk import Desk, block
from tests.terraform.walk import Block, Refused
from tests.terraform.workspace import Workspace, number

ONE, TWO = "invoca_promo_number.one", "invoca_promo_number.two"
FREE = {"deletion_protection": False}


def hold_twice(desk: Desk, key: str) -> str:
    """The digits of what the state holds at two addresses, the second under this key."""
    desk.run({ONE: block("kroq")})
    desk.state[TWO] = copy.deepcopy(desk.state[ONE])
    twin = desk.state[TWO].current
    assert twin is not None
    twin.values |= {"key": key, **FREE}
    return str(twin.values["promo_number"])


@pytest.mark.parametrize("key", ["kroq", "kpwr"])
@pytest.mark.parametrize("refresh", [True, False])
@pytest.mark.parametrize("is_declared", [True, False])
@pytest.mark.parametrize("orphans_first", [True, False])
def test_a_plan_says_which_address_to_take_out(
    desk: Desk, simulator: Account, key: str, refresh: bool, is_declared: bool, orphans_first: bool
) -> None:
    digits = hold_twice(desk, key)
    declared: dict[str, Block] = {ONE: block("kroq")}
    if is_declared:
        declared[TWO] = block(key, **FREE)
    with pytest.raises(Refused) as refused:
        desk.plan(declared, refresh=refresh, orphans_first=orphans_first)
    said = str(refused.value)
    assert f"The state holds {digits} twice" in said
    assert f"`terraform state list -id={digits}`" in said
    assert "`terraform state rm`" in said
    assert "`moved`" not in said
    assert "former_keys" not in said
    del desk.state[TWO]
    assert desk.plan({ONE: block("kroq")}).actions == []
    assert simulator.writes() == ["POST"]


def test_a_key_that_two_new_resources_have_is_another_mistake(desk: Desk) -> None:
    desk.run({ONE: block("kroq"), TWO: block("kpwr")})
    with pytest.raises(Refused, match="'kroq' is declared twice"):
        desk.plan({ONE: block("kroq"), TWO: block("kroq")})


def test_an_engine_mends_a_state_that_holds_a_number_twice_as_the_message_says(
    workspace: Workspace, simulator: Account
) -> None:
    workspace.write(number("one", key="kroq"))
    workspace.apply()
    digits = workspace.state()[ONE]["id"]
    state = workspace.folder / "terraform.tfstate"
    workspace.succeeds("state", "mv", f"-state-out={workspace.folder}/other.tfstate", ONE, TWO)
    workspace.apply()  # finds it by its id
    workspace.succeeds(
        "state", "mv", f"-state={workspace.folder}/other.tfstate", f"-state-out={state}", TWO, TWO
    )
    assert {one["id"] for one in workspace.state().values()} == {digits}
    assert f"The state holds {digits} twice" in workspace.fails("plan")
    assert workspace.succeeds("state", "list", f"-id={digits}").split()[-2:] == [ONE, TWO]
    workspace.succeeds("state", "rm", TWO)
    assert workspace.has_no_changes()
    assert simulator.writes() == ["POST"]
