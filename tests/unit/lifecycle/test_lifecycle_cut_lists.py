"""Lists that are cut at a usual length: what they leave out is looked for by GET, in the other
campaigns of an advertiser too. What no GET may show either is not gone."""

from __future__ import annotations

import pytest

from invoca.errors import InvocaError, LookAtAccount
from invoca.promo_number.decide import Wanted
from tests.unit.lifecycle.runs import (
    MAIL,
    SPRING,
    Runs,
    identity,
    number,
    picked_by_invoca,
)


@pytest.fixture(autouse=True)
def where_the_other_campaign_s_list_is_cut(runs: Runs) -> None:
    runs.searches = True
    for _ in range(100):
        runs.simulator.put_number("acme", "direct-mail")
    runs.simulator.set_knobs(list_answer="capped", post_id_elsewhere="allowed")


def test_a_number_that_was_moved_behind_its_end_is_not_gone(runs: Runs) -> None:
    live = runs.bought(number())
    runs.simulator.move_number(live.promo_number, "acme", "direct-mail")
    with pytest.raises(LookAtAccount, match="it is in campaign 'direct-mail'"):
        runs.begin().read(SPRING, identity(live))


def test_a_number_that_is_nowhere_is_gone(runs: Runs) -> None:
    live = runs.bought(number())
    runs.simulator.release_number(live.promo_number)
    assert runs.begin("another machine").read(SPRING, identity(live)) is None


def test_what_a_dead_run_bought_there_is_moved_here(runs: Runs) -> None:
    """Its entry named the other campaign then."""
    live = runs.bought(number(campaign_id="direct-mail"))
    taken = runs.begin().acquire(Wanted(number(), id_is_generated=True))
    assert taken.promo_number == live.promo_number
    assert runs.purchases() == 1


def test_a_number_of_a_declared_id_is_adopted_from_there(runs: Runs) -> None:
    live = runs.bought(number(campaign_id="direct-mail"))
    taken = runs.begin().acquire(Wanted(number(adopt=True)))
    assert taken.promo_number == live.promo_number
    assert runs.purchases() == 1


HIDDEN = {"status": 403, "body": {"errors": {"class": "UnauthorizedOperation"}}}


@pytest.mark.parametrize("is_hidden_before", [True, False])
def test_a_release_that_did_nothing_is_told_of_a_number_that_may_not_be_looked_at(
    runs: Runs, is_hidden_before: bool
) -> None:
    live = runs.bought(number(campaign_id="direct-mail"))
    runs.simulator.set_knobs(delete_effect="nothing")
    runs.simulator.add_fault(
        "status_before",
        method="GET",
        path=f"/promo_numbers/{live.promo_number}",
        skip=0 if is_hidden_before else 2,
        times=-1,
        **HIDDEN,
    )
    told = "if it was released, take it out" if is_hidden_before else "not show that it is gone"
    with pytest.raises(InvocaError, match=told):
        runs.begin().release(MAIL, identity(live))


# --- lists that come in pages, of a length that is no usual one ------


def test_a_number_that_was_moved_behind_a_page_is_not_gone(runs: Runs) -> None:
    live = runs.bought(number())
    runs.simulator.move_number(live.promo_number, "acme", "direct-mail")
    runs.simulator.set_knobs(list_answer="paged")
    with pytest.raises(LookAtAccount, match="it is in campaign 'direct-mail'"):
        runs.begin().read(SPRING, identity(live))


def test_where_invoca_picks_ids_none_is_bought_beside_what_a_page_leaves_out(runs: Runs) -> None:
    for _ in range(20):
        runs.simulator.put_number("acme", "spring-radio")
    runs.bought(picked_by_invoca())
    runs.simulator.set_knobs(list_answer="paged")
    with pytest.raises(LookAtAccount, match="may lack some"):
        runs.begin("another machine").acquire(Wanted(picked_by_invoca()))
    assert runs.purchases() == 1
