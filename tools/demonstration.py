"""What the demos have in common: they show each command and what it prints, on a simulated account.

Owns: how a step is shown, and that a demo ends where one does not do what it promises. Must not
know: the engine.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from rich.console import Console

from invoca_simulator import Simulator

ROOT = Path(__file__).resolve().parent.parent

console = Console(highlight=False)


class DemoFailed(Exception):
    """A step did not do what a demo promises."""


class Desk(NamedTuple):
    """Where the commands of a demo run."""

    folder: Path
    environment: Mapping[str, str]

    def run(self, command: Sequence[str], *, expect: int = 0, unshown: Sequence[str] = ()) -> str:
        """Shows what a command prints, and returns it. Raises DemoFailed on another exit code.

        unshown: arguments that a reader need not see.
        """
        name = Path(command[0]).name
        console.print(f"\n[bold]$ {' '.join([name, *command[1:]])}[/]")
        done = subprocess.run(
            [*command, *unshown],
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
        )
        print(done.stdout.strip(), flush=True)
        if done.returncode != expect:
            raise DemoFailed(f"{name} ended with {done.returncode}; {expect} was expected")
        return done.stdout


def environment(simulator: Simulator, folder: Path, settings_of: str) -> dict[str, str]:
    """This process's, with the simulated account in place of a person's own settings, and
    `folder` in place of the machine's. settings_of: how the engine's variables begin."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith((settings_of, "INVOCA_"))
    }
    return {
        **kept,
        "XDG_STATE_HOME": str(folder / "machine"),
        "XDG_RUNTIME_DIR": str(folder / "run"),
        "INVOCA_BASE_URL": simulator.url,
        "INVOCA_NETWORK_ID": simulator.network_id,
        "INVOCA_API_TOKEN": simulator.token,
    }


def step(text: str) -> None:
    console.print(f"\n[bold cyan]── {text}[/]")


def writes(simulator: Simulator) -> list[str]:
    """The methods of all calls that were not reads, in order."""
    return [call.method for call in simulator.calls() if call.method != "GET"]
