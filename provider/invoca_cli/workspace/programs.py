"""Runs another program, and never with a terminal to ask at.

Owns: that what a program says is shown without the passwords that are in addresses.
Must not know: what the program is asked for.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple


class Ran(NamedTuple):
    """errors: what went to standard error. said: its last line, or why there was no end."""

    code: int
    output: str
    errors: str
    said: str


def run(
    *command: str,
    folder: Path | None = None,
    patience: float | None = None,
    variables: Mapping[str, str | None] = MappingProxyType({}),
) -> Ran | None:
    """How `command` ended; None where there is no such program.

    patience: seconds, after which it is ended; None for as long as it takes. variables: as
    `environment_with` takes them.
    """
    environment = environment_with(variables)
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            timeout=patience,
        )
    except subprocess.TimeoutExpired:
        return Ran(1, "", "", f"`{command[0]}` did not end within {patience:g} s")
    except OSError:
        return None
    errors = _without_passwords(done.stderr)
    lines = errors.strip().splitlines() or [f"`{command[0]}` failed and printed nothing"]
    return Ran(done.returncode, done.stdout, errors, lines[-1].removeprefix("error: "))


def environment_with(variables: Mapping[str, str | None]) -> dict[str, str]:
    """This environment with `variables`; those that are None are taken out of it."""
    said = {**os.environ, "PULUMI_SKIP_UPDATE_CHECK": "true", **variables}
    return {name: value for name, value in said.items() if value is not None}


def _without_passwords(text: str) -> str:
    # A backend such as postgres://user:password@host names its own.
    return re.sub(r"://[^\s@]*@", "://...@", text)
