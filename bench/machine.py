"""Names the machine and the versions that were measured, without naming whose it is."""

from __future__ import annotations

import json
import os
import platform
import shutil
import subprocess
from importlib.metadata import version
from pathlib import Path


def describe() -> dict[str, str]:
    """Names what counts for speed: processor, cores, memory, system, Python, Pulumi, the host."""
    return _with(
        {
            "pulumi": _pulumi(),
            "pulumi SDK": version("pulumi"),
            "language host": _language_host(),
        }
    )


def describe_for_terraform(engine: Path) -> dict[str, str]:
    """Likewise, with the engine instead of Pulumi."""
    # Not with this machine's settings, of which it may complain first.
    answer = json.loads(_output(str(engine), "version", "-json", TF_CLI_CONFIG_FILE=os.devnull))
    return _with({engine.name: str(answer["terraform_version"]), "grpcio": version("grpcio")})


def _with(versions: dict[str, str]) -> dict[str, str]:
    return {
        "processor": _field(Path("/proc/cpuinfo"), "model name") or platform.machine(),
        "cores": str(os.cpu_count()),
        "memory": _memory(),
        "system": f"{platform.system()} {platform.release().split('-')[0]}",
        "python": platform.python_version(),
        **versions,
        "load before": f"{os.getloadavg()[0]:.1f}",
    }


def _field(file: Path, name: str) -> str:
    if not file.is_file():
        return ""
    lines = (line.partition(":") for line in file.read_text("utf-8").splitlines())
    return next((value.strip() for key, _, value in lines if key.strip() == name), "")


def _memory() -> str:
    kibibytes = _field(Path("/proc/meminfo"), "MemTotal").split()
    return f"{int(kibibytes[0]) / 1024**2:.0f} GiB" if kibibytes else "unknown"


def _pulumi() -> str:
    return _output("pulumi", "version").strip()


def _output(*command: str, **variables: str) -> str:
    done = subprocess.run(
        command,
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        check=True,
        encoding="utf-8",
    )
    return done.stdout


def _language_host() -> str:
    found = shutil.which("pulumi-language-python")
    if found is None:
        return "none"
    with open(found, "rb") as file:
        is_script = file.read(2) == b"#!"
    return "the SDK's, in Python" if is_script else "the vendor's, in Go"
