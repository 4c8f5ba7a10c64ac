"""`invoca simulator`: several campaign files, and campaigns that come while it runs."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
import requests
from typer.testing import CliRunner, Result

from invoca_cli.app import app

MAIN = "from invoca_cli.app import main; main()"


class Running(NamedTuple):
    """said: how to use it, as it was printed."""

    said: str
    process: subprocess.Popen[str]

    def told(self, name: str) -> str:
        (value,) = re.findall(rf"export {name}=(\S+)", self.said)
        return str(value)

    @property
    def port(self) -> str:
        return self.told("INVOCA_BASE_URL").rpartition(":")[2]

    def numbers_of(self, campaign: str) -> int:
        """The status with which the numbers of a campaign of acme are listed."""
        address = self.told("INVOCA_BASE_URL")
        path = f"advertisers/acme/advertiser_campaigns/{campaign}/promo_numbers.json"
        return requests.get(
            f"{address}/api/2022-08-01/{self.told('INVOCA_NETWORK_ID')}/{path}",
            headers={"Authorization": self.told("INVOCA_API_TOKEN")},
            timeout=60,
        ).status_code


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Callable[..., Running]]:
    processes = []

    def start(*arguments: str) -> Running:
        command = [sys.executable, "-c", MAIN, "simulator", "--port", "0"]
        process = subprocess.Popen(
            [*command, *arguments],
            cwd=tmp_path,
            env={**os.environ},
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        processes.append(process)
        assert process.stdout is not None
        lines = []
        while not lines or "Ctrl-C stops it." not in lines[-1]:
            lines.append(process.stdout.readline())
            assert process.poll() is None
        return Running("".join(lines), process)

    yield start
    for process in processes:
        process.terminate()
        process.communicate(timeout=60)


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    for campaign in ("radio", "tv"):
        (tmp_path / f"{campaign}.yaml").write_text(
            f"advertiser_id: acme\ncampaign_id: {campaign}\n"
            'numbers: {a: {description: A, media_type: "Offline: TV", custom_data: {show: x}}}\n',
            "utf-8",
        )
    (tmp_path / "Pulumi.tv.yaml").write_text("config: {}\n", "utf-8")
    return sorted(str(file) for file in tmp_path.glob("*.yaml"))


def add(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["simulator", *arguments])


def test_all_files_that_a_shell_expands_are_set_up(
    run: Callable[..., Running], files: list[str]
) -> None:
    running = run("--for", *files)
    assert [running.numbers_of(name) for name in ("radio", "tv", "mail")] == [200, 200, 404]
    for stack in ("radio", "tv"):
        assert f"  pulumi stack select --create {stack} && pulumi up\n" in running.said
    assert "Pulumi.tv" not in running.said


def test_another_terminal_is_told_to_activate_the_environment(run: Callable[..., Running]) -> None:
    assert sys.prefix != sys.base_prefix
    (script,) = re.findall(r"^  \. (\S+/bin/activate)$", run().said, re.MULTILINE)
    assert Path(script).samefile(Path(sys.prefix) / "bin" / "activate")


def test_a_campaign_comes_while_it_runs(run: Callable[..., Running], files: list[str]) -> None:
    running = run()
    assert running.numbers_of("tv") == 404
    done = add("--port", running.port, "--for", files[-1], "--knob", "list_answer=random")
    assert done.exit_code == 0, done.output
    assert "now has 1 campaign, 1 custom data field, 1 knob." in done.output
    assert running.numbers_of("tv") == 200
    fields = requests.get(f"{running.told('INVOCA_BASE_URL')}/_simulator/knobs", timeout=60).json()
    assert fields["list_answer"] == "random"
    assert list(Path().glob("*.db*")) == []


def test_a_port_of_something_else_is_left_alone(files: list[str]) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        other.settimeout(0)
        done = add("--port", str(other.getsockname()[1]), "--campaign", "acme/tv")
    assert done.exit_code == 2
    assert "something else runs at" in done.output


def test_no_file_is_left_where_it_was_started_unless_asked_for(
    run: Callable[..., Running], here: Path
) -> None:
    said = run("--scenario", "busy").said
    assert "Its numbers are lost when it stops; --database FILE keeps them." in said
    assert list(here.iterdir()) == []
    assert "are lost when it stops" not in run("--database", "kept.db").said
    assert "kept.db" in [path.name for path in here.iterdir()]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGTERM")
@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_and_leaves_the_account_alone(
    run: Callable[..., Running], tmp_path: Path, ending: signal.Signals
) -> None:
    running = run("--database", "kept.db", "--campaign", "acme/radio")
    assert running.numbers_of("radio") == 200
    running.process.send_signal(ending)
    assert running.process.wait(timeout=60) == (0 if ending is signal.SIGTERM else 130)
    assert [path.name for path in tmp_path.iterdir()] == ["kept.db"]


def test_a_project_to_try_things_in_keeps_its_account(
    run: Callable[..., Running], here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INVOCA_SIMULATOR_DATABASE", str(here / "invoca-simulator.db"))
    run()
    assert "invoca-simulator.db" in [path.name for path in here.iterdir()]


def test_a_scenario_can_come_while_it_runs(run: Callable[..., Running]) -> None:
    running = run()
    added = add("--port", running.port, "--scenario", "lost-answers")
    assert added.exit_code == 0
    page = requests.get(running.told("INVOCA_BASE_URL"), timeout=60).text
    assert "the connection ends before the answer" in page


def test_a_scenario_that_is_none_is_refused() -> None:
    refused = add("--port", "0", "--scenario", "stormy")
    assert refused.exit_code != 0
    assert "no scenario stormy; there are calm, busy" in " ".join(
        refused.output.replace("│", " ").split()
    )
