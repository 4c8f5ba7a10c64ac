"""What an engine's own plan is told, where only this machine knows of an earlier purchase."""

from __future__ import annotations

import pytest

from invoca.promo_number.decide import Wanted
from invoca.promo_number.open_purchases import PendingPurchase
from tests.unit.lifecycle.runs import PURCHASE, Runs, number

WANTED = Wanted(number(id_from_network="kroq-0123456789ab"), id_is_generated=True)
THEIRS = Wanted(number(), declared_by="radio/spring/kroq")
MOVED = THEIRS._replace(declared=number(campaign_id="direct-mail"))


def sent_and_unclear(runs: Runs, wanted: Wanted) -> None:
    runs.simulator.set_knobs(read_after_write="lag", read_lag=10**6)
    runs.simulator.add_fault("drop_after", method="POST")
    with pytest.raises(PendingPurchase):
        runs.begin().acquire(wanted)
    runs.told.clear()
    runs.time.waits.clear()
    runs.simulator.clear_calls()


def test_a_purchase_that_is_pending_is_told_and_nothing_is_changed(runs: Runs) -> None:
    sent_and_unclear(runs, WANTED)
    noted = [(note, note.read_text("utf-8"), note.stat().st_mtime) for note in runs.notes()]
    runs.begin().foresee(WANTED)
    [told] = runs.told
    assert "a purchase was sent at " in told
    assert "nobody knows whether one was bought" in told
    assert [(note, note.read_text("utf-8"), note.stat().st_mtime) for note in runs.notes()] == noted
    assert runs.count(PURCHASE) == 0
    assert runs.time.waits == []


def test_another_machine_is_told_nothing(runs: Runs) -> None:
    sent_and_unclear(runs, WANTED)
    runs.begin("elsewhere").foresee(WANTED)
    assert runs.told == []


def test_what_was_sent_from_here_to_another_campaign_is_no_other_number(runs: Runs) -> None:
    runs.searches = True
    runs.begin().acquire(THEIRS)
    runs.told.clear()
    runs.begin("elsewhere").foresee(MOVED)
    [told] = runs.told
    assert "A number is bought for " in told
    runs.told.clear()
    runs.begin().foresee(MOVED)
    assert runs.told == []
    runs.begin().acquire(MOVED)
    assert runs.purchases() == 1
