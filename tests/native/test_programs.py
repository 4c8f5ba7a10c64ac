"""The programs to copy in examples/, each on the real engine."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from tests.account import Account
from tests.native import languages
from tests.native.conftest import workspace_of
from tests.native.workspace import PluginWorkspace

pytestmark = pytest.mark.engine
# What gives consent to the release of the number that stands in the program itself.
LOOSENED = {
    # YAML
    "customData: { channel: outdoor }": "customData: { channel: outdoor }\n      protect: false",
    "protect: true": "protect: false",
    # TypeScript
    'customData: { channel: "outdoor" },\n});': 'customData: { channel: "outdoor" },\n'
    "  protect: false,\n}, { protect: false });",
    # Go
    'pulumi.String("outdoor")},\n\t\t})': 'pulumi.String("outdoor")},\n'
    '\t\t\t"protect": pulumi.Bool(false),\n\t\t}, pulumi.Protect(false))',
}


def a_life(workspace: PluginWorkspace) -> None:
    """Up, no-op, drift, repair, move, with the ledger as expected; then what takes consent."""
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
    declared = file.read_text("utf-8")
    file.write_text(
        declared.replace("campaign_id: spring-radio", "campaign_id: direct-mail"), "utf-8"
    )
    workspace.up()
    assert workspace.numbers()["kroq"] == live["KROQ drive time"]
    assert "protected" in workspace.fails("destroy", "--yes", "--skip-preview")
    assert len(account.ledger("bought")) == 3
    assert account.ledger("released") == []
    _consented(workspace, live)


def _consented(workspace: PluginWorkspace, live: dict[str, str]) -> None:
    """Replace, release, destroy: each after a run that only gave the consent."""
    account = workspace.account
    file = workspace.folder / "spring-radio.yaml"
    another = "kroq:\n    generation: 2\n    protect: false\n"
    file.write_text(file.read_text("utf-8").replace("kroq:\n", another, 1), "utf-8")
    assert "the state does not hold your consent yet" in workspace.fails("preview")
    file.write_text(file.read_text("utf-8").replace("    generation: 2\n", ""), "utf-8")
    workspace.up()
    assert len(account.ledger("bought")) == 3

    file.write_text(
        file.read_text("utf-8").replace("kroq:\n", "kroq:\n    generation: 2\n"), "utf-8"
    )
    workspace.up()
    assert released(account) == [live["KROQ drive time"]]
    second = workspace.numbers()["kroq"]
    assert len(account.ledger("bought")) == 4

    file.write_text(re.sub(r"  kroq:\n(    .*\n)*", "", file.read_text("utf-8")), "utf-8")
    workspace.up()
    assert released(account) == [live["KROQ drive time"], second]
    workspace.succeeds("preview", "--expect-no-changes")

    file.write_text(file.read_text("utf-8") + "    protect: false\n", "utf-8")
    for old, new in LOOSENED.items():
        for program in ("Pulumi.yaml", "index.ts", "main.go"):
            path = workspace.folder / program
            if path.exists():
                path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
    if (workspace.folder / "main.go").exists():
        languages.build_go(workspace)
    workspace.up()
    workspace.succeeds("destroy", "--yes", "--skip-preview")
    assert account.numbers() == []
    assert len(account.ledger("bought")) == len(account.ledger("released")) == 4


def released(account: Account) -> list[str]:
    return [entry.promo_number for entry in account.ledger("released")]


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
        [modules / ".bin" / "tsc", "--noEmit"], cwd=tmp_path, capture_output=True, encoding="utf-8"
    )
    assert compiled.returncode == 0, compiled.stdout


@pytest.mark.wide
def test_go(tmp_path: Path, simulator: Account) -> None:
    with workspace_of(tmp_path, simulator, "go") as workspace:
        languages.example(workspace, "go")
        languages.go(workspace)
        a_life(workspace)
