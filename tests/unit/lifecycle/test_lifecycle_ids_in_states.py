"""What a state says of an id, where no read shows its number yet."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

import pytest

from invoca.errors import LookAtAccount
from invoca.lifecycle.held import HeldAs, PendingAs
from invoca.lifecycle.number import Number
from invoca.promo_number import record
from invoca.promo_number.check import check
from invoca.promo_number.decide import Wanted
from invoca.promo_number.declaring import inputs_of
from invoca.promo_number.identity import Declarer
from invoca.promo_number.models import CampaignRef
from invoca.promo_number.open_purchases import PendingPurchase
from tests.account import NEVER
from tests.unit.lifecycle.runs import MAIL, SPRING, OneState, Runs, identity, number

WHO = "radio/spring/kroq"


class Renamed(OneState):
    """A state that holds the number of an id under another name. seconds_ago: when it was bought,
    if no read has shown it since."""

    def __init__(self, digits: str, where: CampaignRef, seconds_ago: float | None) -> None:
        at = None if seconds_ago is None else time.time() - seconds_ago
        super().__init__("la-rock", HeldAs(digits, where, number(), at))

    def name_of_id(self, id_from_network: str, asking: Declarer) -> str:
        return "la-rock" if id_from_network == "kroq-1" else ""


@pytest.mark.parametrize("answers", ["update_201", "duplicate", "taken"])
@pytest.mark.parametrize("is_generated", [True, False])
def test_a_number_that_another_name_bought_a_moment_ago_is_not_asked_for_again(
    runs: Runs, is_generated: bool, answers: str
) -> None:
    hidden = {"read_after_write": "lag", "read_lag": NEVER}
    runs.simulator.set_knobs(**hidden, post_existing_id=answers)
    live = runs.bought(number())
    run = runs.begin(holdings=Renamed(live.promo_number, SPRING, 60))
    with pytest.raises(LookAtAccount, match="'la-rock' holds it already"):
        run.acquire(Wanted(number(), id_is_generated=is_generated, declared_by=WHO))
    assert not runs.simulator.calls("POST")


@pytest.mark.parametrize("seconds_ago", [3_600, None])
def test_one_that_was_bought_long_ago_is_gone_where_no_read_shows_it(
    runs: Runs, seconds_ago: float | None
) -> None:
    run = runs.begin(holdings=Renamed("8005550199", SPRING, seconds_ago))
    assert run.acquire(Wanted(number(), id_is_generated=True, declared_by=WHO))


def test_a_declared_id_of_another_campaign_is_another_number(runs: Runs) -> None:
    run = runs.begin(holdings=Renamed("8005550199", MAIL, 60))
    assert run.acquire(Wanted(number(), declared_by=WHO))


def inputs(name: str) -> dict[str, Any]:
    declared = number().model_dump(mode="json", exclude_unset=True, exclude_none=True)
    who = {record.DECLARED_BY: f"radio/spring/{name}", record.ID_IS_GENERATED: True}
    return {**declared, **who}


@pytest.mark.parametrize("is_first", [True, False])
def test_of_two_that_ask_for_one_id_the_one_that_the_state_holds_is_not_to_change(
    runs: Runs, is_first: bool
) -> None:
    checks = Number(runs.begin())
    both = [(inputs("la-rock"), inputs("la-rock")), ({}, inputs("kroq"))]
    told = [checks.check(olds, news).problems for olds, news in both[:: 1 if is_first else -1]]
    [problem] = [one for some in told for one in some]
    assert "If 'kroq' is another number, increase its `generation`" in problem.text


def test_a_purchase_of_a_declared_id_is_settled_once_a_state_knew_its_number(runs: Runs) -> None:
    live = runs.begin().acquire(Wanted(number(), declared_by=WHO))
    runs.simulator.release_number(live.promo_number)
    runs.later = 3_600
    runs.journal().unclear("for", WHO, "kroq-1")
    known = identity(live)._replace(declared_by=WHO, declared_id=live.id_from_network)
    assert runs.begin().locate(SPRING, known) is None
    assert runs.begin().acquire(Wanted(number(), declared_by=WHO)) != live
    assert runs.purchases() == 2


@pytest.mark.parametrize("is_released", [True, False], ids=["released", "gone"])
def test_a_later_owner_s_number_of_a_declared_id_is_not_taken_over_once_ours_was_let_go_of(
    runs: Runs, is_released: bool
) -> None:
    ours = Wanted(number(), declared_by=WHO)
    live = runs.begin().acquire(ours)
    known = identity(live)._replace(declared_by=WHO, declared_id=live.id_from_network)
    if is_released:
        assert runs.begin().release(SPRING, known)
    else:
        runs.simulator.release_number(live.promo_number)
        assert runs.begin().locate(SPRING, known) is None
    theirs = runs.simulator.put_number("acme", "spring-radio", id_from_network="kroq-1")
    with pytest.raises(LookAtAccount, match="If it is yours, write `adopt: true`"):
        runs.begin().acquire(ours)
    assert runs.live(theirs)["description"] != ours.declared.description


def test_a_release_does_not_forget_what_was_bought_in_its_place_under_the_same_id(
    runs: Runs,
) -> None:
    runs.simulator.set_knobs(post_id_elsewhere="allowed")
    live = runs.begin().acquire(Wanted(number(), declared_by=WHO))
    runs.later = 3_600
    elsewhere = number(advertiser_id="globex", campaign_id="autumn-tv")
    runs.simulator.add_fault("drop_before", method="POST")
    with pytest.raises(PendingPurchase):
        runs.begin(grace_seconds=1).acquire(Wanted(elsewhere, declared_by=WHO))
    known = identity(live)._replace(declared_by=WHO, declared_id=live.id_from_network)
    assert runs.begin().release(SPRING, known)
    with pytest.raises(PendingPurchase):
        runs.begin(grace_seconds=1).acquire(Wanted(elsewhere, declared_by=WHO))


class WithPending(OneState):
    """A state that holds a purchase of the id as pending, under another name."""

    def pending_purchases(self, asking: Declarer) -> Sequence[PendingAs]:
        sent = record.outputs_of_pending(inputs("la-rock"), time.time(), network="1")
        pending = PendingAs.of("la-rock", "pending-kroq-1", sent)
        assert pending is not None
        return [pending]


@pytest.mark.parametrize("campaign", ["spring-radio", "direct-mail"])
def test_a_purchase_of_a_declared_id_that_is_pending_under_another_name_is_its_campaign_s_own(
    runs: Runs, campaign: str
) -> None:
    runs.simulator.set_knobs(post_id_elsewhere="allowed")
    theirs = runs.simulator.put_number("acme", "spring-radio", id_from_network="kroq-1")
    state = WithPending("la-rock", HeldAs("8005550199", SPRING, number()))
    run = runs.begin(holdings=state, search_other_campaigns=True)
    wanted = Wanted(number(campaign_id=campaign, generation=2), declared_by=WHO)
    assert (run.acquire(wanted).promo_number == theirs) is (campaign == "spring-radio")
    assert runs.live(theirs)["campaign"] == "spring-radio"


def declared_by_kroq(**changes: Any) -> dict[str, Any]:
    written = number(**changes).model_dump(mode="json", exclude_unset=True, exclude_none=True)
    return inputs_of(Declarer("radio", "spring", "kroq"), written, protect=False)


def test_an_id_whose_line_is_removed_stays_one_that_somebody_declared(runs: Runs) -> None:
    """While the purchase of it is pending, so that what has the id later may be another's."""
    runs.simulator.add_fault("drop_before", method="POST")
    runs.simulator.set_knobs(ambiguous_post="not_created")
    sent, without_id = declared_by_kroq(), declared_by_kroq(id_from_network=None)
    made = Number(runs.begin(grace_seconds=1)).create(sent)
    edits = Number(runs.begin(grace_seconds=1))
    checked = edits.check(made.inputs, without_id).inputs
    assert checked["id_from_network"] == "kroq-1"
    edited = edits.update(made.resource_id, made.outputs, checked)
    runs.simulator.put_number("acme", "spring-radio", id_from_network="kroq-1")
    assert Number(runs.begin(grace_seconds=1)).delete(edited.resource_id, edited.outputs)
    assert not runs.simulator.calls("DELETE")


@pytest.mark.parametrize("is_known", [True, False])
def test_a_generated_id_that_a_state_hands_on_stays_one(is_known: bool) -> None:
    """is_known: whether the state says that it was made here; what was imported does not."""
    without_id = declared_by_kroq(id_from_network=None)
    olds = {**without_id, record.ID_IS_GENERATED: is_known}
    assert check(olds, without_id).inputs[record.ID_IS_GENERATED]
