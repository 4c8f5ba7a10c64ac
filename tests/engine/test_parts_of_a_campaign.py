"""Runs that do only a part of a campaign: because they were told so, or because something ended
them. What is there stays in the output `numbers`, and the next run does the rest."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from tests.engine.workspace import Workspace

THREE = "numbers: {n0: {description: A}, n1: {description: B}, n2: {description: C}}"
CAMPAIGN = "urn:pulumi:spring-radio::promo-numbers::invoca:index:Campaign::campaign"
NUMBER = CAMPAIGN.replace("::campaign", "$pulumi-python:dynamic/invoca:PromoNumber::")


def test_a_run_that_is_told_which_numbers_to_make_knows_the_digits_of_these(
    workspace: Workspace,
) -> None:
    workspace.campaign(THREE)
    workspace.up("--target", CAMPAIGN, "--target", NUMBER + "n1")
    assert list(workspace.numbers()) == ["n1"]
    first = workspace.numbers()["n1"]

    workspace.up("--exclude", NUMBER + "n2")
    assert list(workspace.numbers()) == ["n0", "n1"]
    workspace.up("--exclude", NUMBER + "n0")
    assert list(workspace.numbers()) == ["n0", "n1", "n2"]
    live = {number["promo_number"] for number in workspace.account.numbers()}
    assert set(workspace.numbers().values()) == live
    assert workspace.numbers()["n1"] == first
    workspace.up("--expect-no-changes")


PROGRAM = """
import pulumi
from pulumi_invoca import Campaign

campaign = Campaign("campaign", {
    f"n{index}": {
        "advertiser_id": "acme", "campaign_id": "spring-radio", "media_type": "Offline: Radio",
        "description": f"Number {index}",
        "custom_data": {"colour" if index in WRONG else "station": "KROQ"},
    }
    for index in range(60)
})
pulumi.export("numbers", campaign.numbers)
"""


def test_three_purchases_that_are_refused_end_a_run_with_their_names_and_no_traceback(
    workspace: Workspace,
) -> None:
    account = workspace.account
    account.set_knobs(unknown_custom_field="rejected")
    workspace.program("WRONG = (9, 20, 31)\n" + PROGRAM)
    output = workspace.up_fails()
    assert output.rpartition("Diagnostics:")[2].count("colour: is not a custom data") == 1
    assert "terminated" not in output

    output = workspace.up_fails("--continue-on-error")
    told = output.rpartition("Diagnostics:")[2]
    assert told.count("colour: is not a custom data") == 1  # in full once
    assert told.count("colour is refused here, too") == 2
    assert len(account.numbers()) == 57
    assert len(workspace.numbers()) == 57

    workspace.program("WRONG = ()\n" + PROGRAM)
    workspace.up()
    assert len(account.ledger("bought")) == len(workspace.numbers()) == 60


@pytest.mark.wide
def test_a_program_that_raises_after_declaring_a_campaign_ends_the_run_with_its_own_error(
    workspace: Workspace,
) -> None:
    workspace.program("WRONG = ()\n" + PROGRAM + "raise pulumi.RunError('not like this')\n")
    output = workspace.up_fails()
    assert "not like this" in output
    assert processes_of(workspace) == []

    workspace.program("WRONG = ()\n" + PROGRAM)
    workspace.up()
    assert len(workspace.account.ledger("bought")) == len(workspace.numbers()) == 60


def test_the_program_of_an_engine_that_was_killed_ends_and_the_next_run_buys_nothing_twice(
    workspace: Workspace,
) -> None:
    account = workspace.account
    account.set_knobs(latency_ms=200)
    workspace.program("WRONG = ()\n" + PROGRAM)
    engine = subprocess.Popen(
        ["pulumi", "up", "--yes", "--skip-preview", "--non-interactive", "--parallel", "4"],
        cwd=workspace.folder,
        env=workspace.environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    wait_for(lambda: len(account.numbers()) >= 5)
    os.kill(engine.pid, signal.SIGKILL)
    engine.wait()
    wait_for(lambda: not any("language-python" in line for line in processes_of(workspace)))

    account.set_knobs(latency_ms=0)
    workspace.succeeds("cancel", "--yes")
    workspace.up("--parallel", "16")
    assert len(account.ledger("bought")) == len(workspace.numbers()) == 60


TRANSFORMS = """
import pulumi

def loud(args):
    if not args.type_.endswith(":PromoNumber"):
        return None
    props = {**args.props, "description": args.props["description"].upper() + args.name}
    return pulumi.ResourceTransformResult(props, args.opts)

pulumi.runtime.register_resource_transform(loud)
"""


@pytest.mark.wide
def test_the_engines_transforms_reach_numbers_that_the_sdk_never_saw(workspace: Workspace) -> None:
    workspace.program(TRANSFORMS + "WRONG = ()\n" + PROGRAM.replace("range(60)", "range(2)"))
    workspace.up()
    described = {number["description"] for number in workspace.account.numbers()}
    assert described == {"NUMBER 0n0", "NUMBER 1n1"}


def processes_of(workspace: Workspace) -> list[str]:
    """The command lines of what this test's runs have left running."""
    mark = f"PULUMI_HOME={workspace.folder / 'home'}\0".encode()
    lines = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if mark in (process / "environ").read_bytes():
                lines.append((process / "cmdline").read_text("utf-8"))
        except OSError:
            continue
    return lines


def wait_for(condition: Any) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.1)
