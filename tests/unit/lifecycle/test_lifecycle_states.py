"""What a state holds, and what becomes of it: purchases that are pending, numbers that show late,
numbers that are replaced by force while they move."""

from __future__ import annotations

from typing import Any

import pytest

from invoca.errors import LookAtAccount
from invoca.lifecycle import Lifecycle
from invoca.lifecycle.held import HeldAs
from invoca.lifecycle.number import Number, Outcome
from invoca.promo_number import record
from invoca.promo_number.decide import Wanted
from invoca.promo_number.identity import Declarer, generated_id
from invoca.promo_number.models import PromoNumber
from invoca.promo_number.open_purchases import PendingPurchase
from tests.unit.lifecycle.runs import MAIL, PURCHASE, SPRING, OneState, Runs, identity, number

NEVER = 10**6  # reads that no test waits for
WHO = "radio/spring/kroq"


@pytest.fixture(autouse=True)
def where_other_campaigns_are_looked_through(runs: Runs) -> None:
    runs.searches = True


SECOND: dict[str, Any] = {"id_from_network": "kroq-2", "generation": 2}


def verbs(run: Lifecycle, runs: Runs) -> Number:
    return Number(run)


def inputs(*, generated: bool = True, **changes: Any) -> dict[str, Any]:
    declared = number(**changes).model_dump(mode="json", exclude_unset=True, exclude_none=True)
    return {**declared, record.ID_IS_GENERATED: generated, record.DECLARED_BY: WHO}


def nothing_shows(runs: Runs, **knobs: Any) -> None:
    runs.simulator.set_knobs(read_after_write="lag", read_lag=NEVER, **knobs)


def everything_shows(runs: Runs) -> None:
    runs.simulator.set_knobs(read_after_write="immediate")
    runs.simulator.reads.clear()
    runs.simulator.lists.clear()


def pending(runs: Runs, **changes: Any) -> Outcome:
    """What the state holds of a purchase whose answer was lost, and that nothing shows."""
    nothing_shows(runs)
    runs.simulator.add_fault("drop_after", method="POST")
    made = verbs(runs.begin(grace_seconds=1), runs).create(inputs(**changes))
    assert isinstance(made.error, PendingPurchase)
    assert runs.purchases() == 1
    return made


# -- a purchase that is pending ------------------------------------------------------------------


@pytest.mark.parametrize("generated", [True, False])
def test_a_pending_purchase_whose_entry_moved_is_found_where_it_was_sent_to(
    runs: Runs, generated: bool
) -> None:
    made = pending(runs, generated=generated)
    everything_shows(runs)
    runs.simulator.add_fault(
        "status_before", method="GET", path=r"/promo_numbers\.json$", status=200, body=[], times=-1
    )
    moved = verbs(runs.begin("another machine"), runs).update(
        made.resource_id, made.outputs, inputs(generated=generated, campaign_id="direct-mail")
    )
    assert moved.error is None
    [live] = runs.simulator.numbers()
    assert moved.outputs["promo_number"] == live["promo_number"]
    assert live["campaign"] == "direct-mail"
    assert runs.purchases() == 1


def test_a_pending_purchase_of_another_generation_is_named_where_it_shows(runs: Runs) -> None:
    made = pending(runs)
    everything_shows(runs)
    [first] = runs.simulator.numbers()
    second = verbs(runs.begin(), runs).update(made.resource_id, made.outputs, inputs(**SECOND))
    assert second.error is None
    assert second.outputs["promo_number"] != first["promo_number"]
    told = runs.told[-1]
    assert f"{first['promo_number']} (id 'kroq-1') was bought in" in told
    assert "nothing holds it now" in told


def test_no_other_generation_is_bought_while_nobody_knows_of_a_purchase(runs: Runs) -> None:
    made = pending(runs)
    with pytest.raises(LookAtAccount) as told:
        verbs(runs.begin("another machine", grace_seconds=1), runs).update(
            made.resource_id, made.outputs, inputs(**SECOND)
        )
    message = str(told.value)
    assert message.startswith("buying another number in place of id 'kroq-1' ('kroq')")
    assert "Run `pulumi up` again in five minutes: what was bought is named" in message
    assert "settledBefore" in message
    assert runs.purchases() == 1


def test_another_generation_is_bought_where_a_person_says_that_nothing_was(runs: Runs) -> None:
    runs.simulator.add_fault("drop_before", method="POST")
    made = verbs(runs.begin(grace_seconds=1), runs).create(inputs())
    assert isinstance(made.error, PendingPurchase)
    run = runs.begin("another machine", grace_seconds=1, settled_before=made.error.since + 1)
    second = verbs(run, runs).update(made.resource_id, made.outputs, inputs(**SECOND))
    assert second.error is None
    assert runs.purchases() == 1


def test_what_a_pending_purchase_bought_is_not_left_behind_where_it_is_adopted(runs: Runs) -> None:
    made = pending(runs)
    everything_shows(runs)
    [first] = runs.simulator.numbers()
    runs.told.clear()
    adopted = verbs(runs.begin(), runs).update(
        made.resource_id,
        made.outputs,
        inputs(id_from_network="mine", adopt=first["promo_number"]),
    )
    assert adopted.error is None
    assert adopted.outputs["promo_number"] == first["promo_number"]
    assert runs.told == []


def test_a_removed_entry_whose_purchase_is_pending_is_not_forgotten_before_it_is_settled(
    runs: Runs,
) -> None:
    made = pending(runs)
    with pytest.raises(LookAtAccount) as told:
        verbs(runs.begin(grace_seconds=1), runs).delete(made.resource_id, made.outputs)
    message = str(told.value)
    assert message.startswith("giving up the purchase for id 'kroq-1' ('kroq')")
    assert "Run `pulumi up` again in five minutes: what was bought is released" in message
    assert "settledBefore" in message
    everything_shows(runs)
    assert verbs(runs.begin(), runs).delete(made.resource_id, made.outputs)
    assert [entry.event for entry in runs.simulator.ledger()] == ["bought", "released"]


def test_a_removed_entry_whose_purchase_was_not_carried_out_is_let_go_of_with_a_person_s_word(
    runs: Runs,
) -> None:
    runs.simulator.add_fault("drop_before", method="POST")
    made = verbs(runs.begin(grace_seconds=1), runs).create(inputs())
    assert isinstance(made.error, PendingPurchase)
    word = made.error.since + 1
    run = runs.begin("another machine", grace_seconds=1, settled_before=word)
    assert verbs(run, runs).delete(made.resource_id, made.outputs)
    assert runs.purchases() == 0


def test_what_a_removed_entry_bought_under_a_declared_id_is_named_and_not_released(
    runs: Runs,
) -> None:
    made = pending(runs, generated=False)
    everything_shows(runs)
    runs.told.clear()
    assert verbs(runs.begin(), runs).delete(made.resource_id, made.outputs)
    [live] = runs.simulator.numbers()
    assert str(live["promo_number"]) in "".join(runs.told)


# -- a number that shows late --------------------------------------------------------------------


def unseen(runs: Runs) -> Outcome:
    """What the state holds of a number that was bought, and that nothing shows yet."""
    nothing_shows(runs)
    made = verbs(runs.begin(), runs).create(inputs())
    assert made.error is None
    assert made.outputs[record.UNSEEN] is True
    return made


def test_a_number_that_does_not_show_yet_is_not_let_go_of_as_if_it_were_gone(runs: Runs) -> None:
    made = unseen(runs)
    with pytest.raises(LookAtAccount, match=r"Nothing was released\. Run it again in five minutes"):
        verbs(runs.begin("another machine"), runs).delete(made.resource_id, made.outputs)
    assert len(runs.simulator.numbers()) == 1
    everything_shows(runs)
    assert verbs(runs.begin(), runs).delete(made.resource_id, made.outputs)
    assert runs.simulator.numbers() == []


def test_a_number_that_does_not_show_yet_is_not_called_gone_when_it_is_to_be_changed(
    runs: Runs,
) -> None:
    made = unseen(runs)
    with pytest.raises(LookAtAccount, match=r"Nothing was changed\. Run it again in five minutes"):
        verbs(runs.begin("another machine"), runs).update(
            made.resource_id, made.outputs, inputs(description="new words")
        )


# -- a number that is gone -----------------------------------------------------------------------


@pytest.mark.parametrize("lists", ["open", "missing"])
def test_the_read_that_lets_go_of_a_number_names_it(runs: Runs, lists: str) -> None:
    """An account without a list of affiliates hides what somebody moved to one of them."""
    run = runs.begin()
    made = verbs(run, runs).create(inputs())
    runs.simulator.set_knobs(affiliates_list=lists)
    runs.simulator.release_number(made.resource_id)
    assert verbs(runs.begin(), runs).read(made.resource_id, made.outputs) is None
    [told] = runs.told
    assert told.startswith(f"{made.resource_id} of 'kroq' (id 'kroq-")
    assert "is gone from campaign 'spring-radio' of advertiser 'acme'" in told


# -- a number that is elsewhere ------------------------------------------------------------------


def test_a_number_that_was_moved_by_hand_is_named_where_it_is_when_it_is_to_be_changed(
    runs: Runs,
) -> None:
    live = runs.bought(number())
    runs.simulator.move_number(live.promo_number, "acme", "direct-mail")
    with pytest.raises(LookAtAccount, match="it is in campaign 'direct-mail'"):
        runs.begin("another machine").update(
            identity(live), number(), number(description="new words")
        )


def test_a_removed_number_that_is_elsewhere_is_told_what_to_do_without_its_entry(
    runs: Runs,
) -> None:
    live = runs.bought(number())
    runs.simulator.move_number(live.promo_number, "acme", "direct-mail")
    with pytest.raises(LookAtAccount) as told:
        runs.begin().release(SPRING, identity(live), name="kroq")
    message = str(told.value)
    assert message.startswith(f"releasing 'kroq', promo number {live.promo_number} in campaign")
    assert "it is in campaign 'direct-mail' of advertiser 'acme' now, and nothing was" in message
    assert "release it in Invoca, or move it back to campaign 'spring-radio'" in message
    assert "pulumi state delete" in message
    assert len(runs.simulator.numbers()) == 1


def test_a_number_that_a_dead_run_moved_is_released_where_it_is(runs: Runs) -> None:
    live = runs.bought(number())
    runs.begin().update(identity(live), number(), number(campaign_id="direct-mail"))
    # The run died before its state could say so, and the entry was taken out.
    assert runs.begin().release(SPRING, identity(live), name="kroq")
    assert runs.simulator.numbers() == []


# -- a replacement that nobody completes ---------------------------------------------------------


def replaced_by_a_dead_run(runs: Runs) -> tuple[Outcome, PromoNumber]:
    """What the state holds of the first number, and the one that a run bought in its place that
    died before its state could say so. The entry is taken out by the next run."""
    held = verbs(runs.begin(), runs).create(first_of("kroq"))
    left = runs.begin().acquire(
        Wanted(number(id_from_network=generation("kroq", 2), generation=2), id_is_generated=True)
    )
    runs.told.clear()
    return held, left


def generation(name: str, generation: int) -> str:
    who = Declarer("radio", "spring", name)
    return generated_id(*who, create_only={}, generation=generation)


def first_of(name: str) -> dict[str, Any]:
    return inputs(id_from_network=generation(name, 1))


@pytest.mark.parametrize("states", ["can be asked", "cannot be asked"])
def test_what_a_dead_run_bought_in_the_place_of_a_released_number_is_named(
    runs: Runs, states: str
) -> None:
    held, left = replaced_by_a_dead_run(runs)
    known = OneState("kroq", HeldAs(held.resource_id, SPRING, number()))
    run = runs.begin("another machine", holdings=known if states == "can be asked" else None)
    assert verbs(run, runs).delete(held.resource_id, held.outputs)
    [told] = runs.told
    assert told.startswith(f"{left.promo_number} (id '{left.id_from_network}') in campaign")
    assert "was bought for 'kroq' as well" in told
    assert "release it in Invoca, or name it with `adopt`" in told


def test_what_a_state_or_this_run_holds_beside_a_released_number_is_not_named(runs: Runs) -> None:
    held, left = replaced_by_a_dead_run(runs)
    in_state = OneState("kroq", HeldAs(left.promo_number, SPRING, number()))
    verbs(runs.begin(holdings=in_state), runs).delete(held.resource_id, held.outputs)
    assert runs.told == []
    by_run = runs.begin()
    by_run.held.claim(left.promo_number, "kroq")
    verbs(by_run, runs).delete(held.resource_id, held.outputs)
    assert runs.told == []


def test_what_is_listed_though_it_was_released_is_not_named(runs: Runs) -> None:
    held, left = replaced_by_a_dead_run(runs)
    run = runs.begin()
    run.locator.listed(SPRING)  # what the run remembers of the list
    runs.simulator.release_number(left.promo_number)
    verbs(run, runs).delete(held.resource_id, held.outputs)
    assert runs.told == []


# -- a forced replacement ------------------------------------------------------------------------


@pytest.mark.parametrize("lists", ["open", "late"])
def test_a_forced_replacement_of_a_number_that_moves_at_once_takes_it_along(
    runs: Runs, lists: str
) -> None:
    live = runs.bought(number())
    if lists == "late":
        runs.simulator.add_fault(
            "status_before", method="GET", path="promo_numbers.json", status=200, body=[], times=-1
        )
    state = OneState("kroq", HeldAs(live.promo_number, SPRING, number()))
    run = runs.begin("another machine", holdings=state)
    moved = run.acquire(
        Wanted(number(campaign_id="direct-mail"), id_is_generated=True, declared_by=WHO)
    )
    assert moved.promo_number == live.promo_number
    assert runs.live(live.promo_number)["campaign"] == "direct-mail"
    assert not run.release(SPRING, identity(live))  # it is held by what took it along
    assert runs.purchases() == 1


def test_a_number_that_another_name_holds_is_not_taken_along(runs: Runs) -> None:
    live = runs.bought(number())
    state = OneState("kpwr", HeldAs(live.promo_number, SPRING, number()))
    bought = runs.begin("another machine", holdings=state).acquire(
        Wanted(
            number(id_from_network="kroq-2", campaign_id="direct-mail"),
            id_is_generated=True,
            declared_by=WHO,
        )
    )
    assert bought.promo_number != live.promo_number
    assert runs.count(PURCHASE) == 1


# -- a name that is used again -------------------------------------------------------------------


def test_the_name_of_a_number_that_was_taken_over_by_its_digits_is_free_after_a_rename(
    runs: Runs,
) -> None:
    digits = runs.simulator.put_number("acme", "spring-radio", description="by hand")
    as_kroq = inputs(id_from_network="kroq-of-this-name", adopt=digits)
    run = verbs(runs.begin(), runs)
    held = run.create(run.check({}, as_kroq).inputs)
    renamed = inputs(id_from_network="kpwr-of-this-name", adopt=digits)
    renamed[record.DECLARED_BY] = "radio/spring/kpwr"
    later = verbs(runs.begin(), runs)
    assert later.check(held.inputs, renamed).problems == []
    assert later.check({}, inputs(id_from_network="kroq-of-this-name")).problems == []


def test_a_number_that_was_moved_to_another_campaign_is_still_in_the_same_place_there(
    runs: Runs,
) -> None:
    live = runs.bought(number())
    moved = runs.begin().update(identity(live), number(), number(campaign_id="direct-mail"))
    assert runs.begin().read(MAIL, identity(moved)) is not None
