"""A purchase whose outcome nobody knows, and an engine that shows the provider attributes alone: of
a tainted object without a refresh it shows neither private data nor what is live."""

from __future__ import annotations

import contextlib
import re
from pathlib import Path

import pytest

from tests.account import Account
from tests.crash.model_engine import Killed
from tests.terraform.desk import Desk, block
from tests.terraform.walk import Block, InconsistentPlan, Refused
from tests.terraform.workspace import PROVIDER, Workspace, number

KROQ = "invoca_promo_number.kroq"
Config = dict[str, Block]
UNSETTLED = r"settled_before"

IDS = {
    "id made here": {},
    "Invoca's id": {"id_assigned_by": "invoca"},
    "id declared": {"id_from_network": "kroq-own"},
}
refreshed_or_not = pytest.mark.parametrize("refresh", [True, False], ids=["refresh", "no refresh"])


@pytest.fixture(params=IDS)
def how(request: pytest.FixtureRequest) -> dict[str, str]:
    """How the id of the number comes to be."""
    return IDS[request.param]


@pytest.fixture(params=[False, True], ids=["destroy first", "create first"])
def create_first(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture
def config(how: dict[str, str], create_first: bool) -> Config:
    one = block("kroq", deletion_protection=False, **how)
    return {KROQ: one._replace(create_before_destroy=create_first)}


def buy_and_hear_nothing(desk: Desk, config: Config, simulator: Account) -> None:
    """The number is bought; no answer says so, and no read shows it."""
    simulator.show_no_writes()
    simulator.add_fault("status_after", method="POST", status=502, times=1)
    with pytest.raises(Refused, match=UNSETTLED):
        desk.run(config)
    assert len(simulator.ledger("bought")) == 1
    assert desk.held(KROQ)["promo_number"] is None


def is_bought_once_and_kept(desk: Desk, config: Config, simulator: Account) -> None:
    [number] = simulator.numbers()
    assert desk.digits() == {number["promo_number"]}
    assert len(simulator.ledger("bought")) == 1
    assert desk.plan(config).actions == []


@refreshed_or_not
def test_it_is_not_sent_again_by_another_machine(
    desk: Desk, simulator: Account, config: Config, tmp_path: Path, refresh: bool
) -> None:
    buy_and_hear_nothing(desk, config, simulator)
    desk.machine = tmp_path / "another"
    for _ in range(2):
        with pytest.raises(Refused, match=UNSETTLED):
            desk.run(config, refresh=refresh)
    assert desk.held(KROQ)["promo_number"] is None
    simulator.catch_up()
    desk.run(config, refresh=refresh)
    is_bought_once_and_kept(desk, config, simulator)


def test_an_apply_that_knows_nothing_of_it_ends_before_it_creates(
    desk: Desk, simulator: Account, config: Config, create_first: bool, tmp_path: Path
) -> None:
    buy_and_hear_nothing(desk, config, simulator)
    planned = desk.plan(config)
    desk.forget_the_engine()
    desk.machine = tmp_path / "another"
    with pytest.raises(InconsistentPlan if create_first else Refused):
        desk.apply(planned)
    assert len(simulator.ledger("bought")) == 1


def test_whoever_dies_between_both_halves_leaves_what_a_search_finds(
    desk: Desk, simulator: Account, how: dict[str, str], tmp_path: Path
) -> None:
    config = {KROQ: block("kroq", deletion_protection=False, **how)}
    buy_and_hear_nothing(desk, config, simulator)
    desk.machine, desk.last_step = tmp_path / "another", 0
    with pytest.raises(Refused, match=UNSETTLED):
        desk.run(config, refresh=False)
    assert desk.held(KROQ)["promo_number"] is None

    simulator.catch_up()
    with pytest.raises(Killed):
        desk.run(config, refresh=False)
    assert desk.digits() == set()
    desk.machine, desk.last_step = tmp_path / "a third", None
    with contextlib.suppress(Refused):  # where Invoca picks the id, the message names the number
        desk.run(config)
    assert len(simulator.ledger("bought")) == 1
    [live] = simulator.numbers()
    assert live["promo_number"] in desk.digits() or live["promo_number"] in desk.told[-1]


@refreshed_or_not
def test_an_entry_that_is_taken_out_stays_until_it_is_known_what_was_bought(
    desk: Desk, simulator: Account, config: Config, tmp_path: Path, refresh: bool
) -> None:
    buy_and_hear_nothing(desk, config, simulator)
    desk.machine = tmp_path / "another"
    with pytest.raises(Refused, match=UNSETTLED):
        desk.run({}, refresh=refresh)
    assert desk.held(KROQ)["promo_number"] is None
    simulator.catch_up()
    desk.run({}, refresh=refresh)
    told = "\n".join(desk.told)
    assert all(f"{live['promo_number']} (id" in told for live in simulator.numbers())


def test_a_protected_one_is_let_go_of_with_consent_alone(
    desk: Desk, simulator: Account, how: dict[str, str]
) -> None:
    buy_and_hear_nothing(desk, {KROQ: block("kroq", **how)}, simulator)
    with pytest.raises(Refused, match="The number \\('kroq'\\) is protected"):
        desk.run({})
    assert desk.held(KROQ)["promo_number"] is None


@refreshed_or_not
@pytest.mark.parametrize("address", [KROQ, "invoca_promo_number.kiis"], ids=["same", "moved"])
def test_an_entry_that_is_renamed_goes_on_with_it(
    desk: Desk,
    simulator: Account,
    config: Config,
    tmp_path: Path,
    refresh: bool,
    address: str,
) -> None:
    buy_and_hear_nothing(desk, config, simulator)
    desk.state[address] = desk.state.pop(KROQ)
    desk.machine = tmp_path / "another"
    before = config[KROQ]
    renamed = {**before.values, "key": "kiis", "former_keys": ["kroq"]}
    config = {address: before._replace(values=renamed)}
    for _ in range(2):
        with pytest.raises(Refused, match=UNSETTLED):
            desk.run(config, refresh=refresh)
    simulator.catch_up()
    desk.run(config, refresh=refresh)
    is_bought_once_and_kept(desk, config, simulator)


@refreshed_or_not
def test_a_plan_shows_it_also_where_somebody_untainted_it(
    desk: Desk, simulator: Account, config: Config, refresh: bool
) -> None:
    buy_and_hear_nothing(desk, config, simulator)
    desk.taint(KROQ, is_tainted=False)
    assert desk.plan(config, refresh=refresh).actions == [f"update {KROQ}"]
    with pytest.raises(Refused, match=UNSETTLED):
        desk.run(config, refresh=refresh)
    simulator.catch_up()
    desk.run(config, refresh=refresh)
    is_bought_once_and_kept(desk, config, simulator)


def test_it_is_taken_over_without_a_refresh_and_nobody_is_told_to_release_it(
    desk: Desk, simulator: Account, config: Config
) -> None:
    buy_and_hear_nothing(desk, config, simulator)
    simulator.catch_up()
    desk.told.clear()
    desk.run(config, refresh=False)
    is_bought_once_and_kept(desk, config, simulator)
    assert not [told for told in desk.told if "release it" in told or "taken over" in told]


def test_a_person_s_word_that_nothing_was_bought_counts_without_a_refresh(
    desk: Desk, simulator: Account, config: Config
) -> None:
    simulator.add_fault("status_before", method="POST", status=502, times=1)
    with pytest.raises(Refused):
        desk.run(config)
    sent_at = desk.held(KROQ)["bought_at"]
    desk.provider["settled_before"] = sent_at.replace("Z", ".999999Z")
    desk.run(config, refresh=False)
    assert len(simulator.ledger("bought")) == 1
    assert desk.plan(config).actions == []


FIRST = "lifecycle {\n  create_before_destroy = true\n}"


def buy_on_a_real_engine_and_hear_nothing(
    workspace: Workspace, simulator: Account, more: str, fault: str = "status_after"
) -> None:
    """Then on another machine."""
    simulator.show_no_writes()
    simulator.add_fault(fault, method="POST", status=502, times=1)
    workspace.provider = PROVIDER.replace("}", "  grace_seconds = 1\n}")
    workspace.write(number(more=f"deletion_protection = false\n{more}"))
    workspace.fails("apply", "-auto-approve")
    simulator.machine = simulator.machine.with_name("another")


@pytest.mark.parametrize(
    "more",
    ["", 'id_assigned_by = "invoca"', FIRST],
    ids=["made here", "Invoca's", "create first"],
)
def test_a_real_engine_that_does_not_refresh_hands_on_when_it_was_sent(
    workspace: Workspace, simulator: Account, more: str
) -> None:
    buy_on_a_real_engine_and_hear_nothing(workspace, simulator, more)
    told = workspace.fails("apply", "-auto-approve", "-refresh=false")
    assert "settled_before" in told
    assert len(simulator.ledger("bought")) == 1

    simulator.catch_up()
    told = workspace.apply("-refresh=false")
    assert "release it" not in told
    assert workspace.state()[KROQ]["id"] == simulator.numbers()[0]["promo_number"]
    assert len(simulator.ledger("bought")) == 1
    assert workspace.has_no_changes()


def test_a_saved_plan_that_creates_first_sends_nothing_again_on_another_machine(
    workspace: Workspace, simulator: Account
) -> None:
    buy_on_a_real_engine_and_hear_nothing(workspace, simulator, FIRST)
    workspace.succeeds("plan", "-out", "saved.plan")
    told = workspace.fails("apply", "saved.plan")
    assert "inconsistent final plan" in told
    assert len(simulator.ledger("bought")) == 1

    assert "pending in what a replacement left behind" in workspace.fails("plan")

    simulator.catch_up()
    assert "terraform state rm" in workspace.fails("plan")
    workspace.succeeds("state", "rm", KROQ)
    workspace.apply()
    assert len(simulator.ledger("bought")) == 1
    assert workspace.has_no_changes()


def test_a_person_s_word_makes_whole_what_a_saved_plan_left_behind(
    workspace: Workspace, simulator: Account
) -> None:
    buy_on_a_real_engine_and_hear_nothing(workspace, simulator, FIRST, "status_before")
    simulator.catch_up()
    workspace.succeeds("plan", "-out", "saved.plan")
    workspace.fails("apply", "saved.plan")
    told = " ".join(workspace.fails("plan").split())
    word = re.search(r'`(settled_before = "[^"]+")` in the provider block', told)
    assert word, told
    workspace.provider = workspace.provider.replace("}", f"  {word[1]}\n}}")
    workspace.write(number(more=f"deletion_protection = false\n{FIRST}"))
    workspace.apply()
    assert len(simulator.ledger("bought")) == 1
    assert workspace.has_no_changes()
