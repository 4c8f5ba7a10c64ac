"""What nobody declared goes along with a PUT as it is now, whatever a list says of it."""

from __future__ import annotations

import pytest

from invoca.lifecycle import Lifecycle
from tests.unit.lifecycle.runs import SPRING, Runs, identity, number


@pytest.mark.parametrize("campaign", ["spring-radio", "direct-mail"])
@pytest.mark.parametrize("data", [{}, {"channel": "radio", "station": "KROQ"}])
def test_custom_data_that_the_list_leaves_out_is_kept(
    run: Lifecycle, runs: Runs, data: dict[str, str], campaign: str
) -> None:
    live = runs.bought(number(custom_data=data))
    runs.simulator.change_number(live.promo_number, custom_data={**data, "region": "west"})
    runs.simulator.set_knobs(list_entries="brief")
    declared = number(custom_data=data, description="new", campaign_id=campaign)
    run.update(identity(live), number(custom_data=data), declared)
    assert runs.live(live.promo_number)["custom_data"] == {**data, "region": "west"}


@pytest.mark.parametrize("campaign", ["spring-radio", "direct-mail"])
def test_custom_data_that_was_cleared_a_moment_ago_does_not_come_back_from_a_late_list(
    runs: Runs, campaign: str
) -> None:
    live = runs.bought(number())
    runs.simulator.set_knobs(list_lag_seconds=60)
    cleared = number(custom_data={"station": "KROQ"})
    runs.begin().update(identity(live), number(), cleared)
    again = cleared.model_copy(update={"description": "new", "campaign_id": campaign})
    runs.begin().update(identity(live), cleared, again)
    assert runs.live(live.promo_number)["custom_data"] == {"station": "KROQ"}


def test_what_somebody_put_on_a_number_since_the_run_began_is_kept(
    run: Lifecycle, runs: Runs
) -> None:
    live = runs.bought(number())
    mine = {"channel": "radio", "station": "KROQ"}
    runs.simulator.change_number(live.promo_number, custom_data={**mine, "region": "west"})
    run.read(SPRING, identity(live))  # the list is read
    runs.simulator.change_number(live.promo_number, custom_data={**mine, "region": "east"})
    run.update(identity(live), number(), number(description="new"))
    assert runs.live(live.promo_number)["custom_data"] == {**mine, "region": "east"}
