#!/usr/bin/env python3
"""Gets Pulumi's YAML language host where an engine has none, and puts it beside the engine.

Owns: where that host comes from and where it is kept. The engine itself is `engine`'s.

An installed Pulumi brings it along. Otherwise it is built from the published Go module named in
yaml/go.mod, kept in $XDG_CACHE_HOME/promo-numbers/yaml-host/<version>, and linked into the cached
engine's folder: the engine takes a host from there without a word.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

import engine

VERSION = "1.25.0"
HOST = "pulumi-language-yaml"
COMMAND = "github.com/pulumi/pulumi-yaml/cmd/pulumi-language-yaml"
VERSION_SYMBOL = "github.com/pulumi/pulumi-yaml/pkg/version.Version"


def cached() -> Path:
    """The built host; built first where it is not there yet."""
    folder = engine.cache_root() / "yaml-host" / f"v{VERSION}"
    host = folder / HOST
    with engine.locked(folder):
        if not host.exists():
            folder.mkdir(parents=True, exist_ok=True)
            draft = folder / f".{HOST}"
            version = f"{VERSION_SYMBOL}=v{VERSION}"
            engine.build(COMMAND, version, draft, engine.HERE / "yaml", "2 minutes")
            draft.replace(host)
    return host


def main() -> int:
    parser = argparse.ArgumentParser(description="Get Pulumi's YAML language host.")
    parser.add_argument("--releases", default=engine.RELEASES, help="where engines come from")
    try:
        return _put_beside(_engine_folder(parser.parse_args().releases))
    except (engine.EngineUnavailable, OSError, subprocess.CalledProcessError) as error:
        engine.say(f"could not get a YAML language host: {error}")
        return 1


def _engine_folder(releases: str) -> Path:
    """That of the engine itself, which an environment may only link to. Got first where there is
    none: a host is of no use, and has no place, without one."""
    found = engine.installed()
    return (found / "pulumi").resolve().parent if found else engine.fill_cache(releases)


def _put_beside(folder: Path) -> int:
    link = folder / HOST
    if link.exists() and not link.is_symlink():
        engine.say(f"the YAML language host is beside the engine in {folder}")
        return 0
    if folder.resolve() != (engine.cache_folder() / "bin").resolve():
        engine.say(f"the installed engine in {folder} has no {HOST}: install Pulumi again")
        return 1
    host = cached()
    with engine.locked(engine.cache_folder()):
        link.unlink(missing_ok=True)
        link.symlink_to(host)
    engine.say(f"using the YAML language host v{VERSION} in {host.parent}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
