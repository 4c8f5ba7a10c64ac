"""Facts of one run that all its processes know together: what is held, made, asked for, bought.

Owns: that a key is claimed once, by whoever comes first, and that it ends with the run. Must not
know: what follows from a fact.

An engine may start several provider processes for one run: one for each configuration of the
provider, each version, and for the refresh before it. Each writes what it claims into a file of
its own and reads those of the others. A file is locked as long as its process lives: that tells
whether one has company.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import secrets
import shutil
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

try:
    import fcntl
except ImportError:  # a system without it: each process knows its own facts alone
    fcntl = None  # type: ignore[assignment]


OLD_SECONDS = 24 * 3600.0


def folder_of_the_run(name: str, environment: Mapping[str, str]) -> Path:
    """Where the processes of a run leave what they know. name: what tells it from every other run
    on this machine."""
    base = environment.get("XDG_RUNTIME_DIR") or tempfile.gettempdir()
    user = os.getuid() if hasattr(os, "getuid") else "me"
    return Path(base) / f"promo-numbers-{user}" / re.sub(r"[^0-9A-Za-z.]+", "-", name)


class Claimed(NamedTuple):
    """value: that of whoever claimed the key first. is_new: whether this call did."""

    value: Any
    is_new: bool


class RunFacts:
    """The facts of a run of one process. Kinds and keys are text, values JSON; safe to share
    between threads. problem: why those of other processes are not known; "" for nothing."""

    problem = ""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._facts: dict[str, dict[str, Any]] = {}

    def claim(self, kind: str, key: str, value: Any) -> Claimed:
        """The fact of a key: `value` where nobody claimed it before."""
        with self.alone():
            known = self._facts.setdefault(kind, {})
            is_new = key not in known
            if is_new:
                known[key] = value
                self._write(kind, key, value)
            return Claimed(known[key], is_new)

    def put(self, kind: str, key: str, value: Any) -> None:
        """Writes a fact, also over one that was claimed before; None takes it back."""
        with self.alone():
            self._know(kind, key, value)
            self._write(kind, key, value)

    def get(self, kind: str, key: str) -> Any:
        """The value of a fact; None where nobody claimed it."""
        with self.alone():
            return self._facts.get(kind, {}).get(key)

    def count(self, kind: str) -> int:
        with self.alone():
            return len(self._facts.get(kind, {}))

    def all(self, kind: str) -> dict[str, Any]:
        """The facts of a kind, by key."""
        with self.alone():
            return dict(self._facts.get(kind, {}))

    def add(self, kind: str, key: str, limit: int) -> bool:
        """Whether a key is among the first `limit` of its kind; counts it where it is new."""
        with self.alone():
            if self.get(kind, key) is None and self.count(kind) >= limit:
                return False
            self.claim(kind, key, True)
            return True

    def part(self, name: str) -> RunFacts:
        """The facts of a part of the run: those of other parts are not its own."""
        return _NamedPart(self, name)

    @property
    def has_company(self) -> bool:
        """Whether another process of the run lives."""
        return False

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """Within it nobody else claims or writes a fact."""
        with self._lock:
            yield

    def _know(self, kind: str, key: str, value: Any) -> None:
        known = self._facts.setdefault(kind, {})
        if value is None:
            known.pop(key, None)
        else:
            known[key] = value

    def _write(self, kind: str, key: str, value: Any) -> None:
        """Tells the others."""


class _NamedPart(RunFacts):
    def __init__(self, whole: RunFacts, name: str) -> None:
        super().__init__()
        self._whole = whole
        self._name = name
        self.problem = whole.problem

    def claim(self, kind: str, key: str, value: Any) -> Claimed:
        return self._whole.claim(f"{self._name} {kind}", key, value)

    def put(self, kind: str, key: str, value: Any) -> None:
        self._whole.put(f"{self._name} {kind}", key, value)

    def get(self, kind: str, key: str) -> Any:
        return self._whole.get(f"{self._name} {kind}", key)

    def count(self, kind: str) -> int:
        return self._whole.count(f"{self._name} {kind}")

    def all(self, kind: str) -> dict[str, Any]:
        return self._whole.all(f"{self._name} {kind}")

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        with self._whole.alone():
            yield

    @property
    def has_company(self) -> bool:
        return self._whole.has_company


class SharedFacts(RunFacts):
    """The facts of a run of several processes.

    folder: named after the run, on a disk of this machine; made here. Where it cannot be used, the
    process knows its own facts alone: `problem` says why. outlive: whether facts stay when all
    processes have ended; else the next one begins a new run, whatever a dead one left behind.
    """

    def __init__(self, folder: Path, *, outlive: bool = False) -> None:
        super().__init__()
        self._folder = folder
        self._outlive = outlive
        self._read_up_to: dict[str, int] = {}  # bytes, by a file's name
        self._depth = 0
        self._own: Any = None
        self._gate: Any = None
        try:
            self._join()
        except OSError as error:
            self.problem = f"{folder}: {error.strerror or error}"

    def _join(self) -> None:
        """Opens a file of its own, and clears the folder where no process of it lives."""
        if fcntl is None:
            return
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _require_private(self._folder)
        gate = open(self._folder / "gate", "a", encoding="utf-8")  # noqa: SIM115 - held as long as the process lives
        fcntl.flock(gate, fcntl.LOCK_EX)
        try:
            if not self._outlive:
                self._forget_the_dead()
            _forget_old(self._folder.parent)
            path = self._folder / f"{os.getpid()}-{secrets.token_hex(4)}.facts"
            self._own = open(path, "xb", buffering=0)  # noqa: SIM115
            fcntl.flock(self._own, fcntl.LOCK_EX)
            self._gate = gate
        finally:
            fcntl.flock(gate, fcntl.LOCK_UN)

    def _forget_the_dead(self) -> None:
        files = list(self._folder.glob("*.facts"))
        if not any(map(_is_held, files)):
            for file in files:
                file.unlink(missing_ok=True)

    @property
    def has_company(self) -> bool:
        if self._own is None:
            return False
        own = Path(self._own.name)
        return any(_is_held(file) for file in self._folder.glob("*.facts") if file != own)

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        with self._lock:
            outermost = self._depth == 0 and self._gate is not None
            self._depth += 1
            if outermost:
                fcntl.flock(self._gate, fcntl.LOCK_EX)
            try:
                if outermost:
                    self._read_others()
                yield
            finally:
                self._depth -= 1
                if outermost:
                    fcntl.flock(self._gate, fcntl.LOCK_UN)

    def _write(self, kind: str, key: str, value: Any) -> None:
        if self._own is not None:
            self._own.write(json.dumps([kind, key, value]).encode() + b"\n")

    def _read_others(self) -> None:
        # Every fact comes by here: names and sizes as text and numbers, no paths until one grew.
        own = os.path.basename(self._own.name)
        with os.scandir(self._folder) as entries:
            others = [one for one in entries if one.name.endswith(".facts") and one.name != own]
        for entry in others:
            start = self._read_up_to.get(entry.name, 0)
            if entry.stat().st_size > start:
                self._read_up_to[entry.name] = start + self._take_in(entry.path, start)

    def _take_in(self, path: str, start: int) -> int:
        """How many bytes of whole lines there were after `start`."""
        with open(path, "rb") as file:
            file.seek(start)
            whole = file.read().rpartition(b"\n")[0]
        for line in whole.splitlines():
            self._know(*json.loads(line))
        return len(whole) + 1 if whole else 0


def _is_held(path: Path) -> bool:
    """Whether the process that wrote this file lives."""
    with open(path, "rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError:
            return True
    return False


def _forget_old(folder: Path) -> None:
    """Removes what runs of earlier days left behind."""
    for run in folder.iterdir():
        with contextlib.suppress(OSError):
            is_old = time.time() - run.stat().st_mtime > OLD_SECONDS
            if is_old and not any(map(_is_held, run.glob("*.facts"))):
                shutil.rmtree(run, ignore_errors=True)


def _require_private(folder: Path) -> None:
    """Raises PermissionError where another user could write what this run believes."""
    status = folder.stat()
    if status.st_uid != os.getuid() or status.st_mode & 0o022:
        raise PermissionError(0, "is not a private folder of this user", str(folder))
