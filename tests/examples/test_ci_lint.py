"""The example pipelines as the linters of GitHub and GitLab see them."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.engine.workspace import ROOT

GITHUB = ROOT / "examples/github-actions"
CHECKED = [
    ("vendor.github-workflows", sorted((GITHUB / ".github/workflows").glob("*.yml"))),
    ("vendor.github-actions", sorted((GITHUB / ".github/actions").glob("*/action.yml"))),
    ("vendor.gitlab-ci", [ROOT / "examples/gitlab-ci/.gitlab-ci.yml"]),
]


@pytest.fixture(scope="module")
def actionlint() -> str:
    getter = ROOT / "tools/actionlint/actionlint.py"
    done = subprocess.run([sys.executable, str(getter)], capture_output=True, encoding="utf-8")
    if done.returncode:
        pytest.fail(f"actionlint could not be built:\n{done.stderr}")
    return done.stdout.strip()


def linted(actionlint: str, repository: Path) -> str:
    """What actionlint says of a repository, local actions and all."""
    (repository / ".git").mkdir()
    # shellcheck and pyflakes are used only where they happen to be installed: not at all, then.
    command = [actionlint, "-no-color", "-shellcheck=", "-pyflakes="]
    done = subprocess.run(
        command, cwd=repository, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8"
    )
    assert bool(done.returncode) == bool(done.stdout)
    return done.stdout


def test_actionlint_finds_nothing(actionlint: str, tmp_path: Path) -> None:
    shutil.copytree(GITHUB, tmp_path, dirs_exist_ok=True)
    assert linted(actionlint, tmp_path) == ""


def test_actionlint_looks_at_the_workflows(actionlint: str, tmp_path: Path) -> None:
    shutil.copytree(GITHUB, tmp_path, dirs_exist_ok=True)
    path = tmp_path / ".github/workflows/promo-numbers-deploy.yml"
    path.write_text(path.read_text("utf-8").replace("inputs.unlock", "inputs.unlok"), "utf-8")
    assert "unlok" in linted(actionlint, tmp_path)


@pytest.mark.parametrize(("schema", "paths"), CHECKED, ids=[name for name, _ in CHECKED])
def test_the_published_schema_holds(schema: str, paths: list[Path]) -> None:
    assert paths
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema]
    done = subprocess.run([*command, *map(str, paths)], capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stdout + done.stderr
