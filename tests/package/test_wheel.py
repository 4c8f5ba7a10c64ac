"""The wheel holds all that is needed and nothing else, and works where there is no checkout."""

from __future__ import annotations

import subprocess
import tarfile
import zipfile
from pathlib import Path

import pytest

from invoca.version import VERSION
from tests.account import Account
from tests.engine.workspace import ROOT, Workspace
from tests.package.beginner import free_port
from tests.package.conftest import Built
from tests.package.environments import CONSTRAINTS, Environment, needed, with_packages

PACKAGES = [
    "invoca",
    "invoca_cli",
    "invoca_simulator",
    "pulumi_invoca",
    "pulumi_stack",
    "terraform_invoca",
    "terraform_stack",
]
METADATA = f"pulumi_invoca-{VERSION}.dist-info"
COMPILED = {".pyc", ".pyo"}


def content(wheel: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_wheel_holds_every_file_of_its_packages_and_nothing_else(built: Built) -> None:
    source = ROOT / "provider"
    expected = {
        str(file.relative_to(source))
        for package in PACKAGES
        for file in (source / package).rglob("*")
        if file.is_file() and file.suffix not in COMPILED
    }
    found = {name for name in content(built.wheel) if not name.startswith(METADATA)}
    assert found == expected
    suffixes = {Path(name).suffix for name in found}
    assert {".py", ".html", ".css", ".json"} <= suffixes
    assert {f"{package}/py.typed" for package in PACKAGES} <= found


def test_the_wheel_knows_no_path_of_the_machine_that_built_it(built: Built) -> None:
    places = [str(ROOT).encode(), str(built.wheel.parents[1]).encode()]
    for name, data in content(built.wheel).items():
        assert not any(place in data for place in places), name


def test_the_sdist_builds_the_same_wheel(built: Built) -> None:
    assert content(built.wheel_of_sdist) == content(built.wheel)
    with tarfile.open(built.sdist) as archive:
        assert f"pulumi_invoca-{VERSION}/README.md" in archive.getnames()


def test_the_metadata_says_which_pythons_and_which_sdks(built: Built) -> None:
    metadata = content(built.wheel)[f"{METADATA}/METADATA"].decode()
    assert "Requires-Python: >=3.10\n" in metadata
    assert "Requires-Dist: pulumi<4,>=3.250\n" in metadata


# -- installed, as with pipx ---------------------------------------------------------------------


@pytest.fixture(scope="module")
def installed(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """The wheel and what it needs, in an environment of its own: no extras, no checkout."""
    dependencies = with_packages(needed(), CONSTRAINTS.read_text("utf-8"))
    environment = dependencies.copy(tmp_path_factory.mktemp("installed") / "venv")
    environment.pip("install", "-q", "--no-index", str(built.wheel))
    return environment


def test_nothing_that_the_package_needs_is_missing_or_in_conflict(installed: Environment) -> None:
    assert "No broken requirements found" in installed.pip("check")


def test_the_command_works_without_the_simulators_extra(
    installed: Environment, tmp_path: Path
) -> None:
    def invoca(*arguments: str) -> str:
        done = subprocess.run(
            [installed.programs / "invoca", *arguments],
            cwd=tmp_path,
            capture_output=True,
            encoding="utf-8",
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    assert "drift" in invoca("--help")
    assert VERSION in invoca("--version")
    assert invoca("schema") == (ROOT / "stacks" / "campaign.schema.json").read_text("utf-8")
    assert "no mistakes" in invoca("check", str(ROOT / "stacks" / "spring-radio.yaml"))


def test_the_simulator_says_which_extra_it_needs(installed: Environment, tmp_path: Path) -> None:
    wanted = ["--port", str(free_port()), "--campaign", "acme/spring-radio"]
    command = [installed.programs / "invoca", "simulator", *wanted]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, encoding="utf-8")
    assert done.returncode == 2
    assert "pulumi-invoca[simulator]" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.engine
def test_a_project_outside_the_checkout_is_deployed_with_the_wheel_alone(
    installed: Environment, tmp_path: Path, simulator: Account
) -> None:
    folder = tmp_path / "project"
    folder.mkdir()
    workspace = Workspace(folder, simulator)
    workspace.settings["PATH"] = installed.path()
    workspace.program(
        """
        import pulumi, pulumi_invoca
        from pathlib import Path

        here = Path(__file__).parent
        campaign = pulumi_invoca.Campaign.from_file("c", here / f"{pulumi.get_stack()}.yaml")
        pulumi.export("numbers", campaign.numbers)
        pulumi.export("from", pulumi_invoca.__file__)
        """
    )
    workspace.campaign("numbers: {kroq: {description: KROQ}, jazz: {description: Jazz}}")
    workspace.up()
    assert len(simulator.ledger("bought")) == 2
    assert str(installed.folder) in workspace.succeeds("stack", "output", "from")
    workspace.succeeds("preview", "--refresh", "--expect-no-changes")
    done = subprocess.run(
        [installed.programs / "invoca", "drift", "--stack", workspace.stack, "--format", "html"],
        cwd=folder,
        env=workspace.environment(),
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    assert "<style>" in done.stdout
