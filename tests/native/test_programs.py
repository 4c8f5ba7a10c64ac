"""The programs to copy in examples/, each on the real engine."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.account import Account
from tests.native import languages
from tests.native.conftest import workspace_of
from tests.native.workspace import PluginWorkspace

pytestmark = pytest.mark.engine


def a_life(workspace: PluginWorkspace) -> None:
    """Up, no-op, drift, repair, move, release, destroy, with the ledger as expected."""
    account = workspace.account
    workspace.up()
    live = {one["description"]: one["promo_number"] for one in account.numbers()}
    assert live.keys() == {"KROQ drive time", "KPWR mornings", "Hotline on every poster"}
    assert workspace.numbers() == {
        "kroq": live["KROQ drive time"],
        "kpwr": live["KPWR mornings"],
    }
    workspace.succeeds("preview", "--expect-no-changes")

    account.change_number(live["KROQ drive time"], description="changed by hand")
    assert workspace.run("preview", "--expect-no-changes").code == 7
    workspace.up()
    assert "changed by hand" not in str(account.numbers())

    file = workspace.folder / "spring-radio.yaml"
    declared = file.read_text()
    file.write_text(declared.replace("campaign_id: spring-radio", "campaign_id: direct-mail"))
    workspace.up()
    assert workspace.numbers()["kroq"] == live["KROQ drive time"]
    assert "protected" in workspace.fails("destroy", "--yes", "--skip-preview")
    assert len(account.ledger("bought")) == 3
    assert account.ledger("released") == []


def test_yaml(yaml: PluginWorkspace) -> None:
    languages.example(yaml, "yaml")
    a_life(yaml)


@pytest.mark.wide
def test_typescript(tmp_path: Path, simulator: Account) -> None:
    with workspace_of(tmp_path, simulator, "nodejs") as workspace:
        languages.typescript(workspace)
        languages.example(workspace, "typescript")
        a_life(workspace)


@pytest.mark.wide
def test_the_typescript_classes_are_typed_well(tmp_path: Path) -> None:
    modules = languages.node_modules()
    for file in (languages.EXAMPLES / "typescript").iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / "node_modules").symlink_to(modules)
    compiled = subprocess.run(
        [modules / ".bin" / "tsc", "--noEmit"], cwd=tmp_path, capture_output=True, text=True
    )
    assert compiled.returncode == 0, compiled.stdout


@pytest.mark.wide
def test_go(tmp_path: Path, simulator: Account) -> None:
    with workspace_of(tmp_path, simulator, "go") as workspace:
        languages.example(workspace, "go")
        languages.go(workspace)
        a_life(workspace)
