"""docs/terraform.md, "From Pulumi, and back", as a reader would do it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from invoca_cli.app import app
from tests.account import Account
from tests.engine.workspace import ROOT
from tests.engine.workspace import Workspace as Pulumi
from tests.terraform.workspace import Workspace, number

NAMES = ("kroq", "kpwr")
CAMPAIGN = """\
numbers:
  kroq: {description: kroq drive time}
  kpwr: {description: kpwr drive time}
"""


@pytest.fixture
def pulumi(tmp_path: Path, simulator: Account) -> Pulumi:
    folder = tmp_path / "pulumi"
    folder.mkdir()
    made = Pulumi(folder, simulator)
    made.campaign(CAMPAIGN)
    return made


def test_numbers_go_from_a_pulumi_stack_to_terraform_and_back(
    pulumi: Pulumi, workspace: Workspace, simulator: Account
) -> None:
    pulumi.up()
    digits = pulumi.numbers()
    project = yaml.safe_load((ROOT / "Pulumi.yaml").read_text(encoding="utf-8"))["name"]
    workspace.provider = f'provider "invoca" {{\n  namespace = "{project}/{pulumi.stack}"\n}}\n'
    workspace.write(*map(number, NAMES))

    for resource in pulumi.state().values():
        pulumi.succeeds("state", "delete", "--force", "--yes", resource["urn"])
    workspace.succeeds("plan", "-out=made")
    assert _kinds(workspace, simulator) == {"kroq": "adopt", "kpwr": "adopt"}
    workspace.apply("made")
    held = {address.split(".")[1]: one["id"] for address, one in workspace.state().items()}
    assert held == digits
    assert workspace.has_no_changes()

    for name in NAMES:
        workspace.succeeds("state", "rm", f"invoca_promo_number.{name}")
    pulumi.up()
    assert pulumi.numbers() == digits
    pulumi.succeeds("preview", "--expect-no-changes")
    assert simulator.writes() == ["POST", "POST"]


def _kinds(workspace: Workspace, account: Account) -> dict[str, str]:
    plan = workspace.folder / "plan.json"
    plan.write_text(workspace.run("show", "-json", "made").output, encoding="utf-8")
    told = CliRunner().invoke(
        app, ["plan", "--terraform", str(plan), "--format", "json"], env=account.environment()
    )
    return {step["name"]: step["kind"] for step in json.loads(told.output)["steps"]}
