"""docs/scale.md: what one campaign costs is what its runs send, and the three sizes follow."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from invoca.lifecycle.number import Number, Outcome
from invoca.promo_number import record
from invoca_simulator import Simulator
from tests.unit.lifecycle.runs import Runs, number

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "scale.md").read_text("utf-8")
COUNT, CAMPAIGNS = 7, 3
LIST = "GET promo_numbers"


@pytest.fixture
def runs(tmp_path: Path) -> Iterator[Runs]:
    """Of an advertiser with several campaigns."""
    with Simulator() as simulator:
        for index in range(CAMPAIGNS):
            simulator.add_campaign("acme", f"c{index}")
        runs = Runs(simulator, tmp_path)
        runs.searches = True
        yield runs


@pytest.fixture
def bought(runs: Runs) -> list[Outcome]:
    run = Number(runs.begin())
    return [run.create(inputs(index)) for index in range(COUNT)]


@pytest.fixture
def next_run(runs: Runs, bought: list[Outcome]) -> Number:
    runs.simulator.clear_calls()
    return Number(runs.begin("another machine"))


def inputs(index: int, **changes: Any) -> dict[str, Any]:
    declared = number(
        campaign_id="c0", id_from_network=f"n{index}", **{"description": f"No {index}", **changes}
    )
    return {
        **declared.model_dump(mode="json", exclude_unset=True, exclude_none=True),
        record.ID_IS_GENERATED: "adopt" not in changes,
        record.DECLARED_BY: f"radio/spring/n{index}",
    }


def for_each_number(operation: str) -> int:
    """What the page says that an operation costs."""
    cells = re.findall(rf"^\| {operation} \| ([0-9]+)", PAGE, re.MULTILINE)
    assert len(cells) == 1, operation
    return int(cells[0])


def test_buying(runs: Runs, bought: list[Outcome]) -> None:
    made = Counter(runs.made())
    assert made.pop("GET promo_number_by_id") == 2 * COUNT
    assert made.pop("POST promo_numbers_by_id") == COUNT
    assert for_each_number("buying") == 3
    assert made == {
        "GET advertiser_campaigns": 1,
        "GET affiliate_campaigns": CAMPAIGNS,
        LIST: CAMPAIGNS,
    }


@pytest.mark.parametrize("by", ["its id", "its digits"])
def test_taking_over(runs: Runs, bought: list[Outcome], next_run: Number, by: str) -> None:
    for index, live in enumerate(bought):
        next_run.create(inputs(index, adopt=True if by == "its id" else live.resource_id))
    assert_made(runs, "taking over a number that is live")


def test_changing(runs: Runs, bought: list[Outcome], next_run: Number) -> None:
    for index, live in enumerate(bought):
        next_run.update(live.resource_id, live.outputs, inputs(index, description="Changed"))
    assert_made(runs, "changing")


def test_releasing(runs: Runs, bought: list[Outcome], next_run: Number) -> None:
    for live in bought:
        assert next_run.delete(live.resource_id, live.outputs)
    assert_made(runs, "releasing")


def assert_made(runs: Runs, operation: str) -> None:
    """That the calls were those for each number, and one list."""
    made = Counter(runs.made())
    assert made.pop(LIST) == 1
    assert made.total() == COUNT * for_each_number(operation)


def test_the_three_sizes_follow_from_what_one_campaign_costs() -> None:
    buying = 50 * for_each_number("buying") + 1 + 2 * 10
    adopting = 50 * for_each_number("taking over a number that is live") + 1
    for label, each in (("buying", buying), ("adopting by id or digits", adopting)):
        sizes = " \\| ".join(f"{size * each:,}" for size in (10, 500, 50_000))
        assert re.search(rf"^\| first deployment, {label}: calls \| {sizes} \|$", PAGE, re.M), label
