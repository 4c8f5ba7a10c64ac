"""Commands are timed, their processes told apart, and a failure shows what was said last."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from bench.processes import PROC, CommandFailed, role_of, run

needs_proc = pytest.mark.skipif(not PROC.joinpath("self").exists(), reason="there is no /proc")


@pytest.mark.parametrize(
    ("command_line", "role"),
    [
        (["pulumi", "up", "--yes"], "engine"),
        (["python3", "-u", "-m", "pulumi.dynamic", "127.0.0.1:1"], "provider"),
        (["python3", "/engine/pulumi-language-python", "127.0.0.1:1"], "program"),
        (["/engine/pulumi-language-python", "-root=/x", "127.0.0.1:1"], "language host"),
        (["/venv/bin/python", "-u", "/engine/pulumi-language-python-exec", "--x"], "program"),
        (["/venv/bin/python", "/venv/bin/invoca", "drift"], "invoca"),
        (["/invoca/bin/python", "-m", "pip", "list"], "other"),
        ([], ""),
    ],
)
def test_a_process_is_told_by_its_arguments(command_line: list[str], role: str) -> None:
    assert role_of(command_line) == role


@needs_proc
def test_the_memory_of_children_counts_as_their_own(tmp_path: Path) -> None:
    child = "x = bytearray(200 * 2**20); import time; time.sleep(0.3)"
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"
    me = os.getpid()

    done = run(
        [sys.executable, "-c", parent],
        cwd=tmp_path,
        environment=os.environ,
        watch={"simulator": me},
    )

    assert done.peak_mib["other"] > 200
    assert done.peak_mib["simulator"] > 0


@needs_proc
def test_the_processor_time_of_children_counts_as_their_own(tmp_path: Path) -> None:
    busy = "import time\nwhile time.process_time() < 0.5: pass\ntime.sleep(0.3)"
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {busy!r}])"

    done = run(
        [sys.executable, "-c", parent],
        cwd=tmp_path,
        environment=os.environ,
        watch={"simulator": os.getpid()},
    )

    assert 0.5 <= done.cpu_seconds["other"] < 2
    assert done.cpu_seconds["simulator"] < 2  # only what it used meanwhile


def test_a_command_that_fails_shows_the_end_of_its_output(tmp_path: Path) -> None:
    program = "print('\\n'.join(f'line {i}' for i in range(100))); raise SystemExit(3)"

    with pytest.raises(CommandFailed, match="ended with 3, not 0") as failed:
        run([sys.executable, "-c", program], cwd=tmp_path, environment=os.environ)
    assert "line 99" in str(failed.value)
    assert "line 1\n" not in str(failed.value)
