"""The crash matrix on the real engine: `pulumi up` struck by SIGKILL at every call to Invoca.

Usage: python -m tests.crash.engine_matrix        prints the table and every violation.

The victim is the provider process or the engine itself, at the moment before Invoca acts on a call
or after it did and before the answer leaves. Two numbers are deployed one after the other, so that
"before the first call for the second number" is also "after the state of the first was written".
"""

from __future__ import annotations

import itertools
import os
import signal
import subprocess
import sys
import tempfile
import textwrap
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Literal, NamedTuple

from tests.account import Account
from tests.engine.workspace import Workspace

Victim = Literal["provider", "engine"]
When = Literal["before", "after"]
MARK = "PROMO_NUMBERS_ROW"
RECOVERIES = 3
QUIET_SECONDS = 0.3
CATCHING_UP = 4  # reviews in which a lagging answer may still show an old value

_WHEN: tuple[When, ...] = ("before", "after")
_VICTIMS: tuple[Victim, ...] = ("provider", "engine")
# (without checkpoints, with lag); both at once is left to the model engine.
_WITH = ((False, False), (True, False), (False, True))


class EngineScenario(NamedTuple):
    """Campaign files before and after; calls: that the second `up` makes in peace."""

    name: str
    before: str
    after: str
    purchases: int
    releases: int
    calls: int


HEAD = """\
advertiser_id: acme
campaign_id: {campaign}
defaults: {{media_type: "Offline: Radio", protect: false}}
numbers:
"""
KROQ = "  kroq: {description: KROQ drive time, custom_data: {station: KROQ}}\n"
KPWR = "  kpwr: {description: KPWR mornings, custom_data: {station: KPWR}}\n"


def _file(*numbers: str, campaign: str = "spring-radio") -> str:
    return HEAD.format(campaign=campaign) + "".join(numbers)


BOTH = _file(KROQ, KPWR)
SCENARIOS = (
    EngineScenario("create two", "", BOTH, 2, 0, 4),
    EngineScenario(
        "update two",
        BOTH,
        BOTH.replace("station: K", "station: X"),
        purchases=2,
        releases=0,
        calls=3,
    ),
    EngineScenario("move two", BOTH, _file(KROQ, KPWR, campaign="direct-mail"), 2, 0, 5),
    EngineScenario(
        "replace one",
        BOTH,
        BOTH.replace("kroq: {", "kroq: {generation: 2, "),
        purchases=3,
        releases=1,
        calls=5,
    ),
    EngineScenario("release one", BOTH, _file(KPWR), 2, 1, 3),
)


class EngineRow(NamedTuple):
    scenario: EngineScenario
    call: int
    when: When
    victim: Victim
    skip_checkpoints: bool
    lag: bool

    def __str__(self) -> str:
        extras = [" without checkpoints"] * self.skip_checkpoints + [" with lag"] * self.lag
        return (
            f"{self.scenario.name}: {self.victim} killed {self.when} call {self.call + 1}"
            + "".join(extras)
        )


def every_row() -> Iterator[EngineRow]:
    for scenario in SCENARIOS:
        for call, when, victim, (skip, lag) in itertools.product(
            range(scenario.calls), _WHEN, _VICTIMS, _WITH
        ):
            yield EngineRow(scenario, call, when, victim, skip, lag)


class Outcome(NamedTuple):
    """struck: whether the run got as far as the boundary. runs: `pulumi up`s until it succeeded."""

    struck: bool
    runs: int
    violations: list[str]


def run_row(row: EngineRow, folder: Path) -> Outcome:
    with Account(folder / "machine") as account:
        project = folder / "project"
        project.mkdir(parents=True)
        workspace = Workspace(project, account)
        workspace.settings[MARK] = uuid.uuid4().hex
        workspace.settings["PULUMI_SKIP_CHECKPOINTS"] = str(row.skip_checkpoints).lower()
        if row.scenario.before:
            workspace.campaign(row.scenario.before)
            workspace.up("--parallel", "1")
        workspace.campaign(row.scenario.after)
        account.set_knobs(read_after_write="lag" if row.lag else "immediate")
        strike = _Strike(account, row, workspace.settings[MARK])
        workspace.run("up", "--yes", "--skip-preview", "--parallel", "1")
        _bury(account, workspace.settings[MARK])
        account.on_call = None
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

    def __call__(self, call: Any, when: Any) -> None:
        number = self._seen[when]
        self._seen[when] += 1
        if self.done or when != self._row.when or number != self._row.call:
            return
        self.done = True
        for process, command in _marked(self._mark):
            is_provider = "pulumi.dynamic" in command
            is_engine = Path(command.split("\0")[0]).name == "pulumi"
            if is_provider if self._row.victim == "provider" else is_engine:
                os.kill(process, signal.SIGKILL)


def _marked(mark: str) -> Iterator[tuple[int, str]]:
    """The processes that a row started, and their command lines."""
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                if f"{MARK}={mark}".encode() in (folder / "environ").read_bytes():
                    yield int(folder.name), (folder / "cmdline").read_text()
            except OSError:
                continue


def _bury(account: Account, mark: str) -> None:
    """Lets orphans end the call that they are in, as they would, then ends them."""
    known = -1
    while known != (known := len(account.calls())):
        time.sleep(QUIET_SECONDS)
    for process, _ in _marked(mark):
        try:
            os.kill(process, signal.SIGKILL)
        except ProcessLookupError:
            continue


def _recover(workspace: Workspace) -> int:
    """How many runs it took; 0 for never."""
    for attempt in range(1, RECOVERIES + 1):
        # A killed engine leaves its lock behind.
        workspace.run("cancel", "--yes")
        if workspace.run("up", "--yes", "--skip-preview", "--parallel", "1").code == 0:
            return attempt
    return 0


def _violations(workspace: Workspace, row: EngineRow, runs: int) -> list[str]:
    account = workspace.account
    if not runs:
        return [f"never recovered:\n{textwrap.indent(workspace.transcript[-3000:], '    ')}"]
    found = []
    bought, released = len(account.ledger("bought")), len(account.ledger("released"))
    if bought > row.scenario.purchases:
        found.append(f"{bought} bought, {row.scenario.purchases} declared")
    if released > row.scenario.releases:
        found.append(f"{released} released")
    live = {number["promo_number"] for number in account.numbers()}
    held = {resource["id"] for resource in workspace.state().values()}
    found += [f"{number} has no owner" for number in live - held]
    found += [f"{number} is in the state but gone" for number in held - live]
    for arguments in (("preview",), ("preview", "--refresh")):
        again = workspace.run(*arguments, "--expect-no-changes")
        for _ in range(CATCHING_UP if row.lag else 0):
            if again.code:
                again = workspace.run(*arguments, "--expect-no-changes")
        if again.code:
            found.append(f"`{' '.join(arguments)}` is not empty: {again.output[-800:]}")
    if account.canary in workspace.transcript or workspace.places_with(account.canary):
        found.append("the token leaked")
    return found


def run_rows(rows: list[EngineRow], workers: int) -> Iterator[tuple[EngineRow, Outcome]]:
    with tempfile.TemporaryDirectory(prefix="engine-matrix-") as folder:

        def run(numbered: tuple[int, EngineRow]) -> tuple[EngineRow, Outcome]:
            index, row = numbered
            return row, run_row(row, Path(folder) / str(index))

        with ThreadPoolExecutor(workers) as threads:
            yield from threads.map(run, enumerate(rows))


def main() -> int:
    subprocess.run(["pulumi", "version"], check=True, stdout=subprocess.DEVNULL)
    rows = list(every_row())
    counted: dict[str, Counter[str]] = {}
    violations = []
    for done, (row, outcome) in enumerate(run_rows(rows, os.cpu_count() or 1), 1):
        counter = counted.setdefault(row.scenario.name, Counter())
        counter["rows"] += 1
        counter["struck"] += outcome.struck
        counter[f"run {outcome.runs}"] += 1
        violations += [f"{row}: {text}" for text in outcome.violations]
        if done % 20 == 0:
            print(f"... {done} of {len(rows)} rows, {len(violations)} violations", flush=True)
    print("| scenario | rows | struck | recovered by the first `pulumi up` | by the second |")
    print("|---|---|---|---|---|")
    for name, counter in counted.items():
        cells = [counter[key] for key in ("rows", "struck", "run 1", "run 2")]
        print(f"| {name} | {' | '.join(map(str, cells))} |")
    for violation in violations:
        print("VIOLATION", violation)
    print(f"{len(violations)} violations")
    return 1 if violations else 0


if __name__ == "__main__":
    sys.exit(main())
