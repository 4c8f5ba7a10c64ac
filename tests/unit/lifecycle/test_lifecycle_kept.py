"""What is in the state though something went wrong after its purchase was answered, or after it was
changed: a number that no state holds is bought again where Invoca shows it late, or changes ids."""

from __future__ import annotations

from typing import Any

import pytest

from invoca.errors import InvalidRequest, InvocaError, LookAtAccount, NotKept
from invoca.lifecycle.number import Number, Outcome
from invoca.promo_number import record
from invoca.promo_number.decide import Action, Wanted
from invoca.promo_number.models import CampaignRef, PromoNumber
from tests.crash.model_engine import Fate, Killed
from tests.unit.lifecycle.runs import MAIL, SPRING, Runs, identity, number

MOVED: dict[str, Any] = {"campaign_id": "direct-mail"}
WHO = "radio/spring/kroq"


@pytest.fixture(autouse=True)
def where_other_campaigns_are_looked_through(runs: Runs) -> None:
    runs.searches = True


class Interrupted(InvocaError):
    """What a face raises in a wait that it ends."""


def inputs(*, is_generated: bool = True, **changes: Any) -> dict[str, Any]:
    declared = number(**changes).model_dump(mode="json", exclude_unset=True, exclude_none=True)
    return {**declared, record.ID_IS_GENERATED: is_generated, record.DECLARED_BY: WHO}


def interrupted_after(runs: Runs, method: str) -> None:
    """Every wait ends once such a call was answered."""
    went_on = runs.time.sleep
    is_sent: list[bool] = []

    def hear(call: Any, when: str) -> None:
        if (call.method, when) == (method, "after"):
            is_sent.append(True)

    def sleep(seconds: float) -> None:
        if is_sent:
            raise Interrupted("waiting")
        went_on(seconds)

    runs.simulator.on_call = hear
    runs.time.sleep = sleep  # type: ignore[method-assign]


def calm(runs: Runs) -> None:
    runs.simulator.on_call = None
    runs.simulator.clear_faults()
    runs.simulator.set_knobs(read_after_write="immediate")
    runs.simulator.reads.clear()
    runs.simulator.lists.clear()
    del runs.time.sleep


def campaign_of(made: Outcome) -> CampaignRef:
    return record.campaign(made.outputs)


# -- a purchase that was answered ------------------------------------------------------------------


@pytest.mark.parametrize("is_generated", [True, False])
def test_an_interrupt_while_a_new_number_is_looked_at_does_not_lose_it(
    runs: Runs, is_generated: bool
) -> None:
    runs.simulator.set_knobs(read_after_write="lag", read_lag=10**6)
    interrupted_after(runs, "POST")
    made = Number(runs.begin()).create(inputs(is_generated=is_generated))
    assert made.error is None
    assert made.outputs["promo_number"] == runs.simulator.numbers()[0]["promo_number"]
    assert made.outputs[record.UNSEEN] is True


def test_an_interrupt_before_a_new_number_is_repaired_leaves_it_in_the_state(runs: Runs) -> None:
    runs.simulator.set_knobs(unknown_custom_field="dropped", read_after_write="lag", read_lag=50)
    interrupted_after(runs, "POST")
    made = Number(runs.begin()).create(inputs(custom_data={"shelf": "top"}))
    assert isinstance(made.error, NotKept)
    assert made.outputs["promo_number"] == runs.simulator.numbers()[0]["promo_number"]
    assert made.outputs[record.UNSEEN] is True


@pytest.mark.parametrize("status", [500, 403])
def test_a_number_whose_first_change_fails_is_in_the_state_and_repaired_by_the_next_run(
    runs: Runs, status: int
) -> None:
    runs.simulator.set_knobs(unknown_custom_field="dropped")
    body = {"errors": {"base": "not today"}}
    runs.simulator.add_fault("status_before", method="PUT", status=status, body=body, times=-1)
    made = Number(runs.begin()).create(inputs(custom_data={"shelf": "top"}))
    assert isinstance(made.error, NotKept)
    assert "not today" in str(made.error)
    assert made.error.status == (status if status == 403 else made.error.status)
    assert made.inputs["custom_data"] == {"shelf": ""}

    runs.simulator.clear_faults()
    runs.simulator.set_knobs(unknown_custom_field="stored")
    again = Number(runs.begin("another machine"))
    wanted = inputs(custom_data={"shelf": "top"})
    assert again.diff(made.resource_id, made.outputs, wanted).action is Action.UPDATE
    repaired = again.update(made.resource_id, made.outputs, wanted)
    assert repaired.outputs["custom_data"] == {"shelf": "top"}
    assert runs.purchases() == 1


# -- a number that was taken over ------------------------------------------------------------------


@pytest.mark.parametrize("status", [500, 403])
def test_a_take_over_whose_change_fails_is_in_the_state(runs: Runs, status: int) -> None:
    live = runs.bought(number())
    runs.simulator.add_fault("status_before", method="PUT", status=status, times=-1)
    made = Number(runs.begin()).create(inputs(description="new"))
    assert isinstance(made.error, NotKept)
    assert made.outputs["promo_number"] == live.promo_number
    assert made.inputs["description"] == "KROQ drive time"


def test_a_take_over_whose_move_fails_is_in_the_state_where_it_is(runs: Runs) -> None:
    live = runs.bought(number())
    runs.simulator.add_fault("status_before", method="PUT", status=403, times=-1)
    made = Number(runs.begin()).create(inputs(**MOVED))
    assert isinstance(made.error, NotKept)
    assert campaign_of(made) == SPRING
    runs.simulator.clear_faults()
    again = Number(runs.begin("another machine"))
    assert again.diff(made.resource_id, made.outputs, inputs(**MOVED)).action is Action.MOVE
    moved = again.update(made.resource_id, made.outputs, inputs(**MOVED))
    assert moved.outputs["promo_number"] == live.promo_number
    assert campaign_of(moved) == MAIL


def test_a_number_that_a_person_names_is_not_ours_where_its_first_change_is_refused(
    runs: Runs,
) -> None:
    live = runs.bought(number())
    runs.simulator.add_fault("status_before", method="PUT", status=403, times=-1)
    with pytest.raises(InvalidRequest):
        Number(runs.begin()).create(inputs(adopt=live.promo_number, description="new"))


def test_a_number_that_a_person_names_is_ours_once_it_was_moved(runs: Runs) -> None:
    live = runs.bought(number())
    runs.simulator.set_knobs(unknown_custom_field="dropped")
    runs.simulator.add_fault("status_before", method="PUT", skip=1, status=403, times=-1)
    wanted = inputs(adopt=True, custom_data={"shelf": "top"}, **MOVED)
    made = Number(runs.begin()).create(wanted)
    assert isinstance(made.error, NotKept)
    assert made.outputs["promo_number"] == live.promo_number
    assert campaign_of(made) == MAIL


# -- a move of a run that died, where moves change ids ---------------------------------------------


@pytest.mark.parametrize("is_generated", [True, False])
@pytest.mark.parametrize("adopt", [{}, {"adopt": True}], ids=["", "adopt"])
def test_a_take_over_that_died_once_it_had_moved_the_number_is_found_by_its_digits(
    runs: Runs, is_generated: bool, adopt: dict[str, Any]
) -> None:
    wanted = Wanted(number(**MOVED, **adopt), is_generated, declared_by=WHO)
    live = runs.begin().acquire(wanted._replace(declared=number()))
    dies_after_the_move(runs, wanted)
    assert runs.begin().acquire(wanted).promo_number == live.promo_number
    assert runs.purchases() == 1


def dies_after_the_move(runs: Runs, wanted: Wanted) -> None:
    runs.simulator.set_knobs(move_id="changed")
    fate = Fate()

    def hear(call: Any, when: str) -> None:
        if (call.method, when) == ("PUT", "after"):
            fate.strikes[fate.calls] = "kill before"

    runs.simulator.on_call = hear
    with pytest.raises(Killed):
        runs.begin(fate=fate).acquire(wanted)
    runs.simulator.on_call = None
    assert {one["campaign"] for one in runs.simulator.numbers()} == {"direct-mail"}


def test_a_generated_number_that_a_dead_run_moved_is_found_for_a_third_campaign(
    runs: Runs,
) -> None:
    live = runs.begin().acquire(Wanted(number(), id_is_generated=True))
    dies_after_the_move(runs, Wanted(number(**MOVED), id_is_generated=True))
    third = Wanted(number(affiliate_id="kroq-network"), id_is_generated=True)
    assert runs.begin().acquire(third).promo_number == live.promo_number
    assert runs.purchases() == 1


def moved_with_another_id(runs: Runs) -> tuple[Wanted, PromoNumber]:
    """A number that was moved in peace, as it is wanted now; and as it was bought."""
    runs.simulator.set_knobs(move_id="changed")
    wanted = Wanted(number(**MOVED), id_is_generated=True)
    live = runs.bought(number())
    runs.begin().update(identity(live), number(), wanted.declared)
    return wanted, live


def test_a_number_that_a_move_gave_another_id_is_found_where_the_state_is_lost(runs: Runs) -> None:
    wanted, live = moved_with_another_id(runs)
    runs.later = 10**6
    assert runs.begin().acquire(wanted).promo_number == live.promo_number
    assert runs.purchases() == 1


def test_what_a_move_noted_is_not_taken_over_once_it_is_another_number(runs: Runs) -> None:
    wanted, live = moved_with_another_id(runs)
    runs.simulator.change_number(live.promo_number, id_from_network="somebody-s")
    runs.later = 301
    assert runs.begin().acquire(wanted).promo_number != live.promo_number


def test_a_number_that_a_dead_run_moved_and_nothing_shows_is_waited_for(runs: Runs) -> None:
    live = runs.begin().acquire(Wanted(number(), id_is_generated=True))
    dies_after_the_move(runs, Wanted(number(**MOVED), id_is_generated=True))
    runs.simulator.release_number(live.promo_number)
    with pytest.raises(LookAtAccount, match="it was moved there a short while ago"):
        runs.begin().acquire(Wanted(number(**MOVED), id_is_generated=True))
    runs.later = 301
    runs.begin().acquire(Wanted(number(**MOVED), id_is_generated=True))
    assert runs.purchases() == 2


def test_a_number_that_was_moved_and_released_is_bought_again_at_once(runs: Runs) -> None:
    runs.simulator.set_knobs(move_id="changed")
    wanted = Wanted(number(**MOVED), id_is_generated=True)
    live = runs.bought(number())
    moved = runs.begin().update(identity(live), number(), wanted.declared)
    assert runs.begin().release(MAIL, identity(moved))
    assert runs.begin().acquire(wanted).promo_number != live.promo_number


def test_a_move_that_keeps_the_id_leaves_no_note_of_the_digits(runs: Runs) -> None:
    live = runs.bought(number())
    runs.begin().update(identity(live), number(), number(**MOVED))
    texts = [note.read_text("utf-8") for note in runs.notes()]
    assert not [text for text in texts if text.startswith("moved as")]


def test_another_choice_of_number_is_none_that_a_move_gave_another_id(runs: Runs) -> None:
    runs.simulator.set_knobs(move_id="changed")
    live = runs.begin().acquire(Wanted(number()))
    runs.begin().update(identity(live), number(), number(**MOVED))
    another = number(local_center={"tn_prefix": "310"}, **MOVED)
    assert runs.begin().acquire(Wanted(another)).promo_number != live.promo_number


# -- a move that died, and was taken back ----------------------------------------------------------


def test_a_refresh_records_where_a_dead_run_moved_the_number(runs: Runs) -> None:
    made = Number(runs.begin()).create(inputs())
    dying = Number(runs.begin(fate=Fate({2: "kill before"})))
    with pytest.raises(Killed):
        dying.update(made.resource_id, made.outputs, inputs(**MOVED))
    verbs = Number(runs.begin())
    seen = verbs.read(made.resource_id, made.outputs)
    assert seen is not None
    assert campaign_of(seen) == MAIL
    assert seen.inputs["campaign_id"] == "direct-mail"
    verbs.check(seen.inputs, inputs())
    assert verbs.diff(seen.resource_id, seen.outputs, inputs()).action is Action.MOVE
    back = verbs.update(seen.resource_id, seen.outputs, inputs())
    assert campaign_of(back) == SPRING
    assert runs.live(made.resource_id)["campaign"] == "spring-radio"
