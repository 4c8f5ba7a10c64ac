"""Runs the real `pulumi` on a copy of the project in a temporary folder."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from tests.account import Account

ROOT = Path(__file__).resolve().parents[2]
STACK = "spring-radio"
DRIFTED = 7  # exit code of --expect-no-changes


class Run(NamedTuple):
    code: int
    output: str


OnFace = Callable[[str], "Workspace"]  # makes one whose numbers are of a face


class Workspace:
    """A project with a stack, a backend and a Pulumi home of its own."""

    def __init__(self, folder: Path, account: Account, copy_of: Path | None = None) -> None:
        """copy_of: the folder of another workspace, whose stack is taken in place of a new one."""
        self.folder = folder
        self.account = account
        self.transcript = ""
        self.settings: dict[str, str] = {}
        self.stack = STACK
        if copy_of is not None:
            shutil.copytree(copy_of, folder, dirs_exist_ok=True)
            return
        shutil.copy(ROOT / "Pulumi.yaml", folder)
        (folder / "stacks").mkdir()
        shutil.copy(ROOT / "stacks" / "__main__.py", folder / "stacks")
        (folder / "state").mkdir()
        self.select(STACK)

    def select(self, stack: str) -> None:
        self.stack = stack
        self.succeeds("stack", "select", "--create", stack)

    def campaign(self, text: str, stack: str | None = None) -> None:
        """Writes the campaign file of the stack; `text` may leave the head out."""
        text = textwrap.dedent(text)
        if not text.lstrip().startswith("advertiser_id:"):
            head = "advertiser_id: acme\ncampaign_id: spring-radio\n"
            text = head + 'defaults: {media_type: "Offline: Radio"}\n' + text
        (self.folder / "stacks" / f"{stack or self.stack}.yaml").write_text(text, "utf-8")

    def program(self, text: str) -> None:
        (self.folder / "stacks" / "__main__.py").write_text(textwrap.dedent(text), "utf-8")

    def environment(self) -> dict[str, str]:
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("PULUMI_", "INVOCA_"))
        }
        return {
            **kept,
            "PULUMI_HOME": str(self.folder / "home"),
            "PULUMI_BACKEND_URL": f"file://{self.folder / 'state'}",
            "PULUMI_CONFIG_PASSPHRASE": "test",
            **({"PULUMI_STACK": self.stack} if self.stack else {}),
            "PULUMI_SKIP_UPDATE_CHECK": "true",
            "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
            **self.account.environment(),
            **self.settings,
        }

    def run(self, *arguments: str) -> Run:
        done = subprocess.run(
            ["pulumi", *arguments, "--non-interactive", "--color", "never"],
            cwd=self.folder,
            env=self.environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
        )
        self.transcript += f"$ pulumi {' '.join(arguments)}\n{done.stdout}"
        return Run(done.returncode, done.stdout)

    def invoca(self, *arguments: str) -> Run:
        """The project's own command; its output alone, what it complains of in the transcript."""
        done = subprocess.run(
            ["invoca", *arguments],
            cwd=self.folder,
            env=self.environment(),
            capture_output=True,
            text=True,
            encoding="utf-8",
        )
        self.transcript += f"$ invoca {' '.join(arguments)}\n{done.stdout}{done.stderr}"
        return Run(done.returncode, done.stdout)

    def invoca_fails(self, *arguments: str) -> str:
        """All that the project's own command says, which has to end with 1."""
        before = len(self.transcript)
        done = self.invoca(*arguments)
        assert done.code == 1, self.transcript[before:]
        assert "Traceback" not in self.transcript[before:], self.transcript[before:]
        return self.transcript[before:]

    def succeeds(self, *arguments: str) -> str:
        done = self.run(*arguments)
        assert done.code == 0, done.output
        return done.output

    def fails(self, *arguments: str) -> str:
        done = self.run(*arguments)
        assert done.code != 0, done.output
        for noise in ("Traceback", "Exception calling application"):
            assert noise not in done.output, done.output
        return done.output

    def up(self, *arguments: str) -> str:
        return self.succeeds("up", "--yes", "--skip-preview", *arguments)

    def up_fails(self, *arguments: str) -> str:
        return self.fails("up", "--yes", "--skip-preview", *arguments)

    def lose_power(self) -> None:
        """Every process of every run in this folder ends at once; plugins outlive their engine."""
        mark = f"PULUMI_HOME={self.folder / 'home'}\0".encode()
        for process in Path("/proc").glob("[0-9]*"):
            try:
                if mark in (process / "environ").read_bytes():
                    os.kill(int(process.name), signal.SIGKILL)
            except OSError:
                continue

    def numbers(self) -> dict[str, str]:
        """The stack's output `numbers`."""
        [stack] = [one for one in self.resources() if one["type"] == "pulumi:pulumi:Stack"]
        output: dict[str, str] = stack["outputs"]["numbers"]
        return output

    def state(self) -> dict[str, dict[str, Any]]:
        """The stack's promo numbers, by resource name."""
        return {
            resource["urn"].rsplit("::", 1)[1]: resource
            for resource in self.resources()
            if resource["type"].endswith(":PromoNumber")
        }

    def resources(self) -> list[dict[str, Any]]:
        """As they lie in the backend; the engine takes a while to say the same."""
        [file] = (self.folder / "state" / ".pulumi" / "stacks").rglob(f"{self.stack}.json")
        latest = json.loads(file.read_text("utf-8"))["checkpoint"]["latest"]
        resources: list[dict[str, Any]] = (latest or {}).get("resources") or []
        return resources

    def places_with(self, secret: str) -> list[str]:
        """Everything that was printed or stored and holds `secret`."""
        places = [
            str(path.relative_to(self.folder))
            for path in self.folder.rglob("*")
            if path.is_file() and secret.encode() in path.read_bytes()
        ]
        return places + (["the output"] if secret in self.transcript else [])
