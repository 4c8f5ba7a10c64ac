"""Random histories: a bounded part of what `make crash-matrix` plays."""

from __future__ import annotations

import pytest

from tests.crash.histories import chance, steps
from tests.crash.histories.seeds import LENGTH, Histories, Kind, play_all

EACH = 25  # seeds


def of_seeds(kind: Kind, first: int, count: int) -> Histories:
    return {seed: chance.history(seed, LENGTH[kind]) for seed in range(first, first + count)}


def violations(kind: Kind, histories: Histories) -> list[str]:
    return [
        f"seed {result.seed}: {text}\n{steps.written(result.done)}"
        for result in play_all(kind, histories, workers=1)
        for text in result.violations
    ]


@pytest.mark.parametrize(
    "first",
    [
        pytest.param(1 + EACH * index, marks=pytest.mark.wide if index > 1 else ())
        for index in range(16)
    ],
)
def test_no_number_is_bought_twice_lost_or_wrongly_released_whatever_the_weeks_bring(
    first: int,
) -> None:
    assert violations("model", of_seeds("model", first, EACH)) == []


@pytest.mark.parametrize(
    "first",
    [pytest.param(1 + 30 * index, marks=pytest.mark.wide if index else ()) for index in range(6)],
)
def test_nor_in_terraform(first: int) -> None:
    assert violations("terraform", of_seeds("terraform", first, 30)) == []


@pytest.mark.engine
@pytest.mark.wide
@pytest.mark.parametrize("seed", range(1, 3))
def test_the_real_engine_is_no_other(seed: int) -> None:
    assert violations("real", of_seeds("real", seed, 1)) == []


def test_what_is_printed_of_a_history_is_the_history() -> None:
    history = chance.history(7, 60)
    assert steps.read(steps.written(history)) == history
