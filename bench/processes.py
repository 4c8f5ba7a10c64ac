"""Runs one command to its end: how long it took, and what each process used that it started.

Owns: the clock and the look into /proc. Must not know: what the command is for. Peaks are those
that Linux itself keeps (VmHWM), so a look now and then is enough; elsewhere there are none.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

PROC = Path("/proc")
LOOK_SECONDS = 0.05
SHOWN_LINES = 30
_TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")
# The first that a process' command line holds tells what it is; a language host that is itself
# Python runs the program in its own process.
ROLES = (
    ("terraform_invoca", "provider"),
    ("bench.bare", "provider"),
    ("pulumi.dynamic", "provider"),
    ("pulumi-language-python-exec", "program"),
    ("python3 pulumi-language-python", "program"),
    ("python pulumi-language-python", "program"),
    ("pulumi-language-python", "language host"),
    ("bench.limit", "client"),
    ("invoca", "invoca"),
    ("pulumi", "engine"),
    ("tofu", "engine"),
    ("terraform", "engine"),
)


class CommandFailed(Exception):
    """A command of the benchmark did not end as it must; the text holds the end of its output."""


class Finished(NamedTuple):
    """seconds: wall time. peak_mib: by role; the largest process where a role has several.
    cpu_seconds: by role, of all its processes; what was used after the last look is missing.
    """

    seconds: float
    output: str
    peak_mib: dict[str, float]
    cpu_seconds: dict[str, float]


def run(
    command: Sequence[str],
    *,
    cwd: Path,
    environment: Mapping[str, str],
    watch: Mapping[str, int] | None = None,
    expect: int = 0,
) -> Finished:
    """watch: further processes to look at, as role to process id; their peaks start from zero.

    Raises CommandFailed where the exit code is another than `expect`.
    """
    for process_id in (watch or {}).values():
        _forget_peak(process_id)
    started = time.perf_counter()
    process = subprocess.Popen(
        command,
        cwd=cwd,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    )
    with _Looks(process.pid, watch or {}) as looks:
        output = _output(process)
        seconds = time.perf_counter() - started
    if process.returncode != expect:
        end = "\n".join(output.splitlines()[-SHOWN_LINES:])
        what = " ".join(command)
        raise CommandFailed(f"`{what}` ended with {process.returncode}, not {expect}:\n{end}")
    return Finished(seconds, output, looks.peak_mib(), looks.cpu_seconds())


def _output(process: subprocess.Popen[str]) -> str:
    try:
        return process.communicate()[0]
    except BaseException:
        # Nothing outlives the benchmark, not even when it is interrupted.
        process.terminate()
        process.wait()
        raise


class _Looks:
    def __init__(self, root: int, watch: Mapping[str, int]) -> None:
        self._root = root
        self._watch = watch
        self._peaks: dict[int, tuple[str, float]] = {}
        self._cpu: dict[int, tuple[str, float]] = {}
        self._cpu_before = {id_: cpu_seconds(id_) or 0.0 for id_ in watch.values()}
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._keep_looking, daemon=True)

    def __enter__(self) -> _Looks:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def peak_mib(self) -> dict[str, float]:
        peaks: dict[str, float] = {}
        for role, mib in self._peaks.values():
            peaks[role] = max(mib, peaks.get(role, 0))
        return peaks

    def cpu_seconds(self) -> dict[str, float]:
        used: dict[str, float] = {}
        for role, seconds in self._cpu.values():
            used[role] = used.get(role, 0) + seconds
        return used

    def _keep_looking(self) -> None:
        while not self._ended.wait(LOOK_SECONDS):
            for process_id in _family(self._root):
                self._look(process_id, role_of(_command_line(process_id)))
        for role, process_id in self._watch.items():
            self._look(process_id, role)

    def _look(self, process_id: int, role: str) -> None:
        mib, seconds = _peak_mib(process_id), cpu_seconds(process_id)
        if mib is not None and role:
            self._peaks[process_id] = (role, mib)
        if seconds is not None and role:
            self._cpu[process_id] = (role, seconds - self._cpu_before.get(process_id, 0.0))


def role_of(command_line: Sequence[str]) -> str:
    """What a process is, from its arguments; "other" for what is none of ours, "" for none."""
    if not command_line:
        return ""
    # Only the names: a role must not depend on the folder that something is installed in.
    names = " ".join(argument.rsplit("/", 1)[-1] for argument in command_line[:4])
    return next((role for sign, role in ROLES if sign in names), "other")


def _family(root: int) -> Iterator[int]:
    children: dict[int, list[int]] = {}
    for entry in PROC.glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            # The name in parentheses may hold anything, so the fields are counted after it.
            parent = int(entry.read_text("utf-8", "replace").rpartition(")")[2].split()[1])
            children.setdefault(parent, []).append(int(entry.parent.name))
    waiting = [root]
    while waiting:
        process_id = waiting.pop()
        yield process_id
        waiting += children.get(process_id, [])


def _command_line(process_id: int) -> list[str]:
    with contextlib.suppress(OSError):
        text = (PROC / str(process_id) / "cmdline").read_text(errors="replace", encoding="utf-8")
        return text.rstrip("\0").split("\0") if text else []
    return []


def cpu_seconds(process_id: int) -> float | None:
    """What a process has used so far; None where that is not known."""
    with contextlib.suppress(OSError):
        fields = (PROC / str(process_id) / "stat").read_text("utf-8").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS_A_SECOND
    return None


def _peak_mib(process_id: int) -> float | None:
    with contextlib.suppress(OSError):
        for line in (PROC / str(process_id) / "status").read_text("utf-8").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    return None


def _forget_peak(process_id: int) -> None:
    # "5" sets the peak to what is in use now: proc(5), /proc/pid/clear_refs.
    with contextlib.suppress(OSError):
        (PROC / str(process_id) / "clear_refs").write_text("5", "utf-8")
