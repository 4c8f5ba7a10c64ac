"""What differs between systems has a fallback, and every module can be imported without it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from invoca import machine
from invoca.documentation import page

UNIX_ONLY = (
    "fcntl",
    "termios",
    "tty",
    "pty",
    "pwd",
    "grp",
    "resource",
    "readline",
    "posix",
    "curses",
)
IMPORT_ALL = """\
import importlib, os, pkgutil, signal, sys
import asyncio, socket, ssl, subprocess, tempfile  # the library's own know these systems
import pulumi, pulumi.dynamic, requests, rich.console, typer, yaml
for name in NAMES:
    sys.modules[name] = None
for name in ("execvpe", "execvp", "fork", "forkpty", "getuid", "geteuid", "killpg", "pread"):
    if hasattr(os, name):
        delattr(os, name)
for name in ("SIGHUP", "SIGKILL", "SIGUSR1", "SIGALRM", "SIGCHLD", "pthread_sigmask"):
    if hasattr(signal, name):
        delattr(signal, name)
count = 0
for root in ("invoca", "invoca_cli", "pulumi_invoca", "invoca_simulator"):
    package = importlib.import_module(root)
    for module in pkgutil.walk_packages(package.__path__, root + "."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
            count += 1
print(count)
"""


def test_every_module_can_be_imported_where_there_is_no_unix() -> None:
    known = [name for name in UNIX_ONLY if name != "posix"]
    text = IMPORT_ALL.replace("NAMES", repr(known))
    done = subprocess.run([sys.executable, "-c", text], capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 100


def test_a_program_that_is_started_apart_hears_only_what_it_is_told(tmp_path: Path) -> None:
    started = machine.start_apart(["sleep", "60"], stdout=subprocess.DEVNULL)
    assert os.getpgid(started.pid) != os.getpgid(0)
    assert machine.is_alive(started.pid)
    machine.interrupt(started)
    while machine.is_alive(started.pid):  # dead, though nobody has asked for its exit code yet
        threading.Event().wait(0.01)
    assert started.wait(10) == -signal.SIGINT
    assert not machine.is_alive(started.pid)
    machine.interrupt(started)  # nothing to say any more


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_the_end_of_the_terminal_interrupts_as_ctrl_c_does(number: int) -> None:
    before = signal.getsignal(number)
    with pytest.raises(KeyboardInterrupt), machine.ending_is_interrupting():
        signal.raise_signal(number)
    assert signal.getsignal(number) == before


def test_what_another_process_writes_can_be_read_without_disturbing_it(tmp_path: Path) -> None:
    with open(tmp_path / "log", "w+b") as file:
        for index in range(3):
            subprocess.run(["echo", str(index)], stdout=file, check=True)
            assert machine.read_at(file, 2 * index) == f"{index}\n".encode()
    assert (tmp_path / "log").read_text("utf-8") == "0\n1\n2\n"


def test_a_page_is_named_in_words_where_nobody_says_its_address() -> None:
    assert page("ci") == "page ci of pulumi-invoca's documentation"
