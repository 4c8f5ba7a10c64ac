"""What chooses a number, known only in the apply, of a number that the state holds."""

from __future__ import annotations

import pytest

from invoca.unknown import UNKNOWN
from tests.account import Account
from tests.terraform.desk import Desk, block
from tests.terraform.walk import Block, Refused
from tests.terraform.workspace import Workspace, number

KROQ = "invoca_promo_number.kroq"
WARNED = "may turn out to be a replacement"
LATE = [
    ("generation", 2),
    ("id_from_network", "another-id"),
    ("adopt", "8885550199"),
    ("local_center", {"tn_prefix": "212"}),
]


def config(is_first: bool = False, **values: object) -> dict[str, Block]:
    made = block("kroq", deletion_protection=False, **values)
    return {KROQ: made._replace(create_before_destroy=is_first)}


@pytest.mark.parametrize("create_before_destroy", [False, True])
@pytest.mark.parametrize(("field", "value"), LATE)
def test_a_choice_that_is_known_late_and_asks_for_another_number_is_planned_again(
    desk: Desk, simulator: Account, field: str, value: object, create_before_destroy: bool
) -> None:
    desk.run(config(create_before_destroy))
    held, writes = desk.held(KROQ), simulator.writes()
    desk.told.clear()
    plan = desk.plan(config(create_before_destroy, **{field: UNKNOWN}))
    assert [f"`{field}`" in one for one in desk.told if WARNED in one] == [True]
    late = plan._replace(config=config(create_before_destroy, **{field: value}))
    said = f"`{field}` came to be known only in this apply, and asks for another number"
    with pytest.raises(Refused, match=said) as refused:
        desk.apply(late)
    assert str(refused.value).count("\n") == 0
    assert "Nothing was sent; run `terraform apply` again" in str(refused.value)
    assert (desk.held(KROQ), simulator.writes()) == (held, writes)
    if field != "adopt":  # of what is not there
        desk.run(late.config)
        assert desk.held(KROQ)["promo_number"] != held["promo_number"]


def test_a_choice_that_turns_out_to_be_the_same_keeps_the_number(
    desk: Desk, simulator: Account
) -> None:
    desk.run(config())
    digits = desk.held(KROQ)["promo_number"]
    plan = desk.plan(config(generation=UNKNOWN))
    desk.apply(plan._replace(config=config(generation=1)))
    assert desk.held(KROQ)["promo_number"] == digits
    assert simulator.ledger("released") == []
    desk.told.clear()
    desk.plan(config(description=UNKNOWN, generation=1))
    assert not any(WARNED in one for one in desk.told)


def test_an_engine_says_so_in_words_and_replaces_at_the_next_apply(
    workspace: Workspace, simulator: Account
) -> None:
    free = "deletion_protection = false\n"
    workspace.write(number("kroq", free))
    workspace.apply()
    late = 'resource "terraform_data" "late" {\n  input = 2\n}\n'
    workspace.write(late, number("kroq", f"{free}generation = terraform_data.late.output"))
    said = workspace.fails("apply", "-auto-approve")
    assert WARNED in said
    assert "`generation` came to be known only in this apply" in said
    assert "bug in the provider" not in said
    assert simulator.writes() == ["POST"]
    workspace.apply()
    assert sorted(simulator.writes()) == ["DELETE", "POST", "POST"]
