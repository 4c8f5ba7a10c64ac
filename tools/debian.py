"""Sees to programs that tests need and that Debian's packages hold.

Where there is none and this is a Debian machine with root (a container, CI), it is installed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence


def find(names: Sequence[str]) -> str | None:
    return next((path for name in names if (path := shutil.which(name))), None)


def is_there(names: Sequence[str], package: str, saying: str) -> bool:
    """Whether one of the programs `names` is there, or could be installed. saying: what is said on
    stderr while that is done."""
    if find(names) is None and os.geteuid() == 0 and shutil.which("apt-get"):
        print(saying, file=sys.stderr)
        _install(package)
    return find(names) is not None


def _install(package: str) -> None:
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for arguments in (
        ["apt-get", "update", "-qq"],
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", package],
    ):
        subprocess.run(arguments, check=False, env=environment, **quiet)  # type: ignore[call-overload]
