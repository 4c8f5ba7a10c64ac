"""`invoca terraform install`: a mirror that engines find, the same on every machine."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from typer.testing import CliRunner

from invoca.version import VERSION
from invoca_cli.app import app
from invoca_cli.workspace.terraform_mirror import HOSTS, PLATFORMS, this_platform


def install(home: Path, *arguments: str) -> str:
    result = CliRunner().invoke(app, ["terraform", "install", *arguments], env={"HOME": str(home)})
    assert result.exit_code == 0, result.output
    return result.output


def files_in(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_the_provider_lies_where_both_engines_look(tmp_path: Path) -> None:
    told = install(tmp_path)
    mirror = tmp_path / ".terraform.d" / "plugins"
    name = f"invoca/invoca/{VERSION}/{this_platform()}/terraform-provider-invoca_v{VERSION}"
    assert set(files_in(mirror)) == {f"{host}/{name}" for host in HOSTS}
    assert all(os.access(mirror / path, os.X_OK) for path in files_in(mirror))
    assert f'source = "invoca/invoca", version = "{VERSION}"' in told
    assert "provider_installation" not in told


def test_a_mirror_to_publish_is_the_same_on_every_machine(tmp_path: Path) -> None:
    told = install(tmp_path, "--folder", str(tmp_path / "one"))
    install(tmp_path, "--folder", str(tmp_path / "two"))
    install(tmp_path, "--folder", str(tmp_path / "two"))
    found = files_in(tmp_path / "one")
    assert found == files_in(tmp_path / "two")
    assert len(found) == len(HOSTS) * len(PLATFORMS)
    [content] = {*found.values()}
    assert content == b'#!/bin/sh\nexec terraform-provider-invoca "$@"\n'
    assert f'path    = "{tmp_path / "one"}"' in told


def test_a_provider_that_engines_would_not_find_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    assert "activate this Python environment" in install(tmp_path)
