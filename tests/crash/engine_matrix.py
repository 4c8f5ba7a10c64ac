"""The crash matrix on the real engine: `pulumi up` struck at every call to Invoca.

Usage: python -m tests.crash.engine_matrix [--every N] [WORDS]
Prints the table and every violation, of the rows whose names hold WORDS; "plugin" stands in those
of the plugin. All of it takes a day; with --every N one row in N is run.

The provider process or the engine itself is killed, or a write is answered by something that does
not say what was done. Two numbers are deployed one after the other, so that "before the first call
for the second number" is also "after the state of the first was written". Whoever outlives a kill
is left alone: what it still does is part of what is judged.
"""

from __future__ import annotations

import argparse
import itertools
import os
import shutil
import subprocess
import sys
import tempfile
import textwrap
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

from invoca.promo_number import record
from pulumi_stack import names
from tests.account import Account
from tests.crash.engine_scenarios import EDITED, SCENARIOS, EngineScenario
from tests.crash.engine_strikes import (
    FOREIGN,
    ODD_ANSWERS,
    Kill,
    OddAnswer,
    Struck,
    Victim,
    When,
)
from tests.engine.processes import all_end
from tests.engine.workspace import Workspace
from tests.native.workspace import CampaignWorkspace

RECOVERIES = 3
CATCHING_UP = 4  # reviews in which a lagging answer may still show an old value
ORPHAN_SECONDS = 10  # in which whoever outlived a kill has to end
GRACE_SECONDS = "1"  # for rows in which what was bought does not show

_WHEN: tuple[When, ...] = ("before", "after")
_VICTIMS: tuple[Victim, ...] = ("provider", "engine")


class Conditions(NamedTuple):
    """lag: reads miss a write once or twice. late: they miss it until the second run after the
    strike is over, and that one is on another machine."""

    skip_checkpoints: bool = False
    lag: bool = False
    late: bool = False

    def __str__(self) -> str:
        return (
            " without checkpoints" * self.skip_checkpoints
            + " with lag" * self.lag
            + " with late reads, then on another machine" * self.late
        )


# Of each face, how a project is laid out whose campaign file a scenario writes.
DYNAMIC, PLUGIN = "dynamic provider", "plugin"
FACES: dict[str, type[Workspace]] = {DYNAMIC: Workspace, PLUGIN: CampaignWorkspace}
PLAIN, UNSAVED = Conditions(), Conditions(skip_checkpoints=True)
LAGGING, LATE = Conditions(lag=True), Conditions(late=True)


class EngineRow(NamedTuple):
    face: str
    scenario: EngineScenario
    strike: Kill | OddAnswer | None
    conditions: Conditions = PLAIN

    def __str__(self) -> str:
        by = "" if self.face == DYNAMIC else f" by the {self.face}"
        return f"{self.scenario.name}{by}: {self.strike or 'peace'}{self.conditions}"


def scenarios(words: str = "") -> Iterator[EngineRow]:
    """Each scenario of each face, in peace, whose name holds `words`."""
    for face, scenario in itertools.product(FACES, (*SCENARIOS, *EDITED)):
        row = EngineRow(face, scenario, None)
        if words in str(row):
            yield row


def kills(peace: EngineRow, calls: Sequence[str]) -> Iterator[EngineRow]:
    """Each victim and moment of a run. calls: the methods of those that it made in peace."""
    for call, method in enumerate(calls):
        # A read leaves Invoca as it is: before and after it is one moment.
        moments = _WHEN[:1] if method == "GET" else _WHEN
        for when, victim in itertools.product(moments, _VICTIMS):
            yield from _under_all(peace._replace(strike=Kill(call, when, victim)))


def kills_at_first_write(peace: EngineRow) -> Iterator[EngineRow]:
    """Each victim and moment of it; of the first call, where a scenario writes nothing."""
    for when, victim in itertools.product(_WHEN, _VICTIMS):
        kill = Kill(0, when, victim, writes=peace.scenario.writes)
        yield from _under_all(peace._replace(strike=kill))


def _under_all(row: EngineRow) -> Iterator[EngineRow]:
    # Both at once is left to the model engine; so is lag where a person edits in between.
    for under in (PLAIN, UNSAVED) if row.scenario.then else (PLAIN, UNSAVED, LAGGING):
        yield row._replace(conditions=under)


def odd_answers(words: str = "") -> Iterator[EngineRow]:
    create, update = SCENARIOS[:2]
    for face, answer in itertools.product(FACES, ODD_ANSWERS):
        writes = create if answer.method == "POST" else update
        for under in (PLAIN, LATE) if answer.method == "POST" else (PLAIN,):
            row = EngineRow(face, writes, answer, under)
            if words in str(row):
                yield row


class Outcome(NamedTuple):
    """struck: whether the run got as far as the strike. runs: `pulumi up`s until it succeeded.
    calls: the methods of those that the run made that was to be struck."""

    struck: bool
    runs: int
    violations: list[str]
    calls: tuple[str, ...]


def run_row(row: EngineRow, folder: Path, new_stack: Path | None = None) -> Outcome:
    """new_stack: the folder of a workspace whose stack was just made, to begin with its copy."""
    with Account(folder / "machine") as account:
        _furnish(account)
        project = folder / "project"
        project.mkdir(parents=True)
        workspace = FACES[row.face](project, account, copy_of=new_stack)
        workspace.settings["PULUMI_SKIP_CHECKPOINTS"] = str(row.conditions.skip_checkpoints).lower()
        if row.scenario.before:
            workspace.campaign(row.scenario.before)
            workspace.up("--parallel", "1")
        account.clear_calls()
        struck = _strike(workspace, row)
        calls = tuple(call.method for call in account.calls())
        runs = _recover(workspace, row)
        return Outcome(struck.done, runs, _violations(workspace, row, runs), calls)


def _furnish(account: Account) -> None:
    account.add_campaign("acme", "spring-radio", affiliates=["kroq-network"])
    account.add_campaign("acme", "autumn-tv")
    account.put_number(
        "acme",
        "spring-radio",
        promo_number=FOREIGN,
        id_from_network="theirs",
        description="Somebody else's",
    )


def _strike(workspace: Workspace, row: EngineRow) -> Struck:
    account = workspace.account
    workspace.campaign(row.scenario.after)
    if row.conditions.lag:
        account.set_knobs(read_after_write="lag")
    if row.conditions.late:
        workspace.succeeds("config", "set", "invoca:graceSeconds", GRACE_SECONDS)
        account.show_no_writes()
    struck = Struck(workspace, row.strike)
    workspace.run("up", "--yes", "--skip-preview", "--parallel", "1", *_arguments(workspace, row))
    struck.over()
    return struck


def _arguments(workspace: Workspace, row: EngineRow) -> Iterator[str]:
    for argument in row.scenario.arguments:
        yield workspace.state()["kroq"]["urn"] if argument == "kroq" else argument


def _recover(workspace: Workspace, row: EngineRow) -> int:
    """How many runs it took; 0 for never."""
    account = workspace.account
    if row.scenario.then:
        workspace.campaign(row.scenario.then)
    if row.conditions.late:
        account.machine = account.machine.with_name("another machine")
    for attempt in range(1, RECOVERIES + 1 + row.conditions.late):
        # A killed engine leaves its lock behind.
        workspace.run("cancel", "--yes")
        up = ("up", "--yes", "--skip-preview", "--parallel", "1", *row.scenario.repair)
        done = workspace.run(*up)
        if row.conditions.late and attempt == 1:
            account.catch_up()
        elif done.code == 0:
            return attempt
    return 0


def _violations(workspace: Workspace, row: EngineRow, runs: int) -> list[str]:
    account = workspace.account
    found = []
    if not all_end(workspace, "provider", ORPHAN_SECONDS):
        found.append("a provider outlived its engine")
    bought = [entry for entry in account.ledger("bought") if entry.by == "api"]
    released = len(account.ledger("released"))
    if len(bought) > row.scenario.purchases:
        found.append(f"{len(bought)} bought, {row.scenario.purchases} declared")
    if released > row.scenario.releases:
        found.append(f"{released} released")
    found += _foreign(account)
    if not runs:
        said = textwrap.indent(workspace.transcript[-3000:], "    ")
        return [*found, f"never recovered:\n{said}"]
    workspace.invoca("drift", "--stack", workspace.stack)
    live = {str(number["promo_number"]) for number in account.numbers()} - {FOREIGN}
    held = {_digits(resource) for resource in workspace.state().values()}
    nameless = {number for number in live - held if number not in _told(workspace)}
    found += [f"{number} has no owner, and nobody was told" for number in nameless]
    found += [f"{number} is in the state but gone" for number in held - live]
    found += _unfinished(workspace, row)
    if account.canary in workspace.transcript or workspace.places_with(account.canary):
        found.append("the token leaked")
    return found


def _digits(resource: dict[str, Any]) -> str:
    """An engine keeps the id that a resource began with, also that of a pending purchase."""
    outputs = names.from_wire(resource.get("outputs", {}))
    return record.digits_of(resource["id"], outputs) or resource["id"]


def _told(workspace: Workspace) -> str:
    """What was said to a person since the strike, without separators in phone numbers."""
    return workspace.transcript.replace("(", "").replace(") ", "").replace("-", "")


def _foreign(account: Account) -> list[str]:
    for number in account.numbers():
        if number["promo_number"] == FOREIGN:
            kept = number["description"] == "Somebody else's" and number["media_type"]
            return [] if kept else [f"somebody else's number was changed: {number}"]
    return ["somebody else's number was released"]


def _unfinished(workspace: Workspace, row: EngineRow) -> list[str]:
    found = []
    for arguments in (("preview",), ("preview", "--refresh")):
        again = workspace.run(*arguments, "--expect-no-changes")
        for _ in range(CATCHING_UP if row.conditions.lag else 0):
            if again.code:
                again = workspace.run(*arguments, "--expect-no-changes")
        if again.code:
            found.append(f"`{' '.join(arguments)}` is not empty: {again.output[-800:]}")
    return found


def run_rows(rows: list[EngineRow], workers: int) -> Iterator[tuple[EngineRow, Outcome]]:
    with tempfile.TemporaryDirectory(prefix="engine-matrix-") as folder:
        new_stack = Path(folder) / "new-stack"
        new_stack.mkdir()
        with Account(new_stack / "machine") as account:
            Workspace(new_stack, account)

        def run(numbered: tuple[int, EngineRow]) -> tuple[EngineRow, Outcome]:
            index, row = numbered
            place = Path(folder) / str(index)
            try:
                return row, run_row(row, place, new_stack)
            finally:
                shutil.rmtree(place, ignore_errors=True)

        with ThreadPoolExecutor(workers) as threads:
            yield from threads.map(run, enumerate(rows))


def _rows(words: str, workers: int) -> Iterator[EngineRow]:
    """How many calls there are to strike at is seen in a run in peace."""
    for peace, outcome in run_rows(list(scenarios(words)), workers):
        yield peace
        yield from kills(peace, outcome.calls)
    yield from odd_answers(words)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.crash.engine_matrix")
    parser.add_argument("words", nargs="*")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="one row in N")
    asked = parser.parse_args()
    subprocess.run(["pulumi", "version"], check=True, stdout=subprocess.DEVNULL)
    workers = os.cpu_count() or 1
    rows = list(_rows(" ".join(asked.words), workers))[:: asked.every]
    counted: dict[str, Counter[str]] = {}
    violations: list[str] = []
    for done, (row, outcome) in enumerate(run_rows(rows, workers), 1):
        counter = counted.setdefault(f"{row.scenario.name} ({row.face})", Counter())
        counter["rows"] += 1
        counter["struck"] += outcome.struck
        counter[f"run {outcome.runs}"] += 1
        violations += [f"{row}: {text}" for text in outcome.violations]
        if done % 20 == 0:
            print(f"... {done} of {len(rows)} rows, {len(violations)} violations", flush=True)
    print("| scenario | rows | struck | recovered by the first `pulumi up` | by a later one |")
    print("|---|---|---|---|---|")
    for name, counter in counted.items():
        later = sum(counter[f"run {run}"] for run in range(2, RECOVERIES + 2))
        cells = [counter["rows"], counter["struck"], counter["run 1"], later]
        print(f"| {name} | {' | '.join(map(str, cells))} |")
    for text in violations:
        print("VIOLATION", text)
    print(f"{len(violations)} violations")
    return 1 if violations else 0


if __name__ == "__main__":
    sys.exit(main())
