"""Reading a number, and what "gone" means."""

from __future__ import annotations

import time
from typing import Any

import pytest

from invoca.errors import (
    FixCredentials,
    InvalidRequest,
    InvocaError,
    LookAtAccount,
    NotFound,
    TryLater,
    Unclear,
)
from invoca.lifecycle import Lifecycle, NotShownYet
from invoca.promo_number.decide import Wanted
from invoca.promo_number.models import CampaignRef
from invoca.promo_number.record import Identity
from tests.unit.lifecycle.runs import MAIL, PARTNER, SPRING, Runs, identity, number, together

LIST, GET = "GET promo_numbers", "GET promo_number"
PARENT, CAMPAIGNS = "GET advertiser_campaign", "GET advertiser_campaigns"
ONE = r"/promo_numbers/\d+\.json$"
ALL = r"/promo_numbers\.json$"
FORBIDDEN = {"errors": {"class": "UnauthorizedOperation", "invalid_data": "no"}}


@pytest.fixture(autouse=True)
def where_other_campaigns_are_looked_through(runs: Runs) -> None:
    runs.searches = True


def gone(runs: Runs) -> Identity:
    """A number that was bought and then released by hand."""
    live = runs.bought(number())
    runs.simulator.release_number(live.promo_number)
    return identity(live)


def test_a_listed_number_is_read_from_the_list(run: Lifecycle, runs: Runs) -> None:
    live = runs.bought(number())
    assert run.read(SPRING, identity(live)) == live
    assert runs.made() == [LIST]


def test_gone_takes_a_miss_in_the_list_a_404_and_a_readable_campaign(
    run: Lifecycle, runs: Runs
) -> None:
    assert run.read(SPRING, gone(runs)) is None
    # The other campaign is searched, too: moving is not leaving.
    made = runs.made()
    assert made[:4] == [LIST, GET, PARENT, CAMPAIGNS]
    assert sorted(made[4:]) == [
        *["GET affiliate_campaigns"] * 2,
        "GET affiliate_promo_numbers",
        LIST,
    ]


def test_a_campaign_s_readability_and_lists_are_asked_for_once(run: Lifecycle, runs: Runs) -> None:
    first = gone(runs)
    assert run.read(SPRING, first) is None
    assert run.read(SPRING, first._replace(promo_number="8885550198")) is None
    assert [runs.count(call) for call in (LIST, GET, PARENT)] == [2, 2, 1]


def test_a_number_that_only_the_list_leaves_out_is_there(run: Lifecycle, runs: Runs) -> None:
    live = runs.bought(number())
    runs.simulator.add_fault("status_after", method="GET", path=ALL, status=200, body=[])
    assert run.read(SPRING, identity(live)) == live
    assert runs.made() == [LIST, GET]


def test_a_list_that_is_cut_hides_nothing(run: Lifecycle, runs: Runs) -> None:
    for index in range(100):
        runs.simulator.put_number("acme", "spring-radio", id_from_network=f"n-{index}")
    live = runs.bought(number())
    runs.simulator.set_knobs(list_answer="capped")
    assert run.read(SPRING, identity(live)) == live


TROUBLE: dict[str, tuple[dict[str, Any], type[InvocaError]]] = {
    "401": ({"status": 401}, FixCredentials),
    "403, no permission": ({"status": 403, "body": FORBIDDEN}, FixCredentials),
    "403, no reason": ({"status": 403}, InvalidRequest),
    "429": ({"status": 429, "headers": {"Retry-After": "0"}}, TryLater),
    "500": ({"status": 500}, Unclear),
    "503": ({"status": 503}, Unclear),
    "404 of a web server": ({"status": 404, "body": "<html>Not Found</html>"}, NotFound),
    "404 of another class": (
        {"status": 404, "body": {"errors": {"class": "RoutingError", "invalid_data": ""}}},
        NotFound,
    ),
    "404 without a body": ({"status": 404, "body": ""}, NotFound),
    "200 that is no JSON": ({"status": 200, "body": "<html>Hello</html>"}, Unclear),
}


@pytest.mark.parametrize("at", [ONE, ALL, r"/advertiser_campaigns/[^/]+\.json$"])
@pytest.mark.parametrize(("answer", "kind"), TROUBLE.values(), ids=TROUBLE.keys())
def test_trouble_is_never_taken_for_gone(
    run: Lifecycle, runs: Runs, at: str, answer: dict[str, Any], kind: type[InvocaError]
) -> None:
    who = gone(runs)
    runs.simulator.add_fault("status_before", method="GET", path=at, times=-1, **answer)
    with pytest.raises(kind):
        run.read(SPRING, who)
    runs.simulator.clear_faults()
    assert run.read(SPRING, who) is None


def test_a_connection_that_ends_is_never_taken_for_gone(run: Lifecycle, runs: Runs) -> None:
    who = gone(runs)
    runs.simulator.add_fault("drop_before", method="GET", path=ONE, times=-1)
    with pytest.raises(Unclear):
        run.read(SPRING, who)


@pytest.mark.parametrize("no_access", ["forbidden", "not_found"])
def test_a_campaign_that_is_closed_to_us_is_never_taken_for_gone(
    run: Lifecycle, runs: Runs, no_access: str
) -> None:
    live = runs.bought(number())
    runs.simulator.set_knobs(no_access=no_access)
    runs.simulator.set_campaign_access("acme", "spring-radio", accessible=False)
    with pytest.raises((FixCredentials, NotFound)):
        run.read(SPRING, identity(live))


def test_a_404_under_a_campaign_that_is_not_there_is_never_taken_for_gone(
    run: Lifecycle, runs: Runs
) -> None:
    nowhere = CampaignRef("acme", "nowhere")
    runs.simulator.add_fault("status_after", method="GET", path=ALL, status=200, body=[])
    with pytest.raises(NotFound, match="AdvertiserCampaign nowhere"):
        run.read(nowhere, Identity("8885550198"))
    assert runs.made() == [LIST, GET, PARENT]


@pytest.mark.parametrize("get_deleted", ["status", "not_found"])
def test_a_number_that_invoca_shows_as_released_is_gone(
    run: Lifecycle, runs: Runs, get_deleted: str
) -> None:
    runs.simulator.set_knobs(get_deleted=get_deleted)
    assert run.read(SPRING, gone(runs)) is None


def test_a_number_that_the_list_shows_as_released_is_gone(run: Lifecycle, runs: Runs) -> None:
    who = gone(runs)
    shown = [{"promo_number": who.promo_number, "status": "deleted"}]
    runs.simulator.add_fault("status_after", method="GET", path=ALL, status=200, body=shown)
    assert run.read(SPRING, who) is None


def test_a_number_that_invoca_refuses_to_show_and_lists_as_released_is_gone(
    run: Lifecycle, runs: Runs
) -> None:
    runs.simulator.set_knobs(get_deleted="forbidden", list_released="shown")
    assert run.read(SPRING, gone(runs)) is None


def test_a_live_number_that_invoca_refuses_to_show_is_not_gone(runs: Runs) -> None:
    live = runs.bought(number())
    runs.simulator.add_fault("status_after", method="GET", path=ALL, status=200, body=[])
    runs.simulator.add_fault("status_after", method="GET", path=ONE, status=403, body=FORBIDDEN)
    with pytest.raises(FixCredentials) as told:
        runs.begin().read(SPRING, identity(live))
    assert "if it was released, take it out of the state" in str(told.value)
    assert "If it is live: the token is known but may not do this" in str(told.value)


@pytest.mark.parametrize("answer", ["<html>Forbidden</html>", {"message": "Forbidden"}])
def test_a_proxy_that_refuses_a_number_says_nothing_of_one_that_is_listed_as_released(
    run: Lifecycle, runs: Runs, answer: object
) -> None:
    who = gone(runs)
    runs.simulator.set_knobs(list_released="shown")
    runs.simulator.add_fault("status_after", method="GET", path=ONE, status=403, body=answer)
    with pytest.raises(InvalidRequest):
        run.read(SPRING, who)


# -- in another campaign -----------------------------------------------------------------------


def test_a_number_that_was_moved_by_hand_is_named_and_never_gone(
    run: Lifecycle, runs: Runs
) -> None:
    live = runs.bought(number())
    runs.simulator.move_number(live.promo_number, "acme", "direct-mail")
    with pytest.raises(LookAtAccount) as told:
        run.read(SPRING, identity(live))
    message = str(told.value)
    assert live.promo_number in message
    assert "it is in campaign 'direct-mail' of advertiser 'acme' now" in message
    assert "write `campaign_id: direct-mail` and run" in message


def test_a_number_that_was_bought_and_moved_a_moment_ago_is_looked_for_beside_the_lists(
    runs: Runs,
) -> None:
    runs.simulator.set_knobs(list_lag_seconds=10**6)
    live = runs.bought(number())
    runs.simulator.move_number(live.promo_number, "acme", "direct-mail")
    who = identity(live)._replace(bought_at=time.time() - 60)
    with pytest.raises(LookAtAccount, match="it is in campaign 'direct-mail'"):
        runs.begin("another machine").read(SPRING, who)
    who = identity(live)._replace(bought_at=time.time() - 3600)
    assert runs.begin("another machine").read(SPRING, who) is None


def test_a_list_with_an_odd_entry_does_not_hide_a_number_that_was_moved(
    run: Lifecycle, runs: Runs
) -> None:
    live = runs.bought(number())
    runs.simulator.move_number(live.promo_number, "acme", "direct-mail")
    runs.simulator.add_fault(
        "status_after", method="GET", path="direct-mail/promo_numbers.json", status=200, body=[None]
    )
    with pytest.raises(LookAtAccount, match="it is in campaign 'direct-mail'"):
        run.read(SPRING, identity(live))


@pytest.mark.parametrize("path", ["advertiser_campaigns.json", "spring-radio/affiliate_campaigns"])
def test_a_campaign_that_a_list_may_hide_keeps_a_number_from_being_gone(
    run: Lifecycle, runs: Runs, path: str
) -> None:
    live = runs.bought(number())
    runs.simulator.release_number(live.promo_number)
    runs.simulator.add_fault("status_after", method="GET", path=path, status=200, body=[None])
    with pytest.raises(LookAtAccount, match="1 of the entries cannot be read"):
        run.read(SPRING, identity(live))


def test_a_number_that_moved_to_an_affiliate_s_own_campaign_back_is_found(
    run: Lifecycle, runs: Runs
) -> None:
    live = runs.bought(number(affiliate_id="kroq-network"))
    runs.simulator.move_number(live.promo_number, "acme", "spring-radio")
    with pytest.raises(LookAtAccount, match="it is in campaign 'spring-radio'") as told:
        run.read(PARTNER, identity(live))
    assert "If it belongs there, remove `affiliate_id` and run" in str(told.value)


def test_another_advertiser_is_not_searched(run: Lifecycle, runs: Runs) -> None:
    live = runs.bought(number())
    runs.simulator.move_number(live.promo_number, "globex", "autumn-tv")
    assert run.read(SPRING, identity(live)) is None
    assert not [call for call in runs.simulator.calls() if "globex" in call.path]


CANNOT_LIST: dict[str, dict[str, Any]] = {
    "forbidden": {"status": 403, "body": FORBIDDEN},
    "unknown": {"status": 404, "body": ""},
    "broken": {"status": 500},
    "something else": {"status": 200, "body": {"campaigns": 3}},
}


@pytest.mark.parametrize("answer", CANNOT_LIST.values(), ids=CANNOT_LIST.keys())
@pytest.mark.parametrize("path", [r"/advertiser_campaigns\.json$", r"direct-mail/promo_numbers"])
def test_what_cannot_be_read_is_not_gone_but_where_a_person_says_so(
    runs: Runs, answer: dict[str, Any], path: str
) -> None:
    who = gone(runs)
    runs.simulator.add_fault("status_before", method="GET", path=path, times=-1, **answer)
    if answer["status"] == 404 and "advertiser_campaigns" in path:  # the account has no such list
        assert runs.begin().read(SPRING, who) is None
    else:
        with pytest.raises(LookAtAccount, match="searchOtherCampaigns false"):
            runs.begin().read(SPRING, who)
    runs.searches = False
    assert runs.begin().read(SPRING, who) is None


@pytest.mark.parametrize("no_access", ["forbidden", "not_found"])
def test_a_number_that_was_moved_to_a_campaign_that_is_closed_to_us_is_not_gone(
    run: Lifecycle, runs: Runs, no_access: str
) -> None:
    live = runs.bought(number())
    runs.simulator.move_number(live.promo_number, "acme", "direct-mail")
    runs.simulator.set_campaign_access("acme", "direct-mail", accessible=False)
    runs.simulator.set_knobs(no_access=no_access)
    with pytest.raises(LookAtAccount, match=r"campaign 'direct-mail' .* could not be read"):
        run.read(SPRING, identity(live))


def test_a_campaign_without_an_id_of_the_network_is_passed_over(run: Lifecycle, runs: Runs) -> None:
    live = runs.bought(number())
    runs.simulator.move_number(live.promo_number, "acme", "direct-mail")
    campaigns = [{"id_from_network": None}, {"id_from_network": ""}, {"name": "x"}]
    runs.simulator.add_fault(
        "status_after",
        method="GET",
        path=r"/advertiser_campaigns\.json$",
        status=200,
        body=[*campaigns, {"id_from_network": "direct-mail"}],
    )
    with pytest.raises(LookAtAccount, match="direct-mail"):
        run.read(SPRING, identity(live))


# -- what was written a moment ago -------------------------------------------------------------


@pytest.mark.parametrize("lag", [2, 6])
def test_a_number_that_was_written_here_a_moment_ago_may_show_late(runs: Runs, lag: int) -> None:
    runs.simulator.set_knobs(read_after_write="lag", read_lag=lag)
    live = runs.begin().acquire(Wanted(number(), id_is_generated=True))
    runs.simulator.clear_calls()
    assert runs.begin().read(SPRING, identity(live)) == live
    assert len(runs.time.waits) < lag


def test_a_number_that_stays_away_is_gone_after_a_short_while(runs: Runs) -> None:
    live = runs.begin().acquire(Wanted(number(), id_is_generated=True))
    runs.simulator.release_number(live.promo_number)
    assert runs.begin().read(SPRING, identity(live)) is None
    assert runs.time.waits == [0.5] * 6


def test_a_number_that_was_written_long_ago_is_not_waited_for(run: Lifecycle, runs: Runs) -> None:
    assert run.read(SPRING, gone(runs)) is None
    assert runs.time.waits == []


# -- one list for all --------------------------------------------------------------------------


def test_one_list_serves_many_reads_from_many_threads(runs: Runs) -> None:
    bought = [runs.bought(number(id_from_network=f"n-{index}")) for index in range(16)]
    runs.simulator.set_knobs(latency_ms=20)
    run = runs.begin()
    assert together(lambda i: run.read(SPRING, identity(bought[i])), 16) == bought
    assert runs.made() == [LIST]


def test_each_campaign_has_a_list_of_its_own(run: Lifecycle, runs: Runs) -> None:
    here = runs.bought(number())
    there = runs.bought(number(id_from_network="kpwr-1", campaign_id="direct-mail"))
    partner = runs.bought(number(id_from_network="kiis-1", affiliate_id="kroq-network"))
    assert run.read(SPRING, identity(here)) == here
    assert run.read(MAIL, identity(there)) == there
    assert run.read(PARTNER, identity(partner)) == partner
    assert runs.made() == [LIST, LIST, "GET affiliate_promo_numbers"]


def test_a_failed_list_is_told_to_all_who_wait_and_then_forgotten(runs: Runs) -> None:
    live = runs.bought(number())
    runs.simulator.set_knobs(latency_ms=20)
    runs.simulator.add_fault("status_before", method="GET", status=403, body=FORBIDDEN)
    run = runs.begin()
    outcomes = together(lambda _: run.read(SPRING, identity(live)), 4)
    assert any(isinstance(outcome, FixCredentials) for outcome in outcomes)
    assert all(outcome == live or isinstance(outcome, FixCredentials) for outcome in outcomes)
    assert run.read(SPRING, identity(live)) == live
    assert runs.count(LIST) == 2


def test_a_run_s_own_writes_are_read_without_another_call(run: Lifecycle, runs: Runs) -> None:
    live = runs.bought(number())
    changed = run.update(identity(live), number(), number(description="new"))
    runs.simulator.clear_calls()
    assert run.read(SPRING, identity(live)) == changed
    assert changed.description == "new"
    assert runs.made() == []


def test_a_number_that_was_moved_into_an_affiliate_campaign_is_not_gone(runs: Runs) -> None:
    live = runs.bought(number())
    runs.simulator.move_number(live.promo_number, "acme", "spring-radio", "kroq-network")
    with pytest.raises(LookAtAccount, match="affiliate 'kroq-network' now"):
        runs.begin("another machine").read(SPRING, identity(live))


def test_a_number_whose_get_answers_with_another_one_is_not_read_as_it(runs: Runs) -> None:
    live = runs.bought(number())
    other = runs.bought(number(id_from_network="kpwr-1", description="KPWR"))
    body = other.model_dump(mode="json", include={"promo_number", "id_from_network", "description"})
    runs.simulator.add_fault("status_before", method="GET", path=ALL, status=200, body=[])
    runs.simulator.add_fault(
        "status_before", method="GET", path=live.promo_number, status=200, body=body
    )
    with pytest.raises(LookAtAccount, match="another number"):
        runs.begin("another machine").read(SPRING, identity(live))


def test_a_number_that_was_bought_and_never_shown_is_not_gone_for_some_minutes(runs: Runs) -> None:
    live = runs.bought(number())
    runs.simulator.release_number(live.promo_number)  # as if it were not shown yet
    who = identity(live)._replace(unseen_since=time.time() - 60)
    with pytest.raises(NotShownYet):
        runs.begin("another machine").read(SPRING, who)
    who = identity(live)._replace(unseen_since=time.time() - 3600)
    assert runs.begin("another machine").read(SPRING, who) is None
