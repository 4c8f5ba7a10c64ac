"""A run with the settings of another account: what the state holds is neither gone nor released."""

from __future__ import annotations

import pytest

from invoca.promo_number.record import NETWORK_ID as NETWORK
from invoca.unknown import UNKNOWN
from terraform_invoca.state import packed
from tests.account import Account
from tests.terraform.desk import Desk, block
from tests.terraform.walk import Block, InconsistentPlan, Refused
from tests.terraform.workspace import Workspace, number

KROQ = "invoca_promo_number.kroq"
KPWR = "invoca_promo_number.kpwr"
BOTH = "belongs to network 1, and this run works with network 2"


def turn_to(desk: Desk, account: Account) -> None:
    """The settings are another account's from now on."""
    desk.provider |= {
        "base_url": account.url,
        "network_id": account.network_id,
        "api_token": account.canary,
    }


def config(**values: object) -> dict[str, Block]:
    return {KROQ: block("kroq", **values)}


@pytest.mark.parametrize("consent", [True, False])
@pytest.mark.parametrize("refresh", [True, False])
def test_a_plan_with_another_account_is_refused_and_the_state_stays(
    desk: Desk, simulator: Account, other: Account, refresh: bool, consent: bool
) -> None:
    desk.run(config(deletion_protection=not consent))
    held, calls = desk.held(KROQ), len(simulator.calls())
    turn_to(desk, other)
    for values in ({}, {"description": "another"}, {"generation": 2}):
        with pytest.raises(Refused, match=BOTH):
            desk.plan(config(deletion_protection=not consent, **values), refresh=refresh)
    with pytest.raises(Refused, match=BOTH):
        desk.plan({}, refresh=refresh)
    with pytest.raises(Refused, match=BOTH):
        desk.destroy_plan()
    with pytest.raises(Refused, match=BOTH):
        desk.refresh_only()
    assert desk.held(KROQ) == held
    assert (other.calls(), len(simulator.calls())) == ([], calls)


def test_the_refusal_says_what_decides_what_was_done_and_what_to_do(
    desk: Desk, other: Account
) -> None:
    desk.run({**config(), KPWR: block("kpwr")})
    turn_to(desk, other)
    desk.told.clear()
    with pytest.raises(Refused) as refused:
        desk.refresh_only()
    said = str(refused.value)
    assert "`network_id` in the provider block, or INVOCA_NETWORK_ID in the environment" in said
    assert "Nothing was read or sent" in said
    assert "`terraform state rm ADDRESS`, which releases nothing" in said
    full = [one for one in desk.told if "INVOCA_NETWORK_ID" in one]
    assert (len(full), len(desk.told)) == (1, 2)  # of the second number, that it is the same


@pytest.mark.parametrize("values", [{"description": "another"}, {"generation": 2}])
def test_a_saved_plan_of_a_held_number_is_not_applied_with_another_account(
    desk: Desk, simulator: Account, other: Account, values: dict[str, object]
) -> None:
    desk.run(config(deletion_protection=False))
    held, calls = desk.held(KROQ), len(simulator.calls())
    changed = desk.plan(config(deletion_protection=False, **values))
    gone = desk.plan({})
    calls = len(simulator.calls())
    turn_to(desk, other)
    for plan in (changed, gone):
        desk.forget_the_engine()
        with pytest.raises(Refused, match=BOTH):
            desk.apply(plan)
    assert desk.held(KROQ) == held
    assert (other.calls(), len(simulator.calls())) == ([], calls)


@pytest.mark.parametrize("values", [{}, {"id_from_network": "own-1"}, {"generation": 2}])
def test_a_saved_plan_of_a_new_number_buys_in_no_other_account(
    desk: Desk, simulator: Account, other: Account, values: dict[str, object]
) -> None:
    plan = desk.plan(config(**values))
    turn_to(desk, other)
    desk.forget_the_engine()
    with pytest.raises(InconsistentPlan, match="network_id"):
        desk.apply(plan)
    turn_to(desk, simulator)
    desk.forget_the_engine()
    desk.apply(plan)
    assert desk.held(KROQ)["network_id"] == "1"
    assert (other.writes(), simulator.writes()) == ([], ["POST"])


def test_a_plan_whose_account_is_not_known_yet_leaves_the_network_open(
    desk: Desk, simulator: Account
) -> None:
    base_url = desk.provider["base_url"]
    desk.provider["base_url"] = UNKNOWN
    plan = desk.plan(config())
    desk.provider["base_url"] = base_url
    desk.apply(plan)
    assert desk.held(KROQ)["network_id"] == "1"


def test_an_older_state_says_nothing_of_the_network_and_nothing_of_it_changes(desk: Desk) -> None:
    desk.run(config())
    current = desk.state[KROQ].current
    assert current is not None
    current.values |= {"network_id": None, "taken_over": None}
    desk.refresh_only()
    assert desk.plan(config()).actions == []
    desk.run(config(description="another"))
    assert (desk.held(KROQ)["network_id"], desk.held(KROQ)["taken_over"]) == (None, None)


def test_what_a_replacement_left_behind_is_not_looked_for_in_another_account(
    desk: Desk, other: Account
) -> None:
    free = block("kroq", deletion_protection=False)
    desk.run({KROQ: free})
    instance = desk.state[KROQ]
    assert instance.current is not None
    instance.deposed.append(instance.current)
    instance.current = None
    turn_to(desk, other)
    for refresh in (True, False):
        with pytest.raises(Refused, match=BOTH):
            desk.plan({KROQ: free}, refresh=refresh)
    assert len(instance.deposed) == 1


def test_a_state_that_does_not_say_whose_it_is_says_so_after_the_next_look(
    desk: Desk, simulator: Account, other: Account
) -> None:
    desk.run(config())
    current = desk.state[KROQ].current
    assert current is not None
    assert desk.kept(KROQ)[NETWORK] == "1"
    older = {name: value for name, value in desk.kept(KROQ).items() if name != NETWORK}
    current.private = packed(older)
    desk.run(config(description="another"), refresh=False)
    assert desk.kept(KROQ)[NETWORK] == "1"
    desk.state[KROQ].current.private = packed(older)  # type: ignore[union-attr]
    desk.refresh_only()
    turn_to(desk, other)
    with pytest.raises(Refused, match=BOTH):
        desk.refresh_only()


def test_an_imported_number_belongs_to_the_account_that_showed_it(
    desk: Desk, other: Account
) -> None:
    desk.run(config())
    digits = desk.held(KROQ)["promo_number"]
    desk.state.clear()
    desk.imported(KROQ, f"acme/spring-radio/{digits}")
    turn_to(desk, other)
    with pytest.raises(Refused, match=BOTH):
        desk.plan(config())


def test_another_address_of_the_same_network_is_the_same_account(desk: Desk) -> None:
    desk.run(config())
    desk.provider["base_url"] = desk.provider["base_url"].replace("127.0.0.1", "localhost")
    assert desk.plan(config()).actions == []


def test_an_engine_buys_in_no_other_account_than_the_plan_says(
    workspace: Workspace, simulator: Account, other: Account
) -> None:
    workspace.write(number("kroq"))
    assert 'network_id = "1"' in workspace.plan("-out=saved")
    mine = ("INVOCA_BASE_URL", "INVOCA_NETWORK_ID", "INVOCA_API_TOKEN")
    workspace.settings |= {name: other.environment()[name] for name in mine}
    said = workspace.fails("apply", "saved")
    assert "inconsistent final plan" in said
    assert '.network_id: was cty.StringVal("1"), but now cty.StringVal("2")' in said
    assert other.writes() == []
    workspace.settings.clear()
    workspace.apply()
    assert workspace.has_no_changes()
    assert simulator.writes() == ["POST"]


def test_an_engine_does_not_take_the_numbers_of_another_account_for_gone(
    workspace: Workspace, simulator: Account, other: Account
) -> None:
    workspace.write(number("kroq"), number("kpwr", "deletion_protection = false"))
    workspace.apply()
    held, calls = workspace.state(), len(simulator.calls())
    mine = ("INVOCA_BASE_URL", "INVOCA_NETWORK_ID", "INVOCA_API_TOKEN")
    workspace.settings |= {name: other.environment()[name] for name in mine}
    for command in ("apply", "destroy"):
        for more in ((), ("-refresh=false",)) if command == "destroy" else ((),):
            assert BOTH in workspace.fails(command, "-auto-approve", *more)
    assert workspace.state() == held
    assert (other.calls(), len(simulator.calls())) == ([], calls)
