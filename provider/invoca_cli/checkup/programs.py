"""Runs another program for a look, with a time limit, and never with a terminal to ask at.

Owns: that what a program says is shown without the passwords that stand in addresses.
"""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path
from typing import NamedTuple

PATIENCE_SECONDS = 20.0


class Ran(NamedTuple):
    """said: the last line of what went to standard error, or why there was no end."""

    code: int
    output: str
    said: str


def run(*command: str, folder: Path | None = None) -> Ran | None:
    """How `command` ended; None where there is no such program."""
    environment = {**os.environ, "PULUMI_SKIP_UPDATE_CHECK": "true"}
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=PATIENCE_SECONDS,
        )
    except subprocess.TimeoutExpired:
        return Ran(1, "", f"`{command[0]}` did not end within {PATIENCE_SECONDS:g} s")
    except OSError:
        return None
    lines = done.stderr.strip().splitlines() or [f"`{command[0]}` failed and said nothing"]
    return Ran(done.returncode, done.stdout, _without_passwords(lines[-1]))


def version(text: str) -> tuple[int, ...]:
    """`v3.258.0-alpha` as (3, 258, 0); () where it is none."""
    found = re.match(r"v?(\d+)\.(\d+)\.(\d+)", text.strip())
    return tuple(map(int, found.groups())) if found else ()


def _without_passwords(text: str) -> str:
    # A backend such as postgres://user:password@host names its own.
    return re.sub(r"://[^\s@]*@", "://...@", text.removeprefix("error: "))
