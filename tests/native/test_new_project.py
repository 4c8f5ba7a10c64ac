"""A project that `invoca init --language` made, from its first command to its first number."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.account import Account
from tests.native import languages
from tests.native.conftest import require_host
from tests.native.workspace import PluginWorkspace, with_this_plugin

pytestmark = pytest.mark.engine


class NewProject(PluginWorkspace):
    """What `invoca init` wrote, with the plugin of this environment."""

    def __init__(self, folder: Path, account: Account, language: str) -> None:
        super().__init__(folder, account, "yaml")
        (folder / "Pulumi.yaml").unlink()
        named = ("--name", "promo-numbers")
        made = self.invoca("init", ".", *named, "--language", language, "--pipelines", "none")
        assert made.code == 0, self.transcript
        project = (folder / "Pulumi.yaml").read_text("utf-8")
        (folder / "Pulumi.yaml").write_text(with_this_plugin(project), "utf-8")


def first_days(project: NewProject) -> None:
    """Checked, deployed, left alone, changed by hand, seen, repaired."""
    assert project.invoca("check", "stacks/spring-radio.yaml").code == 0, project.transcript
    done = project.invoca("up", "--stack", "spring-radio", "--create", "--yes")
    assert done.code == 0, project.transcript
    live = project.account.numbers()[0]
    bought = [one["promo_number"] for one in project.account.numbers()]
    assert sorted(project.numbers().values()) == sorted(bought)
    assert project.invoca("plan", "--all").code == 0, project.transcript
    project.account.change_number(live["promo_number"], description="changed by hand")
    assert project.invoca("drift", "--all").code == 2, project.transcript
    assert project.invoca("up", "--all", "--yes").code == 0, project.transcript
    assert project.invoca("drift", "--all").code == 0, project.transcript
    assert len(project.account.ledger("bought")) == len(bought)
    doctor = project.invoca("doctor", "--stack", "spring-radio")
    assert doctor.code == 0, project.transcript


def test_in_yaml(tmp_path: Path, simulator: Account) -> None:
    require_host("yaml")
    first_days(NewProject(tmp_path / "project", simulator, "yaml"))


@pytest.mark.wide
def test_in_typescript(tmp_path: Path, simulator: Account) -> None:
    project = NewProject(tmp_path / "project", simulator, "typescript")
    languages.typescript(project)
    first_days(project)
