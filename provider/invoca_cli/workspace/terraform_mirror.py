"""Where Terraform and OpenTofu look for the provider without asking a registry.

Owns: the folders and names of a filesystem mirror, and the command that is in one. Must not
know: the provider itself, which is found on PATH when an engine starts that command.
"""

from __future__ import annotations

import platform
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from invoca.version import VERSION
from terraform_stack.names import SOURCE

EXECUTABLE = "terraform-provider-invoca"
# As a source, the name alone means the first for Terraform, and the second for OpenTofu.
HOSTS = ("registry.terraform.io", "registry.opentofu.org")
PLATFORMS = ("linux_amd64", "linux_arm64", "darwin_amd64", "darwin_arm64")
# No absolute path: the same bytes, and so the same hash in a lock file, on every machine.
COMMAND = f'#!/bin/sh\nexec {EXECUTABLE} "$@"\n'

_MACHINES = {"x86_64": "amd64", "amd64": "amd64", "aarch64": "arm64", "arm64": "arm64"}


class Installed(NamedTuple):
    """folder: the mirror. files: what was written, below it."""

    folder: Path
    files: tuple[Path, ...]


def implied_folder(home: Path) -> Path:
    """The mirror that both engines use where their configuration names none."""
    return home / ".terraform.d" / "plugins"


def this_platform() -> str:
    """Such as linux_amd64."""
    machine = platform.machine().lower()
    return f"{platform.system().lower()}_{_MACHINES.get(machine, machine)}"


def install(folder: Path, platforms: Sequence[str]) -> Installed:
    """Writes the mirror, or over what an earlier version of this wrote. Raises OSError."""
    files = []
    for host in HOSTS:
        for one in platforms:
            place = Path(host) / SOURCE / VERSION / one
            file = place / f"{EXECUTABLE}_v{VERSION}"
            (folder / place).mkdir(parents=True, exist_ok=True)
            (folder / file).write_text(COMMAND, encoding="utf-8", newline="\n")
            (folder / file).chmod(0o755)
            files.append(file)
    return Installed(folder, tuple(files))
