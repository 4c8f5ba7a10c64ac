"""However a command ends, people see a line and never a traceback, or the token."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.unit.drift.workplace import TOKEN
from tests.unit.invoca_cli.clinic import Clinic

# Whoever starts these tests in the background of a shell has made them deaf to Ctrl-C.
HEARS = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
MAIN = "from invoca_cli.app import main; main()"
# A command that fails as only a bug can, with the token in its text.
BUG = """\
import os, invoca_cli.commands.doctor
def fail(*_):
    secret_of_a_variable = "shown-by-no-message"
    raise RuntimeError(f"no {os.environ['INVOCA_API_TOKEN']} here")
invoca_cli.commands.doctor._checks = fail
"""


def start(clinic: Clinic, *arguments: str, before: str = "", **more: str) -> subprocess.Popen[str]:
    said = {**os.environ, **clinic.environment, **more}
    environment = {key: value for key, value in said.items() if value is not None}
    command = [sys.executable, "-c", HEARS + before + MAIN, *arguments]
    return subprocess.Popen(
        command,
        cwd=clinic.folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )


def interrupted(process: subprocess.Popen[str]) -> str:
    """What it says when Ctrl-C stops it."""
    process.send_signal(signal.SIGINT)
    output, said = process.communicate(timeout=60)
    assert (process.returncode, output) == (130, ""), said
    return said


@pytest.fixture
def first_call(clinic: Clinic) -> threading.Event:
    """Set when Invoca is asked for the first time; it never answers."""
    seen = threading.Event()
    clinic.account.add_fault("hang_before", times=-1)
    clinic.account.on_call = lambda call, when: seen.set()
    return seen


@pytest.mark.parametrize("arguments", [["doctor"], ["drift", "--file", "stacks/spring-radio.yaml"]])
def test_ctrl_c_while_invoca_is_asked_ends_at_once_with_a_line(
    clinic: Clinic, first_call: threading.Event, arguments: list[str]
) -> None:
    clinic.declare()
    process = start(clinic, *arguments)
    assert first_call.wait(60)
    assert interrupted(process) == "interrupted; nothing was changed\n"


def test_ctrl_c_while_a_file_is_read_ends_with_a_line(clinic: Clinic) -> None:
    pipe = clinic.folder / "endless.yaml"
    os.mkfifo(pipe)
    process = start(clinic, "check", str(pipe))
    with pipe.open("w"):  # opens as soon as the command reads, and writes nothing
        assert interrupted(process) == "interrupted\n"


@pytest.mark.parametrize(
    ("number", "code", "last"),
    [
        (signal.SIGINT, 130, "interrupted; the simulated account has stopped\n"),
        (signal.SIGTERM, 0, ""),
    ],
)
def test_the_simulator_ends_with_nothing_but_a_line(
    clinic: Clinic, number: signal.Signals, code: int, last: str
) -> None:
    process = start(clinic, "simulator", "--port", "0", "--database", "simulated.db")
    assert process.stdout is not None
    while "Ctrl-C stops it." not in process.stdout.readline():
        pass
    process.send_signal(number)
    output, said = process.communicate(timeout=60)
    assert (process.returncode, output, said) == (code, "", last)
    assert [path.name for path in clinic.folder.glob("simulated*")] == ["simulated.db"]


@pytest.mark.parametrize("arguments", [["schema"], ["drift", "--file", "stacks/spring-radio.yaml"]])
def test_a_reader_who_has_had_enough_is_no_error_to_talk_of(
    clinic: Clinic, arguments: list[str]
) -> None:
    clinic.declare()
    process = start(clinic, *arguments)
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None
    assert process.stderr.read() == ""
    assert process.wait(60) == 1


@pytest.fixture
def bug(clinic: Clinic) -> Callable[..., str]:
    def bug(**variables: str) -> str:
        process = start(clinic, "doctor", before=BUG, **variables)
        _, said = process.communicate(timeout=60)
        assert process.returncode == 1
        assert TOKEN not in said
        assert "shown-by-no-message" not in said.replace('= "shown-by-no-message"', "")
        return said

    return bug


def test_a_bug_is_a_line_and_says_how_to_report_it(bug: Callable[..., str]) -> None:
    first, second = bug().splitlines()
    assert first.startswith("error: this is a bug in invoca ")
    assert first.endswith(": RuntimeError: no <token> here")
    assert "INVOCA_TRACEBACK=1" in second


def test_where_a_bug_happened_is_told_on_request_without_the_token(
    bug: Callable[..., str],
) -> None:
    said = bug(INVOCA_TRACEBACK="1")
    assert "Traceback" in said
    assert "no <token> here" in said
    assert said.endswith("Please report it, with the lines above.\n")


@pytest.mark.parametrize("command", [["--help"], ["check", "x.yaml"], ["schema"]])
def test_commands_that_send_nothing_do_not_wait_for_http_web_or_engine(
    command: list[str], tmp_path: Path
) -> None:
    (tmp_path / "x.yaml").write_text("", "utf-8")
    program = (
        "import sys\n"
        "from invoca_cli.app import app\n"
        "try:\n    app(sys.argv[1:])\n"
        "except SystemExit:\n    pass\n"
        "heavy = {'requests', 'urllib3', 'fastapi', 'uvicorn', 'pulumi', 'grpc', 'jinja2'}\n"
        "print(sorted(heavy & set(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *command],
        cwd=tmp_path,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert done.stdout.splitlines()[-1] == "[]"
