"""The crash matrix of the Terraform face on a real engine: SIGKILL at every call to Invoca.

Usage: python -m tests.terraform.engine_crash [local|http]    prints the table and every violation.

The victim is the provider process or the engine, at the moment before Invoca acts on a call or
after it did and before the answer leaves, with a local state and with one over HTTP.
"""

from __future__ import annotations

import itertools
import os
import signal
import sys
import tempfile
import textwrap
import time
import uuid
from collections import Counter
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple

from tests.account import Account
from tests.terraform.http_state import HttpState
from tests.terraform.workspace import Workspace, engine, number

MARK = "PROMO_NUMBERS_ROW"
RECOVERIES = 3
QUIET_SECONDS = 0.3
FREE = "deletion_protection = false"
FIRST = "lifecycle {\n  create_before_destroy = true\n}"
ONE_BY_ONE = "-parallelism=1"


class EngineScenario(NamedTuple):
    """Resource blocks before and after; options: of the struck apply. calls: that it makes in
    peace."""

    name: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    purchases: int
    releases: int
    calls: int
    options: tuple[str, ...] = ()


KROQ, KPWR = number("kroq", FREE), number("kpwr", FREE)
BOTH = (KROQ, KPWR)
SCENARIOS = (
    EngineScenario("create two", (), BOTH, 2, 0, 6),
    EngineScenario(
        "update two", BOTH, tuple(one.replace("drive time", "mornings") for one in BOTH), 2, 0, 4
    ),
    EngineScenario(
        "move two", BOTH, tuple(one.replace("spring-radio", "direct-mail") for one in BOTH), 2, 0, 6
    ),
    EngineScenario("replace one", BOTH, (number("kroq", FREE + "\ngeneration = 2"), KPWR), 3, 1, 7),
    EngineScenario("release one", BOTH, (KPWR,), 2, 1, 4),
    EngineScenario("-replace", BOTH, BOTH, 2, 0, 2, ("-replace=invoca_promo_number.kroq",)),
    EngineScenario(
        "-replace, create before destroy",
        (number("kroq", f"{FREE}\n{FIRST}"),),
        (number("kroq", f"{FREE}\n{FIRST}"),),
        1,
        0,
        2,
        ("-replace=invoca_promo_number.kroq",),
    ),
)


class EngineRow(NamedTuple):
    scenario: EngineScenario
    call: int
    when: str
    victim: str
    is_remote: bool

    def __str__(self) -> str:
        where = "over HTTP" if self.is_remote else "local state"
        killed = f"{self.victim} killed {self.when} call {self.call + 1}"
        return f"{self.scenario.name}: {killed}, {where}"


def every_row() -> Iterator[EngineRow]:
    for scenario in SCENARIOS:
        for call, when, victim, is_remote in itertools.product(
            range(scenario.calls), ("before", "after"), ("provider", "engine"), (False, True)
        ):
            yield EngineRow(scenario, call, when, victim, is_remote)


class Outcome(NamedTuple):
    """struck: whether the run got as far as the boundary. runs: applies until one succeeded."""

    struck: bool
    runs: int
    violations: list[str]


def run_row(row: EngineRow, folder: Path, program: str) -> Outcome:
    with ExitStack() as stack:
        account = stack.enter_context(Account(folder / "machine"))
        workspace = Workspace(folder / "root", account, program)
        workspace.settings[MARK] = uuid.uuid4().hex
        if row.is_remote:
            workspace.provider += stack.enter_context(HttpState()).backend
        workspace.write(*row.scenario.before)
        if row.is_remote:
            workspace.init()
        if row.scenario.before:
            workspace.apply()
        workspace.write(*row.scenario.after)
        strike = _Strike(account, row, workspace.settings[MARK])
        workspace.run("apply", "-auto-approve", ONE_BY_ONE, *row.scenario.options)
        account.on_call = None
        _bury(account, workspace.settings[MARK])
        runs = _recover(workspace)
        return Outcome(strike.done, runs, _violations(workspace, row, runs))


class _Strike:
    """Kills the victim when its call comes."""

    def __init__(self, account: Account, row: EngineRow, mark: str) -> None:
        self._row = row
        self._mark = mark
        self._seen = {"before": 0, "after": 0}
        self.done = False
        account.on_call = self

    def __call__(self, _call: Any, when: Any) -> None:
        number = self._seen[when]
        self._seen[when] += 1
        if self.done or when != self._row.when or number != self._row.call:
            return
        self.done = True
        for process, command in marked(self._mark):
            is_provider = "terraform-provider-invoca" in command
            if is_provider == (self._row.victim == "provider"):
                os.kill(process, signal.SIGKILL)


def marked(mark: str) -> Iterator[tuple[int, str]]:
    """The processes that a row started, and their command lines."""
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                if f"{MARK}={mark}".encode() in (folder / "environ").read_bytes():
                    yield int(folder.name), (folder / "cmdline").read_text(encoding="utf-8")
            except OSError:
                continue


def _bury(account: Account, mark: str) -> None:
    """Waits until orphans have ended by themselves; they may write nothing meanwhile."""
    known = -1
    for _ in range(20):
        if known == (known := len(account.calls())) and not list(marked(mark)):
            return
        time.sleep(QUIET_SECONDS)


def _recover(workspace: Workspace) -> int:
    """How many runs it took; 0 for never."""
    for attempt in range(1, RECOVERIES + 1):
        # A killed engine leaves its lock behind.
        if workspace.run("apply", "-auto-approve", "-lock=false").code == 0:
            return attempt
    return 0


def _violations(workspace: Workspace, row: EngineRow, runs: int) -> list[str]:
    account, found = workspace.account, []
    bought, released = len(account.ledger("bought")), len(account.ledger("released"))
    if bought > row.scenario.purchases:
        found.append(f"{bought} bought, {row.scenario.purchases} declared")
    if released > row.scenario.releases:
        found.append(f"{released} released")
    if list(marked(workspace.settings[MARK])):
        found.append("a process was left behind")
    if not runs:
        tail = textwrap.indent(workspace.transcript[-3000:], "    ")
        return [*found, f"never recovered:\n{tail}"]
    live = {number["promo_number"] for number in account.numbers()}
    held = {values["id"] for values in workspace.state().values()}
    found += [f"{number} has no owner" for number in live - held]
    found += [f"{number} is in the state but gone" for number in held - live]
    if not workspace.has_no_changes("-lock=false"):
        found.append(f"the next plan is not empty: {workspace.transcript[-800:]}")
    if workspace.places_with(account.canary):
        found.append("the token leaked")
    return found


def main() -> int:
    program = engine()
    if program is None:
        sys.exit("there is no OpenTofu and no Terraform")
    where = sys.argv[1:] or ["local", "http"]
    rows = [row for row in every_row() if ("http" if row.is_remote else "local") in where]
    counted: dict[str, Counter[str]] = {one.name: Counter() for one in SCENARIOS}
    violations = []
    with (
        tempfile.TemporaryDirectory(prefix="terraform-matrix-") as folder,
        ThreadPoolExecutor(os.cpu_count()) as pool,
    ):
        places = [Path(folder) / str(index) for index in range(len(rows))]
        for row, outcome in zip(
            rows, pool.map(run_row, rows, places, itertools.repeat(program)), strict=True
        ):
            counter = counted[row.scenario.name]
            counter["rows"] += 1
            counter["struck"] += outcome.struck
            counter[f"run {outcome.runs}"] += 1
            violations += [f"{row}: {text}" for text in outcome.violations]
            print(f"{row}: run {outcome.runs}", *outcome.violations, file=sys.stderr, flush=True)
    _show(counted, violations)
    return 1 if violations else 0


def _show(counted: Mapping[str, Counter[str]], violations: list[str]) -> None:
    print("| scenario | rows | struck | recovered by the first apply | by a later one |")
    print("|---|---|---|---|---|")
    total: Counter[str] = Counter()
    for name, counter in (*counted.items(), ("all", total)):
        later = counter["run 2"] + counter["run 3"]
        print(
            f"| {name} | {counter['rows']} | {counter['struck']} | {counter['run 1']} | {later} |"
        )
        total += counter
    print("\nViolations:", *(violations or ["none"]), sep="\n")


if __name__ == "__main__":
    sys.exit(main())
