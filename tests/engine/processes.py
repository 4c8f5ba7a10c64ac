"""The processes of a workspace's runs: the engine, and the providers that it started.

Told by the environment that they were given, so that many workspaces can be struck side by side.
"""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, NamedTuple

from tests.engine.workspace import Workspace

Role = Literal["engine", "provider", "other"]
LOOK_SECONDS = 0.05
PROVIDERS = ("pulumi.dynamic", "pulumi-resource-invoca")


class Process(NamedTuple):
    pid: int
    role: Role

    def kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)


def processes(workspace: Workspace, role: Role | None = None) -> list[Process]:
    """Those that live now."""
    return [one for one in _of(workspace) if role in (None, one.role)]


def kill(workspace: Workspace, role: Role) -> int:
    """SIGKILL for each of that role, and for nothing else; how many there were."""
    struck = processes(workspace, role)
    for process in struck:
        process.kill()
    return len(struck)


def all_end(workspace: Workspace, role: Role, seconds: float) -> bool:
    """Whether none of that role lives before so many seconds have passed."""
    until = time.monotonic() + seconds
    while processes(workspace, role):
        if time.monotonic() > until:
            return False
        time.sleep(LOOK_SECONDS)
    return True


def _of(workspace: Workspace) -> Iterator[Process]:
    mark = f"PULUMI_HOME={workspace.folder / 'home'}\0".encode()
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if mark in (folder / "environ").read_bytes():
                command = (folder / "cmdline").read_text("utf-8")
                if command:  # a zombie has none
                    yield Process(int(folder.name), _role(command))


def _role(command: str) -> Role:
    program = Path(command.split("\0")[0]).name
    if program == "pulumi":
        return "engine"
    return "provider" if any(name in command for name in PROVIDERS) else "other"
