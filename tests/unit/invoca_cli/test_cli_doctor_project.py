"""`invoca doctor` and a project that is elsewhere, locked, or lacks what its program needs."""

from __future__ import annotations

import json
import os
import pty
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.unit.invoca_cli.clinic import Clinic

PULUMI_YAML = "name: promo-numbers\nruntime:\n  name: python\n  options: {%s}\n%s"


def options(clinic: Clinic, text: str, more: str = "") -> None:
    (clinic.folder / "Pulumi.yaml").write_text(PULUMI_YAML % (text, more), "utf-8")


def commands(remedy: str) -> list[str]:
    return re.findall(r"`([^`]+)`", remedy)


# -- where it is ---------------------------------------------------------------------------------


def test_in_a_folder_above_the_project_it_says_where_to_go(clinic: Clinic) -> None:
    inside = clinic.folder / "numbers"
    inside.mkdir()
    (clinic.folder / "Pulumi.yaml").rename(inside / "Pulumi.yml")
    assert commands(clinic.visit().the("project")["remedy"]) == ["cd numbers"]


def test_where_there_is_no_project_it_says_how_to_make_one(clinic: Clinic) -> None:
    (clinic.folder / "Pulumi.yaml").unlink()
    assert commands(clinic.visit().the("project")["remedy"]) == ["invoca init DIRECTORY"]


# -- locks ---------------------------------------------------------------------------------------


def lock(clinic: Clinic, stack: str) -> None:
    folder = clinic.folder / "backend/.pulumi/locks/organization/promo-numbers" / stack
    folder.mkdir(parents=True)
    said = {"pid": os.getpid(), "username": "kim", "hostname": socket.gethostname(),
            "timestamp": "2027-01-01T00:00:00Z"}  # fmt: skip
    (folder / "x.json").write_text(json.dumps(said), "utf-8")


@pytest.mark.parametrize("arguments", [(), ("--stack", "spring-radio"), ("--all",)])
def test_a_locked_stack_is_wrong_and_nothing_is_never_said_beside_it(
    clinic: Clinic, arguments: tuple[str, ...]
) -> None:
    clinic.deploy()
    lock(clinic, "spring-radio")
    found = clinic.visit(*arguments).the("lock")
    assert found["status"] == "wrong"
    assert found["text"].startswith("spring-radio: it is locked by kim@")
    assert "Nothing is wrong" not in clinic.print(*arguments)


def test_the_lock_of_another_stack_is_not_that_of_the_one_asked_for(clinic: Clinic) -> None:
    clinic.deploy()
    lock(clinic, "other")
    assert clinic.visit("--stack", "spring-radio").status("lock") == "ok"


def test_of_a_backend_that_is_no_folder_nothing_is_claimed(clinic: Clinic) -> None:
    clinic.declare()
    clinic.environment["PULUMI_BACKEND_URL"] = "s3://bucket"
    assert clinic.visit().all("lock") == []


# -- the program ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("main", "program", "said"),
    [
        ("", None, "names the program __main__.py, which does not exist"),
        ("main: src/\n", None, "names the program src/, which does not exist"),
        ("", "import pulumi\n", "__main__.py never imports pulumi_invoca"),
    ],
)
def test_a_project_without_a_program_that_declares_numbers_is_wrong(
    clinic: Clinic, main: str, program: str | None, said: str
) -> None:
    clinic.declare()
    options(clinic, "", main)
    file = clinic.folder / "__main__.py"
    file.unlink()
    if program is not None:
        file.write_text(program, "utf-8")
    found = clinic.visit().the("program")
    assert (found["status"], said in found["text"]) == ("wrong", True)
    assert commands(found["remedy"]) == ["invoca init DIRECTORY"]


def test_a_program_that_imports_what_is_not_there_is_wrong(clinic: Clinic) -> None:
    clinic.declare()
    (clinic.folder / "own_module.py").write_text("", "utf-8")
    (clinic.folder / "__main__.py").write_text(
        "import json, own_module, no_such_package.part\nfrom pulumi_invoca import Campaign\n",
        "utf-8",
    )
    clinic.real_python()
    [_, found] = clinic.visit().all("program")
    assert found["text"] == "the program imports no_such_package, which `python3` does not have"
    assert commands(found["remedy"]) == ["python3 -m pip install -r requirements.txt"]


def test_a_program_in_another_language_is_not_looked_into(clinic: Clinic) -> None:
    clinic.declare()
    (clinic.folder / "Pulumi.yaml").write_text("name: promo-numbers\nruntime: yaml\n", "utf-8")
    visit = clinic.visit()
    assert visit.all("program") == []
    assert visit.the("python")["text"] == "not checked: the program is written for yaml"


# -- the environment that Pulumi.yaml names -------------------------------------------------------


def environment(clinic: Clinic, folder: str) -> Path:
    """An environment whose Python is this one, and answers as a fit one."""
    python = clinic.folder / folder / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_bytes((clinic.bin / "python3").read_bytes())
    python.chmod(0o755)
    return python


@pytest.mark.parametrize(
    ("text", "tool", "command"),
    [
        ("virtualenv: venv", "", "pulumi install"),
        ("toolchain: uv", "uv", "uv sync"),
        ("toolchain: poetry", "poetry", "poetry install"),
    ],
)
def test_an_environment_that_is_missing_is_made_by_one_command(
    clinic: Clinic, text: str, tool: str, command: str
) -> None:
    clinic.declare()
    options(clinic, text)
    clinic.environment["PATH"] = f"{clinic.bin}:/usr/bin:/bin"
    if tool:
        found = clinic.visit().the("python")
        assert f"there is no `{tool}` on PATH" in found["text"]
        assert commands(found["remedy"]) == [f"pip install {tool}"]
        clinic.program(tool, "exit 1")
    found = clinic.visit().the("python")
    assert (found["status"], commands(found["remedy"])) == ("wrong", [command])


@pytest.mark.parametrize("text", ["virtualenv: venv", "toolchain: uv", "toolchain: poetry"])
def test_the_python_that_is_looked_at_is_the_one_of_the_project(clinic: Clinic, text: str) -> None:
    clinic.declare()
    options(clinic, text)
    python = environment(clinic, "venv" if "venv" in text else ".venv")
    clinic.program("uv", "exit 1")
    clinic.program("poetry", f"echo {python}")
    clinic.program("python3", "exit 1")
    assert clinic.visit().status("python") == "ok"


def test_an_environment_beside_pulumi_yaml_is_not_found_by_a_program_in_a_folder(
    clinic: Clinic,
) -> None:
    clinic.declare()
    options(clinic, "virtualenv: venv", "main: stacks/\n")
    (clinic.folder / "stacks" / "__main__.py").write_text("import pulumi_invoca\n", "utf-8")
    environment(clinic, "venv")
    first, _ = clinic.visit().all("python")
    assert first["status"] == "wrong"
    [command] = commands(first["remedy"])
    subprocess.run(command, shell=True, cwd=clinic.folder, check=True)  # noqa: S602 - what is printed
    assert clinic.visit().status("python") == "ok"


@pytest.mark.parametrize(("engine", "sdk"), [("v4.0.1", "3.258.0"), ("v3.258.0", "4.1.0")])
def test_a_major_version_that_nobody_knows_is_wrong(clinic: Clinic, engine: str, sdk: str) -> None:
    clinic.program("pulumi", f'[ "$1" = version ] && echo {engine}')
    told = {"python": [3, 11, 7], "missing": [], "sdk": sdk}
    clinic.program("python3", f"echo '{json.dumps(told)}'")
    assert any("newer than this package knows" in one["text"] for one in clinic.visit().checks)


# -- how it looks --------------------------------------------------------------------------------


def test_on_a_terminal_it_is_wrapped_between_words(clinic: Clinic) -> None:
    clinic.declare()
    clinic.account.set_campaign_access("acme", "spring-radio", False)
    leader, follower = pty.openpty()
    said = {**os.environ, **clinic.environment}
    settings = {name: value for name, value in said.items() if value is not None}
    process = subprocess.Popen(
        [sys.executable, "-c", "from invoca_cli.app import main; main()", "doctor"],
        cwd=clinic.folder,
        env={**settings, "COLUMNS": "80"},
        stdout=follower,
        stderr=subprocess.DEVNULL,
        stdin=subprocess.DEVNULL,
    )
    os.close(follower)
    text = b""
    while True:
        try:
            part = os.read(leader, 65536)
        except OSError:  # the other end is closed
            break
        if not part:
            break
        text += part
    assert process.wait(60) == 1
    lines = text.decode().replace("\r", "").splitlines()
    assert max(map(len, lines)) <= 80
    assert any(line.startswith("      ") for line in lines)
    assert "WRONG campaigns: campaign 'spring-radio' of advertiser 'acme'" in lines
