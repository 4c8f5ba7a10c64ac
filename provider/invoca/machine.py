"""What is not the same on every system: processes, signals, a file that is read while it grows.

Owns: every use of a function of these that only Unix has, with what is done where it is missing.
Must not know: what is started, ended or read, and why.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Any, NoReturn


def is_alive(pid: int) -> bool:
    """Whether there is such a process on this machine; True where that cannot be told."""
    if os.name == "nt" or pid <= 0:
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:  # somebody else's
        pass
    return not _is_zombie(pid)


def _is_zombie(pid: int) -> bool:
    """Whether the process has ended, and only its parent does not know yet."""
    try:
        state = Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()[0]
    except (OSError, IndexError):
        return False
    return state in (b"Z", b"X")


def start_apart(command: Sequence[str], **settings: Any) -> subprocess.Popen[bytes]:
    """Starts a program that Ctrl-C at this terminal does not reach; `interrupt` does.

    settings: as subprocess.Popen takes them. Raises OSError.
    """
    if os.name == "nt":
        apart: dict[str, Any] = {
            "creationflags": getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)
        }
    else:
        apart = {"start_new_session": True}
    return subprocess.Popen(command, **apart, **settings)


def become(command: Sequence[str], folder: Path, environment: dict[str, str]) -> NoReturn:
    """Lets a program go on in place of this one, in `folder`. Raises OSError."""
    sys.stdout.flush()
    sys.stderr.flush()
    if os.name != "nt" and hasattr(os, "execvpe"):
        os.chdir(folder)
        os.execvpe(command[0], list(command), environment)  # noqa: S606 - no shell is wanted
    with contextlib.suppress(KeyboardInterrupt):  # the program has heard it, too
        sys.exit(subprocess.call(command, cwd=folder, env=environment))
    sys.exit(130)


def interrupt(process: subprocess.Popen[bytes]) -> None:
    """What Ctrl-C would have said to the program; nothing where it has ended."""
    with contextlib.suppress(ProcessLookupError, OSError, ValueError):
        process.send_signal(getattr(signal, "CTRL_BREAK_EVENT", signal.SIGINT))


@contextlib.contextmanager
def ending_is_interrupting() -> Iterator[None]:
    """Within it SIGTERM, and the end of the terminal, raise KeyboardInterrupt as Ctrl-C does."""
    before: dict[int, Any] = {}
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        # Only the main thread may set handlers; a signal that is ignored (nohup) stays ignored.
        with contextlib.suppress(ValueError):
            if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
                before[number] = signal.signal(number, _raise)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _raise(*_: object) -> None:
    raise KeyboardInterrupt


def read_at(file: IO[bytes], start: int) -> bytes:
    """What is in an open file from byte `start` on; whoever writes to it is not disturbed."""
    if hasattr(os, "pread"):
        parts = []
        while part := os.pread(file.fileno(), 1 << 20, start):
            parts.append(part)
            start += len(part)
        return b"".join(parts)
    with open(file.name, "rb") as again:
        again.seek(start)
        return again.read()
