"""Random histories: a bounded part of what `make crash-matrix` plays."""

from __future__ import annotations

import pytest

from tests.crash.histories import chance, steps
from tests.crash.histories.seeds import Histories, Kind, of_seeds, play_all

EACH = 25  # seeds
PARTS: dict[Kind, int] = {
    "plugin": 5,
    "moving-over": 2,
    "terraform": 5,
    "picked": 1,
    "picked-plugin": 1,
    "two-stacks": 2,
}
TWO_STACKS = 10  # seeds at a desk


def some(kind: Kind, first: int, count: int = EACH) -> Histories:
    return of_seeds(kind, range(first, first + count))


def violations(kind: Kind, histories: Histories) -> list[str]:
    return [
        f"seed {result.seed}: {text}\n{steps.written(result.done)}"
        for result in play_all(kind, histories, workers=1)
        for text in result.violations
    ]


@pytest.mark.parametrize(
    "first",
    [pytest.param(1 + EACH * index, marks=pytest.mark.wide if index else ()) for index in range(8)],
)
def test_no_number_is_bought_twice_lost_or_wrongly_released_whatever_the_weeks_bring(
    first: int,
) -> None:
    assert violations("model", some("model", first)) == []


@pytest.mark.wide
@pytest.mark.parametrize(
    ("kind", "first"),
    [(kind, 1 + EACH * index) for kind, parts in PARTS.items() for index in range(parts)],
)
def test_nor_with_the_other_faces(kind: Kind, first: int) -> None:
    assert violations(kind, some(kind, first)) == []


def test_nor_where_two_stacks_share_an_account() -> None:
    assert violations("two-stacks", some("two-stacks", 1001, TWO_STACKS)) == []


@pytest.mark.engine
@pytest.mark.wide
@pytest.mark.parametrize("kind", ["real", "real-plugin"])
@pytest.mark.parametrize("seed", range(1, 3))
def test_the_real_engine_is_no_other(kind: Kind, seed: int) -> None:
    assert violations(kind, some(kind, seed, 1)) == []


def test_where_invoca_picks_the_ids_a_seed_is_the_same_history_without_any() -> None:
    [ours] = of_seeds("model", [7]).values()
    [picked] = of_seeds("picked", [7]).values()
    assert [type(step) for step in picked] == [type(step) for step in ours]
    assert isinstance(picked[0], steps.Knobs)
    assert picked[0].picks
    assert not any(step.own_id for step in picked if isinstance(step, steps.Add))


def test_what_is_printed_of_a_history_is_the_history() -> None:
    history = chance.history(7, 60)
    assert steps.read(steps.written(history)) == history


def test_nor_is_it_another_where_it_is_of_two_stacks() -> None:
    [history] = of_seeds("two-stacks", [7]).values()
    assert steps.read(steps.written(history)) == history
