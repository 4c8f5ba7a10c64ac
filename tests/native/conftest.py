"""A plugin that speaks for a simulated account, and workspaces for programs that use it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.account import Account
from tests.native.plugin_process import PluginProcess
from tests.native.workspace import PluginWorkspace


@pytest.fixture
def plugin(simulator: Account) -> Iterator[PluginProcess]:
    simulator.add_custom_fields("channel", "station")
    with PluginProcess(simulator.environment()) as plugin:
        yield plugin


@pytest.fixture
def yaml(tmp_path: Path, simulator: Account) -> Iterator[PluginWorkspace]:
    """A project in YAML; skipped, in one line, where Pulumi's YAML language host is missing."""
    require_host("yaml")
    with workspace_of(tmp_path, simulator, "yaml") as workspace:
        yield workspace


@pytest.fixture
def python(tmp_path: Path, simulator: Account) -> Iterator[PluginWorkspace]:
    """A project in Python."""
    with workspace_of(tmp_path, simulator, "python") as workspace:
        yield workspace


@contextmanager
def workspace_of(folder: Path, simulator: Account, runtime: str) -> Iterator[PluginWorkspace]:
    """A project in a language; afterwards the canary token must be nowhere."""
    simulator.add_custom_fields("channel", "station")
    workspace = PluginWorkspace(folder / "project", simulator, runtime)
    yield workspace
    workspace.lose_power()
    assert workspace.places_with(simulator.canary) == []
    assert all(simulator.canary not in repr(call) for call in simulator.calls())


def require_host(language: str) -> None:
    engine = shutil.which("pulumi")
    if engine is None:
        pytest.fail("there is no Pulumi engine on PATH; run `make test`, which gets one")
    host = f"pulumi-language-{language}"
    if not (Path(engine).resolve().parent / host).exists() and shutil.which(host) is None:
        pytest.skip(f"no {host} is installed: the plugin's protocol tests stand for this program")
