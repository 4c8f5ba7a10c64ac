"""Moving a number to another campaign: in place, the phone number stays."""

from __future__ import annotations

from typing import Any

import pytest

from invoca.errors import InvalidRequest, LookAtAccount, NotFound, ReportBug, Unclear
from invoca.lifecycle import Lifecycle
from invoca.lifecycle.held import HeldAs
from invoca.promo_number.models import CampaignRef
from tests.crash.model_engine import Fate, Killed
from tests.unit.lifecycle.runs import MAIL, SPRING, OneState, Runs, identity, number

LIST, GET, PUT = "GET promo_numbers", "GET promo_number", "PUT promo_number"
ELSEWHERE = number(campaign_id="direct-mail")


@pytest.fixture(autouse=True)
def where_other_campaigns_are_looked_through(runs: Runs) -> None:
    runs.searches = True


def test_a_move_is_one_put_and_a_look_under_the_new_parent(run: Lifecycle, runs: Runs) -> None:
    live = runs.bought(number())
    moved = run.update(identity(live), number(), ELSEWHERE)
    assert moved.promo_number == live.promo_number
    assert runs.made() == [LIST, PUT, GET]
    assert runs.live(live.promo_number)["campaign"] == "direct-mail"
    assert runs.body("PUT") == {
        "id_from_network": "kroq-1",
        "description": "KROQ drive time",
        "media_type": "Offline: Radio",
        "custom_data": {"channel": "radio", "station": "KROQ"},
        "destination_advertiser_id_from_network": "acme",
        "destination_advertiser_campaign_id_from_network": "direct-mail",
    }


DESTINATIONS: dict[str, dict[str, Any]] = {
    "another advertiser": {"advertiser_id": "globex", "campaign_id": "autumn-tv"},
    "another campaign": {"campaign_id": "direct-mail"},
    "an affiliate": {"affiliate_id": "kroq-network"},
}


@pytest.mark.parametrize("destination", DESTINATIONS.values(), ids=DESTINATIONS.keys())
@pytest.mark.parametrize("back", [False, True], ids=["there", "and back"])
def test_a_number_moves_and_keeps_its_digits(
    runs: Runs, destination: dict[str, str], back: bool
) -> None:
    here, there = number(), number(**destination)
    if back:
        here, there = there, here
    live = runs.bought(here)
    moved = runs.begin().update(identity(live), here, there)
    assert moved == live.model_copy(update={"object_url": moved.object_url})
    found = runs.live(live.promo_number)
    assert (found["advertiser"], found["campaign"], found["affiliate"]) == there.campaign
    assert [entry.event for entry in runs.simulator.ledger()] == ["bought", "moved"]


def test_a_move_changes_the_other_fields_too(run: Lifecycle, runs: Runs) -> None:
    live = runs.bought(number())
    wanted = number(campaign_id="direct-mail", description="new", custom_data={"station": "KIIS"})
    moved = run.update(identity(live), number(), wanted)
    assert (moved.description, moved.custom_data) == ("new", {"station": "KIIS"})
    assert runs.count(PUT) == 1


def test_what_a_move_did_not_take_along_is_written_under_the_new_parent(
    run: Lifecycle, runs: Runs
) -> None:
    live = runs.bought(number())
    runs.simulator.set_knobs(clear_token="null", put_custom_data="merge")
    wanted = number(campaign_id="direct-mail", custom_data={"channel": "radio"})
    assert run.update(identity(live), number(), wanted).custom_data == {"channel": "radio"}
    assert runs.live(live.promo_number)["campaign"] == "direct-mail"


def test_an_id_that_the_move_changes_is_taken_from_the_new_parent(
    run: Lifecycle, runs: Runs
) -> None:
    runs.simulator.set_knobs(move_id="changed")
    live = runs.bought(number())
    moved = run.update(identity(live), number(), ELSEWHERE)
    assert moved.id_from_network == runs.live(live.promo_number)["id_from_network"] != "kroq-1"


def test_a_move_that_is_refused_for_its_id_is_told_and_moves_nothing(
    run: Lifecycle, runs: Runs
) -> None:
    live = runs.bought(number())
    runs.simulator.set_knobs(move_id="collision")
    with pytest.raises(InvalidRequest, match="has already been taken"):
        run.update(identity(live), number(), ELSEWHERE)
    assert runs.live(live.promo_number)["campaign"] == "spring-radio"


def test_a_move_to_a_campaign_that_is_not_there_is_told(run: Lifecycle, runs: Runs) -> None:
    live = runs.bought(number())
    with pytest.raises(NotFound, match="AdvertiserCampaign nowhere"):
        run.update(identity(live), number(), number(campaign_id="nowhere"))


@pytest.mark.parametrize("put_missing", ["not_found", "creates_201"])
@pytest.mark.parametrize("read_after_write", ["immediate", "lag"])
@pytest.mark.parametrize("fault", ["drop_after", "status_after", "garbage"])
def test_a_move_that_was_carried_out_is_not_sent_again(
    runs: Runs, fault: str, read_after_write: str, put_missing: str
) -> None:
    live = runs.bought(number())
    runs.simulator.set_knobs(put_missing=put_missing, read_after_write=read_after_write, read_lag=5)
    runs.simulator.add_fault(fault, method="PUT")
    moved = runs.begin().update(identity(live), number(), ELSEWHERE)
    assert moved.promo_number == live.promo_number
    assert runs.live(live.promo_number)["campaign"] == "direct-mail"
    assert runs.count(PUT) == 1
    assert runs.purchases() == 1


@pytest.mark.parametrize("fault", ["drop_before", "status_before"])
def test_a_move_that_was_not_carried_out_is_sent_again_after_a_look(
    run: Lifecycle, runs: Runs, fault: str
) -> None:
    live = runs.bought(number())
    runs.simulator.add_fault(fault, method="PUT", times=2)
    run.update(identity(live), number(), ELSEWHERE)
    assert runs.live(live.promo_number)["campaign"] == "direct-mail"
    assert runs.count(PUT) == 3


def test_a_move_that_never_succeeds_is_given_up_and_the_number_stays(
    run: Lifecycle, runs: Runs
) -> None:
    live = runs.bought(number())
    runs.simulator.add_fault("drop_before", method="PUT", times=-1)
    with pytest.raises(Unclear):
        run.update(identity(live), number(), ELSEWHERE)
    assert runs.count(PUT) == 3
    assert runs.live(live.promo_number)["campaign"] == "spring-radio"


def test_a_move_answered_with_other_digits_is_told_loudly(run: Lifecycle, runs: Runs) -> None:
    live = runs.bought(number())
    other = {"promo_number": "8885550199"}
    runs.simulator.add_fault("status_before", method="PUT", status=200, body=other)
    with pytest.raises(ReportBug, match="8885550199"):
        run.update(identity(live), number(), ELSEWHERE)


def test_a_move_answered_with_other_digits_is_believed_where_the_number_is_there(
    run: Lifecycle, runs: Runs
) -> None:
    live = runs.bought(number())
    other = {"promo_number": "8885550199"}
    runs.simulator.add_fault("status_after", method="PUT", status=200, body=other)
    assert run.update(identity(live), number(), ELSEWHERE).promo_number == live.promo_number


@pytest.mark.parametrize("lag", [1, 3, 6])
def test_a_number_that_shows_late_under_its_new_parent_is_waited_for(runs: Runs, lag: int) -> None:
    live = runs.bought(number())
    runs.simulator.set_knobs(read_after_write="lag", read_lag=lag)
    assert runs.begin().update(identity(live), number(), ELSEWHERE).id == live.id
    assert runs.made() == [LIST, PUT, *[GET] * (lag + 1)]
    assert runs.time.waits == [0.5] * lag


def test_a_number_that_never_shows_under_its_new_parent_is_told(runs: Runs) -> None:
    live = runs.bought(number())
    runs.simulator.set_knobs(read_after_write="lag", read_lag=50)
    with pytest.raises(NotFound, match="campaign 'direct-mail'"):
        runs.begin().update(identity(live), number(), ELSEWHERE)
    assert runs.made() == [LIST, PUT, *[GET] * 7]


@pytest.mark.parametrize("put_missing", ["not_found", "creates_201"])
@pytest.mark.parametrize("lag", [0, 2, 5])
def test_a_run_that_died_after_a_move_is_followed_by_one_that_finds_the_number_there(
    runs: Runs, lag: int, put_missing: str
) -> None:
    live = runs.bought(number())
    runs.simulator.set_knobs(read_after_write="lag", read_lag=lag, put_missing=put_missing)
    with pytest.raises(Killed):
        runs.begin(fate=Fate({1: "kill after"})).update(identity(live), number(), ELSEWHERE)
    runs.simulator.clear_calls()
    wanted = ELSEWHERE.model_copy(update={"description": "new"})
    moved = runs.begin().update(identity(live), number(), wanted)
    assert moved.promo_number == live.promo_number
    assert moved.description == "new"
    assert runs.purchases() == 1
    assert runs.count(PUT) == 1


def test_a_run_that_died_before_a_move_is_followed_by_one_that_moves(runs: Runs) -> None:
    live = runs.bought(number())
    with pytest.raises(Killed):
        runs.begin(fate=Fate({1: "kill before"})).update(identity(live), number(), ELSEWHERE)
    runs.begin().update(identity(live), number(), ELSEWHERE)
    assert runs.live(live.promo_number)["campaign"] == "direct-mail"
    assert runs.time.waits == [0.5] * 6


def test_a_number_that_somebody_moved_there_already_is_only_read(
    run: Lifecycle, runs: Runs
) -> None:
    live = runs.bought(number())
    runs.simulator.move_number(live.promo_number, "acme", "direct-mail")
    run.update(identity(live), number(), ELSEWHERE)
    assert runs.count(PUT) == 0


def test_a_number_that_is_in_neither_campaign_is_told_and_not_written(
    run: Lifecycle, runs: Runs
) -> None:
    live = runs.bought(number())
    runs.simulator.release_number(live.promo_number)
    with pytest.raises(LookAtAccount, match=r"no longer there"):
        run.update(identity(live), number(), ELSEWHERE)
    assert runs.count(PUT) == 0


def test_after_a_move_the_run_reads_the_number_where_it_is(run: Lifecycle, runs: Runs) -> None:
    live = runs.bought(number())
    assert run.read(SPRING, identity(live))
    moved = run.update(identity(live), number(), ELSEWHERE)
    assert run.read(MAIL, identity(live)) == moved
    assert run.read(SPRING, identity(live)) == moved


def test_a_refresh_after_a_move_that_was_not_recorded_reads_the_number_in_its_new_place(
    runs: Runs,
) -> None:
    live = runs.bought(number())
    runs.begin().update(identity(live), number(), ELSEWHERE)
    found = runs.begin().read(SPRING, identity(live))
    assert found is not None
    assert found.promo_number == live.promo_number


def test_a_number_whose_move_was_not_recorded_is_released_where_this_machine_moved_it_to(
    runs: Runs,
) -> None:
    live = runs.bought(number())
    runs.begin().update(identity(live), number(), ELSEWHERE)
    assert runs.begin().release(SPRING, identity(live))
    assert runs.simulator.numbers() == []


def test_a_number_that_is_elsewhere_and_nobody_here_moved_is_not_released(runs: Runs) -> None:
    live = runs.bought(number())
    runs.begin().update(identity(live), number(), ELSEWHERE)
    with pytest.raises(LookAtAccount, match="it is in campaign 'direct-mail'"):
        runs.begin("another machine").release(SPRING, identity(live))
    assert runs.live(live.promo_number)["campaign"] == "direct-mail"


@pytest.mark.parametrize(("name", "where"), [("kroq", MAIL), ("renamed", MAIL), ("kroq", SPRING)])
def test_what_was_replaced_and_moved_in_one_run_is_where_its_state_holds_it(
    runs: Runs, name: str, where: CampaignRef
) -> None:
    """The state holds it twice until what was replaced is deleted, also on another machine."""
    live = runs.bought(number())
    runs.begin().update(identity(live), number(), ELSEWHERE)
    state = OneState(name, HeldAs(live.promo_number, where, ELSEWHERE))
    replaced = identity(live)._replace(declared_by="radio/spring/kroq")
    if where == SPRING:  # what is to stay: nothing says that it was moved from here
        with pytest.raises(LookAtAccount, match="it is in campaign 'direct-mail'"):
            runs.begin("another machine", holdings=state).read(SPRING, replaced)
        return
    found = runs.begin("another machine", holdings=state).locate(SPRING, replaced)
    assert found is not None
    assert found.where == MAIL
    assert runs.begin("another machine", holdings=state).release(SPRING, replaced)
    assert runs.simulator.numbers() == []


def test_a_move_that_changed_the_id_and_was_not_recorded_is_completed(runs: Runs) -> None:
    runs.simulator.set_knobs(move_id="changed")
    live = runs.bought(number())
    runs.begin().update(identity(live), number(), ELSEWHERE)
    completed = runs.begin().update(identity(live), number(), ELSEWHERE)
    assert completed.promo_number == live.promo_number
    assert completed.id_from_network != live.id_from_network
    assert runs.count(PUT) == 1
