"""A bounded part of the crash matrix; `make crash-matrix` runs all of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crash.alternatives import ALTERNATIVES
from tests.crash.engine_matrix import EngineRow, every_row, run_row
from tests.crash.model_matrix import Bench, Row, recoveries, strikes_at
from tests.crash.scenarios import SCENARIOS, Scenario

# On the real engine, a few rows chosen so that each scenario, victim, moment and setting occurs;
# two of them are for every change, the others are wide.
ENGINE_ROWS = [row for row in every_row() if row.call == 1][::11]


@pytest.fixture(scope="module")
def bench() -> Iterator[Bench]:
    bench = Bench()
    yield bench
    bench.close()


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)
def test_a_run_killed_after_any_call_loses_nothing_whatever_invoca_does(
    bench: Bench, scenario: Scenario
) -> None:
    violations = []
    for alternative in ALTERNATIVES:
        recovery = recoveries(scenario, alternative, "immediate")[-1]
        peace = Row(scenario, alternative, "immediate", recovery, {})
        outcome = bench.run(peace)
        violations += [f"{peace}: {text}" for text in outcome.violations]
        for call in range(outcome.calls):
            row = peace._replace(strikes={call: "kill after"})
            violations += [f"{row}: {text}" for text in bench.run(row).violations]
    assert violations == []


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)
@pytest.mark.parametrize("alternative", ["as documented", "POST of a known id buys a duplicate"])
def test_a_run_struck_in_any_way_at_any_call_loses_nothing_even_where_reads_lag(
    bench: Bench, scenario: Scenario, alternative: str
) -> None:
    peace = Row(scenario, alternative, "lag", "up", {})
    calls = bench.run(peace).calls
    rows = [peace._replace(strikes=strikes) for strikes in strikes_at(calls, bounded=True)]
    assert [f"{row}: {text}" for row in rows for text in bench.run(row).violations] == []


@pytest.mark.engine
@pytest.mark.parametrize(
    "row",
    [
        pytest.param(row, marks=pytest.mark.wide if index % 3 else ())
        for index, row in enumerate(ENGINE_ROWS)
    ],
    ids=str,
)
def test_the_real_engine_recovers_from_sigkill(row: EngineRow, tmp_path: Path) -> None:
    outcome = run_row(row, tmp_path)
    assert outcome.struck
    assert outcome.violations == []
