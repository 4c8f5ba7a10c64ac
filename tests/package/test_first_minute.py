"""From an empty folder, with nothing but the wheel, to the first number: typed as it is printed."""

from __future__ import annotations

import os
import shlex
import socket
import subprocess
from pathlib import Path

import pytest
import yaml

from tests.engine.workspace import ROOT
from tests.package.conftest import Built
from tests.package.environments import CONSTRAINTS, Environment, needed, with_packages

pytestmark = pytest.mark.engine


@pytest.fixture(scope="module")
def beginner(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """Who has typed `pip install 'pulumi-invoca[simulator]'`."""
    dependencies = with_packages(needed("simulator"), CONSTRAINTS.read_text())
    environment = dependencies.copy(tmp_path_factory.mktemp("beginner") / "venv")
    environment.pip("install", "-q", "--no-index", str(built.wheel))
    return environment


class Shell:
    """bash in an empty folder, with the wheel's programs and a machine of its own."""

    def __init__(self, folder: Path, environment: Environment) -> None:
        self.folder = folder / "empty"
        self.folder.mkdir()
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("PULUMI_", "INVOCA_", "PYTHON", "VIRTUAL_ENV"))
        }
        self.environment = {
            **kept,
            "PATH": environment.path(),
            "HOME": str(folder / "home"),
            "PULUMI_HOME": str(folder / "pulumi"),
            "XDG_STATE_HOME": str(folder / "machine"),
            "PULUMI_SKIP_UPDATE_CHECK": "true",
            "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
        }
        (folder / "home").mkdir()

    def type(self, *lines: str) -> str:
        """What the lines print; each has to succeed. What runs in the background ends with them."""
        script = "\n".join(["set -e", "trap 'kill $(jobs -p) 2>/dev/null || true' EXIT", *lines])
        done = subprocess.run(
            ["bash", "-c", script],
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
            timeout=280,
        )
        assert done.returncode == 0, done.stdout
        return done.stdout


@pytest.fixture
def shell(tmp_path: Path, beginner: Environment) -> Shell:
    return Shell(tmp_path, beginner)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def test_the_three_commands_buy_the_first_simulated_number(shell: Shell) -> None:
    printed = shell.type("invoca init radio --simulator")
    enter, serve, deploy = (line.strip() for line in printed.splitlines()[-3:])
    # Another port than everybody's, because many tests run on one machine.
    port = free_port()
    file = shell.folder / "radio" / "simulator.env"
    file.write_text(file.read_text().replace("8765", str(port)))
    serve = serve.replace("--for", f"--port {port} --for")
    told = shell.type(
        enter,
        serve,
        f"{deploy} --yes",
        "invoca plan --stack spring-radio",
        "pulumi stack select spring-radio",
        "invoca doctor",
        "invoca drift",
        "invoca rename first-number drive-time --stack spring-radio",
        "invoca up",
        "invoca release drive-time",
        "invoca up --yes",
        "pulumi stack output numbers --json",
    )
    assert "bought 1 number: first-number" in told
    assert "Nothing is wrong" in told
    assert "No drift: 1 number in 1 campaign" in told
    assert '"drive-time": "8005550100"' in told
    assert str(ROOT) not in told


def test_pulumi_new_makes_the_same_project(shell: Shell) -> None:
    template = shlex.quote(shell.type("invoca init --template").strip())
    shell.type(
        "mkdir radio state && cd radio",
        f"export PULUMI_BACKEND_URL=file://{shell.folder}/state PULUMI_CONFIG_PASSPHRASE=x",
        f"pulumi new {template} --generate-only --yes --name radio --force",
        "invoca check stacks/*.yaml",
    )
    made = shell.folder / "radio"
    told = yaml.safe_load((made / "Pulumi.yaml").read_text())
    assert (told["name"], "template" in told) == ("radio", False)
    shell.type("invoca init other --name radio")
    other = shell.folder / "other"
    files = (path for path in made.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    for path in (path for path in files if path.suffix != ".yaml"):
        assert (other / path.relative_to(made)).read_bytes() == path.read_bytes()
