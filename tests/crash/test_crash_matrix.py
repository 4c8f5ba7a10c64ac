"""A bounded part of the crash matrix; `make crash-matrix` runs all of it."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.crash.alternatives import ALTERNATIVES, MORE_ALTERNATIVES
from tests.crash.engine_matrix import (
    FACES,
    EngineRow,
    kills_at_first_write,
    odd_answers,
    run_row,
    scenarios,
)
from tests.crash.model_matrix import Bench, Row, recoveries, strikes_at
from tests.crash.model_matrix import alternatives as of_scenario
from tests.crash.scenarios import SCENARIOS, Scenario

# On the real engine, one row of each scenario, so that each victim, moment and condition occurs;
# two by each face are for every change, the others are wide, and by one face in turn.
FOR_EVERY_CHANGE = ("create two", "move two")
FACE_OF = dict(zip(dict.fromkeys(one.scenario for one in scenarios()), itertools.cycle(FACES)))
ENGINE_ROWS = [
    rows[index % len(rows)]
    for index, peace in enumerate(scenarios())
    for rows in [list(kills_at_first_write(peace))]
    if peace.scenario.name in FOR_EVERY_CHANGE or peace.face == FACE_OF[peace.scenario]
]
ODD_ROWS = list(odd_answers())[::5]


def engine_row(row: EngineRow) -> Any:
    """As a parameter of a test."""
    is_wide = row in ODD_ROWS or row.scenario.name not in FOR_EVERY_CHANGE
    return pytest.param(row, marks=pytest.mark.wide if is_wide else ())


@pytest.fixture(scope="module")
def bench() -> Iterator[Bench]:
    bench = Bench()
    yield bench
    bench.close()


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)
@pytest.mark.parametrize(
    "alternatives",
    [
        pytest.param(ALTERNATIVES, id="alternatives"),
        pytest.param(MORE_ALTERNATIVES, id="more alternatives", marks=pytest.mark.wide),
    ],
)
def test_a_run_killed_after_any_call_loses_nothing_whatever_invoca_does(
    bench: Bench, scenario: Scenario, alternatives: dict[str, Any]
) -> None:
    violations = []
    chosen = [one for one in of_scenario(scenario) if one in alternatives]
    for index, alternative in enumerate(chosen):
        recovery = recoveries(scenario, alternative, "immediate")[-1]
        peace = Row(scenario, alternative, "immediate", recovery, {})
        outcome = bench.run(peace)
        violations += [f"{peace}: {text}" for text in outcome.violations]
        # One call in two, for CI's time: the first, or the second, of the accounts in turn.
        for call in range(index % 2, outcome.calls, 2):
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
    struck = [peace._replace(strikes=strikes) for strikes in strikes_at(calls, bounded=True)]
    rows = [peace, *struck]
    assert [f"{row}: {text}" for row in rows for text in bench.run(row).violations] == []


@pytest.mark.engine
@pytest.mark.parametrize("row", [engine_row(row) for row in ENGINE_ROWS + ODD_ROWS], ids=str)
def test_the_real_engine_recovers_from_what_strikes_a_run(row: EngineRow, tmp_path: Path) -> None:
    outcome = run_row(row, tmp_path)
    assert outcome.struck
    assert outcome.violations == []
