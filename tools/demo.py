"""`make demo`: the whole way, once, on the real engine and a simulated Invoca account.

Buys the numbers of stacks/spring-radio.yaml, changes one by hand as if in Invoca's web pages,
shows that a review sees it, repairs it. Works on a copy of the project in a temporary folder, so
that nothing of this checkout or of your Pulumi settings is touched. Ends by itself.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from demonstration import ROOT, DemoFailed, Desk, console, environment, step, writes
from rich import box
from rich.table import Table

from invoca.campaign_file import read_campaign_file
from invoca_simulator import Simulator

STACK = "spring-radio"
DRIFT_EXIT_CODE = 7  # what `pulumi --expect-no-changes` ends with when there are changes


class DemoProject:
    """A copy of this project in `folder`, with a Pulumi backend of its own, and the simulator."""

    def __init__(self, folder: Path, simulator: Simulator) -> None:
        shutil.copy(ROOT / "Pulumi.yaml", folder)
        shutil.copytree(ROOT / "stacks", folder / "stacks")
        (folder / "state").mkdir()
        self._desk = Desk(
            folder,
            {
                **environment(simulator, folder, "PULUMI_"),
                "PULUMI_HOME": str(folder / "home"),
                "PULUMI_BACKEND_URL": f"file://{folder / 'state'}",
                "PULUMI_CONFIG_PASSPHRASE": "demo",
                "PULUMI_SKIP_UPDATE_CHECK": "true",
                "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
            },
        )

    def pulumi(self, *arguments: str, expect: int = 0) -> str:
        command = ["pulumi", *arguments]
        return self._desk.run(command, expect=expect, unshown=["--non-interactive"])


def set_up_account(simulator: Simulator) -> None:
    for entry in read_campaign_file(ROOT / "stacks" / f"{STACK}.yaml").numbers.values():
        where = entry.declaration.campaign
        simulator.add_campaign(where.advertiser_id, where.campaign_id)
        simulator.add_custom_fields(*entry.declaration.custom_data)


def show_numbers(simulator: Simulator, numbers: dict[str, str]) -> None:
    live: dict[Any, Any] = {number["promo_number"]: number for number in simulator.numbers()}
    table = Table(box=box.SIMPLE_HEAD)
    for column in ("name", "promo number", "description", "custom data"):
        table.add_column(column, no_wrap=column != "description")
    for name in sorted(numbers):
        digits, number = numbers[name], live[numbers[name]]
        table.add_row(
            name,
            f"({digits[:3]}) {digits[3:6]}-{digits[6:]}",
            number["description"],
            "\n".join(f"{key}: {value}" for key, value in sorted(number["custom_data"].items())),
        )
    console.print(table)


def demonstrate(project: DemoProject, simulator: Simulator) -> None:
    step("1. Buy the five numbers that stacks/spring-radio.yaml declares")
    project.pulumi("stack", "init", STACK)
    project.pulumi("up", "--yes", "--stack", STACK)
    output = project.pulumi("stack", "output", "numbers", "--json", "--stack", STACK)
    numbers: dict[str, str] = json.loads(output)
    console.print("\nAs Invoca's own pages show them:")
    show_numbers(simulator, numbers)

    step("2. Somebody changes a number by hand, in Invoca's web pages")
    simulator.change_number(numbers["kroq"], description="KROQ (changed by hand)")
    console.print(f"kroq, {numbers['kroq']}: description is now 'KROQ (changed by hand)'")

    step("3. A review shows it: exit code 7 means that reality is not what was declared")
    review = ("preview", "--refresh", "--expect-no-changes", "--diff", "--stack", STACK)
    project.pulumi(*review, expect=DRIFT_EXIT_CODE)

    step("4. Repair it")
    project.pulumi("up", "--yes", "--refresh", "--stack", STACK)

    step("5. Once more: nothing is left to do")
    before = writes(simulator)
    project.pulumi("up", "--yes", "--expect-no-changes", "--stack", STACK)
    if writes(simulator) != before:
        raise DemoFailed("the last run wrote to Invoca")


def main() -> int:
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="promo-numbers-demo-") as folder, Simulator() as here:
        set_up_account(here)
        console.print(f"A simulated Invoca account runs at {here.url}")
        try:
            demonstrate(DemoProject(Path(folder), here), here)
        except DemoFailed as failure:
            console.print(f"[bold red]The demo failed:[/] {failure}")
            return 1
        posts, puts = len(here.calls("POST")), len(here.calls("PUT"))
    console.print(
        f"\nDone in {time.monotonic() - started:.0f} s: {posts} numbers bought, {puts} change "
        "repaired, nothing left running."
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
