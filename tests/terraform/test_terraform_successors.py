"""What takes the place of a number: by -replace, or because it is tainted. It is the same number
unless the configuration asks for another, whatever became of its key and its id since."""

from __future__ import annotations

import contextlib

import pytest

from tests.account import Account
from tests.terraform.desk import Desk, block
from tests.terraform.walk import Block, Refused

KROQ = "invoca_promo_number.kroq"
OTHER = "invoca_promo_number.other"
FREE = {"deletion_protection": False}
ORDERS = pytest.mark.parametrize(
    "create_first", [False, True], ids=["destroy first", "create first"]
)
REFRESHES = pytest.mark.parametrize("refresh", [True, False], ids=["refresh", "no refresh"])


def config(key: str = "kroq", *, create_first: bool = False, **values: object) -> dict[str, Block]:
    return {KROQ: block(key, **values)._replace(create_before_destroy=create_first)}


def is_kept(desk: Desk, simulator: Account, digits: str) -> None:
    assert simulator.ledger("released") == []
    assert len(simulator.ledger("bought")) == 1
    assert digits in desk.digits()


def force(desk: Desk, how: str, wanted: dict[str, Block], *, refresh: bool = True) -> None:
    """An apply that replaces, or is refused."""
    if how == "taint":
        desk.taint(KROQ)
    with contextlib.suppress(Refused):
        desk.run(wanted, replace=[KROQ] if how == "replace" else [], refresh=refresh)


@REFRESHES
@pytest.mark.parametrize(
    ("how", "create_first"), [("replace", False), ("replace", True), ("taint", False)]
)
def test_a_new_key_in_the_same_apply_releases_nothing(
    desk: Desk, simulator: Account, how: str, create_first: bool, refresh: bool
) -> None:
    desk.run(config(create_first=create_first, **FREE))
    digits = desk.held(KROQ)["promo_number"]
    force(desk, how, config("kroq-fm", create_first=create_first, **FREE), refresh=refresh)
    is_kept(desk, simulator, digits)


def test_what_was_bought_not_as_declared_is_kept_when_it_gets_another_key(
    desk: Desk, simulator: Account
) -> None:
    simulator.set_knobs(unknown_custom_field="dropped")
    with pytest.raises(Refused, match="shelf"):
        desk.run(config(custom_data={"shelf": "top"}, **FREE))
    digits = desk.held(KROQ)["promo_number"]
    desk.state[OTHER] = desk.state.pop(KROQ)  # `moved`
    with pytest.raises(Refused, match='adopt = "8005550100"'):
        desk.run({OTHER: block("kroq-fm", **FREE)})
    is_kept(desk, simulator, digits)
    desk.run({OTHER: block("kroq-fm", former_keys=["kroq"], **FREE)})
    is_kept(desk, simulator, digits)


@pytest.mark.parametrize("orphans_first", [True, False])
@pytest.mark.parametrize("how", ["renamed", "imported"])
def test_a_key_at_a_new_address_is_refused_whatever_the_id_is(
    desk: Desk, simulator: Account, orphans_first: bool, how: str
) -> None:
    if how == "renamed":
        desk.run(config())
    else:
        digits = simulator.put_number("acme", "spring-radio", id_from_network="by-hand")
        desk.imported(KROQ, f"acme/spring-radio/{digits}")
    desk.run(config("kroq-fm", **FREE))
    with pytest.raises(Refused, match="another address"):
        desk.plan({OTHER: block("kroq-fm", **FREE)}, orphans_first=orphans_first)


@REFRESHES
@ORDERS
@pytest.mark.parametrize("how", ["replace", "taint"])
@pytest.mark.parametrize("free", [{}, FREE], ids=["protected", "consent"])
def test_an_account_that_puts_something_before_ids_keeps_the_number(
    desk: Desk,
    simulator: Account,
    free: dict[str, object],
    how: str,
    create_first: bool,
    refresh: bool,
) -> None:
    simulator.set_knobs(stored_id="prefixed", id_lookup="exact")
    wanted = config(create_first=create_first, **free)
    desk.run(wanted)
    desk.run(config(create_first=create_first, description="changed", **free))
    desk.run(wanted)
    digits = desk.held(KROQ)["promo_number"]
    force(desk, how, wanted, refresh=refresh)
    is_kept(desk, simulator, digits)
    assert desk.plan(wanted).actions == []


@ORDERS
@pytest.mark.parametrize("how", ["replace", "taint"])
@pytest.mark.parametrize("changed", ["by hand", "by a move"])
def test_an_id_that_no_search_would_find_is_told_before_anything_is_let_go_of(
    desk: Desk, simulator: Account, changed: str, how: str, create_first: bool
) -> None:
    simulator.set_knobs(move_id="changed")
    desk.run(config(create_first=create_first, **FREE))
    digits = desk.held(KROQ)["promo_number"]
    moved = config(create_first=create_first, campaign_id="direct-mail", **FREE)
    desk.run(moved)
    if changed == "by hand":
        simulator.change_number(digits, id_from_network="by-hand")
    if how == "taint":
        desk.taint(KROQ)
    replace = [KROQ] if how == "replace" else []
    with pytest.raises(Refused, match=f'would be lost.*adopt = "{digits}"'):
        desk.run(moved, replace=replace)
    is_kept(desk, simulator, digits)
    adopting = config(create_first=create_first, campaign_id="direct-mail", adopt=digits, **FREE)
    desk.run(adopting, replace=replace)
    is_kept(desk, simulator, digits)
    assert desk.plan(adopting).actions == []


@ORDERS
def test_a_tainted_and_protected_number_is_not_replaced_by_another_generation(
    desk: Desk, simulator: Account, create_first: bool
) -> None:
    desk.run(config(create_first=create_first))
    desk.taint(KROQ)
    with pytest.raises(Refused, match="is protected"):
        desk.plan(config(create_first=create_first, generation=2))
    assert len(simulator.ledger("bought")) == 1
    # What the message says: set the consent, apply that, then make the change again.
    desk.run(config(create_first=create_first, **FREE))
    desk.run(config(create_first=create_first, generation=2, **FREE))
    assert len(simulator.numbers()) == 1
    assert desk.plan(config(create_first=create_first, generation=2, **FREE)).actions == []
