"""The crash matrix of the Terraform face, on the model of its order of calls.

Each row: a configuration is applied in peace, then another one with a strike at one call, then
again until it succeeds. Afterwards the simulator's ledger is checked against four rules: no more
numbers bought than declared; none released that is still declared; no live number that no state
holds, unless it was named to the user; the next plan is empty.

Usage: python -m tests.terraform.crash [--bounded] [--every N]
Prints the table and every violation. With --every N each scenario meets each account, and of what
may strike there one in N does, another one each time.
"""

from __future__ import annotations

import argparse
import contextlib
import itertools
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from invoca.next_steps import speak
from invoca_simulator import Simulator
from terraform_stack.words import WORDS
from tests.crash.alternatives import EVERY_ALTERNATIVE, NEVER_AS_DECLARED, REFUSALS
from tests.crash.model_engine import Fate, Killed, Strike
from tests.crash.model_matrix import (
    CATCHING_UP,
    LAGS,
    LONG_SECONDS,
    STRIKES,
    alternatives,
    is_late,
)
from tests.terraform.desk import Desk, block
from tests.terraform.walk import Block, Refused

AFTER: tuple[Strike, ...] = ("kill after", "drop after")
# The process lives on, so that the state says what was sent.
SAID: tuple[Strike, ...] = ("drop before", "drop after")
RECOVERIES = ("apply", "apply without refresh", "apply on another machine")
BY_LIST = "already agrees? with every declared field|all fit"
NOT_CERTAINLY_OURS = "another stack may hold it"  # with a declared id, on another machine
NOT_BELIEVED = "answered with another number"  # of what was handed on
LEFT_BESIDE = "`terraform state rm`|`terraform untaint`"
WITHOUT_REFRESH = "-refresh=false"  # as a message says it, and a person then does it
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
    released. forced: addresses given to -replace. tainted: addresses that are tainted before. then:
    what is declared once the run was struck; None for the same."""

    name: str
    before: Config
    after: Config
    purchases: int
    releases: frozenset[str] = field(default_factory=frozenset)
    forced: tuple[str, ...] = ()
    tainted: tuple[str, ...] = ()
    by_list: bool = False
    then: Config | None = None

    @property
    def last(self) -> Config:
        return self.after if self.then is None else self.then

    @property
    def has_own_ids(self) -> bool:
        return any("id_from_network" in one.values for one in self.after.values())

    @property
    def taken_out(self) -> list[str]:
        """The keys of entries that are, once the run was struck."""
        return [str(one.values["key"]) for name, one in self.after.items() if name not in self.last]

    @property
    def strikes(self) -> tuple[Strike, ...]:
        """What a dead process sent for an entry that is taken out, nothing knows that an engine
        asks."""
        return SAID if self.taken_out else STRIKES


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
    Scenario(
        "create two, create before destroy",
        {},
        {one: first(number(one[-4:])) for one in (KROQ, KPWR)},
        2,
    ),
    Scenario(
        "create two with ids of their own",
        {},
        {one: number(one[-4:], id_from_network=f"own-{one[-4:]}") for one in (KROQ, KPWR)},
        2,
    ),
    Scenario(
        "create two, then one is renamed",
        {},
        BOTH,
        2,
        then={**BOTH, KROQ: number("kiis", former_keys=["kroq"])},
    ),
    Scenario("create two, then one is taken out", {}, BOTH, 2, then={KPWR: BOTH[KPWR]}),
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
        self._desk: Desk | None = None
        # Nobody sleeps: what shows after some seconds shows when the desk's clock says so.
        self._simulator = Simulator(clock=lambda: self._desk.now if self._desk else 0.0)
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
        desk = self._desk = Desk(simulator, machine, purchase_limit=10)
        if row.scenario.before:
            desk.run(row.scenario.before)
        simulator.set_knobs(**EVERY_ALTERNATIVE[row.alternative], read_after_write=row.lag)
        return desk

    def _recover(self, desk: Desk, row: Row) -> str:
        if row.recovery == "apply on another machine":
            desk.machine = Path(self._folder.name) / f"{self._rows}-other"
        refresh = row.recovery != "apply without refresh"
        for _ in range(MOST_RUNS):
            try:
                desk.run(row.scenario.last, refresh=refresh)
            except Refused as error:
                self._refusal = str(error)
                desk.now += LONG_SECONDS
                refresh = refresh and WITHOUT_REFRESH not in self._refusal
                if said := re.search(r'settled_before = "(\S+?)"', self._refusal):
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
            and not any(f"{key}-" in str(entry.id_from_network) for key in row.scenario.taken_out)
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
        elif not self._is_expected(row):
            found.append(f"refused: {self._refusal}")
        return found

    def _is_expected(self, row: Row) -> bool:
        """Whether it says what a person has to do: name what a dead run bought, where Invoca picks
        the id or another stack may have declared it; or tell the engine what a struck run left."""
        one = row.scenario
        by_list, forced = BY_LIST if one.by_list else "", NOT_BELIEVED if one.forced else ""
        own_ids = NOT_CERTAINLY_OURS if one.has_own_ids else ""
        expected = (by_list, own_ids, forced, LEFT_BESIDE, REFUSALS.get(row.alternative))
        return any(re.search(text, self._refusal) for text in expected if text)

    def _unfinished(self, desk: Desk, row: Row) -> list[str]:
        """Whether anything is left to do, once Invoca shows what was written."""
        plan: list[str] = []
        for refresh in (False, *[True] * CATCHING_UP):
            desk.now += LONG_SECONDS if refresh else 0
            plan = desk.plan(row.scenario.last, refresh=refresh).actions
            phantom = [step for step in plan if not step.startswith("update ")]
            if phantom or (plan and not refresh):
                return [f"the next plan{' after a refresh' if refresh else ''}: {phantom or plan}"]
            if refresh and not plan:
                return []
        if row.alternative in NEVER_AS_DECLARED:
            return []  # each refresh shows what the account made of it
        return [f"the plan after {CATCHING_UP} refreshes: {plan}"]


class Group(NamedTuple):
    """What a worker runs in one go. scenario: an index, so that it travels between processes.
    bounded: the strikes that may differ most, and one way to recover, another one for the next
    scenario. sample: which of the strikes."""

    scenario: int
    alternative: str
    lag: str
    bounded: bool = False
    sample: slice = slice(None)


def strikes_before(recovery: str, group: Group) -> tuple[Strike, ...]:
    """Where Invoca shows a write late (by id, or in the list where it picks the id), another
    machine knows of what was sent a moment ago only from a state that a living process could
    write."""
    scenario = SCENARIOS[group.scenario]
    is_late_here = is_late(group.alternative, group.lag, by_list=scenario.by_list)
    known = SAID if recovery == RECOVERIES[-1] and is_late_here else STRIKES
    asked = AFTER if group.bounded else STRIKES
    return tuple(one for one in asked if one in known and one in scenario.strikes)


def groups(*, bounded: bool, every: int) -> Iterator[Group]:
    count = itertools.count()
    for index, scenario in enumerate(SCENARIOS):
        for alternative in alternatives(scenario):
            for lag in LAGS[: 1 if bounded else None]:
                sample = slice(next(count) % every, None, every)
                yield Group(index, alternative, lag, bounded, sample)


def run_group(group: Group) -> tuple[str, Counter[str], list[str]]:
    """All strikes of one scenario and alternative, in each way to recover."""
    speak(WORDS)
    scenario, bench = SCENARIOS[group.scenario], Bench()
    endings: Counter[str] = Counter()
    violations = []
    ways = RECOVERIES
    if group.bounded:
        turn = group.scenario + list(EVERY_ALTERNATIVE).index(group.alternative)
        ways = (RECOVERIES[turn % len(RECOVERIES)],)
    try:
        for recovery in ways:
            peace = Row(scenario, group.alternative, group.lag, recovery, {})
            undisturbed = bench.run(peace)
            strikes = strikes_before(recovery, group)
            struck = list(rows_of(peace, undisturbed, strikes))[group.sample]
            for row, outcome in [(peace, undisturbed), *((one, bench.run(one)) for one in struck)]:
                endings[outcome.ending] += 1
                violations += [f"{row}: {text}" for text in outcome.violations]
    finally:
        bench.close()
    return scenario.name, endings, violations


def rows_of(peace: Row, outcome: Outcome, strikes: Sequence[Strike] = STRIKES) -> Iterator[Row]:
    """Every strike: at each call, and between the engine's steps."""
    for call in range(outcome.calls):
        for strike in strikes:
            yield peace._replace(strikes={call: strike})
    for step in range(outcome.steps):
        yield peace._replace(last_step=step)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.terraform.crash")
    parser.add_argument("--bounded", action="store_true", help="one way to recover, two strikes")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="one strike in N")
    asked = parser.parse_args()
    totals: dict[str, Counter[str]] = {one.name: Counter() for one in SCENARIOS}
    violations: list[str] = []
    with ProcessPoolExecutor() as pool:
        chosen = groups(bounded=asked.bounded, every=asked.every)
        for name, endings, found in pool.map(run_group, chosen):
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
