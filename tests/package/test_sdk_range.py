"""The oldest Pulumi SDK that is supported and the newest there is, as pip fills up the rest."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from tests.account import Account
from tests.engine.workspace import ROOT, Workspace
from tests.package.conftest import Built
from tests.package.environments import CONSTRAINTS, Environment, needed, with_packages

OLDEST = "3.250.0"
# Of the day that this was written. To try another: PULUMI_SDK=3.300.0 make test-wide
NEWEST = os.environ.get("PULUMI_SDK", "3.272.0")
TESTS = ["pytest", "pytest-timeout", "hypothesis"]
# What the SDK chooses for itself.
OF_THE_SDK = re.compile(
    r"^(pulumi|opentelemetry[\w-]*|protobuf|grpcio|googleapis[\w-]*)==.*\n", re.M
)


@pytest.fixture(scope="module", params=[OLDEST, NEWEST])
def installed(
    request: pytest.FixtureRequest, built: Built, tmp_path_factory: pytest.TempPathFactory
) -> Environment:
    others = [what for what in needed("simulator") if not what.startswith("pulumi")]
    constraints = OF_THE_SDK.sub("", CONSTRAINTS.read_text("utf-8"))
    dependencies = with_packages([f"pulumi=={request.param}", *others, *TESTS], constraints)
    environment = dependencies.copy(tmp_path_factory.mktemp("sdk") / "venv")
    environment.pip("install", "-q", "--no-index", str(built.wheel))
    assert f"Version: {request.param}\n" in environment.pip("show", "pulumi")
    return environment


def test_the_oldest_is_the_one_that_the_package_asks_for() -> None:
    assert "pulumi<4,>=" + OLDEST.removesuffix(".0") in needed()


def passes(installed: Environment, *tests: str) -> None:
    environment = {**os.environ, "PATH": installed.path()}
    files = [str(ROOT / "tests" / test) for test in tests]
    arguments = ["-m", "pytest", "-q", "-p", "no:cacheprovider", *files]
    said = installed.python(*arguments, environment=environment)
    assert re.search(r"^\d+ passed", said, re.M), said


@pytest.mark.wide
def test_the_provider_process_passes_its_tests(installed: Environment) -> None:
    passes(installed, "host")


@pytest.mark.wide
@pytest.mark.engine
def test_every_mistake_gets_one_clear_message(installed: Environment) -> None:
    """The SDK decides what becomes of a provider's error, and what its host has on the stack."""
    passes(installed, "engine/test_bad_input.py", "engine/test_partial_failure.py")


@pytest.mark.wide
@pytest.mark.engine
def test_a_campaign_is_bought_reviewed_and_released(
    installed: Environment, tmp_path: Path, simulator: Account
) -> None:
    folder = tmp_path / "project"
    folder.mkdir()
    workspace = Workspace(folder, simulator)
    workspace.settings["PATH"] = installed.path()
    workspace.campaign("numbers: {kroq: {description: KROQ, protect: false}}")
    workspace.up()
    workspace.succeeds("preview", "--refresh", "--expect-no-changes")
    workspace.succeeds("destroy", "--yes", "--skip-preview")
    assert simulator.writes() == ["POST", "DELETE"]
