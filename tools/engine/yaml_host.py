#!/usr/bin/env python3
"""Gets Pulumi's YAML language host where an engine has none, and puts it beside the engine.

Owns: where that host comes from and where it is kept. The engine itself is `engine`'s.

An installed Pulumi brings it along. Otherwise it is built from the published Go module named in
yaml/go.mod, kept in $XDG_CACHE_HOME/promo-numbers/yaml-host/<version>, and linked into the cached
engine's folder: the engine takes a host from there without a word.
"""

from __future__ import annotations

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
    found = engine.installed()
    # The folder of the engine itself: an environment may only link to it.
    folder = (found / "pulumi").resolve().parent if found else None
    if folder is not None and (folder / HOST).exists():
        engine.say(f"the YAML language host is beside the engine in {folder}")
        return 0
    beside = engine.cache_folder() / "bin"
    if folder is not None and folder != beside.resolve():
        engine.say(f"the installed engine in {folder} has no {HOST}: install Pulumi again")
        return 1
    try:
        host = cached()
    except (engine.EngineUnavailable, OSError, subprocess.CalledProcessError) as error:
        engine.say(f"could not get a YAML language host: {error}")
        return 1
    link = beside / HOST
    with engine.locked(engine.cache_folder()):
        link.unlink(missing_ok=True)
        link.symlink_to(host)
    engine.say(f"using the YAML language host v{VERSION} in {host.parent}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
