"""Replacements that nothing in the configuration asks for: by -replace, or of a tainted object."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.account import Account
from tests.terraform.desk import Desk, block
from tests.terraform.walk import Refused

KROQ = "invoca_promo_number.kroq"


@pytest.mark.parametrize("refresh", [True, False], ids=["refresh", "no refresh"])
@pytest.mark.parametrize("own_id", [{}, {"id_from_network": "own-1"}], ids=["made", "declared"])
@pytest.mark.parametrize("create_before_destroy", [False, True])
@pytest.mark.parametrize("how", ["replace", "taint"])
def test_a_replacement_that_nothing_asks_for_keeps_the_number_on_any_machine(
    desk: Desk,
    simulator: Account,
    tmp_path: Path,
    how: str,
    create_before_destroy: bool,
    own_id: dict[str, str],
    refresh: bool,
) -> None:
    one = block("kroq", **own_id)
    config = {KROQ: one._replace(create_before_destroy=create_before_destroy)}
    desk.run(config)
    before = desk.held(KROQ)
    desk.machine = tmp_path / "another"
    if how == "taint":
        desk.taint(KROQ)
    desk.run(config, replace=[KROQ] if how == "replace" else [], refresh=refresh)
    assert not [told for told in desk.told if "was taken over" in told]
    assert {**desk.held(KROQ), "bought_at": before["bought_at"]} == before
    assert simulator.writes() == ["POST"]
    assert desk.plan(config).actions == []


@pytest.mark.parametrize("refresh", [True, False], ids=["refresh", "no refresh"])
@pytest.mark.parametrize("own_id", [{}, {"id_from_network": "own-1"}], ids=["made", "declared"])
@pytest.mark.parametrize("create_before_destroy", [False, True])
def test_a_number_that_is_not_shown_yet_is_not_bought_again(
    desk: Desk,
    simulator: Account,
    tmp_path: Path,
    create_before_destroy: bool,
    own_id: dict[str, str],
    refresh: bool,
) -> None:
    simulator.show_no_writes()
    one = block("kroq", deletion_protection=False, **own_id)
    config = {KROQ: one._replace(create_before_destroy=create_before_destroy)}
    desk.run(config)
    digits = desk.held(KROQ)["promo_number"]
    desk.taint(KROQ)
    desk.machine = tmp_path / "another"
    for _ in range(2):
        with pytest.raises(Refused, match="does not show it yet"):
            desk.run(config, refresh=refresh)
    simulator.catch_up()
    desk.run(config, refresh=refresh)
    assert desk.digits() == {digits}
    assert len(simulator.ledger("bought")) == 1
    assert simulator.ledger("released") == []
    assert desk.plan(config).actions == []


@pytest.mark.parametrize("how", ["replace", "taint"])
def test_a_replacement_that_would_not_find_its_number_is_refused(
    desk: Desk, simulator: Account, how: str
) -> None:
    desk.run({KROQ: block("kroq")})
    digits = desk.held(KROQ)["promo_number"]
    desk.run({KROQ: block("kroq-fm")})
    if how == "taint":
        desk.taint(KROQ)
    replace = [KROQ] if how == "replace" else []
    with pytest.raises(Refused, match="would be lost"):
        desk.plan({KROQ: block("kroq-fm")}, replace=replace)
    for remedy in ({"former_keys": ["kroq"]}, {"adopt": digits}):
        desk.run({KROQ: block("kroq-fm", **remedy)}, replace=replace)
        assert desk.held(KROQ)["promo_number"] == digits
    assert len(simulator.ledger("bought")) == 1
    assert simulator.ledger("released") == []
