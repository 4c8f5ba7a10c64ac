"""Virtual environments for the package's tests.

What does not change between runs, the packages of others, is installed once and kept in the cache
beside the engine; each test works in a copy. The package under test is never cached.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from importlib.metadata import requires
from pathlib import Path

from tests.engine.workspace import ROOT

CONSTRAINTS = ROOT / "constraints.txt"


class Environment:
    """A virtual environment in `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.programs = folder / "bin"

    def python(self, *arguments: str, environment: Mapping[str, str] | None = None) -> str:
        """What `python ARGUMENTS` printed; it has to end well."""
        done = subprocess.run(
            [self.programs / "python", *arguments],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
        )
        assert done.returncode == 0, done.stdout
        return done.stdout

    def pip(self, *arguments: str) -> str:
        return self.python("-m", "pip", "--disable-pip-version-check", *arguments)

    def path(self) -> str:
        """PATH with this environment's programs first."""
        return f"{self.programs}{os.pathsep}{os.environ['PATH']}"

    def copy(self, folder: Path) -> Environment:
        shutil.copytree(self.folder, folder, symlinks=True)
        return Environment(folder)


def needed(*extras: str) -> list[str]:
    """What the package needs from others, with these extras, as its metadata says."""
    found = []
    for requirement in requires("pulumi-invoca") or []:
        what, _, marker = requirement.partition(";")
        if not marker or any(f'"{extra}"' in marker for extra in extras):
            found.append(what.strip())
    return found


def with_packages(packages: Sequence[str], constraints: str) -> Environment:
    """The cached environment that holds `packages`; made first where there is none."""
    key = "\n".join([sys.version, *packages, constraints])
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "promo-numbers"
    folder = cache / "environments" / hashlib.sha256(key.encode()).hexdigest()[:16]
    folder.parent.mkdir(parents=True, exist_ok=True)
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "complete").exists():
            _fill(folder, packages, constraints)
    return Environment(folder)


def _fill(folder: Path, packages: Sequence[str], constraints: str) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    subprocess.run([sys.executable, ROOT / "tools" / "make_venv.py", folder], check=True)
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
        file.write(constraints)
        file.flush()
        Environment(folder).pip("install", "-q", "-c", file.name, *packages)
    (folder / "complete").touch()
