"""Who has the wheel and its extra for the simulator, in an empty folder: a shell to type into."""

from __future__ import annotations

import os
import socket
import subprocess
from pathlib import Path

from tests.package.environments import Environment


class Shell:
    """bash in an empty folder, with the wheel's programs and a machine of its own."""

    def __init__(self, folder: Path, environment: Environment) -> None:
        self.folder = folder / "empty"
        self.folder.mkdir()
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("PULUMI_", "INVOCA_", "PYTHON", "VIRTUAL_ENV"))
        }
        self.environment = {
            **kept,
            "PATH": environment.path(),
            "HOME": str(folder / "home"),
            "PULUMI_HOME": str(folder / "pulumi"),
            "XDG_STATE_HOME": str(folder / "machine"),
            "PULUMI_SKIP_UPDATE_CHECK": "true",
            "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
        }
        (folder / "home").mkdir()

    def type(self, *lines: str, patience: float = 280) -> str:
        """What the lines print; each has to succeed. What runs in the background ends with them.

        patience: seconds, for all of them."""
        script = "\n".join(["set -e", "trap 'kill $(jobs -p) 2>/dev/null || true' EXIT", *lines])
        done = subprocess.run(
            ["bash", "-c", script],
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            encoding="utf-8",
            timeout=patience,
        )
        assert done.returncode == 0, done.stdout
        return done.stdout


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port
