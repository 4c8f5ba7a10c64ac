"""Whether the process that this one works for still lives.

Owns: how that is told, and that this process ends with it. Must not know: who the parent is, or
what this process does. A parent that is killed says nothing: its children live on, and would buy
what nobody waits for any more, beside the next run that buys the same (docs/reliability.md, "A run
that is killed").
"""

from __future__ import annotations

import os
import socket
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path

from .errors import Abandoned

LOOK_SECONDS = 0.5  # between two looks of the thread that ends this process
ASK_SECONDS = 2.0  # for a connection to a parent on this machine
# A busy parent may turn one connection away. A dead one turns all of them away.
REFUSALS, PAUSE_SECONDS = 3, 0.05


class ParentProcess:
    """The process that started this one, as long as it lives. Safe to share between threads.

    Made while it certainly lives. address: "host:port" of a socket that it listens on, for parents
    that start this process by another one, which outlives them. An address that takes no
    connection now is not asked again.
    """

    def __init__(self, address: str | None = None) -> None:
        self._pid = os.getppid()
        self._address = _parsed(address)
        if self._address is not None and not _listens(self._address):
            self._address = None
        self._watch = threading.Lock()
        self._is_watched = False

    @property
    def address(self) -> str:
        """Where it listens; "" where that is not known."""
        return ":".join(map(str, self._address)) if self._address else ""

    @property
    def name(self) -> str:
        """What tells it from every process of this machine, those before and after it too; to be
        asked for while it certainly lives."""
        return f"{self._pid}-{_began(self._pid)}"

    def lives(self) -> bool:
        if os.getppid() != self._pid:
            return False
        if self._address is None or _listens(self._address):
            return True
        for _ in range(REFUSALS - 1):
            time.sleep(PAUSE_SECONDS)
            if _listens(self._address):
                return True
        return False

    def require(self) -> None:
        """Raises Abandoned where it is gone: to be called before anything is written."""
        if not self.lives():
            raise Abandoned(
                "writing to Invoca",
                answer="the run that asked for it has ended",
                remedy="Nothing was sent; run it again",
            )

    def end_with_it(self, end: Callable[[int], object] = os._exit) -> None:
        """From now on this process ends within about a second of its parent. Once is enough.

        It ends as by a kill, which is what the protocol is made for: whoever waits here, for Invoca
        or for a lock, waits for nothing.
        """
        with self._watch:
            if self._is_watched:
                return
            self._is_watched = True
        threading.Thread(target=self._wait, args=(end,), name="parent", daemon=True).start()

    def _wait(self, end: Callable[[int], object]) -> None:
        while self.lives():
            time.sleep(LOOK_SECONDS)
        end(1)


def _began(pid: int) -> str:
    """When a process began, as its system tells it; "" where that does not."""
    status = Path(f"/proc/{pid}/stat")
    try:
        if status.parent.parent.is_dir():
            # After the program's name, which may hold spaces and brackets.
            return status.read_text(encoding="utf-8").rpartition(")")[2].split()[19]
        told = subprocess.run(
            ["ps", "-o", "lstart=", "-p", str(pid)],
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
    except (OSError, IndexError):
        return ""
    return "-".join(told.stdout.split())


def _parsed(address: str | None) -> tuple[str, int] | None:
    host, _, port = (address or "").rpartition(":")
    return (host.strip("[]"), int(port)) if host and port.isdigit() else None


def _listens(address: tuple[str, int]) -> bool:
    """Whether somebody takes connections there. Only a refusal says no: no answer says nothing."""
    try:
        socket.create_connection(address, ASK_SECONDS).close()
    except ConnectionRefusedError:
        return False
    except OSError:
        return True
    return True
