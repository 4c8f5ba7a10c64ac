"""A person's word that a purchase was not carried out holds for what Invoca answers, and for
nothing that could not be looked at."""

from __future__ import annotations

import time

import pytest

from invoca.account import Account as Settings
from invoca.account import WrongSettings
from invoca.errors import TryLater
from invoca.lifecycle.purchase_notes import Sent
from invoca.promo_number.decide import Wanted
from invoca.promo_number.open_purchases import PendingPurchase
from tests.crash.model_engine import Killed
from tests.unit.lifecycle.runs import PURCHASE, Runs, number
from tests.unit.lifecycle.test_lifecycle_taken import MAKES_SURE, Dying

AUTUMN = {"advertiser_id": "globex", "campaign_id": "autumn-tv"}
UNKNOWN = {
    "errors": {"class": "RecordNotFound", "invalid_data": "Could not find Advertiser globex"}
}
GENERATED = pytest.mark.parametrize("is_generated", [True, False])


def sent_to_autumn(runs: Runs, *, is_generated: bool) -> Sent:
    """A purchase that was carried out there, and that no read shows within its run."""
    runs.simulator.set_knobs(
        post_id_elsewhere="allowed", get_lag_seconds=MAKES_SURE, list_lag_seconds=MAKES_SURE
    )
    runs.simulator.add_fault("drop_after", method="POST")
    wanted = Wanted(number(**AUTUMN), is_generated, declared_by="radio/spring/kroq")
    with pytest.raises(PendingPurchase) as told:
        runs.begin(grace_seconds=1).acquire(wanted)
    runs.simulator.set_knobs(get_lag_seconds=0, list_lag_seconds=0)
    runs.simulator.reads.clear()
    runs.simulator.lists.clear()
    return Sent(told.value.since, is_unclear=True, where=wanted.declared.campaign)


def settled_in_spring(runs: Runs, sent: Sent, *, is_generated: bool) -> None:
    """Its entry names another campaign by now, and a person said that it was not carried out."""
    run = runs.begin("another machine", settled_before=sent.at + 2)
    wanted = Wanted(number(), is_generated, declared_by="radio/spring/kroq")
    run.acquire(wanted, sent)


@GENERATED
def test_a_look_that_failed_does_not_bear_out_the_word_of_a_person(
    runs: Runs, is_generated: bool
) -> None:
    runs.searches = True
    sent = sent_to_autumn(runs, is_generated=is_generated)
    runs.simulator.add_fault(
        "status_before", method="GET", path="/advertisers/globex/", status=500, times=-1
    )
    with pytest.raises(TryLater, match="500"):
        settled_in_spring(runs, sent, is_generated=is_generated)
    assert runs.purchases() == 1


def test_a_campaign_that_is_gone_bears_it_out(runs: Runs) -> None:
    sent = sent_to_autumn(runs, is_generated=True)
    runs.simulator.add_fault(
        "status_before",
        method="GET",
        path="/advertisers/globex/",
        status=404,
        body=UNKNOWN,
        times=-1,
    )
    settled_in_spring(runs, sent, is_generated=True)
    assert runs.purchases() == 2


def test_a_look_that_failed_does_not_end_the_wait_for_what_a_dead_run_bought(runs: Runs) -> None:
    runs.simulator.set_knobs(
        post_existing_id="duplicate", get_lag_seconds=MAKES_SURE, list_lag_seconds=MAKES_SURE
    )
    wanted = Wanted(number(), id_is_generated=True)
    with pytest.raises(Killed):
        runs.begin(transport=Dying.after_purchase(1)).acquire(wanted)
    runs.later = 290
    # The search before it is answered, and every look for the purchase itself fails.
    runs.simulator.add_fault("status_before", method="GET", skip=2, times=-1, status=502)
    with pytest.raises(TryLater, match="502"):
        runs.begin().acquire(wanted)
    assert runs.purchases() == 1


# -- a word that is ahead of the clock ---------------------------------------------------------


@pytest.mark.parametrize("is_generated", [True, False])
def test_a_word_that_is_slightly_ahead_does_not_settle_what_its_own_run_sent(
    runs: Runs, is_generated: bool
) -> None:
    runs.simulator.add_fault("drop_after", method="POST")
    runs.simulator.set_knobs(get_lag_seconds=MAKES_SURE, list_lag_seconds=MAKES_SURE)
    wanted = Wanted(number(), is_generated, declared_by="radio/spring/kroq")
    run = runs.begin(grace_seconds=1, settled_before=time.time() + 120)
    for _ in range(2):
        with pytest.raises(PendingPurchase):
            run.acquire(wanted)
    assert runs.count(PURCHASE) == 1


def test_a_word_of_the_future_is_refused_with_what_to_write(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("invoca.account.wall_clock", lambda: 1_800_000_000.0)
    settings = {"networkId": "1", "apiToken": "t"}
    for said in ("2027-01-15T08:04:59Z", "2027-01-15"):
        Settings.load({**settings, "settledBefore": said}.get, {})
    for said in ("2027-01-15T08:05:02Z", "2028-01-15T08:00:00Z"):
        with pytest.raises(WrongSettings, match="lies ahead of this machine's clock") as refused:
            Settings.load({**settings, "settledBefore": said}.get, {})
        assert "2027-01-15T08:00:00Z" in str(refused.value)
