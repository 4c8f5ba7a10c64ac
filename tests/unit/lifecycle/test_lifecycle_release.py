"""Releasing a number for good, and what keeps it."""

from __future__ import annotations

from typing import Any

import pytest

from invoca.errors import FixCredentials, InvocaError, LookAtAccount, NotFound, Unclear
from invoca.lifecycle import Lifecycle
from invoca.promo_number.decide import Wanted
from invoca.promo_number.models import CampaignRef
from invoca.promo_number.record import Identity
from tests.unit.lifecycle.runs import MAIL, SPRING, Runs, identity, number

LIST, GET, DELETE = "GET promo_numbers", "GET promo_number", "DELETE promo_number"
ONE, ALL = r"/promo_numbers/\d+\.json$", r"/promo_numbers\.json$"


@pytest.fixture(autouse=True)
def where_other_campaigns_are_looked_through(runs: Runs) -> None:
    runs.searches = True


def released(runs: Runs) -> list[str]:
    return [entry.promo_number for entry in runs.simulator.ledger("released")]


def test_a_release_looks_deletes_and_looks_again(run: Lifecycle, runs: Runs) -> None:
    live = runs.bought(number())
    kept = runs.bought(number(id_from_network="kpwr-1"))
    assert run.release(SPRING, identity(live)) is True
    assert runs.made() == [LIST, GET, DELETE, GET]
    assert released(runs) == [live.promo_number]
    assert run.read(SPRING, identity(live)) is None
    assert run.read(SPRING, identity(kept)) == kept


def test_where_what_is_gone_may_not_be_looked_at_the_list_of_a_readable_campaign_says_it(
    run: Lifecycle, runs: Runs
) -> None:
    runs.simulator.set_knobs(get_deleted="forbidden")
    live, _kept = runs.bought(number()), runs.bought(number(id_from_network="kpwr-1"))
    assert run.release(SPRING, identity(live)) is True
    assert runs.made() == [LIST, GET, DELETE, GET, LIST, "GET advertiser_campaign"]


def test_an_empty_list_beside_a_delete_that_did_nothing_never_says_gone(
    run: Lifecycle, runs: Runs
) -> None:
    live = runs.bought(number())
    runs.simulator.add_fault("status_before", method="DELETE", status=200, body={}, times=-1)
    runs.simulator.add_fault(
        "status_before", method="GET", path=ALL, skip=1, status=200, body=[], times=-1
    )
    with pytest.raises(LookAtAccount, match="still shows the number"):
        run.release(SPRING, identity(live))
    assert runs.live(live.promo_number)


def test_a_number_that_is_shown_after_its_release_is_an_error(run: Lifecycle, runs: Runs) -> None:
    live = runs.bought(number())
    runs.simulator.add_fault("status_before", method="DELETE", status=200, body={})
    with pytest.raises(LookAtAccount, match="still shows the number"):
        run.release(SPRING, identity(live))


def test_a_not_found_that_is_not_invocas_own_is_no_release(run: Lifecycle, runs: Runs) -> None:
    live = runs.bought(number())
    page: dict[str, Any] = {"status": 404, "body": "<html>no such page</html>", "times": -1}
    runs.simulator.add_fault("status_before", method="DELETE", **page)
    runs.simulator.add_fault("status_before", method="GET", path=ONE, **page)
    with pytest.raises(NotFound, match="not Invoca's own"):
        run.release(SPRING, identity(live))
    assert released(runs) == []


def test_a_number_of_another_id_is_not_released(run: Lifecycle, runs: Runs) -> None:
    live = runs.bought(number())
    runs.simulator.change_number(live.promo_number, id_from_network="somebody-else")
    with pytest.raises(LookAtAccount, match="its id is 'somebody-else'"):
        run.release(SPRING, identity(live))
    assert released(runs) == []
    assert not runs.simulator.calls("DELETE")


def test_a_number_that_was_moved_by_hand_is_not_released(run: Lifecycle, runs: Runs) -> None:
    live = runs.bought(number())
    runs.simulator.move_number(live.promo_number, "acme", "direct-mail")
    with pytest.raises(LookAtAccount, match="it is in campaign 'direct-mail'"):
        run.release(SPRING, identity(live))
    assert released(runs) == []


@pytest.mark.parametrize("delete_missing", ["ok", "not_found", "forbidden"])
def test_a_number_that_a_dead_run_moved_is_not_called_released_while_lists_are_late(
    run: Lifecycle, runs: Runs, delete_missing: str
) -> None:
    live = runs.bought(number())
    runs.simulator.set_knobs(list_lag_seconds=60, delete_missing=delete_missing)
    moved = number(campaign_id="direct-mail")
    runs.begin("another machine").update(identity(live), number(), moved)
    with pytest.raises(LookAtAccount, match="it is in campaign 'direct-mail'"):
        run.release(SPRING, identity(live))
    assert not runs.simulator.calls("DELETE")


def test_where_a_get_answers_another_number_the_list_is_believed(
    run: Lifecycle, runs: Runs
) -> None:
    live = runs.bought(number())
    runs.bought(number(id_from_network="kpwr-1"))
    runs.simulator.set_knobs(answers_other_number="GET", read_after_write="lag", read_lag=2)
    assert run.release(SPRING, identity(live)) is True
    assert released(runs) == [live.promo_number]


def test_a_number_that_only_a_list_shows_is_not_called_released(run: Lifecycle, runs: Runs) -> None:
    live = runs.bought(number())
    nothing: dict[str, Any] = {"status": 404, "body": {"errors": {"class": "RecordNotFound"}}}
    runs.simulator.add_fault("status_before", method="GET", path=ONE, times=-1, **nothing)
    with pytest.raises(LookAtAccount, match="a look at the number itself does not"):
        run.release(SPRING, identity(live))
    assert runs.time.waits == [0.5] * 5
    assert not runs.simulator.calls("DELETE")
    runs.simulator.clear_faults()
    assert runs.begin().release(SPRING, identity(live)) is True


def test_a_number_that_is_gone_already_needs_no_delete(run: Lifecycle, runs: Runs) -> None:
    live = runs.bought(number())
    runs.simulator.release_number(live.promo_number)
    assert run.release(SPRING, identity(live)) is True
    assert not runs.simulator.calls("DELETE")


def test_a_campaign_that_cannot_be_read_is_no_reason_to_call_a_number_released(
    run: Lifecycle, runs: Runs
) -> None:
    with pytest.raises(NotFound):
        run.release(CampaignRef("acme", "nowhere"), Identity("8885550198"))
    live = runs.bought(number())
    runs.simulator.revoke_token(runs.simulator.token)
    with pytest.raises(FixCredentials):
        runs.begin().release(SPRING, identity(live))


@pytest.mark.parametrize("delete_missing", ["ok", "not_found"])
@pytest.mark.parametrize("get_deleted", ["not_found", "status", "forbidden", "gone"])
@pytest.mark.parametrize("fault", [None, "drop_after", "status_after", "garbage", "drop_before"])
def test_a_release_is_carried_out_once_however_invoca_answers(
    run: Lifecycle, runs: Runs, delete_missing: str, get_deleted: str, fault: str | None
) -> None:
    live = runs.bought(number())
    runs.simulator.set_knobs(delete_missing=delete_missing, get_deleted=get_deleted)
    if fault:
        runs.simulator.add_fault(fault, method="DELETE")
    assert run.release(SPRING, identity(live)) is True
    assert released(runs) == [live.promo_number]
    assert runs.count(DELETE) == (2 if fault else 1)


@pytest.mark.parametrize("get_deleted", ["not_found", "status", "forbidden", "gone"])
def test_a_delete_that_is_refused_because_nothing_is_left_is_a_release(
    run: Lifecycle, runs: Runs, get_deleted: str
) -> None:
    live = runs.bought(number())
    runs.simulator.set_knobs(get_deleted=get_deleted)
    runs.simulator.add_fault("status_after", method="DELETE", status=403, body={"errors": "gone"})
    assert run.release(SPRING, identity(live)) is True


REFUSED: dict[str, dict[str, Any]] = {
    "403": {"status": 403, "body": {"errors": {"class": "UnauthorizedOperation"}}},
    "404": {"status": 404, "body": {"errors": {"class": "RecordNotFound"}}},
    "500": {"status": 500},
    "429": {"status": 429, "headers": {"Retry-After": "0"}},
}


@pytest.mark.parametrize("answer", REFUSED.values(), ids=REFUSED.keys())
@pytest.mark.parametrize("cut", [False, True], ids=["complete list", "cut list"])
def test_a_delete_that_failed_is_told_while_the_number_is_there(
    run: Lifecycle, runs: Runs, answer: dict[str, Any], cut: bool
) -> None:
    if cut:
        for index in range(100):
            runs.simulator.put_number("acme", "spring-radio", id_from_network=f"n-{index}")
        runs.simulator.set_knobs(list_answer="capped")
    live = runs.bought(number())
    runs.simulator.add_fault("status_before", method="DELETE", times=-1, **answer)
    with pytest.raises(InvocaError, match=f"releasing promo number {live.promo_number}"):
        run.release(SPRING, identity(live))
    assert released(runs) == []
    # The state keeps it, and so does everything that this run knows.
    assert run.read(SPRING, identity(live)) == live


def test_a_delete_whose_outcome_nobody_can_see_is_told(run: Lifecycle, runs: Runs) -> None:
    live = runs.bought(number())
    runs.simulator.add_fault("status_before", method="DELETE", times=-1)
    runs.simulator.add_fault("status_after", path=ALL, skip=1, status=200, body=[])
    runs.simulator.add_fault("status_before", method="GET", path=ONE, times=-1, status=500)
    with pytest.raises(Unclear):
        run.release(SPRING, identity(live))


def test_a_number_that_is_still_shown_after_its_release_is_told(run: Lifecycle, runs: Runs) -> None:
    live = runs.bought(number())
    runs.simulator.add_fault("status_before", method="DELETE", status=200, body={})
    with pytest.raises(LookAtAccount) as told:
        run.release(SPRING, identity(live))
    assert "Invoca accepted it, but still shows the number" in str(told.value)
    assert live.promo_number in str(told.value)
    assert runs.count(DELETE) == 1
    assert runs.time.waits == [0.5] * 6
    # The next run tries again.
    assert runs.begin().release(SPRING, identity(live)) is True
    assert released(runs) == [live.promo_number]


@pytest.mark.parametrize("knobs", [{"list_answer": "eventual"}, {"read_after_write": "lag"}])
def test_a_release_that_shows_late_is_a_release(
    run: Lifecycle, runs: Runs, knobs: dict[str, str]
) -> None:
    live = runs.bought(number())
    runs.simulator.set_knobs(**knobs, list_lag=3, read_lag=3)
    assert run.release(SPRING, identity(live)) is True
    assert runs.count(DELETE) == 1


def test_a_list_that_never_catches_up_is_overruled_by_a_look(run: Lifecycle, runs: Runs) -> None:
    live = runs.bought(number())
    shown = [live.model_dump(mode="json")]
    runs.simulator.add_fault(
        "status_after", method="GET", path="spring-radio" + ALL, status=200, body=shown, times=-1
    )
    assert run.release(SPRING, identity(live)) is True
    assert runs.made() == [LIST, GET, DELETE, GET]
    # ... and this run knows better than the list from now on.
    assert run.read(SPRING, identity(live)) is None


def unseen(runs: Runs, status: int) -> Identity:
    """A number that the next two lists leave out, and that may not be looked at twice."""
    live = runs.bought(number())
    runs.simulator.add_fault("status_after", method="GET", path=ALL, status=200, body=[], times=2)
    runs.simulator.add_fault(
        "status_before", method="GET", path=ONE, status=status, body={"errors": "no"}, times=2
    )
    return identity(live)


def test_a_number_that_may_not_be_looked_at_is_released_where_the_delete_succeeds(
    run: Lifecycle, runs: Runs
) -> None:
    who = unseen(runs, 403)
    assert run.release(SPRING, who) is True
    assert released(runs) == [who.promo_number]
    assert run.read(SPRING, who) is None


def test_a_number_that_may_not_be_looked_at_and_is_then_still_shown_is_told(
    run: Lifecycle, runs: Runs
) -> None:
    who = unseen(runs, 403)
    runs.simulator.add_fault("status_before", method="DELETE", status=200, body={})
    with pytest.raises(LookAtAccount, match="still shows the number"):
        run.release(SPRING, who)


def test_a_token_that_is_refused_is_no_reason_to_release_unseen(run: Lifecycle, runs: Runs) -> None:
    who = unseen(runs, 401)
    with pytest.raises(FixCredentials):
        run.release(SPRING, who)
    assert not runs.simulator.calls("DELETE")
    assert released(runs) == []


def test_nothing_is_released_unseen_in_a_campaign_that_may_not_be_read(
    run: Lifecycle, runs: Runs
) -> None:
    who = unseen(runs, 403)
    campaign = r"advertiser_campaigns/[^/]+\.json$"
    runs.simulator.add_fault("status_before", method="GET", path=campaign, status=403, times=-1)
    with pytest.raises(InvocaError):
        run.release(SPRING, who)
    assert not runs.simulator.calls("DELETE")


# -- what this run holds -----------------------------------------------------------------------


def test_a_forced_replacement_keeps_the_number(runs: Runs) -> None:
    live = runs.bought(number())
    run = runs.begin()
    # The engine creates first: the same id finds the number that it deletes next.
    assert run.acquire(Wanted(number(), id_is_generated=True)).promo_number == live.promo_number
    runs.simulator.clear_calls()
    assert run.release(SPRING, identity(live)) is False
    assert runs.made() == []
    assert released(runs) == []


def test_a_number_that_this_run_bought_is_not_released(run: Lifecycle, runs: Runs) -> None:
    live = run.acquire(Wanted(number(), id_is_generated=True))
    assert run.release(SPRING, identity(live)) is False
    assert released(runs) == []


def test_a_number_that_a_resource_of_this_run_claims_is_not_released(
    run: Lifecycle, runs: Runs
) -> None:
    live = runs.bought(number())
    assert run.held.claim(live.promo_number) is True
    assert run.held.claim(live.promo_number) is False
    assert run.release(SPRING, identity(live)) is False
    # A claim ends with its process.
    assert runs.begin().release(SPRING, identity(live)) is True


def test_another_number_is_released_beside_a_claimed_one(run: Lifecycle, runs: Runs) -> None:
    claimed = run.acquire(Wanted(number(), id_is_generated=True))
    other = runs.bought(number(id_from_network="kpwr-1", campaign_id="direct-mail"))
    assert run.release(MAIL, identity(other)) is True
    assert released(runs) == [other.promo_number]
    assert runs.live(claimed.promo_number)


def test_a_number_that_may_not_be_looked_at_after_its_release_is_released_again(
    runs: Runs,
) -> None:
    runs.simulator.set_knobs(get_deleted="forbidden")
    live = runs.bought(number())
    runs.simulator.release_number(live.promo_number)
    assert runs.begin().release(SPRING, identity(live)) is True


@pytest.mark.parametrize(
    "knobs", [{"delete_answer": "html"}, {"list_released": "shown", "released_status": "Cancelled"}]
)
def test_what_a_dead_run_released_is_let_go_of_where_it_may_not_be_looked_at(
    runs: Runs, knobs: dict[str, str]
) -> None:
    runs.simulator.set_knobs(get_deleted="forbidden", **knobs)
    live = runs.bought(number())
    runs.simulator.release_number(live.promo_number)
    assert runs.begin().release(SPRING, identity(live)) is True


def test_an_unclear_delete_of_a_number_that_may_not_be_looked_at_is_no_release(runs: Runs) -> None:
    runs.simulator.set_knobs(get_deleted="forbidden")
    live = runs.bought(number())
    runs.simulator.release_number(live.promo_number)
    runs.simulator.add_fault("status_after", method="DELETE", status=502, times=-1)
    with pytest.raises(InvocaError, match="502"):
        runs.begin().release(SPRING, identity(live))


def test_a_refused_delete_of_a_number_that_may_not_be_looked_at_is_no_release(runs: Runs) -> None:
    runs.simulator.set_knobs(get_deleted="forbidden")
    live = runs.bought(number())
    runs.simulator.release_number(live.promo_number)
    runs.simulator.add_fault("status_before", method="DELETE", status=403, times=-1)
    with pytest.raises(InvocaError, match="if it was released, take it out of the state"):
        runs.begin().release(SPRING, identity(live))


@pytest.mark.parametrize("path", [r"promo_numbers\.json$", r"advertiser_campaigns/[^/]+\.json$"])
def test_a_list_or_campaign_that_is_refused_once_never_leads_to_a_release_unseen(
    runs: Runs, path: str
) -> None:
    live = runs.bought(number())
    runs.simulator.change_number(live.promo_number, id_from_network="somebody-else")
    runs.simulator.add_fault("status_before", method="GET", path=path, status=403)
    with pytest.raises(InvocaError):
        runs.begin().release(SPRING, identity(live))
    assert runs.live(live.promo_number)["id_from_network"] == "somebody-else"


def test_a_number_that_is_shown_again_after_one_refusal_is_not_released_unseen(runs: Runs) -> None:
    for index in range(100):
        runs.simulator.put_number("acme", "spring-radio", id_from_network=f"n-{index}")
    live = runs.bought(number())
    runs.simulator.change_number(live.promo_number, id_from_network="somebody-else")
    runs.simulator.set_knobs(list_answer="capped")  # so that the list leaves it out
    runs.simulator.add_fault("status_before", method="GET", path=ONE, status=403)
    with pytest.raises(InvocaError):
        runs.begin().release(SPRING, identity(live))
    assert not runs.simulator.calls("DELETE")
