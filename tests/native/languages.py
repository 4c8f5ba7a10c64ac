"""What programs in other languages need on this machine, and a line where they are missing.

Owns: Pulumi's packages for TypeScript and Go, kept in the cache beside the engine, and a stand-in
for the language hosts that come with an installed Pulumi only.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.engine.workspace import ROOT
from tests.native.workspace import PluginWorkspace, with_this_plugin

EXAMPLES = ROOT / "examples"
STAND_IN = Path(__file__).parent / "hosts" / "program_host.py"
SDK = "3.258.0"


def cache() -> Path:
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "promo-numbers"


def example(workspace: PluginWorkspace, name: str) -> None:
    """Makes the example the program of the workspace, with the plugin of this environment."""
    for file in (EXAMPLES / name).iterdir():
        if file.is_file():
            shutil.copy(file, workspace.folder)
    project = (workspace.folder / "Pulumi.yaml").read_text("utf-8")
    (workspace.folder / "Pulumi.yaml").write_text(with_this_plugin(project), "utf-8")


def typescript(workspace: PluginWorkspace) -> None:
    """Lets the workspace run TypeScript."""
    modules = node_modules()
    (workspace.folder / "node_modules").symlink_to(modules)
    run = str(modules / "@pulumi" / "pulumi" / "cmd" / "run" / "index.js")
    names = ("monitor", "engine", "project", "stack", "organization", "pwd", "parallel")
    told = [f"--{name}={{{name}}}" for name in names]
    _use_host(workspace, "nodejs", ["node", run, *told, "--dry-run={dry_run}", "."])


def go(workspace: PluginWorkspace) -> None:
    """Lets the workspace run Go."""
    if shutil.which("go") is None:
        pytest.skip("no go is installed: the plugin's protocol tests stand for this program")
    build_go(workspace)
    _use_host(workspace, "go", [str(workspace.folder / "program")])


def build_go(workspace: PluginWorkspace) -> None:
    """Builds the program as it is now."""
    program = workspace.folder / "program"
    environment = {**os.environ, "GOTOOLCHAIN": "local", "CGO_ENABLED": "0", "GOWORK": "off"}
    built = subprocess.run(
        ["go", "build", "-o", str(program), "."],
        cwd=workspace.folder,
        env=environment,
        capture_output=True,
        encoding="utf-8",
    )
    if built.returncode and "dial tcp" in built.stderr:
        pytest.skip(
            "Go modules cannot be fetched: the plugin's protocol tests stand for this program"
        )
    assert built.returncode == 0, built.stderr


def _use_host(workspace: PluginWorkspace, language: str, command: list[str]) -> None:
    """Pulumi's own host where it is installed, else the stand-in."""
    host = f"pulumi-language-{language}"
    engine = Path(str(shutil.which("pulumi"))).resolve().parent
    if (engine / host).exists() or shutil.which(host):
        return
    hosts = workspace.folder / "hosts"
    hosts.mkdir()
    script = f"#!{sys.executable}\n" + STAND_IN.read_text("utf-8").partition("\n")[2]
    (hosts / host).write_text(script, "utf-8")
    (hosts / host).chmod(0o755)
    workspace.settings["PATH"] = f"{hosts}{os.pathsep}{os.environ['PATH']}"
    workspace.settings["PROGRAM_COMMAND"] = json.dumps(command)


def node_modules() -> Path:
    """Pulumi's package for node, installed once."""
    if shutil.which("npm") is None:
        pytest.skip("no node is installed: the plugin's protocol tests stand for this program")
    manifest = json.loads((EXAMPLES / "typescript" / "package.json").read_text("utf-8"))
    manifest["dependencies"]["@pulumi/pulumi"] = SDK
    key = hashlib.sha256(json.dumps(manifest).encode()).hexdigest()[:12]
    folder = cache() / "node" / key
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "whole").exists():
            (folder / "package.json").write_text(json.dumps(manifest), "utf-8")
            install = ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts"]
            done = subprocess.run(install, cwd=folder, capture_output=True, encoding="utf-8")
            if done.returncode:
                pytest.skip(
                    "npm packages cannot be fetched: the plugin's protocol tests stand "
                    "for this program"
                )
            (folder / "whole").touch()
    return folder / "node_modules"
