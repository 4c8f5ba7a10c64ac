"""What the commands say of purchases that are not settled, and that following them, on another
machine, never buys twice."""

from __future__ import annotations

import json
import re
import shlex

import pytest

from tests.account import Account
from tests.engine.workspace import Workspace

ONE = "numbers: {kpwr: {description: KPWR}}"
BOTH = "numbers: {kroq: {description: KROQ, protect: false}, kpwr: {description: KPWR}}"


def send_and_hear_nothing(workspace: Workspace, account: Account, *, is_bought: bool) -> str:
    """kpwr is bought; of the purchase of kroq nobody knows. What may be said of it: a time."""
    workspace.campaign(ONE)
    workspace.up()
    workspace.campaign(BOTH)
    workspace.succeeds("config", "set", "invoca:graceSeconds", "1")
    if is_bought:
        account.show_no_writes()
    else:
        account.set_knobs(ambiguous_post="not_created")
    account.add_fault("drop", method="POST", times=1)
    word = re.search(r"invoca:settledBefore (\S+?)`", workspace.up_fails())
    assert word is not None
    account.clear_faults()
    assert len(account.ledger("bought")) == 1 + is_bought
    account.machine = account.machine.with_name("another")
    return word[1]


def follow(workspace: Workspace, printed: str) -> None:
    """Runs the commands that `invoca recover` prints."""
    for line in printed.splitlines():
        words = shlex.split(line, comments=True)
        if words[:1] == ["pulumi"]:
            more = ["--yes", "--skip-preview"] if words[1] == "up" else []
            workspace.run(*words[1:], *more)


@pytest.mark.parametrize("what", ["pending", "not_shown"])
def test_what_is_printed_of_one_that_is_not_shown_buys_nothing_twice(
    workspace: Workspace, simulator: Account, what: str
) -> None:
    if what == "pending":
        send_and_hear_nothing(workspace, simulator, is_bought=True)
    else:
        workspace.campaign(ONE)
        simulator.show_no_writes()
        workspace.up()
        simulator.machine = simulator.machine.with_name("another")
    bought = len(simulator.ledger("bought"))

    found = json.loads(workspace.invoca("drift", "--format", "json").output)["findings"]
    assert what in [one["kind"] for one in found]
    assert "missing" not in [one["kind"] for one in found]
    told = workspace.invoca("recover", "--stack", workspace.stack).output
    assert "state delete" not in told
    follow(workspace, told)
    assert len(simulator.ledger("bought")) == bought


def test_a_plan_tells_the_purchase_that_somebody_allowed_and_up_sends_it(
    workspace: Workspace, simulator: Account
) -> None:
    word = send_and_hear_nothing(workspace, simulator, is_bought=False)
    before = json.loads(workspace.invoca("plan", "--format", "json").output)
    assert [(one["kind"], one["buys"]) for one in before["steps"]] == [("settle", False)]

    workspace.succeeds("config", "set", "invoca:settledBefore", word)
    after = json.loads(workspace.invoca("plan", "--format", "json").output)
    assert [(one["kind"], one["buys"]) for one in after["steps"]] == [("settle", True)]
    assert after["totals"]["buys"] == 1
    up = workspace.invoca("up", "--yes")
    assert (up.code, "bought 1 number: kroq" in up.output) == (0, True)
    assert len(simulator.ledger("bought")) == 2


def test_a_plan_releases_nothing_with_a_purchase_that_nobody_wants_any_more(
    workspace: Workspace, simulator: Account
) -> None:
    word = send_and_hear_nothing(workspace, simulator, is_bought=False)
    workspace.succeeds("config", "set", "invoca:settledBefore", word)
    workspace.campaign(ONE)
    told = json.loads(workspace.invoca("plan", "--format", "json").output)
    assert [(one["kind"], one["promo_number"]) for one in told["steps"]] == [("settle", "")]
    assert (told["totals"]["buys"], told["totals"]["releases"]) == (0, 0)
    up = workspace.invoca("up", "--yes")
    assert (up.code, "settled 1 number: kroq" in up.output) == (0, True)
    assert simulator.ledger("released") == []
    assert len(simulator.ledger("bought")) == 1
