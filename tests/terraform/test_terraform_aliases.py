"""Two provider blocks in one configuration: two provider processes, and one run."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.account import Account
from tests.terraform.workspace import PROVIDER, Workspace, number

OTHER = 'provider "invoca" {\n  alias     = "other"\n  namespace = "acme/spring-radio"\n}\n'
BY_OTHER = "provider = invoca.other"
FREE = "deletion_protection = false"
KROQ = "invoca_promo_number.kroq"


@pytest.fixture
def blocks(workspace: Workspace) -> Workspace:
    workspace.provider = PROVIDER + OTHER
    return workspace


@pytest.mark.parametrize("lifecycle", ["", "lifecycle {\n  create_before_destroy = true\n}"])
def test_a_number_goes_over_to_another_block_and_is_replaced_without_a_purchase_or_a_release(
    blocks: Workspace, simulator: Account, lifecycle: str
) -> None:
    blocks.write(number(more=f"{FREE}\n{lifecycle}"))
    blocks.apply()
    digits = blocks.state()[KROQ]["id"]
    blocks.write(number(more=f"{BY_OTHER}\n{FREE}\n{lifecycle}"))
    blocks.apply(f"-replace={KROQ}")
    assert blocks.state()[KROQ]["id"] == digits
    assert blocks.has_no_changes()
    assert simulator.writes() == ["POST"]


def test_a_number_that_leaves_one_block_for_another_at_a_new_address_is_refused(
    blocks: Workspace, simulator: Account
) -> None:
    if "tofu" in Path(blocks.engine).name:
        pytest.xfail(
            "docs/terraform.md, Bounds: OpenTofu validates no block that the state alone uses"
        )
    blocks.write(number("old", FREE, key="kroq"))
    blocks.apply()
    blocks.write(number("new", f"{BY_OTHER}\n{FREE}", key="kroq"))
    for command in (["plan"], ["apply", "-auto-approve"]):
        assert "moved to another address" in blocks.fails(*command)
    assert simulator.writes() == ["POST"]


def test_blocks_that_are_planned_one_after_the_other_know_of_each_other(
    workspace: Workspace, simulator: Account
) -> None:
    workspace.provider = PROVIDER + OTHER.replace("spring-radio", "elsewhere")
    workspace.write(number("old", FREE, key="kroq"))
    workspace.apply()
    digits = workspace.state()["invoca_promo_number.old"]["id"]
    workspace.write(number("new", f'{BY_OTHER}\nadopt = "{digits}"', key="new"))
    assert "moved to another address" in workspace.fails("plan", "-parallelism=1")
    assert simulator.writes() == ["POST"]


def test_two_blocks_that_declare_one_key_are_refused(blocks: Workspace, simulator: Account) -> None:
    blocks.write(number("one", key="kroq"), number("two", BY_OTHER, key="kroq"))
    assert "The key 'kroq' is declared twice" in blocks.fails("plan")
    assert simulator.writes() == []


def test_the_purchase_limit_counts_the_numbers_of_all_blocks(
    workspace: Workspace, simulator: Account
) -> None:
    workspace.provider = "".join(
        block.replace("}", "  purchase_limit = 3\n}") for block in (PROVIDER, OTHER)
    )
    numbers = [number(name, BY_OTHER if name > "b" else "") for name in ("a1", "a2", "b1", "b2")]
    workspace.write(*numbers)
    assert "more than 3 numbers" in workspace.fails("plan")
    assert simulator.writes() == []
    workspace.write(*numbers[1:])
    workspace.apply()
    assert simulator.writes() == ["POST"] * 3


def test_a_target_of_one_block_may_wait_for_a_value_of_something_else(
    blocks: Workspace, simulator: Account
) -> None:
    waits = 'resource "terraform_data" "text" {\n  input = "mornings"\n}\n'
    one = number("kroq", description="mornings").replace('"mornings"', "terraform_data.text.output")
    blocks.write(waits, one, number("kpwr", BY_OTHER))
    blocks.apply(f"-target={KROQ}")
    assert simulator.writes() == ["POST"]
