"""Numbers that are gone, and that Invoca goes on showing as such: by GET, or in the list alone."""

from __future__ import annotations

import pytest

from invoca.errors import LookAtAccount, PurchaseRefused
from invoca.lifecycle import Lifecycle
from invoca.promo_number.decide import Wanted
from tests.unit.lifecycle.runs import SPRING, Runs, identity, number

SHOWN_AS_RELEASED = [
    {"get_deleted": "status"},
    {"get_deleted": "forbidden", "list_released": "shown"},
]


@pytest.mark.parametrize("by_digits", [True, False])
@pytest.mark.parametrize("knobs", SHOWN_AS_RELEASED)
def test_a_number_that_is_shown_as_released_is_not_adopted(
    run: Lifecycle, runs: Runs, knobs: dict[str, str], by_digits: bool
) -> None:
    digits = runs.simulator.put_number("acme", "spring-radio", id_from_network="kroq-1")
    runs.simulator.release_number(digits)
    runs.simulator.set_knobs(**knobs)
    with pytest.raises(PurchaseRefused, match="shows it as deleted"):
        run.acquire(Wanted(number(adopt=digits if by_digits else True)))
    live = run.acquire(Wanted(number(), id_is_generated=True))
    assert live.promo_number != digits
    assert runs.purchases() == 1


def test_a_number_that_a_list_shows_as_it_was_before_and_as_it_lives_is_live(runs: Runs) -> None:
    """Its digits were released, and sold to the same campaign again."""
    runs.searches = True
    live = runs.bought(number(campaign_id="direct-mail"))
    both = [
        runs.live(live.promo_number),
        {"promo_number": live.promo_number, "id_from_network": "old-1", "status": "deleted"},
    ]
    path = "direct-mail/promo_numbers.json"
    runs.simulator.add_fault("status_after", method="GET", path=path, status=200, body=both)
    with pytest.raises(LookAtAccount, match="it is in campaign 'direct-mail'"):
        runs.begin().read(SPRING, identity(live))


@pytest.mark.parametrize("stored", ["as_sent", "lower_case", "prefixed"])
@pytest.mark.parametrize("knobs", SHOWN_AS_RELEASED)
def test_a_declared_id_of_a_number_that_is_shown_as_released_is_bought_again(
    run: Lifecycle, runs: Runs, knobs: dict[str, str], stored: str
) -> None:
    runs.simulator.set_knobs(stored_id=stored)
    first = run.acquire(Wanted(number()))
    runs.simulator.release_number(first.promo_number)
    runs.simulator.set_knobs(**knobs)
    again = runs.begin().acquire(Wanted(number()))
    assert again.promo_number != first.promo_number
    assert runs.purchases() == 2


@pytest.mark.parametrize("knobs", SHOWN_AS_RELEASED)
def test_a_number_that_went_while_a_state_held_it_is_bought_under_the_next_id(
    run: Lifecycle, runs: Runs, knobs: dict[str, str]
) -> None:
    runs.simulator.set_knobs(post_deleted_id="taken", **knobs)
    first = run.acquire(Wanted(number(), id_is_generated=True))
    runs.simulator.release_number(first.promo_number)
    refreshing = runs.begin("another machine")
    assert refreshing.read(SPRING, identity(first)) is None
    again = refreshing.acquire(Wanted(number(), id_is_generated=True))
    assert again.id_from_network == "kroq-1-2"
    assert runs.purchases() == 2
