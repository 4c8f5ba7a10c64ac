"""The crash matrix of the Terraform face, on the model of its order of calls.

Each row: a configuration is applied in peace, then another one with a strike at one call, then
again until it succeeds. Afterwards the simulator's ledger is checked against four rules: no more
numbers bought than declared; none released that is still declared; no live number that no state
holds, unless it was named to the user; the next plan is empty.

Usage: python -m tests.terraform.crash [--bounded]    prints the table and every violation.
"""

from __future__ import annotations

import contextlib
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import NamedTuple

from invoca_simulator import Simulator
from tests.crash.alternatives import ALTERNATIVES
from tests.crash.model_engine import Fate, Killed, Strike
from tests.crash.model_matrix import CATCHING_UP, STRIKES
from tests.terraform.desk import Desk, block
from tests.terraform.walk import Block, Refused

AFTER: tuple[Strike, ...] = ("kill after", "drop after")
RECOVERIES = ("apply", "apply without refresh", "apply on another machine")
BY_LIST = "already agrees? with every declared field|all fit"
LEFT_BESIDE = "`terraform state rm`|`terraform untaint`"
MOST_RUNS = 4  # after the struck one, until nothing is left to do
KROQ, KPWR = "invoca_promo_number.kroq", "invoca_promo_number.kpwr"
Config = Mapping[str, Block]


def number(key: str, **values: object) -> Block:
    data = {"channel": "radio", "station": key.upper()}
    return block(key, **{"custom_data": data, "deletion_protection": False, **values})


def first(one: Block) -> Block:
    """Created before its predecessor is destroyed."""
    return one._replace(create_before_destroy=True)


@dataclass(frozen=True)
class Scenario:
    """purchases: how many may be bought altogether. releases: addresses whose first number may be
    released. forced: addresses given to -replace. tainted: addresses that are tainted before."""

    name: str
    before: Config
    after: Config
    purchases: int
    releases: frozenset[str] = field(default_factory=frozenset)
    forced: tuple[str, ...] = ()
    tainted: tuple[str, ...] = ()
    by_list: bool = False


BOTH: Config = {KROQ: number("kroq"), KPWR: number("kpwr")}
CHANGED = {"description": "new words", "custom_data": {"station": "KIIS"}}
MOVED = {"campaign_id": "direct-mail"}


def _with(**values: object) -> Config:
    return {**BOTH, KROQ: number("kroq", **values)}


SCENARIOS: tuple[Scenario, ...] = (
    Scenario("create two", {}, BOTH, 2),
    Scenario(
        "create two where Invoca picks the id",
        {},
        {one: number(one[-4:], id_assigned_by="invoca") for one in (KROQ, KPWR)},
        2,
        by_list=True,
    ),
    Scenario("update one", BOTH, _with(**CHANGED), 2),
    Scenario("move one", BOTH, _with(**MOVED), 2),
    Scenario("move and change one", BOTH, _with(**MOVED, **CHANGED), 2),
    Scenario("replace one", BOTH, _with(generation=2), 3, frozenset({KROQ})),
    Scenario(
        "replace one, create before destroy",
        {**BOTH, KROQ: first(BOTH[KROQ])},
        {**BOTH, KROQ: first(number("kroq", generation=2))},
        3,
        frozenset({KROQ}),
    ),
    Scenario("release one", BOTH, {KPWR: BOTH[KPWR]}, 2, frozenset({KROQ})),
    Scenario("-replace", BOTH, BOTH, 2, forced=(KROQ,)),
    Scenario("taint", BOTH, _with(**CHANGED), 2, tainted=(KROQ,)),
    Scenario(
        "-replace, create before destroy",
        {**BOTH, KROQ: first(BOTH[KROQ])},
        {**BOTH, KROQ: first(BOTH[KROQ])},
        2,
        forced=(KROQ,),
    ),
    Scenario(
        "-replace of a renamed one",
        {KROQ: number("old")},
        {KROQ: number("kroq", former_keys=["old"])},
        1,
        forced=(KROQ,),
    ),
)


class Row(NamedTuple):
    scenario: Scenario
    alternative: str
    lag: str
    recovery: str
    strikes: Mapping[int, Strike]
    last_step: int | None = None

    def __str__(self) -> str:
        at = ", ".join(f"{strike} call {call + 1}" for call, strike in self.strikes.items())
        if self.last_step is not None:
            at = f"the engine dies after step {self.last_step + 1}"
        struck = f"{at or 'peace'}, then {self.recovery}"
        return f"{self.scenario.name} | {self.alternative} | {self.lag} | {struck}"


class Outcome(NamedTuple):
    """ending: recovered, or refused (an error that stays, with nothing lost). calls: of the run."""

    ending: str
    violations: list[str]
    calls: int
    steps: int


class Bench:
    """One simulator, made new for each row."""

    def __init__(self) -> None:
        self._simulator = Simulator()
        self._simulator.start()
        self._folder = tempfile.TemporaryDirectory(prefix="terraform-crashes-")
        self._rows = 0
        self._refusal = ""  # the last one

    def close(self) -> None:
        self._simulator.stop()
        self._folder.cleanup()

    def run(self, row: Row) -> Outcome:
        desk = self._prepare(row)
        before = {
            address: one.current.values["promo_number"]
            for address, one in desk.state.items()
            if one.current is not None
        }
        for address in row.scenario.tainted:
            desk.taint(address)
        desk.fate, desk.steps, desk.last_step = Fate(dict(row.strikes)), 0, row.last_step
        with contextlib.suppress(Killed, Refused):
            desk.run(row.scenario.after, replace=row.scenario.forced)
        calls, steps = desk.fate.calls, desk.steps
        desk.fate, desk.last_step = Fate(), None
        ending = self._recover(desk, row)
        return Outcome(ending, self._violations(desk, row, before, ending), calls, steps)

    def _prepare(self, row: Row) -> Desk:
        simulator = self._simulator
        simulator.reset()
        simulator.add_campaign("acme", "spring-radio", inherited_custom_data={"region": "west"})
        simulator.add_campaign("acme", "direct-mail")
        self._rows += 1
        machine = Path(self._folder.name) / str(self._rows)
        desk = Desk(simulator, machine, purchase_limit=10)
        if row.scenario.before:
            desk.run(row.scenario.before)
        simulator.set_knobs(**ALTERNATIVES[row.alternative], read_after_write=row.lag)
        return desk

    def _recover(self, desk: Desk, row: Row) -> str:
        if row.recovery == "apply on another machine":
            desk.machine = Path(self._folder.name) / f"{self._rows}-other"
        for _ in range(MOST_RUNS):
            try:
                desk.run(row.scenario.after, refresh=row.recovery != "apply without refresh")
            except Refused as error:
                self._refusal = str(error)
                if said := re.search(r"settled_before = (\S+?)`", self._refusal):
                    # A person looked: what Invoca does not show was not bought.
                    desk.provider["settled_before"] = said[1]
                continue
            return "recovered"
        return "refused"

    def _violations(
        self, desk: Desk, row: Row, before: Mapping[str, str], ending: str
    ) -> list[str]:
        found = []
        bought = len(self._simulator.ledger("bought"))
        if bought > row.scenario.purchases:
            found.append(f"{bought} bought, {row.scenario.purchases} declared")
        may_go = {before[address] for address in row.scenario.releases}
        found += [
            f"{entry.promo_number} was released"
            for entry in self._simulator.ledger("released")
            if entry.promo_number not in may_go
        ]
        told = "\n".join(desk.told)
        held = desk.digits()
        found += [
            f"{number['promo_number']} has no owner and nobody was told"
            for number in self._simulator.numbers()
            if number["promo_number"] not in held and str(number["promo_number"]) not in told
        ]
        if ending == "recovered":
            found += self._unfinished(desk, row)
        elif row.alternative == "as documented" and not self._is_expected(row):
            found.append(f"refused: {self._refusal}")
        return found

    def _is_expected(self, row: Row) -> bool:
        """Whether it says what a person has to do: where Invoca picks the id, what a dead run
        bought has to be named; what a struck run left beside its successor is the engine's."""
        by_list = BY_LIST if row.scenario.by_list else "(?!)"
        return re.search(f"{by_list}|{LEFT_BESIDE}", self._refusal) is not None

    def _unfinished(self, desk: Desk, row: Row) -> list[str]:
        """Whether anything is left to do, once Invoca shows what was written."""
        plan: list[str] = []
        for refresh in (False, *[True] * CATCHING_UP):
            plan = desk.plan(row.scenario.after, refresh=refresh).actions
            phantom = [step for step in plan if not step.startswith("update ")]
            if phantom or (plan and not refresh):
                return [f"the next plan{' after a refresh' if refresh else ''}: {phantom or plan}"]
            if refresh and not plan:
                return []
        return [f"the plan after {CATCHING_UP} refreshes: {plan}"]


def recoveries(scenario: Scenario, alternative: str, lag: str) -> tuple[str, ...]:
    """Another machine knows nothing of what was sent a moment ago, so it is only tried where
    Invoca shows a write at once."""
    late = lag == "lag" or (alternative == "lists lag" and scenario.by_list)
    return RECOVERIES[:2] if late else RECOVERIES


def run_group(
    index: int, alternative: str, lag: str, *, bounded: bool = False
) -> tuple[str, Counter[str], list[str]]:
    """All strikes of one scenario and alternative; bounded: what may differ most of them, and one
    way to recover, another one for the next scenario."""
    scenario, bench = SCENARIOS[index], Bench()
    endings: Counter[str] = Counter()
    violations = []
    ways = recoveries(scenario, alternative, lag)
    if bounded:
        ways = (ways[(index + list(ALTERNATIVES).index(alternative)) % len(ways)],)
    strikes = AFTER if bounded else STRIKES
    try:
        for recovery in ways:
            peace = Row(scenario, alternative, lag, recovery, {})
            for row in rows_of(peace, bench.run(peace), strikes):
                outcome = bench.run(row)
                endings[outcome.ending] += 1
                violations += [f"{row}: {text}" for text in outcome.violations]
    finally:
        bench.close()
    return scenario.name, endings, violations


def rows_of(peace: Row, outcome: Outcome, strikes: Sequence[Strike] = STRIKES) -> Iterator[Row]:
    """Every strike: at each call, and between the engine's steps."""
    yield peace
    for call in range(outcome.calls):
        for strike in strikes:
            yield peace._replace(strikes={call: strike})
    for step in range(outcome.steps):
        yield peace._replace(last_step=step)


def main() -> int:
    is_bounded = "--bounded" in sys.argv
    groups = [
        (index, alternative, lag)
        for index in range(len(SCENARIOS))
        for alternative in ALTERNATIVES
        for lag in ("immediate", "lag")[: 1 if is_bounded else 2]
    ]
    run = partial(run_group, bounded=is_bounded)
    totals: dict[str, Counter[str]] = {one.name: Counter() for one in SCENARIOS}
    violations: list[str] = []
    with ProcessPoolExecutor() as pool:
        for name, endings, found in pool.map(run, *zip(*groups, strict=True)):
            totals[name] += endings
            violations += found
    print("| scenario | rows | recovered | refused, nothing lost |\n|---|---|---|---|")
    everything: Counter[str] = sum(totals.values(), Counter())
    for name, endings in (*totals.items(), ("all", everything)):
        print(f"| {name} | {endings.total()} | {endings['recovered']} | {endings['refused']} |")
    print("\nViolations:", *(violations or ["none"]), sep="\n")
    return 1 if violations else 0


if __name__ == "__main__":
    sys.exit(main())
