"""Whether a run of a stack is under way, or left its lock behind when it died.

Owns: where Pulumi puts its locks in a folder (or that another backend says so by itself), and what
is said of one. Reads only. A bucket or a database is not looked into: there the engine says so, as
soon as it begins.
"""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from invoca.machine import is_alive

from .programs import run
from .project import Project, short_name
from .stacks import stacks_in_backend

_LOCKS = Path(".pulumi/locks")


class Lock(NamedTuple):
    """is_left: the run that made it has certainly ended. Text is "" and pid 0 where not known."""

    stack: str
    who: str = ""
    host: str = ""
    pid: int = 0
    since: str = ""
    is_left: bool = False

    def __str__(self) -> str:
        by = (
            f" by {self.who}@{self.host} (process {self.pid}) since {self.since}"
            if self.pid
            else ""
        )
        ended = ", and no such process runs here any more" if self.is_left else ""
        return f"it is locked{by}{ended}"

    @property
    def remedy(self) -> str:
        cancel = f"`pulumi cancel --yes --stack {self.stack}`"
        if self.is_left:
            return f"Remove the lock with {cancel}, and run this again: what was bought is found"
        return f"Wait for that run to end. If it is certainly dead: {cancel}, and run this again"


def locks_of(stacks: Iterable[str], project: Project) -> dict[str, Lock]:
    """The locks of those `stacks` that have one."""
    folder = backend_folder(project)
    found = {}
    for stack in stacks:
        locks = list(_in_folder(stack, folder, project)) if folder else []
        if locks:
            found[stack] = min(locks, key=lambda lock: lock.is_left)
    if folder is None:
        busy = stacks_in_backend(project) or {}
        found = {stack: Lock(stack) for stack in stacks if busy.get(stack)}
    return found


def backend_folder(project: Project) -> Path | None:
    """Where the backend's files lie; None where it is not a folder, or cannot be asked."""
    url = os.environ.get("PULUMI_BACKEND_URL") or _asked(project)
    parts = urlsplit(url)
    if parts.scheme != "file":
        return None
    path = unquote(parts.netloc + parts.path)
    # As the engine has it, a path is the project's, and ~ is the home folder.
    return project.folder / os.path.expanduser(path)


def _asked(project: Project) -> str:
    command = ["pulumi", "whoami", "--json", "--verbose", "--non-interactive"]
    ran = run(*command, folder=project.folder)
    try:
        return str(json.loads(ran.output)["url"]) if ran is not None and not ran.code else ""
    except (ValueError, KeyError, TypeError):
        return ""


def _in_folder(stack: str, folder: Path, project: Project) -> Iterator[Lock]:
    name = short_name(stack)
    for place in (_LOCKS / "organization" / project.name / name, _LOCKS / name):
        for file in sorted((folder / place).glob("*.json")):
            yield _read(stack, file)


def _read(stack: str, file: Path) -> Lock:
    try:
        said = json.loads(file.read_text("utf-8"))
        pid, host = int(said["pid"]), str(said["hostname"])
        lock = Lock(stack, str(said.get("username", "")), host, pid, str(said.get("timestamp", "")))
    except (OSError, ValueError, KeyError, TypeError):
        return Lock(stack)
    is_here = host == socket.gethostname()
    return lock._replace(is_left=is_here and not is_alive(pid))
