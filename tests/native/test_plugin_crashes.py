"""A bounded part of the plugin's crash matrix; `make crash-matrix` runs all of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.crash.model_matrix import FACES, Bench, Row, alternatives, recoveries, strikes_at
from tests.crash.scenarios import SCENARIOS, Scenario

HARD = {"as documented", "POST of a known id buys a duplicate"}


@pytest.fixture(scope="module")
def bench() -> Iterator[Bench]:
    bench = Bench(FACES["plugin"])
    yield bench
    bench.close()


def violations(
    bench: Bench, scenario: Scenario, alternative: str, lag: str, *, every: int = 1, first: int = 0
) -> list[str]:
    """In peace, and struck; of the strikes every so manieth, from the first on."""
    recovery = recoveries(scenario, alternative, lag)[-1]
    peace = Row(scenario, alternative, lag, recovery, {})
    calls = bench.run(peace).calls
    assert calls
    chosen = list(strikes_at(calls, bounded=True))[first::every]
    rows = [peace, *(peace._replace(strikes=strike) for strike in chosen)]
    return [f"{row}: {text}" for row in rows for text in bench.run(row).violations]


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)
@pytest.mark.parametrize("lag", ["immediate", pytest.param("lag", marks=pytest.mark.wide)])
def test_a_run_struck_in_any_way_at_any_call_loses_nothing(
    bench: Bench, scenario: Scenario, lag: str
) -> None:
    for alternative in sorted(HARD):
        assert violations(bench, scenario, alternative, lag) == []


@pytest.mark.wide
@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: scenario.name)
def test_whatever_invoca_does_a_struck_run_loses_nothing(bench: Bench, scenario: Scenario) -> None:
    others = sorted(set(alternatives(scenario)) - HARD)
    for index, alternative in enumerate(others):  # eleven is no multiple of the kinds of strikes
        assert (
            violations(bench, scenario, alternative, "immediate", every=11, first=index % 11) == []
        )


def test_in_peace_every_run_comes_to_its_end_or_is_refused_as_expected(bench: Bench) -> None:
    for scenario in SCENARIOS:
        outcome = bench.run(Row(scenario, "as documented", "immediate", "up", {}))
        assert outcome.violations == []
        assert scenario.refusal or outcome.ending == "recovered", scenario.name
