"""docs/scale.md: what one campaign costs is what its runs send, and the three sizes follow."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from invoca.promo_number.models import PromoNumber
from invoca_simulator import Simulator
from tests.unit.lifecycle.runs import Runs, identity, number

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "scale.md").read_text("utf-8")
COUNT, CAMPAIGNS = 7, 3
DECLARED = [
    number(campaign_id="c0", id_from_network=f"n{index}", description=f"Number {index}")
    for index in range(COUNT)
]
LISTS_OF_A_SEARCH = 1 + 2 * CAMPAIGNS


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
def bought(runs: Runs) -> list[PromoNumber]:
    run = runs.begin()
    return [run.acquire(one, id_is_generated=True) for one in DECLARED]


def for_each_number(operation: str) -> int:
    """What the page says that an operation costs."""
    cells = re.findall(rf"^\| {operation} \| ([0-9]+)", PAGE, re.MULTILINE)
    assert len(cells) == 1, operation
    return int(cells[0])


def test_buying(runs: Runs, bought: list[PromoNumber]) -> None:
    made = Counter(runs.made())
    assert made.pop("GET promo_number_by_id") == 2 * COUNT
    assert made.pop("POST promo_numbers_by_id") == COUNT
    assert for_each_number("buying") == 3
    assert made.total() == LISTS_OF_A_SEARCH


@pytest.mark.parametrize("by", ["its id", "its digits"])
def test_taking_over(runs: Runs, bought: list[PromoNumber], by: str) -> None:
    runs.simulator.clear_calls()
    run = runs.begin("another machine")
    for declared, live in zip(DECLARED, bought, strict=True):
        adopt = True if by == "its id" else live.promo_number
        run.acquire(declared.model_copy(update={"adopt": adopt}), id_is_generated=False)
    assert len(runs.made()) == COUNT * for_each_number("taking over a number that is live")


def test_changing(runs: Runs, bought: list[PromoNumber]) -> None:
    runs.simulator.clear_calls()
    run = runs.begin("another machine")
    for declared, live in zip(DECLARED, bought, strict=True):
        changed = declared.model_copy(update={"description": "Changed"})
        run.update(identity(live), declared, changed)
    assert len(runs.made()) == COUNT * for_each_number("changing") + 1


def test_releasing(runs: Runs, bought: list[PromoNumber]) -> None:
    runs.simulator.clear_calls()
    run = runs.begin("another machine")
    for declared, live in zip(DECLARED, bought, strict=True):
        run.release(declared.campaign, identity(live))
    assert len(runs.made()) == COUNT * for_each_number("releasing") + 1


def test_the_three_sizes_follow_from_what_one_campaign_costs() -> None:
    campaign = 50 * for_each_number("buying") + 1 + 2 * 10
    taken_over = 50 * for_each_number("taking over a number that is live")
    for label, each in (("buying", campaign), ("adopting by id or digits", taken_over)):
        sizes = " \\| ".join(f"{size * each:,}" for size in (10, 500, 50_000))
        assert re.search(rf"^\| first deployment, {label}: calls \| {sizes} \|$", PAGE, re.M), label
