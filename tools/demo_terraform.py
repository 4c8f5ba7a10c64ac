"""`make demo-terraform`: the way of `make demo`, on OpenTofu or Terraform and a simulated account.

Buys the numbers of examples/terraform/campaign, changes one by hand as if in Invoca's web pages,
shows that a plan sees it, repairs it, and shows what a tainted number and a forgotten one come to.
Works in a temporary folder and ends by itself.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console

from invoca_simulator import Simulator

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / "examples" / "terraform" / "campaign"
DRIFT_EXIT_CODE = 2  # of `plan -detailed-exitcode`, where something would change

console = Console(highlight=False)


class DemoFailed(Exception):
    """A step did not do what this demo promises."""


class Module:
    """A copy of the example in `folder`, and the simulated account."""

    def __init__(self, folder: Path, engine: str, simulator: Simulator) -> None:
        self._folder = folder
        self._engine = engine
        shutil.copytree(EXAMPLE, folder, dirs_exist_ok=True)
        settings = folder / "cli.tfrc"
        settings.write_text(
            "provider_installation {\n  dev_overrides {\n"
            f'    "registry.terraform.io/invoca/invoca" = "{Path(sys.executable).parent}"\n'
            "  }\n  direct {}\n}\n",
            encoding="utf-8",
        )
        self._environment = {
            **{name: value for name, value in os.environ.items() if not _is_setting(name)},
            "TF_CLI_CONFIG_FILE": str(settings),
            "CHECKPOINT_DISABLE": "1",
            "XDG_STATE_HOME": str(folder / "machine"),
            "INVOCA_BASE_URL": simulator.url,
            "INVOCA_NETWORK_ID": simulator.network_id,
            "INVOCA_API_TOKEN": simulator.token,
        }

    def run(self, *arguments: str, expect: int = 0) -> str:
        """Shows what the engine prints, and returns it. Raises DemoFailed on another exit code."""
        console.print(f"\n[bold]$ {Path(self._engine).name} {' '.join(arguments)}[/]")
        done = subprocess.run(
            [self._engine, *arguments],
            cwd=self._folder,
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
        )
        print(done.stdout.strip(), flush=True)
        if done.returncode != expect:
            raise DemoFailed(f"it ended with {done.returncode}; {expect} was expected")
        return done.stdout


def _is_setting(name: str) -> bool:
    return name.startswith(("TF_", "INVOCA_"))


def step(text: str) -> None:
    console.print(f"\n[bold cyan]── {text}[/]")


def writes(simulator: Simulator) -> list[str]:
    return [call.method for call in simulator.calls() if call.method != "GET"]


def demonstrate(module: Module, simulator: Simulator) -> None:
    step("1. Buy the three numbers that the sheet of examples/terraform/campaign declares")
    module.run("apply", "-auto-approve")

    step("2. Somebody changes a number by hand, in Invoca's web pages")
    digits = str(simulator.numbers()[0]["promo_number"])
    simulator.change_number(digits, description="changed by hand")
    console.print(f"{digits}: description is 'changed by hand' now")

    step(f"3. A plan shows it: exit code {DRIFT_EXIT_CODE} means that something would change")
    module.run("plan", "-detailed-exitcode", expect=DRIFT_EXIT_CODE)

    step("4. Apply repairs it")
    module.run("apply", "-auto-approve")

    step("5. A tainted number keeps its phone number, which is printed on ads")
    before = writes(simulator)
    module.run("taint", 'invoca_promo_number.radio["kroq"]')
    module.run("apply", "-auto-approve")
    if writes(simulator) != before:
        raise DemoFailed("something was bought or released")
    console.print("\nNothing was bought, and nothing released.")

    step("6. A number that is taken out of the sheet is protected")
    module.run("destroy", "-auto-approve", expect=1)
    if "DELETE" in writes(simulator):
        raise DemoFailed("a number was released")


def main() -> int:
    engine = sys.argv[1]
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="demo-terraform-") as folder, Simulator() as simulator:
        simulator.add_campaign("acme", "spring-radio")
        simulator.add_custom_fields("channel", "station")
        try:
            demonstrate(Module(Path(folder) / "campaign", engine, simulator), simulator)
        except DemoFailed as error:
            console.print(f"\n[bold red]demo: failed: {error}[/]")
            return 1
    console.print(f"\n[bold green]demo: done in {time.monotonic() - started:.0f} s[/]")
    return 0


if __name__ == "__main__":
    sys.exit(main())
