"""A command that is typed in the wrong folder says so, and where to go."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from invoca_cli.app import app

COMMANDS = (
    ("up", "--yes"),
    ("plan",),
    ("plan", "--all"),
    ("drift",),
    ("drift", "--all"),
    ("numbers",),
    ("recover",),
)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PULUMI_STACK", raising=False)
    return tmp_path


def said(*command: str) -> str:
    ended = CliRunner().invoke(app, list(command), env={"COLUMNS": "200"})
    assert ended.exit_code != 0
    return " ".join(f"{ended.stdout} {ended.stderr} {ended.exception}".split())


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_folder_without_a_project_is_told(command: tuple[str, ...]) -> None:
    told = said(*command)
    assert "there is no Pulumi.yaml here or in a folder above" in told
    assert "invoca init DIRECTORY" in told


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_project_in_a_folder_below_is_named(folder: Path, command: tuple[str, ...]) -> None:
    (folder / "my radio").mkdir()
    (folder / "my radio" / "Pulumi.yaml").write_text("name: radio\nruntime: python\n", "utf-8")
    assert "cd 'my radio'" in said(*command)
