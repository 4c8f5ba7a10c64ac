"""What people run beside plan and apply, and the blocks they write, on a real engine."""

from __future__ import annotations

import json

import pytest

from tests.account import Account
from tests.terraform.workspace import PROVIDER, Workspace, number

KROQ, KPWR = "invoca_promo_number.kroq", "invoca_promo_number.kpwr"
FREE = "deletion_protection = false"
FOR_EACH = """\
resource "invoca_promo_number" "radio" {{
  for_each      = toset([{keys}])
  key           = {key}
  advertiser_id = "acme"
  campaign_id   = "spring-radio"
  description   = "drive time"
  media_type    = "Offline: Radio"
}}
"""


def for_each(*keys: str, key: str = "each.key") -> str:
    return FOR_EACH.format(keys=", ".join(f'"{one}"' for one in keys), key=key)


def moved(before: str, after: str) -> str:
    return f"moved {{\n  from = {before}\n  to   = {after}\n}}\n"


def test_a_saved_plan_buys_what_it_counted_and_no_more(
    workspace: Workspace, simulator: Account
) -> None:
    workspace.provider = PROVIDER.replace("}", "  purchase_limit = 3\n}")
    five = [number(f"radio{one}") for one in range(5)]
    workspace.write(*five)
    told = workspace.fails("plan", "-out=made")
    assert told.count("this plan would buy more than 3 numbers") == 1
    if (workspace.folder / "made").exists():  # Terraform keeps such a plan, to be looked at
        workspace.fails("apply", "-auto-approve", "made")
    assert simulator.writes() == []

    workspace.write(*five[:3])
    workspace.succeeds("plan", "-out=made")
    workspace.write(*five)
    workspace.apply("made")
    assert simulator.writes() == ["POST"] * 3
    assert len(workspace.state()) == 3
    assert "Saved plan is stale" in workspace.fails("apply", "-auto-approve", "made")
    assert simulator.writes() == ["POST"] * 3


def test_a_saved_plan_takes_over_what_was_bought_meanwhile(
    workspace: Workspace, simulator: Account
) -> None:
    workspace.write(number("kroq"), number("kpwr"))
    workspace.succeeds("plan", "-out=made")
    planned = json.loads(workspace.run("show", "-json", "made").output)["planned_values"]
    resources = planned["root_module"]["resources"]
    ids = {one["address"]: one["values"]["id_from_network"] for one in resources}
    digits = simulator.put_number("acme", "spring-radio", id_from_network=ids[KROQ])
    workspace.apply("made")
    assert workspace.state()[KROQ]["id"] == digits
    assert simulator.writes().count("POST") == 1
    assert workspace.has_no_changes()


def test_a_target_is_bought_alone(workspace: Workspace, simulator: Account) -> None:
    workspace.write(number("kroq"), number("kpwr"))
    assert workspace.run("plan", "-detailed-exitcode", f"-target={KROQ}").code == 2
    workspace.apply(f"-target={KROQ}")
    assert list(workspace.state()) == [KROQ]
    assert workspace.has_no_changes(f"-target={KROQ}")
    workspace.apply()
    assert simulator.writes() == ["POST", "POST"]


def test_a_refresh_alone_takes_note_of_a_change_and_writes_nothing(
    workspace: Workspace, simulator: Account
) -> None:
    workspace.write(number("kroq"), number("kpwr"))
    workspace.apply()
    held = {address: one["id"] for address, one in workspace.state().items()}
    simulator.change_number(held[KROQ], description="by hand")
    simulator.release_number(held[KPWR])
    assert workspace.run("plan", "-refresh-only", "-detailed-exitcode").code == 2
    workspace.apply("-refresh-only")
    now = workspace.state()
    assert list(now) == [KROQ]
    assert now[KROQ]["description"] == "by hand"
    assert "1 to add, 1 to change, 0 to destroy" in workspace.plan()
    assert simulator.writes() == ["POST", "POST"]


def test_a_number_goes_to_another_address_with_a_moved_block(
    workspace: Workspace, simulator: Account
) -> None:
    workspace.write(number("kroq"))
    workspace.apply()
    workspace.write(number("drive", key="kroq", description="kroq drive time"))
    assert "moved to another address" in workspace.fails("plan")
    move = moved(KROQ, "invoca_promo_number.drive")
    workspace.write(number("drive", key="kroq", description="kroq drive time"), move)
    workspace.apply()
    assert list(workspace.state()) == ["invoca_promo_number.drive"]
    workspace.write(number("drive", key="drive", description="kroq drive time"))
    workspace.apply()
    assert workspace.has_no_changes()
    assert simulator.writes() == ["POST"]


def test_a_number_under_for_each_is_renamed_with_a_moved_block(
    workspace: Workspace, simulator: Account
) -> None:
    workspace.write(for_each("kroq", "kpwr"))
    workspace.apply()
    workspace.write(for_each("kiis", "kpwr"))
    assert "('kroq') is protected" in workspace.fails("apply", "-auto-approve")
    radio = "invoca_promo_number.radio"
    workspace.write(for_each("kiis", "kpwr"), moved(f'{radio}["kroq"]', f'{radio}["kiis"]'))
    workspace.apply()
    assert workspace.state()[f'{radio}["kiis"]']["id_from_network"].startswith("kroq-")
    assert workspace.has_no_changes()
    assert simulator.writes() == ["POST", "POST"]


def test_a_removed_block_forgets_a_number_and_releases_none_that_is_protected(
    workspace: Workspace, simulator: Account
) -> None:
    removed = "removed {{\n  from = {}\n  lifecycle {{\n    destroy = {}\n  }}\n}}\n"
    workspace.write(number("kroq"), number("kpwr"))
    workspace.apply()
    held = workspace.state()
    workspace.write(removed.format(KROQ, "false"), removed.format(KPWR, "true"))
    assert f"{held[KPWR]['id']} ('kpwr') is protected" in workspace.fails("plan")
    workspace.write(removed.format(KROQ, "false"), number("kpwr"))
    workspace.apply()
    assert list(workspace.state()) == [KPWR]
    workspace.write(number("kroq"), number("kpwr"))
    told = workspace.apply()
    assert workspace.state()[KROQ]["id"] == held[KROQ]["id"]
    assert f"{held[KROQ]['id']} was live already" in told
    assert simulator.writes() == ["POST", "POST"]


def test_a_replacement_that_is_created_first_is_asked_for_and_consented_to(
    workspace: Workspace, simulator: Account
) -> None:
    first = f"{FREE}\nlifecycle {{\n  create_before_destroy = true\n}}"
    workspace.write(number("kroq", first))
    workspace.apply()
    before = workspace.state()[KROQ]["id"]
    workspace.write(number("kroq", f"generation = 2\n{first}"))
    workspace.apply()
    assert workspace.state()[KROQ]["id"] != before
    assert simulator.writes() == ["POST", "POST", "DELETE"]
    assert workspace.has_no_changes()


def test_an_import_block_writes_a_configuration_that_changes_nothing(
    workspace: Workspace, simulator: Account
) -> None:
    simulator.add_custom_fields("station")
    digits = simulator.put_number(
        "acme", "spring-radio", description="KROQ", custom_data={"station": "KROQ"}
    )
    block = f'import {{\n  to = {KROQ}\n  id = "acme/spring-radio/{digits}"\n}}\n'
    workspace.write(block)
    workspace.succeeds("plan", "-generate-config-out=made.tf")
    workspace.apply()
    assert workspace.state()[KROQ]["id"] == digits
    workspace.write("")
    assert workspace.has_no_changes()
    assert simulator.writes() == []


@pytest.mark.wide
def test_a_state_of_an_older_schema_is_upgraded_and_protected(
    workspace: Workspace, simulator: Account
) -> None:
    workspace.write(number("kroq"))
    workspace.apply()
    file = workspace.folder / "terraform.tfstate"
    state = json.loads(file.read_text(encoding="utf-8"))
    [instance] = state["resources"][0]["instances"]
    instance["schema_version"] = 0
    del instance["attributes"]["deletion_protection"], instance["attributes"]["bought_at"]
    state["serial"] += 1
    file.write_text(json.dumps(state), encoding="utf-8")
    assert workspace.has_no_changes()
    workspace.write("")
    assert "is protected" in workspace.fails("plan")
    assert simulator.writes() == ["POST"]
