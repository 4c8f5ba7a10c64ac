"""Programs with more numbers than may be under way to the engine at a time; here four."""

from __future__ import annotations

import json
from typing import Any

from tests.engine.workspace import Workspace

COUNT = 80
PROGRAM = """
import pulumi
from pulumi_invoca import Campaign, PromoNumberArgs, end_quietly_when_interrupted
from pulumi_invoca.registration import monitor

end_quietly_when_interrupted()
monitor.MOST_UNDER_WAY = 4
campaign = Campaign(
    "campaign",
    {
        f"n{index}": PromoNumberArgs(
            advertiser_id="acme",
            campaign_id="spring-radio",
            description=f"Number {index}",
            media_type="Offline: Radio",
            custom_data=CUSTOM_DATA(index),
        )
        for index in range(80)
    },
)
pulumi.export("numbers", campaign.numbers)
pulumi.export("last", campaign.promo_numbers["n79"].promo_number)
"""
RIGHT = "CUSTOM_DATA = lambda index: {'station': 'KROQ'}\n"
ONE_WRONG = "CUSTOM_DATA = lambda index: {'colour' if index == 9 else 'station': 'KROQ'}\n"
TEN_WRONG = "CUSTOM_DATA = lambda index: {'colour' if index < 10 else 'station': 'KROQ'}\n"


def test_few_registrations_are_under_way_and_all_are_bought(workspace: Workspace) -> None:
    workspace.program(RIGHT + PROGRAM)
    workspace.succeeds("preview")
    assert workspace.account.calls() == []
    workspace.up()
    assert len(workspace.account.numbers()) == COUNT
    assert outputs(workspace)["last"] == workspace.numbers()["n79"]


def test_a_number_that_is_refused_ends_the_run_and_the_next_one_buys_the_rest(
    workspace: Workspace,
) -> None:
    workspace.account.set_knobs(unknown_custom_field="rejected")
    workspace.program(ONE_WRONG + PROGRAM)
    assert "colour" in workspace.up_fails()
    assert len(workspace.account.numbers()) < COUNT

    workspace.program(RIGHT + PROGRAM)
    workspace.up()
    live = [number["promo_number"] for number in workspace.account.numbers()]
    assert len(live) == COUNT
    assert sorted(workspace.numbers().values()) == sorted(live)


def test_the_numbers_that_were_bought_stay_in_the_map_where_others_are_refused(
    workspace: Workspace,
) -> None:
    workspace.account.set_knobs(unknown_custom_field="rejected")
    workspace.program(TEN_WRONG + PROGRAM)
    output = workspace.fails("up", "--yes", "--skip-preview", "--continue-on-error")
    told = output.rpartition("Diagnostics:")[2]
    assert told.count("colour: is not a custom data field") == 1  # in full once
    assert told.count("colour is refused here, too") == 9
    live = [number["promo_number"] for number in workspace.account.numbers()]
    assert len(live) == COUNT - 10
    assert sorted(workspace.numbers().values()) == sorted(live)


def outputs(workspace: Workspace) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(workspace.succeeds("stack", "output", "--json"))
    return found
