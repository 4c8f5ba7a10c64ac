"""Fields that only some numbers have, or that Invoca does not show: written, kept, cleared."""

from __future__ import annotations

from typing import Any

import pytest

from invoca.lifecycle import Lifecycle
from invoca.promo_number.decide import Wanted
from tests.unit.lifecycle.runs import Runs, identity, number

HOURS = {"open_24_7": True, "time_zone": "Pacific Time (US & Canada)"}


def new_version(runs: Runs, **machine: Any) -> Lifecycle:
    return runs.begin(api_version="2026-02-01", **machine)


def test_hours_of_operation_are_written_kept_and_cleared(runs: Runs) -> None:
    plain, with_hours = number(), number(hours_of_operation=HOURS)
    live = new_version(runs).acquire(Wanted(with_hours, id_is_generated=True))
    digits = live.promo_number
    assert runs.live(digits)["hours_of_operation"] == HOURS
    # Never declared, so kept: whoever set them by hand meant it.
    new_version(runs).update(identity(live), plain, number(description="new"))
    assert runs.live(digits)["hours_of_operation"] == HOURS
    # Declared once and no longer: cleared.
    runs.simulator.clear_calls()
    new_version(runs).update(identity(live), with_hours, number(description="newer"))
    assert runs.live(digits)["hours_of_operation"] is None
    assert runs.body("PUT")["hours_of_operation"] is None
    new_version(runs).update(identity(live), plain, with_hours)
    assert runs.live(digits)["hours_of_operation"] == HOURS


def test_an_adwords_account_is_written_and_cleared(run: Lifecycle, runs: Runs) -> None:
    google = number(media_type="Google Call Extension")
    with_account = number(media_type="Google Call Extension", adwords_account_id="627-345-9815")
    live = runs.bought(with_account)
    changed = with_account.model_copy(update={"description": "new"})
    run.update(identity(live), with_account, changed)
    assert runs.body("PUT")["adwords_account_id"] == "627-345-9815"
    runs.simulator.clear_calls()
    run.update(identity(live), changed, google)
    assert runs.body("PUT")["adwords_account_id"] is None
    runs.simulator.clear_calls()
    run.update(identity(live), google, number(description="newest"))
    assert "adwords_account_id" not in runs.body("PUT")


def test_hours_that_alone_are_taken_away_are_cleared(runs: Runs) -> None:
    live = new_version(runs).acquire(Wanted(number(hours_of_operation=HOURS), id_is_generated=True))
    new_version(runs).update(identity(live), number(hours_of_operation=HOURS), number())
    assert runs.live(live.promo_number)["hours_of_operation"] is None
    assert runs.count("PUT promo_number") == 1


def test_hours_that_somebody_else_set_meanwhile_stay(runs: Runs) -> None:
    live = new_version(runs).acquire(Wanted(number(hours_of_operation=HOURS), id_is_generated=True))
    theirs = {**HOURS, "time_zone": "Eastern Time (US & Canada)"}
    runs.simulator.change_number(live.promo_number, hours_of_operation=theirs)
    new_version(runs).update(identity(live), number(hours_of_operation=HOURS), number())
    assert runs.live(live.promo_number)["hours_of_operation"] == theirs


@pytest.mark.parametrize("to", [None, "111-222-3333"])
def test_a_field_that_invoca_does_not_show_is_sent_when_it_alone_changes(
    run: Lifecycle, runs: Runs, to: str | None
) -> None:
    before = number(media_type="Google Call Extension", adwords_account_id="627-345-9815")
    after = number(media_type="Google Call Extension", adwords_account_id=to)
    live = runs.bought(before)
    run.update(identity(live), before, after)
    assert runs.body("PUT")["adwords_account_id"] == to
    runs.simulator.clear_calls()
    run.update(identity(live), after, after)
    assert runs.count("PUT promo_number") == 0


def test_hours_are_sent_to_an_api_version_that_does_not_show_them(
    run: Lifecycle, runs: Runs
) -> None:
    live = runs.bought(number(hours_of_operation=HOURS))
    run.update(identity(live), number(hours_of_operation=HOURS), number())
    assert runs.body("PUT")["hours_of_operation"] is None


def test_a_field_that_nobody_can_check_is_sent_again_after_an_unclear_answer(runs: Runs) -> None:
    before = number(media_type="Google Call Extension", adwords_account_id="627-345-9815")
    after = number(media_type="Google Call Extension", adwords_account_id="111-222-3333")
    live = runs.bought(before)
    runs.simulator.add_fault("drop_before", method="PUT")
    runs.begin().update(identity(live), before, after)
    assert [body["adwords_account_id"] for body in runs.bodies("PUT")] == ["111-222-3333"] * 2
