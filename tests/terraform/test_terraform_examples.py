"""examples/terraform, as a reader would run them: on a real engine and a simulated account."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.account import Account
from tests.terraform.workspace import ROOT, Workspace

EXAMPLES = ROOT / "examples" / "terraform"
WORKFLOW = EXAMPLES / ".github" / "workflows" / "promo-numbers.yml"


def copied(workspace: Workspace, name: str) -> None:
    """Into the workspace's folder, with the modules beside it."""
    shutil.copytree(EXAMPLES / name, workspace.folder, dirs_exist_ok=True)
    shutil.copytree(EXAMPLES / "modules", workspace.folder.parent / "modules")
    workspace.account.add_custom_fields("channel", "station")


def test_a_campaign_with_for_each_over_a_sheet(workspace: Workspace, simulator: Account) -> None:
    copied(workspace, "campaign")
    workspace.apply()
    assert workspace.has_no_changes()
    found = {one["description"]: one["custom_data"] for one in simulator.numbers()}
    assert found["KROQ drive time"] == {"channel": "radio", "station": "KROQ"}
    assert len(simulator.numbers()) == 3

    sheet = workspace.folder / "spring-radio.csv"
    rows = sheet.read_text(encoding="utf-8").replace("kroq,KROQ drive time", "kroq,")
    sheet.write_text(rows.replace("310", "31"), encoding="utf-8")
    told = workspace.fails("plan")
    assert "kroq: description is missing" in told
    assert "power106: local_center.tn_prefix cannot be '31'" in told


@pytest.mark.wide
def test_two_campaigns_by_one_module(workspace: Workspace, simulator: Account) -> None:
    copied(workspace, "two-campaigns")
    workspace.init()
    workspace.apply()
    assert workspace.has_no_changes()
    assert len(simulator.numbers()) == 4
    assert sorted(one for one in workspace.state() if ".data." not in one) == [
        'module.mail.invoca_promo_number.this["kroq"]',
        'module.mail.invoca_promo_number.this["postcard"]',
        'module.radio.invoca_promo_number.this["kroq"]',
        'module.radio.invoca_promo_number.this["power106"]',
    ]


@pytest.mark.wide
def test_the_pipeline_plans_and_comments(
    workspace: Workspace, simulator: Account, tmp_path: Path
) -> None:
    """Its shell steps, in order, with the installation left out and `gh` noted."""
    copied(workspace, "campaign")
    workspace.init()
    commands = tmp_path / "commands"
    commands.mkdir()
    (commands / "terraform").symlink_to(workspace.engine)
    noted = tmp_path / "noted"
    (commands / "gh").write_text(f'#!/bin/sh\necho "$@" > {noted}\n', encoding="utf-8")
    (commands / "gh").chmod(0o755)
    path = workspace.settings["PATH"]
    workspace.settings |= {
        "PATH": f"{commands}:{path}",
        "GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md"),
        "GITHUB_EVENT_NUMBER": "7",
    }
    document = yaml.safe_load(WORKFLOW.read_text(encoding="utf-8"))
    steps = {step.get("name"): step.get("run") for step in document["jobs"]["plan"]["steps"]}
    for name in ("Plan", "Say it in the words of a review", "Comment"):
        script = steps[name].replace("${{ github.event.pull_request.number }}", "7")
        assert workspace.shell(script) == 0, workspace.transcript[-3000:]
    told = (workspace.folder / "plan.md").read_text(encoding="utf-8")
    assert "buy 3" in told
    assert told in (tmp_path / "summary.md").read_text(encoding="utf-8")
    assert noted.read_text(encoding="utf-8").startswith("pr comment 7 --edit-last")
    assert simulator.writes() == []
    script = document["jobs"]["apply"]["steps"][-1]["run"]
    assert workspace.shell(script) == 0, workspace.transcript[-3000:]
    assert len(simulator.numbers()) == 3


@pytest.mark.wide
@pytest.mark.engine
def test_the_demo_shows_what_it_promises(terraform: str) -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "tools" / "demo_terraform.py"), terraform],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:]
    assert "Nothing was bought, and nothing released." in done.stdout
