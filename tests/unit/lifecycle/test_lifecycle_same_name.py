"""A live number that was bought for the same name, elsewhere: none is bought beside it."""

from __future__ import annotations

from typing import Any

import pytest

from invoca.errors import LookAtAccount
from invoca.lifecycle.held import HeldAs
from invoca.promo_number.decide import Wanted
from invoca.promo_number.identity import generated_id
from invoca.promo_number.models import PromoNumber
from tests.unit.lifecycle.runs import SPRING, OneState, Runs, number


@pytest.fixture(autouse=True)
def where_other_campaigns_are_looked_through(runs: Runs) -> None:
    runs.searches = True


def bought_by_another_project(runs: Runs, stored: str) -> PromoNumber:
    """In an account that stores ids in a way of its own."""
    runs.simulator.set_knobs(stored_id=stored)
    id_ = generated_id("radio", "spring", "kroq", create_only={})
    return runs.begin().acquire(
        Wanted(number(id_from_network=id_), id_is_generated=True, declared_by="radio/spring/kroq")
    )


def acquired_by_a_renamed_one(runs: Runs, **changes: Any) -> PromoNumber:
    nothing = OneState("kpwr", HeldAs("8005559999", SPRING, number()))
    return runs.begin("another machine", holdings=nothing).acquire(
        Wanted(
            number(id_from_network=f"kroq-{12 * '0'}", **changes),
            id_is_generated=True,
            declared_by="renamed/spring/kroq",
        )
    )


@pytest.mark.parametrize("stored", ["as_sent", "lower_case", "prefixed"])
def test_none_is_bought_beside_one_of_the_same_name_however_the_account_stores_ids(
    runs: Runs, stored: str
) -> None:
    live = bought_by_another_project(runs, stored)
    with pytest.raises(LookAtAccount, match="was bought for the same name") as told:
        acquired_by_a_renamed_one(runs)
    assert f'write adopt: "{live.promo_number}"' in str(told.value)
    assert runs.purchases() == 1


def test_a_longer_name_of_another_description_is_another_number(runs: Runs) -> None:
    bought_by_another_project(runs, "prefixed")
    assert acquired_by_a_renamed_one(runs, description="KROQ at night")
    assert runs.purchases() == 2
