"""From an empty folder, with nothing but the wheel, to the first number: typed as it is printed."""

from __future__ import annotations

import shlex

import pytest
import yaml

from tests.engine.workspace import ROOT
from tests.package.beginner import Shell, free_port

pytestmark = pytest.mark.engine


def test_the_three_commands_buy_the_first_simulated_number(shell: Shell) -> None:
    printed = shell.type("invoca init radio --simulator")
    enter, serve, deploy = (line.strip() for line in printed.splitlines()[-3:])
    # Another port than everybody's, because many tests run on one machine.
    port = free_port()
    file = shell.folder / "radio" / "simulator.env"
    file.write_text(file.read_text("utf-8").replace("8765", str(port)), "utf-8")
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
    told = yaml.safe_load((made / "Pulumi.yaml").read_text("utf-8"))
    assert (told["name"], "template" in told) == ("radio", False)
    shell.type("invoca init other --name radio")
    other = shell.folder / "other"
    files = (path for path in made.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    for path in (path for path in files if path.suffix != ".yaml"):
        assert (other / path.relative_to(made)).read_bytes() == path.read_bytes()
