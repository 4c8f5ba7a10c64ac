"""A number that is bought, or refused where it is live: nobody could see who holds it."""

from __future__ import annotations

from typing import Any

import pytest

from invoca.errors import LookAtAccount
from invoca.promo_number.decide import Wanted
from tests.unit.lifecycle.runs import PURCHASE, Runs, number


def wanted(**values: Any) -> Wanted:
    return Wanted(number(**values), id_is_generated=not values.get("adopt"), only_buys=True)


def test_what_is_not_live_is_bought_with_one_post(runs: Runs) -> None:
    run = runs.begin()
    assert not run.is_live(wanted())
    looked = runs.made()
    run.acquire(wanted())
    assert (runs.purchases(), [one for one in looked if not one.startswith("GET")]) == (1, [])


@pytest.mark.parametrize("by", ["id", "digits"])
def test_what_is_live_is_refused_before_anything_is_written(runs: Runs, by: str) -> None:
    digits = runs.begin().acquire(Wanted(number(), id_is_generated=True)).promo_number
    asked = wanted(description="another", **({"adopt": digits} if by == "digits" else {}))
    run = runs.begin()
    assert run.is_live(asked)
    with pytest.raises(LookAtAccount, match="came to be known only in this run") as refused:
        run.acquire(asked)
    assert digits in str(refused.value)
    assert [one for one in runs.made() if not one.startswith("GET")] == [PURCHASE]
