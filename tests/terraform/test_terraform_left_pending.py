"""What an interrupted replacement left behind of a purchase, once a person says that it was not
carried out."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.account import Account
from tests.terraform.desk import Desk, block
from tests.terraform.walk import Block, InconsistentPlan, Refused

KROQ = "invoca_promo_number.kroq"


@pytest.fixture(params=[True, False], ids=["protected", "consent"])
def config(request: pytest.FixtureRequest) -> dict[str, Block]:
    one = block("kroq", deletion_protection=request.param)
    return {KROQ: one._replace(create_before_destroy=True)}


def hear_nothing(desk: Desk, simulator: Account, config: dict[str, Block], fault: str) -> None:
    """Of the purchase. Then a person says that it was not carried out."""
    simulator.show_no_writes()
    simulator.add_fault(fault, method="POST", status=502, times=1)
    with pytest.raises(Refused, match="settled_before"):
        desk.run(config)
    desk.provider["settled_before"] = desk.held(KROQ)["bought_at"].replace("Z", ".999999Z")


def leave_behind(
    desk: Desk, simulator: Account, config: dict[str, Block], fault: str, machine: Path
) -> None:
    """A saved plan is applied by another engine, so that the state holds the purchase deposed."""
    hear_nothing(desk, simulator, config, fault)
    word = desk.provider.pop("settled_before")
    planned = desk.plan(config)
    desk.forget_the_engine()
    desk.machine = machine
    with pytest.raises(InconsistentPlan):
        desk.apply(planned)
    assert desk.state[KROQ].current is None
    desk.provider["settled_before"] = word


@pytest.mark.parametrize("refresh", [True, False], ids=["refresh", "no refresh"])
def test_it_goes_and_another_is_bought(
    desk: Desk, simulator: Account, config: dict[str, Block], tmp_path: Path, refresh: bool
) -> None:
    leave_behind(desk, simulator, config, "status_before", tmp_path / "another")
    simulator.catch_up()
    desk.run(config, refresh=refresh)
    assert len(simulator.ledger("bought")) == 1
    assert desk.plan(config).actions == []


def test_what_shows_all_the_same_is_not_released(
    desk: Desk, simulator: Account, config: dict[str, Block], tmp_path: Path
) -> None:
    leave_behind(desk, simulator, config, "status_after", tmp_path / "another")
    simulator.catch_up()
    desk.run(config, refresh=False)
    is_bought_once_and_kept(desk, simulator)


@pytest.mark.parametrize("orphans_first", [True, False], ids=["let go first", "made first"])
def test_nor_where_it_is_declared_at_another_address(
    desk: Desk, simulator: Account, config: dict[str, Block], orphans_first: bool
) -> None:
    hear_nothing(desk, simulator, config, "status_after")
    simulator.catch_up()
    elsewhere = {"invoca_promo_number.kiis": config[KROQ]}
    desk.run(elsewhere, refresh=False, orphans_first=orphans_first)
    is_bought_once_and_kept(desk, simulator)


def is_bought_once_and_kept(desk: Desk, simulator: Account) -> None:
    [number] = simulator.numbers()
    assert desk.digits() == {number["promo_number"]}
    assert len(simulator.ledger("bought")) == 1


def test_where_another_number_is_asked_for_the_refusal_says_what_ends_it(
    desk: Desk, simulator: Account, tmp_path: Path
) -> None:
    config = {KROQ: block("kroq")._replace(create_before_destroy=True)}
    leave_behind(desk, simulator, config, "status_before", tmp_path / "another")
    simulator.catch_up()
    word = desk.provider.pop("settled_before")
    values = {**config[KROQ].values, "generation": 2}
    another = {KROQ: config[KROQ]._replace(values=values)}
    with pytest.raises(Refused, match=r"\('kroq'\) is protected.*settled_before") as told:
        desk.run(another)
    assert word[:-9] in str(told.value)
    desk.provider["settled_before"] = word
    desk.run(another)
    is_bought_once_and_kept(desk, simulator)


@pytest.mark.parametrize("fault", ["status_before", "status_after"], ids=["nothing", "a number"])
def test_where_its_entry_is_gone_what_shows_all_the_same_is_released_with_consent_alone(
    desk: Desk, simulator: Account, fault: str
) -> None:
    hear_nothing(desk, simulator, {KROQ: block("kroq")}, fault)
    simulator.catch_up()
    if fault == "status_before":
        desk.run({}, refresh=False)
        assert desk.state == {}
        return
    with pytest.raises(Refused, match="does not hold your consent"):
        desk.run({}, refresh=False)
    assert simulator.ledger("released") == []
    assert desk.held(KROQ)["promo_number"] is None
