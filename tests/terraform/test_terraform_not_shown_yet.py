"""A number that no read shows yet, minutes after it was bought: it is not gone, whatever an engine
shows of its object beside the attributes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.account import Account
from tests.terraform.desk import Desk, block
from tests.terraform.walk import Refused

KROQ = "invoca_promo_number.kroq"
FREE = {"deletion_protection": False}
MINUTES = 400.0


@pytest.fixture
def digits(desk: Desk, simulator: Account, tmp_path: Path) -> str:
    """Those of a number that no read shows, and that this machine has not bought."""
    simulator.show_no_writes()
    desk.run({KROQ: block("kroq", **FREE)})
    desk.machine = tmp_path / "another"
    return str(desk.held(KROQ)["promo_number"])


@pytest.mark.parametrize("refresh", [True, False], ids=["refresh", "no refresh"])
@pytest.mark.parametrize("is_tainted", [False, True], ids=["as it is", "tainted"])
@pytest.mark.parametrize("create_first", [False, True], ids=["destroy first", "create first"])
def test_it_is_released_once_it_shows_where_another_takes_its_place(
    desk: Desk,
    simulator: Account,
    digits: str,
    refresh: bool,
    is_tainted: bool,
    create_first: bool,
) -> None:
    desk.taint(KROQ, is_tainted=is_tainted)
    other = block("kroq", **FREE, generation=2)._replace(create_before_destroy=create_first)
    with pytest.raises(Refused, match="does not show it yet"):
        desk.run({KROQ: other}, refresh=refresh)
    assert digits in desk.digits()
    simulator.catch_up()
    desk.run({KROQ: other}, refresh=refresh)
    assert [one.promo_number for one in simulator.ledger("released")] == [digits]
    assert desk.digits() == {str(one["promo_number"]) for one in simulator.numbers()}


def test_it_is_not_taken_for_gone_after_its_provider_died(
    desk: Desk, simulator: Account, digits: str
) -> None:
    """In an update: then an engine keeps nothing but the attributes."""
    current = desk.state[KROQ].current
    assert current is not None
    current.private = b""
    desk.run({KROQ: block("kroq")}, refresh=False)
    desk.refresh_only()
    assert desk.digits() == {digits}
    desk.now += MINUTES
    simulator.catch_up()
    desk.run({KROQ: block("kroq")})
    assert len(simulator.ledger("bought")) == 1
