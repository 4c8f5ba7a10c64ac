"""Replacements that nothing in the configuration asks for: by -replace, or of a tainted object;
and numbers that are gone, which are none."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.account import Account
from tests.terraform.desk import Desk, block
from tests.terraform.walk import Block, Refused

KROQ, OTHER = "invoca_promo_number.kroq", "invoca_promo_number.other"


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
    found = {name: before[name] for name in ("bought_at", "taken_over")}
    assert {**desk.held(KROQ), **found} == before
    assert simulator.writes() == ["POST"]
    assert desk.plan(config).actions == []


@pytest.mark.parametrize("create_before_destroy", [False, True])
@pytest.mark.parametrize("field", ["description", "media_type"])
def test_a_number_of_which_somebody_removed_a_text_is_kept_and_repaired(
    desk: Desk, simulator: Account, field: str, create_before_destroy: bool
) -> None:
    config = {KROQ: block("kroq")._replace(create_before_destroy=create_before_destroy)}
    desk.run(config)
    before = desk.held(KROQ)
    simulator.change_number(before["promo_number"], **{field: ""})
    desk.run(config, replace=[KROQ])
    assert desk.held(KROQ)["promo_number"] == before["promo_number"]
    assert simulator.writes() == ["POST", "PUT"]
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


# -- numbers that are gone: nothing is replaced, and another one is bought ------------------------


@pytest.mark.parametrize("how", ["", "taint", "replace"])
def test_a_renamed_number_that_is_gone_is_bought_again(
    desk: Desk, simulator: Account, how: str
) -> None:
    desk.run({KROQ: block("kroq")})
    config = {KROQ: block("kroq-fm")}
    desk.run(config)
    simulator.release_number(desk.held(KROQ)["promo_number"])
    if how == "taint":
        desk.taint(KROQ)
    desk.now += 10_000
    plan = desk.plan(config, replace=[KROQ] if how == "replace" else [])
    assert plan.actions == [f"create {KROQ}"]
    desk.apply(plan)
    assert desk.plan(config).actions == []


def test_numbers_that_are_gone_are_purchases_to_the_limit(
    simulator: Account, tmp_path: Path
) -> None:
    desk = Desk(simulator, tmp_path / "machine", purchase_limit=1)
    config = {KROQ: block("kroq"), OTHER: block("other")}
    desk.run({KROQ: config[KROQ]})
    desk.run(config)
    for digits in desk.digits():
        simulator.release_number(digits)
    desk.now += 10_000
    with pytest.raises(Refused, match="purchase_limit"):
        desk.plan(config)


def test_what_a_replacement_left_behind_may_be_gone_while_its_successor_stays(
    desk: Desk, simulator: Account
) -> None:
    def config(generation: int) -> dict[str, Block]:
        one = block("kroq", generation=generation, deletion_protection=False)
        return {KROQ: one._replace(create_before_destroy=True)}

    desk.run(config(1))
    left = desk.held(KROQ)["promo_number"]
    simulator.add_fault("status_before", method="DELETE", status=403)
    with pytest.raises(Refused):
        desk.run(config(2))
    simulator.clear_faults()
    simulator.release_number(left)
    desk.now += 10_000
    kept = desk.held(KROQ)["promo_number"]
    desk.taint(KROQ)
    desk.run(config(2))
    assert desk.digits() == {kept}
    assert len(simulator.ledger("bought")) == 2


@pytest.mark.parametrize("refresh", [True, False], ids=["refresh", "no refresh"])
@pytest.mark.parametrize("create_before_destroy", [False, True])
@pytest.mark.parametrize("how", ["replace", "taint"])
def test_a_number_that_was_adopted_goes_to_the_campaign_that_its_replacement_declares(
    desk: Desk, simulator: Account, how: str, create_before_destroy: bool, refresh: bool
) -> None:
    """As one that was bought does: the state holds it, and a person names it."""
    simulator.add_campaign("acme", "direct-mail")
    digits = simulator.put_number("acme", "spring-radio")
    one = block("kroq", adopt=digits)._replace(create_before_destroy=create_before_destroy)
    desk.run({KROQ: one})
    if how == "taint":
        desk.taint(KROQ)
    moved = one._replace(values={**one.values, "campaign_id": "direct-mail"})
    desk.run({KROQ: moved}, replace=[KROQ] if how == "replace" else [], refresh=refresh)
    assert [held["campaign"] for held in simulator.numbers()] == ["direct-mail"]
    assert "POST" not in simulator.writes()
    assert desk.digits() == {digits}
    assert desk.plan({KROQ: moved}).actions == []
