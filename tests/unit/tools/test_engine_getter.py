"""tools/engine/engine.py: where an engine comes from, and that it is kept."""

from __future__ import annotations

import importlib.util
import io
import os
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from types import ModuleType

import pytest

GETTER = Path(__file__).resolve().parents[3] / "tools" / "engine" / "engine.py"
YAML_HOST = GETTER.with_name("yaml_host.py")
COMMANDS = ("pulumi", "pulumi-language-python", "pulumi-resource-pulumi-python")


class Releases(ThreadingHTTPServer):
    """The vendor's download host, with one answer for every archive."""

    daemon_threads = True

    def __init__(self) -> None:
        self.archive = b""
        self.asked: list[str] = []
        super().__init__(("127.0.0.1", 0), ReleasesHandler)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class ReleasesHandler(BaseHTTPRequestHandler):
    server: Releases

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        self.send_response(200 if self.server.archive else 404)
        self.end_headers()
        self.wfile.write(self.server.archive)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def releases() -> Iterator[Releases]:
    with Releases() as server:
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def getter() -> ModuleType:
    return loaded(GETTER)


@pytest.fixture
def yaml_host(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(YAML_HOST.parent))
    return loaded(YAML_HOST)


def loaded(script: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"{script.stem}_script", script)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def archive_of(*names: str) -> bytes:
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w:gz") as archive:
        for name in names:
            member = tarfile.TarInfo(f"pulumi/{name}")
            member.size = 5
            archive.addfile(member, io.BytesIO(b"hello"))
    return content.getvalue()


def get(
    releases: Releases, cache: Path, path: str = "/usr/bin:/bin", script: Path = GETTER
) -> tuple[str, str]:
    """What it printed on stdout and stderr."""
    done = subprocess.run(
        [sys.executable, str(script), "--releases", releases.url],
        env={"HOME": str(cache), "XDG_CACHE_HOME": str(cache), "PATH": path},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return done.stdout.strip(), done.stderr


def test_a_release_is_unpacked_once_and_kept(releases: Releases, tmp_path: Path) -> None:
    releases.archive = archive_of(*COMMANDS)
    folder, _ = get(releases, tmp_path)
    assert sorted(os.listdir(folder)) == sorted(COMMANDS)
    assert all(os.access(Path(folder) / name, os.X_OK) for name in COMMANDS)
    again, told = get(releases, tmp_path)
    assert again == folder
    assert "using v" in told
    assert len(releases.asked) == 1


def test_hosts_of_ours_that_were_changed_since_the_engine_was_built_are_put_anew(
    releases: Releases, tmp_path: Path
) -> None:
    releases.archive = archive_of(*COMMANDS)
    folder, _ = get(releases, tmp_path)
    host, ours = Path(folder) / COMMANDS[1], GETTER.parent / "hosts" / COMMANDS[1]
    get(releases, tmp_path)
    assert host.read_bytes() == b"hello"  # the vendor's stays
    host.write_text("#!/usr/bin/env python3\n# of an earlier version\n", "utf-8")
    get(releases, tmp_path)
    assert host.read_bytes() == ours.read_bytes()
    assert os.access(host, os.X_OK)
    assert sorted(os.listdir(folder)) == sorted(COMMANDS)


def test_the_host_of_yaml_programs_gets_the_engine_that_it_belongs_to(
    releases: Releases, yaml_host: ModuleType, tmp_path: Path
) -> None:
    releases.archive = archive_of(*COMMANDS)
    built = tmp_path / "promo-numbers" / "yaml-host" / f"v{yaml_host.VERSION}" / yaml_host.HOST
    built.parent.mkdir(parents=True)
    built.write_bytes(b"built")
    for _ in range(2):
        _, told = get(releases, tmp_path, script=YAML_HOST)
        assert f"using the YAML language host v{yaml_host.VERSION}" in told
    engine, _ = get(releases, tmp_path)
    assert (Path(engine) / yaml_host.HOST).read_bytes() == b"built"
    assert len(releases.asked) == 1


def test_the_vendors_own_host_of_yaml_programs_stays(
    releases: Releases, yaml_host: ModuleType, tmp_path: Path
) -> None:
    releases.archive = archive_of(*COMMANDS, yaml_host.HOST)
    _, told = get(releases, tmp_path, script=YAML_HOST)
    assert "is beside the engine" in told
    engine, _ = get(releases, tmp_path)
    assert (Path(engine) / yaml_host.HOST).read_bytes() == b"hello"


def test_an_installed_engine_with_its_language_host_is_used(
    releases: Releases, tmp_path: Path
) -> None:
    installed = tmp_path / "installed"
    installed.mkdir()
    for name in COMMANDS:
        (installed / name).write_text("#!/bin/sh\n", "utf-8")
        (installed / name).chmod(0o755)
    folder, told = get(releases, tmp_path / "cache", path=f"{installed}:/usr/bin:/bin")
    assert folder == str(installed)
    assert "using the installed one" in told
    assert releases.asked == []


@pytest.mark.parametrize(
    "archive", [b"", b"<html>no</html>", archive_of(*COMMANDS)[:100]], ids=["empty", "page", "cut"]
)
def test_a_release_that_cannot_be_downloaded_is_said_and_leaves_nothing(
    releases: Releases, getter: ModuleType, tmp_path: Path, archive: bytes
) -> None:
    releases.archive = archive
    with pytest.raises(getter.EngineUnavailable, match="could not be downloaded"):
        getter.from_release(tmp_path, releases.url)
    assert not getter.is_complete(tmp_path)


def test_an_archive_cannot_write_outside_its_folder(
    releases: Releases, getter: ModuleType, tmp_path: Path
) -> None:
    releases.archive = archive_of("../../pulumi-escaped", *COMMANDS)
    (tmp_path / "in").mkdir()
    getter.from_release(tmp_path / "in", releases.url)
    assert [path.name for path in tmp_path.iterdir()] == ["in"]
    assert (tmp_path / "in" / "pulumi-escaped").exists()


def test_the_version_is_the_one_that_the_modules_are_pinned_to(
    getter: ModuleType,
) -> None:
    modules = (GETTER.parent / "go.mod").read_text("utf-8")
    assert f"github.com/pulumi/pulumi/pkg/v3 v{getter.VERSION}" in modules
