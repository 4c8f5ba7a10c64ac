"""Programs with more numbers than may wait for the engine at a time; here four, not hundreds."""

from __future__ import annotations

import json
from typing import Any

from tests.engine.workspace import Workspace

COUNT = 80
TASKS_OF_EACH = 10  # at least so many of the SDK's tasks wait with each number that waits
PROGRAM = """
import asyncio
import pulumi
from pulumi_invoca import Campaign, PromoNumberArgs, end_quietly_when_interrupted, registrations

end_quietly_when_interrupted()
registrations.MOST_WAITING = 4
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
pulumi.export("waiting", len(asyncio.all_tasks()))
pulumi.export("numbers", campaign.numbers)
pulumi.export("last", campaign.promo_numbers["n79"].promo_number)
"""
RIGHT = "CUSTOM_DATA = lambda index: {'station': 'KROQ'}\n"
ONE_WRONG = "CUSTOM_DATA = lambda index: {'colour' if index == 9 else 'station': 'KROQ'}\n"
TEN_WRONG = "CUSTOM_DATA = lambda index: {'colour' if index < 10 else 'station': 'KROQ'}\n"
OTHER_SDK = "import pulumi.runtime.sync_await as sdk\ndel sdk._sync_await\n"


def test_few_registrations_wait_when_a_campaign_is_declared(workspace: Workspace) -> None:
    workspace.program(RIGHT + PROGRAM)
    workspace.succeeds("preview")
    assert workspace.account.calls() == []
    workspace.up()
    assert len(workspace.account.numbers()) == COUNT
    assert outputs(workspace)["last"] == workspace.numbers()["n79"]
    assert outputs(workspace)["waiting"] < TASKS_OF_EACH * COUNT / 4


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


def test_numbers_that_are_refused_make_room_for_the_others(workspace: Workspace) -> None:
    workspace.account.set_knobs(unknown_custom_field="rejected")
    workspace.program(TEN_WRONG + PROGRAM)
    # Not `up_fails`: the SDK itself prints a traceback where an output of a component failed.
    done = workspace.run("up", "--yes", "--skip-preview", "--continue-on-error")
    assert done.code != 0
    assert "invalid state" not in done.output
    assert len(workspace.account.numbers()) == COUNT - 10


def test_an_sdk_without_that_private_function_registers_them_all_at_once(
    workspace: Workspace,
) -> None:
    workspace.program(OTHER_SDK + RIGHT + PROGRAM)
    workspace.up()
    assert len(workspace.numbers()) == COUNT
    assert outputs(workspace)["waiting"] >= TASKS_OF_EACH * COUNT


def outputs(workspace: Workspace) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(workspace.succeeds("stack", "output", "--json"))
    return found
