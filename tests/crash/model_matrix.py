"""The crash matrix on the model engine: every boundary, every alternative, every kind of strike.

Usage: python -m tests.crash.model_matrix [--bounded] [--every N] [FACE...]
Prints a table for each face (dynamic, plugin; both where none is named), and every violation.
All of it takes hours. With --every N each scenario meets each account in each way to recover, and
of what may strike there one in N does, another one each time.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import itertools
import os
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any, Literal, NamedTuple, Protocol

from invoca.account import Account as Settings
from invoca.errors import InvocaError
from invoca_simulator import Simulator
from tests.crash.alternatives import EVERY_ALTERNATIVE, NEVER_AS_DECLARED, REFUSALS
from tests.crash.model_engine import Fate, Killed, ModelEngine, Strike
from tests.crash.scenarios import SCENARIOS, Scenario
from tests.native.model_face import PluginModelEngine

STRIKES: tuple[Strike, ...] = ("kill before", "kill after", "drop before", "drop after")
RECOVERIES = 4  # runs after the struck one until nothing is left to do
BOUNDED = (("immediate", "up"), ("lag", "up --refresh"))
CATCHING_UP = 4  # refreshes in which a lagging answer may still show an old value
LONG_SECONDS = 600.0  # after which nobody takes a number that does not show for one that shows late
LAGS = ("immediate", "lag")
FACES: dict[str, type[ModelEngine]] = {"dynamic": ModelEngine, "plugin": PluginModelEngine}
Recovery = Literal["up", "up --refresh", "up on another machine"]


class ByList(Protocol):
    """A scenario, of any engine."""

    @property
    def by_list(self) -> bool: ...


class Row(NamedTuple):
    scenario: Scenario
    alternative: str
    lag: str
    recovery: Recovery
    strikes: dict[int, Strike]

    def __str__(self) -> str:
        at = ", ".join(f"{strike} call {call + 1}" for call, strike in self.strikes.items())
        struck = f"{at or 'peace'}, then {self.recovery}"
        return f"{self.scenario.name} | {self.alternative} | {self.lag} | {struck}"


class Group(NamedTuple):
    """What a worker runs in one go. scenario: an index, so that it travels between processes.
    sample: which of the strikes."""

    face: str
    scenario: int
    alternative: str
    lag: str
    recovery: Recovery
    bounded: bool
    sample: slice


class Outcome(NamedTuple):
    """ending: recovered; or the error that stays, with nothing lost. calls: of the run."""

    ending: str
    violations: list[str]
    calls: int


class Bench:
    """One simulator, made new for each row."""

    def __init__(self, engine_of: type[ModelEngine] = ModelEngine) -> None:
        self._engine_of = engine_of
        self._engine: ModelEngine | None = None
        # Nobody sleeps: what shows after some seconds shows when the engine's clock says so.
        self._simulator = Simulator(clock=lambda: self._engine.now if self._engine else 0.0)
        self._simulator.start()
        self._folder = tempfile.TemporaryDirectory(prefix="crash-matrix-")
        self._rows = 0

    def close(self) -> None:
        self._simulator.stop()
        self._folder.cleanup()

    def run(self, row: Row) -> Outcome:
        engine = self._prepare(row)
        before = {name: held.id for name, held in engine.state.items()}
        fate = Fate(dict(row.strikes))
        with contextlib.suppress(Killed, InvocaError):
            engine.up(row.scenario.after, fate, refresh=row.scenario.refresh)
        ending = self._recover(engine, row)
        return Outcome(ending, self._violations(engine, row, before, ending), fate.calls)

    def _prepare(self, row: Row) -> ModelEngine:
        simulator = self._simulator
        simulator.reset()
        simulator.add_campaign("acme", "spring-radio", inherited_custom_data={"region": "west"})
        simulator.add_campaign("acme", "direct-mail")
        self._rows += 1
        settings = Settings(
            network_id="1", api_token=simulator.token, base_url=simulator.url, purchase_limit=10
        )
        engine = self._engine_of(settings, Path(self._folder.name) / str(self._rows))
        self._engine = engine
        if row.scenario.before:
            engine.up(row.scenario.before, Fate())
        simulator.set_knobs(**EVERY_ALTERNATIVE[row.alternative], read_after_write=row.lag)
        return engine

    def _recover(self, engine: ModelEngine, row: Row) -> str:
        if row.recovery == "up on another machine":
            engine.machine = Path(self._folder.name) / f"{self._rows}-other"
        refusal, refresh = "", row.recovery == "up --refresh"
        for _ in range(RECOVERIES):
            refresh = refresh and "without a refresh" not in refusal
            try:
                engine.up(row.scenario.after, Fate(), refresh=refresh)
            except InvocaError as error:
                refusal = str(error)
                self._do_what_is_asked_for(engine, refusal)
                continue
            return "recovered"
        return refusal or "no reason"

    def _do_what_is_asked_for(self, engine: ModelEngine, refusal: str) -> None:
        """A person waits, looks at Invoca, and says that what it does not show was not bought."""
        engine.now += LONG_SECONDS
        if "settledBefore" in refusal:
            engine.settle()

    def _violations(
        self, engine: ModelEngine, row: Row, before: dict[str, str], ending: str
    ) -> list[str]:
        found = []
        bought = len(self._simulator.ledger("bought"))
        if bought > row.scenario.purchases:
            found.append(f"{bought} bought, {row.scenario.purchases} declared")
        may_go = {before[name] for name in row.scenario.releases}
        found += [
            f"{entry.promo_number} was released"
            for entry in self._simulator.ledger("released")
            if entry.promo_number not in may_go
        ]
        held = engine.numbers()
        told = "\n".join(engine.told)
        found += [
            f"{number['promo_number']} has no owner and nobody was told"
            for number in self._simulator.numbers()
            if number["promo_number"] not in held and str(number["promo_number"]) not in told
        ]
        if ending == "recovered":
            found += self._unfinished(engine, row)
        elif not _is_expected(ending, row):
            found.append(f"refused: {ending}")
        return found

    def _unfinished(self, engine: ModelEngine, row: Row) -> list[str]:
        """Whether anything is left to do, once Invoca shows what was written."""
        plan: list[str] = []
        for refresh in (False, *[True] * CATCHING_UP):
            engine.now += LONG_SECONDS if refresh else 0
            plan = engine.plan(row.scenario.after, refresh=refresh)
            phantom = [step for step in plan if not step.startswith("update ")]
            if phantom or (plan and not refresh):
                return [f"the next plan{' after a refresh' if refresh else ''}: {phantom or plan}"]
            if refresh and not plan:
                return []
        if row.alternative in NEVER_AS_DECLARED:
            return []  # each refresh shows what the account made of it
        return [f"the plan after {CATCHING_UP} refreshes: {plan}"]


def _is_expected(refusal: str, row: Row) -> bool:
    """Whether a person has to do something there, and is told what."""
    expected = (row.scenario.refusal, REFUSALS.get(row.alternative))
    return any(re.search(one, refusal) for one in expected if one)


def alternatives(scenario: ByList) -> Iterator[str]:
    """Where Invoca picks the id, only what was declared tells what a dead run bought; an account
    that never keeps it so leaves nothing to tell it by."""
    for name in EVERY_ALTERNATIVE:
        if not (scenario.by_list and name in NEVER_AS_DECLARED):
            yield name


def recoveries(scenario: Scenario, alternative: str, lag: str) -> tuple[Recovery, ...]:
    """Another machine knows nothing of what a killed run sent a moment ago, so it is only tried
    where Invoca shows a write at once: reads by id, and where Invoca picks the id, lists."""
    late = is_late(alternative, lag, by_list=scenario.by_list)
    return ("up", "up --refresh") + (() if late else ("up on another machine",))


def is_late(alternative: str, lag: str, *, by_list: bool) -> bool:
    """Whether what was just sent may not show where it is looked for. by_list: in lists."""
    knobs = EVERY_ALTERNATIVE[alternative]
    list_lags = knobs.get("list_answer") == "eventual" or "list_lag_seconds" in knobs
    return lag == "lag" or (list_lags and (by_list or "get_lag_seconds" in knobs))


def groups(face: str, *, bounded: bool, every: int) -> Iterator[Group]:
    count = itertools.count()
    for index in range(len(SCENARIOS)):
        for alternative in alternatives(SCENARIOS[index]):
            for lag in LAGS:
                for recovery in recoveries(SCENARIOS[index], alternative, lag):
                    if not bounded or (lag, recovery) in BOUNDED:
                        sample = slice(next(count) % every, None, every)
                        yield Group(face, index, alternative, lag, recovery, bounded, sample)


def strikes_at(calls: int, *, bounded: bool) -> Iterator[dict[int, Strike]]:
    """Each strike at each call; and, unless bounded, a dropped answer and then a death."""
    for call in range(calls):
        for strike in STRIKES:
            yield {call: strike}
    if bounded:
        return
    for call in range(calls):
        for dropped in STRIKES[2:]:
            for killed in STRIKES[:2]:
                yield {call: dropped, call + 1: killed}


def run_group(group: Group) -> tuple[str, Counter[str], list[str]]:
    """All strikes of one scenario, alternative, lag and way to recover."""
    scenario = SCENARIOS[group.scenario]
    bench = Bench(FACES[group.face])
    endings: Counter[str] = Counter()
    violations = []
    try:
        # What the provider tells its users of each row is nothing to read 40,000 times.
        with contextlib.redirect_stderr(io.TextIOWrapper(io.BytesIO(), encoding="utf-8")):
            peace = Row(scenario, group.alternative, group.lag, group.recovery, {})
            undisturbed = bench.run(peace)
            strikes = list(strikes_at(undisturbed.calls, bounded=group.bounded))[group.sample]
            rows = [peace._replace(strikes=struck) for struck in strikes]
            for row, outcome in [(peace, undisturbed), *((row, bench.run(row)) for row in rows)]:
                endings["recovered" if outcome.ending == "recovered" else "refused"] += 1
                violations += [f"{row}: {text}" for text in outcome.violations]
    finally:
        bench.close()
    return scenario.name, endings, violations


def run_all(
    face: str, *, bounded: bool, every: int, workers: int
) -> tuple[dict[str, Counter[str]], list[str]]:
    """Endings by scenario, and every violation."""
    endings: dict[str, Counter[str]] = {}
    violations: list[str] = []
    with ProcessPoolExecutor(workers) as pool:
        all_groups = groups(face, bounded=bounded, every=every)
        for name, counted, found in pool.map(run_group, all_groups):
            endings.setdefault(name, Counter()).update(counted)
            violations += found
    return endings, violations


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.crash.model_matrix")
    parser.add_argument("faces", nargs="*", metavar="FACE", help=f"of {', '.join(FACES)}")
    parser.add_argument("--bounded", action="store_true", help="two ways to recover, one strike")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="one strike in N")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    asked = parser.parse_args()
    ran = [
        _print(
            face,
            *run_all(face, bounded=asked.bounded, every=asked.every, workers=asked.workers),
        )
        for face in asked.faces or FACES
    ]
    return max(ran)


def _print(face: str, endings: dict[str, Counter[str]], violations: list[str]) -> int:
    """The table of one face; 1 where anything is violated."""
    print(f"\n{face}\n\n| scenario | rows | recovered | refused, nothing lost |")
    print("|---|---|---|---|")
    total: Counter[Any] = Counter()
    for name, counted in endings.items():
        total.update(counted)
        print(
            f"| {name} | {sum(counted.values())} | {counted['recovered']} | {counted['refused']} |"
        )
    print(f"| all | {sum(total.values())} | {total['recovered']} | {total['refused']} |")
    for violation in violations[:200]:
        print("VIOLATION", violation)
    print(f"{len(violations)} violations", flush=True)
    return 1 if violations else 0


if __name__ == "__main__":
    sys.exit(main())
