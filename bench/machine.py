"""Names the machine and the versions that were measured, without naming whose it is."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
from importlib.metadata import version
from pathlib import Path


def describe() -> dict[str, str]:
    """Names what counts for speed: processor, cores, memory, system, Python, Pulumi, the host."""
    return {
        "processor": _field(Path("/proc/cpuinfo"), "model name") or platform.machine(),
        "cores": str(os.cpu_count()),
        "memory": _memory(),
        "system": f"{platform.system()} {platform.release().split('-')[0]}",
        "python": platform.python_version(),
        "pulumi": _engine(),
        "pulumi SDK": version("pulumi"),
        "language host": _language_host(),
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


def _engine() -> str:
    done = subprocess.run(
        ["pulumi", "version"], capture_output=True, text=True, check=True, encoding="utf-8"
    )
    return done.stdout.strip()


def _language_host() -> str:
    found = shutil.which("pulumi-language-python")
    if found is None:
        return "none"
    with open(found, "rb") as file:
        is_script = file.read(2) == b"#!"
    return "the SDK's, in Python" if is_script else "the vendor's, in Go"
