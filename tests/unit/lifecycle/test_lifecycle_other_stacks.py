"""A number that the state of another stack holds changes hands only where a person says so."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

import pytest

from invoca.errors import FixDeclaration, LookAtAccount
from invoca.lifecycle.held import HeldAs, HeldBeside, Holdings
from invoca.promo_number.decide import Wanted
from invoca.promo_number.identity import Declarer
from invoca.promo_number.models import Declaration
from tests.unit.lifecycle.runs import MAIL, SPRING, Runs, identity, number

WHO = "radio/spring/kroq"


class HeldByAnotherStack(Holdings):
    """This stack's state is empty; another's holds the number."""

    def __init__(self, promo_number: str) -> None:
        self._promo_number = promo_number

    def name_of(self, promo_number: str, asking: Declarer) -> str | None:
        return ""

    def name_beside(self, promo_number: str, asking: Declarer) -> str:
        return "last-year/kroq" if promo_number == self._promo_number else ""


def test_a_name_that_is_used_again_does_not_take_it(runs: Runs) -> None:
    live = runs.bought(number())
    run = runs.begin(holdings=HeldByAnotherStack(live.promo_number))
    with pytest.raises(
        LookAtAccount, match="another stack holds it, as 'last-year/kroq'"
    ) as refused:
        run.acquire(Wanted(number(description="2027"), id_is_generated=True, declared_by=WHO))
    assert "increase `generation`" in str(refused.value)
    assert all(call.startswith("GET") for call in runs.made())


def test_adopting_it_takes_it(runs: Runs) -> None:
    live = runs.bought(number())
    run = runs.begin(holdings=HeldByAnotherStack(live.promo_number))
    taken = run.acquire(
        Wanted(number(adopt=live.promo_number), id_is_generated=True, declared_by=WHO)
    )
    assert taken.promo_number == live.promo_number
    assert runs.purchases() == 1


class LetGoByOneOfTwo(HeldByAnotherStack):
    """Two states hold the number: this one lets go of it."""

    def held_twice(self, promo_number: str, asking: Declarer) -> Sequence[str]:
        beside = self.name_beside(promo_number, asking)
        return ["spring/kroq", beside] if beside else []


def test_what_another_stack_holds_as_well_is_not_released(runs: Runs) -> None:
    live = runs.bought(number())
    run = runs.begin(holdings=LetGoByOneOfTwo(live.promo_number))
    who = identity(live)._replace(declared_by=WHO)
    assert not run.release(SPRING, who, name="kroq", declared=number())
    assert runs.live(live.promo_number)
    assert not runs.count("DELETE promo_numbers")
    [said] = runs.told
    assert "last-year/kroq" in said


def test_what_no_other_stack_holds_is(runs: Runs) -> None:
    live = runs.bought(number())
    run = runs.begin(holdings=LetGoByOneOfTwo("8005550199"))
    who = identity(live)._replace(declared_by=WHO)
    assert run.release(SPRING, who, name="kroq", declared=number())
    assert [entry.promo_number for entry in runs.simulator.ledger("released")] == [
        live.promo_number
    ]


def test_nor_is_it_said_to_be_held_where_the_consent_is_missing(runs: Runs) -> None:
    live = runs.bought(number())
    run = runs.begin(holdings=LetGoByOneOfTwo(live.promo_number))
    who = identity(live)._replace(declared_by=WHO)
    with pytest.raises(FixDeclaration):
        run.release(
            SPRING, who, name="kroq", declared=number(), may_release=False, needs_consent=True
        )


class DeclaredByAnotherStack(HeldByAnotherStack):
    def is_declared_elsewhere(
        self, id_from_network: str, asking: Declarer, declared: Declaration
    ) -> bool | None:
        return False


class AskedForByAnotherStack(Holdings):
    """Another stack's state holds a number, and asked for it by an id of its own."""

    def __init__(self, held: HeldAs) -> None:
        self._held = held
        self._changed = held.unseen_since or 1.0  # long ago

    def name_of(self, promo_number: str, asking: Declarer) -> str | None:
        return ""

    def held_by_id_beside(
        self, id_from_network: str, asking: Declarer, may_matter: Callable[[float | None], bool]
    ) -> Sequence[HeldBeside]:
        assert id_from_network == "kroq-1"
        return [HeldBeside("last-year/kroq", self._held)] if may_matter(self._changed) else []


OURS = Wanted(number(description="ours"), declared_by=WHO)


def test_an_id_that_another_stack_declared_is_not_bought_where_the_account_hides_it(
    runs: Runs,
) -> None:
    """A prefix before it, and a POST of a known id changes that number and answers 200."""
    runs.simulator.set_knobs(stored_id="prefixed", id_lookup="exact", post_existing_id="update_200")
    live = runs.bought(number())
    held = HeldAs(live.promo_number, SPRING, number())
    run = runs.begin(holdings=AskedForByAnotherStack(held))
    with pytest.raises(LookAtAccount, match="another stack holds it, as 'last-year/kroq'"):
        run.acquire(OURS)
    assert all(call.startswith("GET") for call in runs.made())


def test_nor_while_its_number_is_not_shown_yet(runs: Runs) -> None:
    unseen = HeldAs("8005550199", SPRING, number(), unseen_since=time.time())
    with pytest.raises(LookAtAccount, match="another stack holds it"):
        runs.begin(holdings=AskedForByAnotherStack(unseen)).acquire(OURS)
    assert runs.purchases() == 0


@pytest.mark.parametrize(
    "held",
    [
        HeldAs("8005550199", MAIL, number(), unseen_since=time.time()),  # not in this campaign
        HeldAs("8005550199", SPRING, number()),  # gone
    ],
)
def test_what_is_in_another_campaign_or_gone_keeps_nothing_back(runs: Runs, held: HeldAs) -> None:
    bought = runs.begin(holdings=AskedForByAnotherStack(held)).acquire(OURS)
    assert bought.description == "ours"
    assert runs.purchases() == 1


def test_nor_is_any_state_asked_of_an_id_that_is_made_here(runs: Runs) -> None:
    held = HeldAs("8005550199", SPRING, number(), unseen_since=time.time())
    wanted = OURS._replace(id_is_generated=True)
    runs.begin(holdings=AskedForByAnotherStack(held)).acquire(wanted)
    assert runs.purchases() == 1


def test_a_number_that_a_purchase_moved_here_is_not_taken_for_one_that_was_bought(
    runs: Runs,
) -> None:
    """Some accounts answer a POST of an id that another campaign has by moving that number."""
    runs.searches = True
    runs.simulator.set_knobs(post_id_elsewhere="moves")
    live = runs.bought(number(campaign_id="direct-mail"))
    run = runs.begin(holdings=DeclaredByAnotherStack(live.promo_number))
    with pytest.raises(LookAtAccount, match="'last-year/kroq' holds") as refused:
        run.acquire(OURS)
    assert live.promo_number in str(refused.value)
    assert "direct-mail" in str(refused.value)
    assert runs.purchases() == 1
    again = runs.begin(holdings=DeclaredByAnotherStack(live.promo_number))
    with pytest.raises(LookAtAccount, match="another stack holds it"):
        again.acquire(OURS)
