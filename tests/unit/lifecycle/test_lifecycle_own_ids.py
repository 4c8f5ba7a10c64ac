"""Declared ids in an account that puts something before every id: the number is found again."""

from __future__ import annotations

import contextlib

import pytest

from invoca.errors import LookAtAccount
from invoca.lifecycle import Lifecycle
from invoca.lifecycle.held import Holdings
from invoca.lifecycle.purchase_notes import Sent
from invoca.promo_number.decide import Wanted
from invoca.promo_number.identity import Declarer
from invoca.promo_number.models import Declaration, PromoNumber
from invoca.promo_number.open_purchases import PendingPurchase
from tests.unit.lifecycle.runs import PURCHASE, Runs, number

WHO = "radio/spring/kroq"
NEVER = 10**6  # seconds that no test waits for


@pytest.fixture(autouse=True, params=["exact", "normalised"])
def prefixed(runs: Runs, request: pytest.FixtureRequest) -> None:
    """id_lookup: whether a GET by the declared id finds what is stored."""
    runs.simulator.set_knobs(stored_id="prefixed", id_lookup=request.param)


class EmptyStates(Holdings):
    """Every state can be read, and none holds anything."""

    def name_of(self, promo_number: str, asking: Declarer) -> str | None:
        return ""

    def is_declared_elsewhere(
        self, id_from_network: str, asking: Declarer, declared: Declaration
    ) -> bool | None:
        return False


def acquire(run: Lifecycle, **changes: object) -> PromoNumber:
    return run.acquire(Wanted(number(**changes), declared_by=WHO))


def test_what_was_bought_is_known_by_its_digits_and_all_that_was_declared(runs: Runs) -> None:
    live = acquire(runs.begin())
    assert live.id_from_network == "net-kroq-1"
    assert acquire(runs.begin()).promo_number == live.promo_number
    assert runs.purchases() == 1


def test_what_is_not_as_declared_is_named_with_what_takes_it_over(runs: Runs) -> None:
    live = acquire(runs.begin())
    with pytest.raises(LookAtAccount) as told:
        acquire(runs.begin(holdings=EmptyStates()), description="edited while its state was lost")
    assert f'write adopt: "{live.promo_number}"' in str(told.value)
    named = acquire(runs.begin(), description="edited", adopt=live.promo_number)
    assert (named.promo_number, runs.purchases()) == (live.promo_number, 1)


@pytest.mark.parametrize("lag", [3, 5])
def test_what_shows_some_reads_late_is_found_within_the_window(runs: Runs, lag: int) -> None:
    runs.simulator.set_knobs(read_after_write="lag", read_lag=lag)
    assert acquire(runs.begin()).id_from_network == "net-kroq-1"
    assert runs.purchases() == 1


def test_while_lists_are_late_the_digits_of_the_answer_are_looked_for(runs: Runs) -> None:
    runs.simulator.set_knobs(read_after_write="lag", read_lag=4)
    runs.simulator.add_fault(
        "status_before", method="GET", path=r"/promo_numbers\.json$", status=200, body=[], times=-1
    )
    assert acquire(runs.begin()).id_from_network == "net-kroq-1"
    assert runs.purchases() == 1


def test_what_a_lost_answer_bought_is_found_in_the_list(runs: Runs) -> None:
    runs.simulator.add_fault("drop_after", method="POST")
    assert acquire(runs.begin()).id_from_network == "net-kroq-1"
    assert runs.purchases() == 1


def test_each_word_of_a_person_sends_one_purchase_at_most_and_none_where_it_shows(
    runs: Runs,
) -> None:
    runs.simulator.set_knobs(read_after_write="lag", read_lag=NEVER, post_existing_id="duplicate")
    with pytest.raises(PendingPurchase) as told:
        acquire(runs.begin(grace_seconds=1))
    assert runs.count(PURCHASE) == 1
    [sold] = runs.simulator.ledger("bought")
    assert f'If {sold.promo_number} is it, write adopt: "{sold.promo_number}"' in str(told.value)
    runs.simulator.set_knobs(read_after_write="immediate")
    runs.simulator.reads.clear()
    runs.simulator.lists.clear()
    word = told.value.since + 1
    live = acquire(runs.begin(settled_before=word))
    assert live.promo_number == sold.promo_number
    assert runs.count(PURCHASE) == 1


def named_and_not_shown(runs: Runs) -> str:
    """The digits that Invoca's answer to a purchase named, and that nothing showed."""
    runs.simulator.set_knobs(read_after_write="lag", read_lag=NEVER)
    with pytest.raises(PendingPurchase):
        acquire(runs.begin(grace_seconds=1))
    runs.simulator.set_knobs(read_after_write="immediate")
    runs.simulator.reads.clear()
    runs.simulator.lists.clear()
    [sold] = runs.simulator.ledger("bought")
    return sold.promo_number


def test_a_later_run_looks_for_the_digits_that_the_answer_named(runs: Runs) -> None:
    digits = named_and_not_shown(runs)
    runs.simulator.add_fault(
        "status_before", method="GET", path=r"/promo_numbers\.json$", status=200, body=[], times=-1
    )
    assert acquire(runs.begin(grace_seconds=1)).promo_number == digits
    assert runs.purchases() == 1


def test_each_later_run_names_the_digits_that_the_answer_named(runs: Runs) -> None:
    digits = named_and_not_shown(runs)
    runs.simulator.set_knobs(id_lookup="exact")  # else GET by id names it
    runs.simulator.change_number(digits, description="As the account writes it")
    for _ in range(2):
        with pytest.raises(PendingPurchase) as told:
            acquire(runs.begin(grace_seconds=1))
        assert f'If {digits} is it, write adopt: "{digits}"' in str(told.value)
    assert runs.purchases() == 1


def test_another_machine_that_knows_from_the_state_finds_it_and_takes_it_over(runs: Runs) -> None:
    runs.simulator.set_knobs(read_after_write="lag", read_lag=NEVER)
    with pytest.raises(PendingPurchase) as told:
        acquire(runs.begin(grace_seconds=1))
    runs.simulator.set_knobs(read_after_write="immediate")
    runs.simulator.reads.clear()
    runs.simulator.lists.clear()
    live = runs.begin("another machine").acquire(
        Wanted(number(), declared_by=WHO), in_state=Sent(told.value.since, is_unclear=True)
    )
    assert live.id_from_network == "net-kroq-1"
    assert runs.purchases() == 1


def test_where_nobody_knows_of_a_purchase_the_declared_id_is_named_and_adopted(runs: Runs) -> None:
    live = acquire(runs.begin())
    with pytest.raises(LookAtAccount) as told:
        acquire(runs.begin("another machine"))
    assert f"taking over {live.promo_number}, which already has id 'net-kroq-1'" in str(told.value)
    assert "for id 'kroq-1'" in str(told.value)
    assert "write `adopt: true`" in str(told.value)
    adopted = acquire(runs.begin("another machine"), adopt=True)
    assert adopted.promo_number == live.promo_number
    assert runs.purchases() == 1


@pytest.mark.parametrize(
    "other",
    [
        {"id_from_network": "net-xkroq-1"},  # another word
        {"id_from_network": "net-kroq-1", "description": "somebody else's"},
        {"id_from_network": "kroq-12"},
    ],
)
def test_a_number_that_only_looks_a_little_like_it_is_another_one(
    runs: Runs, other: dict[str, str]
) -> None:
    runs.simulator.set_knobs(id_lookup="exact", stored_id="as_sent")
    declared = number().model_dump(include={"description", "media_type", "custom_data"})
    theirs = runs.simulator.put_number("acme", "spring-radio", **{**declared, **other})
    assert acquire(runs.begin()).promo_number != theirs
    assert runs.purchases() == 1


def test_a_number_of_this_run_with_a_longer_id_is_another_one(runs: Runs) -> None:
    runs.simulator.set_knobs(id_lookup="exact", stored_id="as_sent")
    run = runs.begin()
    first = run.acquire(Wanted(number(id_from_network="spring-1"), declared_by="radio/spring/one"))
    second = acquire(run, id_from_network="1")
    assert second.promo_number != first.promo_number
    with contextlib.suppress(LookAtAccount):
        acquire(runs.begin("another machine"), id_from_network="1")
    assert runs.purchases() == 2
