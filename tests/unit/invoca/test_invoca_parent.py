"""A process sees that its parent is gone, also where another one stands between the two."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from invoca.errors import Abandoned
from invoca.parent import ParentProcess

# It listens, starts the child by the command that it is given, and says who they are.
PARENT = """
import socket, subprocess, sys, time
with socket.create_server(("127.0.0.1", 0)) as listener:
    address = "127.0.0.1:%d" % listener.getsockname()[1]
    subprocess.Popen([argument.replace("ADDRESS", address) for argument in sys.argv[1:]])
    print("started", flush=True)
    time.sleep(60)
"""
ASKS = """
import sys, time
from invoca.errors import Abandoned
from invoca.parent import ParentProcess
parent = ParentProcess(sys.argv[1] if len(sys.argv) > 1 else None)
parent.require()
print("lives", flush=True)
while True:
    try:
        parent.require()
    except Abandoned as error:
        print(error, flush=True)
        break
    time.sleep(0.02)
"""
WAITS = """
import sys, time
from invoca.parent import ParentProcess
ParentProcess(sys.argv[1] if len(sys.argv) > 1 else None).end_with_it()
print("lives", flush=True)
time.sleep(60)
"""
IN_SECONDS = 20.0  # generous: the machine may be busy

# A shell that stays between the two, as the vendor's host leaves one, and hides the pid.
BY_A_SHELL = ("sh", "-c", '"$0" "$@"; true', sys.executable, "-c")
AT_ONCE = (sys.executable, "-c")


@pytest.fixture
def family() -> Iterator[list[subprocess.Popen[str]]]:
    started: list[subprocess.Popen[str]] = []
    yield started
    for process in started:
        process.kill()
        process.communicate(timeout=IN_SECONDS)


def a_child(family: list[subprocess.Popen[str]], *command: str) -> subprocess.Popen[str]:
    """The parent of a child that says "lives", and then what it has to say."""
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, *command], stdout=subprocess.PIPE, encoding="utf-8"
    )
    family.append(parent)
    assert parent.stdout is not None
    assert {parent.stdout.readline(), parent.stdout.readline()} == {"started\n", "lives\n"}
    return parent


def last_words(parent: subprocess.Popen[str]) -> tuple[str, float]:
    """What the child says after its parent was killed, and when it had ended, in seconds."""
    parent.kill()
    began = time.monotonic()
    said, _ = parent.communicate(timeout=IN_SECONDS)  # the pipe ends with the child
    return said, time.monotonic() - began


@pytest.mark.parametrize("start", [AT_ONCE, BY_A_SHELL], ids=["directly", "by a shell"])
def test_nothing_may_be_written_once_the_parent_is_gone(
    family: list[subprocess.Popen[str]], start: tuple[str, ...]
) -> None:
    said, _ = last_words(a_child(family, *start, ASKS, "ADDRESS"))
    assert "the run that asked for it has ended" in said


def test_the_pid_of_the_parent_tells_where_there_is_no_address(
    family: list[subprocess.Popen[str]],
) -> None:
    said, _ = last_words(a_child(family, *AT_ONCE, ASKS))
    assert "the run that asked for it has ended" in said


@pytest.mark.parametrize("start", [AT_ONCE, BY_A_SHELL], ids=["directly", "by a shell"])
def test_a_process_ends_soon_after_its_parent(
    family: list[subprocess.Popen[str]], start: tuple[str, ...]
) -> None:
    _, seconds = last_words(a_child(family, *start, WAITS, "ADDRESS"))
    assert seconds < IN_SECONDS / 2


def test_an_address_at_which_nobody_ever_listened_says_nothing() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        closed = f"127.0.0.1:{listener.getsockname()[1]}"
    ParentProcess(closed).require()


@pytest.mark.parametrize("address", [None, "", "--logtostderr", "pulumi", "host:port"])
def test_what_is_no_address_is_not_asked(address: str | None) -> None:
    ParentProcess(address).require()


def test_an_address_that_closes_says_that_the_parent_is_gone() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        parent = ParentProcess(f"127.0.0.1:{listener.getsockname()[1]}")
        parent.require()
    with pytest.raises(Abandoned):
        parent.require()


def test_a_parent_that_is_too_busy_to_answer_lives() -> None:
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen(1)
        parent = ParentProcess(f"127.0.0.1:{busy.getsockname()[1]}")
        waiting = [socket.socket() for _ in range(3)]
        for one in waiting:  # the queue is full then, and the next one is not answered
            one.setblocking(False)
            one.connect_ex(busy.getsockname())
        assert parent.lives()
        for one in waiting:
            one.close()


def test_the_module_knows_nobody_by_name() -> None:
    text = (
        (Path(__file__).parents[3] / "provider" / "invoca" / "parent.py").read_text("utf-8").lower()
    )
    assert not [name for name in ("pulumi", "terraform", "tofu", "engine") if name in text]


def test_a_process_is_told_from_every_other_of_the_machine() -> None:
    assert ParentProcess().name == ParentProcess().name
    told = subprocess.run(
        [
            sys.executable,
            "-c",
            "from invoca.parent import ParentProcess; print(ParentProcess().name)",
        ],
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    pid, _, began = told.stdout.strip().partition("-")
    assert pid == str(os.getpid())
    assert began
    assert told.stdout.strip() != ParentProcess().name
