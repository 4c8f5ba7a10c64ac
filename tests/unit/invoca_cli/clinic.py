"""A project and an account for `invoca doctor` to look at, with programs that can be swapped."""

from __future__ import annotations

import json
import shlex
import sys
from pathlib import Path
from typing import Any, NamedTuple

from typer.testing import CliRunner

from invoca_cli.app import app
from tests.account import Account
from tests.unit.drift.workplace import STACK, TOKEN, Workplace

PULUMI = """\
case "$1" in
  version) echo v3.258.0 ;;
  whoami) echo somebody ;;
  stack)
    cat "states/$4.json" 2>/dev/null && exit 0
    echo "error: no stack named '$4' found" >&2; exit 6 ;;
esac
"""


class Visit(NamedTuple):
    """How `invoca doctor --json` ended."""

    code: int
    checks: list[dict[str, str]]

    def all(self, check: str) -> list[dict[str, str]]:
        return [one for one in self.checks if one["check"] == check]

    def the(self, check: str) -> dict[str, str]:
        (found,) = self.all(check)
        return found

    def status(self, check: str) -> str:
        return self.the(check)["status"]

    @property
    def wrong(self) -> list[str]:
        return [one["check"] for one in self.checks if one["status"] == "wrong"]


class Clinic(Workplace):
    """Everything is well until a test makes it ill."""

    def __init__(self, folder: Path, account: Account) -> None:
        super().__init__(folder, account)
        (folder / "__main__.py").write_text("import pulumi_invoca\n", "utf-8")
        self.environment["PULUMI_BACKEND_URL"] = f"file://{folder}/backend"

    def _pulumi(self) -> Path:
        folder = super()._pulumi()
        self.bin = folder
        self.program("pulumi", PULUMI)
        for name in ("pulumi-language-python", "pulumi-resource-pulumi-python"):
            self.program(name, "")
        # What the real one answers, without the second that importing the SDK takes.
        self.program(
            "python3", """echo '{"python": [3, 11, 7], "missing": [], "sdk": "3.258.0"}'"""
        )
        return folder

    def real_python(self, **variables: str) -> None:
        settings = [f"export {name}={shlex.quote(value)}" for name, value in variables.items()]
        run = f'exec {shlex.quote(sys.executable)} "$@"'
        self.program("python3", "\n".join([*settings, run]))

    def program(self, name: str, script: str) -> None:
        """Puts a shell script of that name first on PATH."""
        (self.bin / name).write_text(f"#!/bin/sh\n{script}\n", "utf-8")
        (self.bin / name).chmod(0o755)

    def settings(self, text: str, stack: str = STACK) -> None:
        (self.folder / "stacks" / f"Pulumi.{stack}.yaml").write_text(text, "utf-8")

    def print(self, *arguments: str, code: int | None = None, stdin: bytes = b"") -> str:
        """What `invoca doctor` prints."""
        self.account.clear_calls()
        line = ["doctor", *arguments]
        result = CliRunner().invoke(
            app, line, env=self.environment, input=stdin, catch_exceptions=False
        )
        said = result.stdout + result.stderr
        assert TOKEN not in said
        assert self.account.canary not in said
        assert self.account.writes() == []
        assert code is None or result.exit_code == code, said
        self.code = result.exit_code
        return result.stdout

    def visit(self, *arguments: str, stdin: bytes = b"") -> Visit:
        document: dict[str, Any] = json.loads(self.print("--json", *arguments, stdin=stdin))
        assert document["version"] == 1
        assert document["ok"] is (self.code == 0)
        visit = Visit(self.code, document["checks"])
        assert visit.code == (1 if visit.wrong else 0)
        assert all(one["remedy"] for one in visit.checks if one["status"] == "wrong")
        return visit
