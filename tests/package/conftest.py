"""The wheel and the sdist, built once for all tests of a worker, from a copy of the checkout."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.engine.workspace import ROOT
from tests.package.beginner import Shell
from tests.package.environments import CONSTRAINTS, Environment, needed, with_packages

NOT_SOURCE = (
    ".git",
    ".venv",
    ".*_cache",
    ".hypothesis",
    "*.egg-info",
    "__pycache__",
    "build",
    "dist",
)


class Built:
    """wheel, sdist: built from the checkout. wheel_of_sdist: built from the sdist."""

    def __init__(self, folder: Path) -> None:
        source = folder / "checkout"
        shutil.copytree(ROOT, source, ignore=shutil.ignore_patterns(*NOT_SOURCE))
        # Without flags, `build` makes the sdist, and the wheel from the sdist.
        self.sdist, self.wheel_of_sdist = _build(source, folder / "both")
        [self.wheel] = _build(source, folder / "wheel", "--wheel")


def _build(source: Path, into: Path, *flags: str) -> list[Path]:
    """The files that were built, sdist first."""
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", into, *flags, source]
    done = subprocess.run(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8"
    )
    assert done.returncode == 0, done.stdout
    return sorted(into.iterdir(), key=lambda file: file.suffix)


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return Built(tmp_path_factory.mktemp("built"))


@pytest.fixture(scope="session")
def beginner(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """Who has typed `pip install 'pulumi-invoca[simulator]'`."""
    dependencies = with_packages(needed("simulator"), CONSTRAINTS.read_text("utf-8"))
    environment = dependencies.copy(tmp_path_factory.mktemp("beginner") / "venv")
    environment.pip("install", "-q", "--no-index", str(built.wheel))
    return environment


@pytest.fixture
def shell(tmp_path: Path, beginner: Environment) -> Shell:
    return Shell(tmp_path, beginner)
