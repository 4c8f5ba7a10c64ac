"""A number's life in Terraform: bought once, changed in place, moved, kept, released."""

from __future__ import annotations

import pytest

from tests.account import Account
from tests.terraform.workspace import Workspace, number

UNPROTECTED = "deletion_protection = false"


@pytest.mark.journey
def test_a_number_is_bought_once_changed_and_moved_in_place(
    workspace: Workspace, simulator: Account
) -> None:
    workspace.write(number())
    assert "1 to add" in workspace.plan()
    assert simulator.writes() == []
    workspace.apply()
    held = workspace.state()["invoca_promo_number.kroq"]
    assert simulator.writes() == ["POST"]
    assert held["e164"] == f"+1{held['promo_number']}"
    assert held["id_from_network"].startswith("kroq-")
    assert workspace.has_no_changes()

    changed = number(description="mornings").replace("spring-radio", "direct-mail")
    workspace.write(changed)
    workspace.apply()
    assert simulator.writes() == ["POST", "PUT"]
    assert workspace.state()["invoca_promo_number.kroq"]["id"] == held["id"]
    assert workspace.has_no_changes()


@pytest.mark.wide
def test_a_protected_number_is_not_released(workspace: Workspace, simulator: Account) -> None:
    workspace.write(number())
    workspace.apply()
    workspace.write("")
    digits = workspace.state()["invoca_promo_number.kroq"]["id"]
    assert f"{digits} ('kroq') is protected" in workspace.fails("plan")
    assert "is protected" in workspace.fails("destroy", "-auto-approve")
    assert simulator.writes() == ["POST"]

    workspace.write(number(more=UNPROTECTED))
    workspace.apply()
    workspace.write("")
    workspace.apply()
    assert simulator.writes() == ["POST", "DELETE"]
    assert workspace.state() == {}


@pytest.mark.journey
def test_a_replacement_that_nothing_asks_for_keeps_the_number(
    workspace: Workspace, simulator: Account
) -> None:
    workspace.write(number())
    workspace.apply()
    held = workspace.state()["invoca_promo_number.kroq"]
    workspace.succeeds("taint", "invoca_promo_number.kroq")
    assert "was kept" in workspace.apply()
    assert "was kept" in workspace.apply("-replace=invoca_promo_number.kroq")
    workspace.write(number(more="lifecycle {\n  create_before_destroy = true\n}"))
    workspace.apply("-replace=invoca_promo_number.kroq")
    assert workspace.state()["invoca_promo_number.kroq"]["id"] == held["id"]
    assert simulator.writes() == ["POST"]
    assert workspace.has_no_changes()


@pytest.mark.wide
def test_another_generation_is_another_number_once_that_is_consented_to(
    workspace: Workspace, simulator: Account
) -> None:
    workspace.write(number())
    workspace.apply()
    workspace.write(number(more=f"generation = 2\n{UNPROTECTED}"))
    assert "replacing it (generation)" in workspace.fails("plan")
    workspace.write(number(more=UNPROTECTED))
    workspace.apply()
    assert simulator.writes() == ["POST"]
    workspace.write(number(more=f"generation = 2\n{UNPROTECTED}"))
    workspace.apply()
    assert sorted(simulator.writes()) == ["DELETE", "POST", "POST"]
    assert workspace.has_no_changes()
