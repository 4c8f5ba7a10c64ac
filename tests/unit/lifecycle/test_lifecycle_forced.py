"""A replacement that an engine forces creates without a word of what it replaces: the state is
asked, also on another machine and while Invoca shows nothing yet."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

import pytest

from invoca.errors import LookAtAccount, PurchaseRefused
from invoca.lifecycle.held import HeldAs, PendingAs
from invoca.lifecycle.purchase_notes import Sent
from invoca.promo_number.decide import Wanted
from invoca.promo_number.identity import Declarer
from invoca.promo_number.models import CampaignRef
from invoca.promo_number.open_purchases import PendingPurchase
from tests.unit.lifecycle.runs import (
    MAIL,
    SPRING,
    OneState,
    Runs,
    number,
    picked_by_invoca,
)

WHO = "radio/spring/kroq"
DUPLICATES = {"post_existing_id": "duplicate"}  # an account that would sell an id twice


class PendingState(OneState):
    """A state that holds purchases as pending."""

    def __init__(self, *pending: PendingAs) -> None:
        super().__init__("", HeldAs("", SPRING, number()))
        self._pending = pending

    def pending_purchases(self, asking: Declarer) -> Sequence[PendingAs]:
        return self._pending


def sent(name: str = "kroq", id_: str | None = "kroq-1", *, is_leaving: bool = False) -> PendingAs:
    return PendingAs(name, Sent(time.time() - 60, True, SPRING), id_, is_leaving)


@pytest.fixture(autouse=True)
def account(runs: Runs) -> None:
    runs.simulator.set_knobs(**DUPLICATES)


@pytest.mark.parametrize("is_leaving", [False, True])
@pytest.mark.parametrize("name", ["kroq", "renamed"])
def test_a_purchase_that_the_state_holds_as_pending_is_not_sent_again(
    runs: Runs, name: str, is_leaving: bool
) -> None:
    run = runs.begin("another", holdings=PendingState(sent(name, is_leaving=is_leaving)))
    with pytest.raises(PendingPurchase):
        run.acquire(Wanted(number(), id_is_generated=True, declared_by=WHO))
    assert runs.purchases() == 0


def test_a_purchase_of_another_number_is_no_reason_to_wait(runs: Runs) -> None:
    run = runs.begin("another", holdings=PendingState(sent("kpwr", "kpwr-1")))
    assert run.acquire(Wanted(number(), id_is_generated=True, declared_by=WHO))
    assert runs.purchases() == 1


@pytest.mark.parametrize(("name", "waits"), [("kroq", True), ("kpwr", False)])
def test_where_invoca_picks_the_id_the_name_tells_whose_purchase_it_is(
    runs: Runs, name: str, waits: bool
) -> None:
    run = runs.begin("another", holdings=PendingState(sent(name, None)))
    picked = number(id_from_network=None, id_assigned_by="invoca")
    if waits:
        with pytest.raises(PendingPurchase):
            run.acquire(Wanted(picked, declared_by=WHO))
    else:
        run.acquire(Wanted(picked, declared_by=WHO))
    assert runs.purchases() == (0 if waits else 1)


@pytest.mark.parametrize(("seconds_ago", "waits"), [(60, True), (3_600, False)])
def test_a_number_that_was_bought_just_now_and_never_shown_is_waited_for(
    runs: Runs, seconds_ago: int, waits: bool
) -> None:
    unseen = HeldAs("8005550199", SPRING, number(), time.time() - seconds_ago)
    run = runs.begin("another", holdings=OneState("kroq", unseen))
    if waits:
        with pytest.raises(LookAtAccount, match="replacing promo number 8005550199"):
            run.acquire(Wanted(number(), id_is_generated=True, declared_by=WHO))
    else:
        run.acquire(Wanted(number(), id_is_generated=True, declared_by=WHO))
    assert runs.purchases() == (0 if waits else 1)


@pytest.mark.parametrize("holds_it", [True, False])
def test_what_a_person_names_and_the_state_holds_is_moved_to_where_it_is_declared(
    runs: Runs, holds_it: bool
) -> None:
    """And no other number, wherever it is."""
    digits, other = (runs.simulator.put_number("acme", "spring-radio") for _ in "ab")
    state = OneState("kroq", HeldAs(digits if holds_it else other, SPRING, number()))
    run = runs.begin("another", holdings=state)
    wanted = Wanted(number(campaign_id=MAIL.campaign_id, adopt=digits), declared_by=WHO)
    if holds_it:
        assert run.acquire(wanted).promo_number == digits
    else:
        with pytest.raises(PurchaseRefused, match="`adopt` never buys"):
            run.acquire(wanted)
    moved = [one.promo_number for one in runs.simulator.ledger("moved")]
    assert moved == ([digits] if holds_it else [])
    assert runs.purchases() == 0


@pytest.mark.parametrize("id_", ["generated", "declared", "picked"])
@pytest.mark.parametrize("where", [SPRING, MAIL], ids=["here", "elsewhere"])
def test_a_renamed_number_is_known_by_the_name_that_it_had(
    runs: Runs, id_: str, where: CampaignRef
) -> None:
    def wanted(name: str, **changes: Any) -> Wanted:
        made = (picked_by_invoca if id_ == "picked" else number)(**changes)
        return Wanted(made, id_is_generated=id_ == "generated", declared_by=f"radio/spring/{name}")

    runs.searches = True
    first = wanted("kroq")
    live = runs.begin("another").acquire(first)
    state = OneState("kroq", HeldAs(live.promo_number, SPRING, first.declared))
    asked = wanted("la-rock", campaign_id=where.campaign_id, description="At night")
    run = runs.begin(holdings=state)
    now = run.acquire(asked._replace(former_names=("kroq",)))
    assert (now.promo_number, now.description) == (live.promo_number, "At night")
    assert runs.purchases() == 1


def test_a_renamed_number_that_no_read_shows_yet_is_not_bought_again(runs: Runs) -> None:
    unseen = HeldAs("8005550199", SPRING, picked_by_invoca(), time.time() - 60)
    run = runs.begin("another", holdings=OneState("kroq", unseen))
    asked = Wanted(picked_by_invoca(), declared_by="radio/spring/la-rock", former_names=("kroq",))
    with pytest.raises(LookAtAccount, match="replacing promo number 8005550199"):
        run.acquire(asked)
    assert runs.purchases() == 0


def test_a_name_that_another_number_got_is_no_former_one(runs: Runs) -> None:
    """What the state holds under the very name is what is replaced."""
    live = runs.begin("another").acquire(Wanted(picked_by_invoca(), declared_by=WHO))

    class Both(OneState):
        def held_as(self, asking: Declarer) -> HeldAs | None:
            mine = HeldAs("8005550199", SPRING, picked_by_invoca(), time.time() - 60)
            return mine if asking.name == "la-rock" else super().held_as(asking)

    state = Both("kroq", HeldAs(live.promo_number, SPRING, picked_by_invoca()))
    asked = Wanted(picked_by_invoca(), declared_by="radio/spring/la-rock", former_names=("kroq",))
    with pytest.raises(LookAtAccount, match="'kroq' holds it"):
        runs.begin("another", holdings=state).acquire(asked)
    assert runs.purchases() == 1


@pytest.mark.parametrize("was", [("kroq",), ()])
def test_a_renamed_purchase_that_is_pending_is_not_sent_again(
    runs: Runs, was: tuple[str, ...]
) -> None:
    run = runs.begin("another", holdings=PendingState(sent("kroq", None)))
    asked = Wanted(picked_by_invoca(), declared_by="radio/spring/la-rock", former_names=was)
    if was:
        with pytest.raises(PendingPurchase):
            run.acquire(asked)
    else:
        run.acquire(asked)
    assert runs.purchases() == (0 if was else 1)
