"""A bounded part of the crash matrix; `make crash-matrix` runs all of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crash.alternatives import EVERY_ALTERNATIVE
from tests.terraform.crash import (
    RECOVERIES,
    SCENARIOS,
    Bench,
    Row,
    Scenario,
    groups,
    rows_of,
    run_group,
)
from tests.terraform.engine_crash import EngineRow, every_row, run_row


@pytest.fixture(scope="module")
def bench() -> Iterator[Bench]:
    bench = Bench()
    yield bench
    bench.close()


@pytest.mark.parametrize(
    "scenario",
    [
        # With three calls a number and a release, these take as long as all others.
        pytest.param(one, marks=pytest.mark.wide if one.name.startswith("replace one") else ())
        for one in SCENARIOS
    ],
    ids=lambda scenario: scenario.name,
)
def test_an_apply_struck_in_any_way_at_any_call_loses_nothing(
    bench: Bench, scenario: Scenario
) -> None:
    peace = Row(scenario, "as documented", "immediate", RECOVERIES[0], {})
    rows = [peace, *rows_of(peace, bench.run(peace), scenario.strikes)]
    found = [f"{row}: {text}" for row in rows for text in bench.run(row).violations]
    assert found == []


@pytest.mark.wide
@pytest.mark.parametrize("alternative", EVERY_ALTERNATIVE)
def test_whatever_invoca_does_that_is_not_documented(alternative: str) -> None:
    """One strike in 37, for CI's time; 37 is no multiple of the kinds of strikes."""
    asked = [one for one in groups(bounded=True, every=37) if one.alternative == alternative]
    assert asked
    assert [text for group in asked for text in run_group(group)[2]] == []


ENGINE_ROWS = [
    row for index, row in enumerate(row for row in every_row() if row.call == 1) if index % 7 == 3
]


@pytest.mark.engine
@pytest.mark.parametrize(
    "row",
    [
        pytest.param(row, marks=pytest.mark.wide if index else ())
        for index, row in enumerate(ENGINE_ROWS)
    ],
    ids=str,
)
def test_a_real_engine_recovers_from_sigkill(
    row: EngineRow, tmp_path: Path, terraform: str
) -> None:
    outcome = run_row(row, tmp_path, terraform)
    assert outcome.struck
    assert outcome.violations == []
