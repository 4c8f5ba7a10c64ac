#!/usr/bin/env python3
"""Gets an engine for the Terraform provider where none is installed, and prints its path.

Owns: which engine, and where it is kept: $XDG_CACHE_HOME/promo-numbers/opentofu/<version>. Must not
know: promo numbers. How a `go` is found, and how builds are locked and told, is engine.py's.

The order: `tofu` or `terraform` on PATH; OpenTofu in the cache; OpenTofu built from the Go modules
that opentofu/go.mod names (about 3 minutes of downloads, 5 minutes of building on two cores, once;
115 MB). Its own go.mod replaces a module, so that `go install` refuses it; the wrapper module here
says the same.

Only the Python standard library is used. Standard output is one line, the path.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from engine import (
    EngineUnavailable,
    cache_root,
    fit_go,
    go_environment,
    locked,
    run_quietly,
    say,
    timed,
)

VERSION = "1.12.6"
MODULE = Path(__file__).resolve().parent / "opentofu"
COMMAND = "github.com/opentofu/opentofu/cmd/tofu"
RELEASE_SYMBOL = "github.com/opentofu/opentofu/version.dev"
MINIMUM_GO = (1, 26, 6)
INSTALLED = ("tofu", "terraform")


def cached() -> Path:
    return cache_root() / "opentofu" / f"v{VERSION}" / "tofu"


def installed() -> Path | None:
    """An engine that somebody else put on PATH."""
    found = next((path for name in INSTALLED if (path := shutil.which(name))), None)
    return Path(found) if found else None


def fill_cache() -> Path:
    """OpenTofu's path in the cache, built first where it is not there. Whole or not at all."""
    target = cached()
    with locked(target.parent):
        if not os.access(target, os.X_OK):
            target.parent.mkdir(parents=True, exist_ok=True)
            _build(target)
    return target


def _build(target: Path) -> None:
    flags = f"-s -w -X {RELEASE_SYMBOL}=no"
    with tempfile.TemporaryDirectory(prefix="partial-", dir=target.parent) as scratch:
        go = fit_go(Path(scratch), MINIMUM_GO)
        made = Path(scratch) / target.name
        command = [go, "build", "-trimpath", "-ldflags", flags, "-o", str(made), COMMAND]
        with timed("downloading OpenTofu's modules and building it (5 to 15 minutes, once)"):
            run_quietly(command, go_environment(), MODULE)
        made.rename(target)


def main() -> int:
    parser = argparse.ArgumentParser(description="Get an engine for Terraform; print its path.")
    parser.add_argument(
        "--opentofu", action="store_true", help="OpenTofu, whatever else is installed"
    )
    options = parser.parse_args()
    found = None if options.opentofu else installed()
    if found is None:
        try:
            found = fill_cache()
        except (EngineUnavailable, OSError, subprocess.CalledProcessError) as error:
            say(f"OpenTofu could not be built: {error}")
            say("install OpenTofu (https://opentofu.org/docs/intro/install/) and run this again")
            return 1
    say(f"using {found}")
    print(found)
    return 0


if __name__ == "__main__":
    sys.exit(main())
