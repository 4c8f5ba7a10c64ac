"""`make demo-terraform`: the way of `make demo`, on OpenTofu or Terraform and a simulated account.

Buys the numbers of examples/terraform/campaign, changes one by hand as if in Invoca's web pages,
shows that a plan sees it, repairs it, and shows what a tainted number and a forgotten one come to.
Works in a temporary folder and ends by itself.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from pathlib import Path

from demonstration import ROOT, DemoFailed, Desk, console, environment, step, writes

from invoca_simulator import Simulator

EXAMPLE = ROOT / "examples" / "terraform" / "campaign"
DRIFT_EXIT_CODE = 2  # of `plan -detailed-exitcode`, where something would change


class Module:
    """A copy of the example in `folder`, and the simulated account."""

    def __init__(self, folder: Path, engine: str, simulator: Simulator) -> None:
        self._engine = engine
        shutil.copytree(EXAMPLE, folder, dirs_exist_ok=True)
        settings = folder / "cli.tfrc"
        settings.write_text(
            "provider_installation {\n  dev_overrides {\n"
            f'    "registry.terraform.io/invoca/invoca" = "{Path(sys.executable).parent}"\n'
            "  }\n  direct {}\n}\n",
            encoding="utf-8",
        )
        self._desk = Desk(
            folder,
            {
                **environment(simulator, folder, "TF_"),
                "TF_CLI_CONFIG_FILE": str(settings),
                "CHECKPOINT_DISABLE": "1",
            },
        )

    def run(self, *arguments: str, expect: int = 0) -> str:
        return self._desk.run([self._engine, *arguments], expect=expect)


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
