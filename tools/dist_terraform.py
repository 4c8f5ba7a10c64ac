"""`make dist-terraform`: the provider as a zip that runs without Python, and the checksums.

Built for the platform that it runs on, as one folder of a program and its libraries. The names are
those that a registry and a filesystem mirror ask for; zips of other platforms that lie in the
folder are counted in the checksums, so that a release gathers them from its machines. Each zip is
tried before its checksum is written: an engine's handshake with what is in it.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from invoca.version import VERSION
from invoca_cli.workspace.terraform_mirror import EXECUTABLE, this_platform
from terraform_invoca.wire.handshake import COOKIE, COOKIE_NAME, PROTOCOL_VERSION

ROOT = Path(__file__).resolve().parent.parent
NAME = f"{EXECUTABLE}_{VERSION}"
ENTRY = "from terraform_invoca.__main__ import main\nmain()\n"
# What the build finds in the environment and the provider does not need.
NOT_NEEDED = (
    "hypothesis", "invoca_cli", "invoca_simulator", "matplotlib", "mypy", "numpy", "PIL", "pulumi",
    "pulumi_invoca", "pytest", "setuptools", "tkinter",
)  # fmt: skip
LONG_AGO = (1980, 1, 1, 0, 0, 0)  # so that the same build has the same checksum


def build(folder: Path) -> Path:
    """A folder of the program and its libraries, made in `folder`."""
    program, entry = f"{EXECUTABLE}_v{VERSION}", folder / "entry.py"
    entry.write_text(ENTRY, encoding="utf-8")
    left_out = [word for name in NOT_NEEDED for word in ("--exclude-module", name)]
    options = ["--onedir", "--noconfirm", "--log-level", "WARN", "--name", program]
    places = [f"--{one}path={folder / one}" for one in ("dist", "work", "spec")]
    paths = ["--paths", str(ROOT / "provider")]
    command = [*options, *places, *paths, *left_out, str(entry)]
    subprocess.run([sys.executable, "-m", "PyInstaller", *command], check=True)
    return folder / "dist" / program


def pack(built: Path, into: Path) -> None:
    """A zip of the folder's content, as engines unpack it."""
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(path for path in built.rglob("*") if path.is_file()):
            one = zipfile.ZipInfo(path.relative_to(built).as_posix(), LONG_AGO)
            one.compress_type = zipfile.ZIP_DEFLATED
            one.external_attr = (0o755 if os.access(path, os.X_OK) else 0o644) << 16
            archive.writestr(one, path.read_bytes())


def greeting(archive: Path, folder: Path) -> str:
    """What the program in a zip says to an engine that starts it."""
    subprocess.run([sys.executable, "-m", "zipfile", "-e", archive, folder], check=True)
    program = folder / f"{EXECUTABLE}_v{VERSION}"
    program.chmod(0o755)  # the engine does it, the module does not
    environment = {COOKIE_NAME: COOKIE, "PATH": "", "TMPDIR": str(folder)}
    with subprocess.Popen(
        [program], env=environment, stdout=subprocess.PIPE, encoding="utf-8"
    ) as started:
        said = started.stdout.readline().strip() if started.stdout else ""
        started.terminate()
    return said


def manifest() -> str:
    """What a registry reads: which protocol the provider speaks."""
    protocols = [f"{PROTOCOL_VERSION}.0"]
    return json.dumps({"version": 1, "metadata": {"protocol_versions": protocols}}, indent=2) + "\n"


def checksums(folder: Path) -> str:
    """Of every zip and of the manifest, as `sha256sum` writes them."""
    files = [*sorted(folder.glob(f"{NAME}_*.zip")), folder / f"{NAME}_manifest.json"]
    sums = (hashlib.sha256(file.read_bytes()).hexdigest() for file in files)
    return "".join(f"{one}  {file.name}\n" for one, file in zip(sums, files, strict=True))


def main() -> int:
    into = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "dist" / "terraform"
    into.mkdir(parents=True, exist_ok=True)
    archive = into / f"{NAME}_{this_platform()}.zip"
    print(f"dist-terraform: building {archive.name} (about a minute) ...", flush=True)
    with tempfile.TemporaryDirectory(prefix="dist-terraform-") as name:
        folder = Path(name)
        pack(build(folder), archive)
        said = greeting(archive, folder / "tried")
    if not said.startswith(f"1|{PROTOCOL_VERSION}|"):
        archive.unlink()
        print(f"dist-terraform: it does not start; it said {said!r}", file=sys.stderr)
        return 1
    (into / f"{NAME}_manifest.json").write_text(manifest(), encoding="utf-8")
    (into / f"{NAME}_SHA256SUMS").write_text(checksums(into), encoding="utf-8")
    print(f"dist-terraform: it starts. See {shown(into)}: {', '.join(os.listdir(into))}")
    return 0


def shown(folder: Path) -> str:
    return str(folder.relative_to(ROOT)) if folder.is_relative_to(ROOT) else str(folder)


if __name__ == "__main__":
    sys.exit(main())
