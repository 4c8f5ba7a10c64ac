#!/usr/bin/env python3
"""Gets actionlint, the linter of GitHub workflows, and prints where it is.

Owns: which actionlint, and where it is kept: $XDG_CACHE_HOME/promo-numbers/actionlint/<version>.
Must not know: the workflows. Where a `go` comes from is said in tools/engine/engine.py.

It is built from the Go modules that go.mod names here (about 10 seconds, once). Only the Python
standard library is used. Standard output is one line, the path.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "engine"))

from engine import EngineUnavailable, cache_root, fit_go, go_environment, locked  # noqa: E402

VERSION = "1.7.12"
COMMAND = "github.com/rhysd/actionlint/cmd/actionlint"


def cached() -> Path:
    return cache_root() / "actionlint" / f"v{VERSION}" / "actionlint"


def build(target: Path) -> None:
    """Builds it into `target`; whole or not at all. Raises where there is no go, or no modules."""
    with tempfile.TemporaryDirectory(prefix="partial-", dir=target.parent) as scratch:
        go = fit_go(Path(scratch))
        made = Path(scratch) / target.name
        command = [go, "build", "-trimpath", "-ldflags", "-s -w", "-o", str(made), COMMAND]
        subprocess.run(command, cwd=HERE, env=go_environment(), check=True, stdout=sys.stderr)
        made.rename(target)


def main() -> int:
    target = cached()
    try:
        with locked(target.parent):
            target.parent.mkdir(parents=True, exist_ok=True)
            if not os.access(target, os.X_OK):
                build(target)
    except (EngineUnavailable, OSError, subprocess.CalledProcessError) as error:
        print(f"actionlint: it could not be built ({error})", file=sys.stderr)
        print("actionlint: put a `go` of 1.25.11 or newer on PATH, run this again", file=sys.stderr)
        return 1
    print(target)
    return 0


if __name__ == "__main__":
    sys.exit(main())
