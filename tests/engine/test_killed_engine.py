"""An engine that is killed leaves its provider behind, and nobody waits for what that one does."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from tests.engine.processes import all_end, kill
from tests.engine.workspace import Workspace

THREE = "numbers: {kroq: {description: KROQ}, kpwr: {description: KPWR}, kjaz: {description: KJAZ}}"
WAIT_SECONDS = (
    6  # that Invoca asks for; longer than what a run takes that finds nothing to wait for
)
SOON_SECONDS = 3


def killed_while_its_provider_waits(workspace: Workspace, method: str, answers: int) -> None:
    """`pulumi up`, whose engine dies when Invoca has asked so many calls of `method` to wait."""
    account = workspace.account
    account.add_fault(
        "status_before",
        method=method,
        times=answers,
        status=429,
        headers={"Retry-After": str(WAIT_SECONDS)},
    )
    asked = Counter[str]()

    def strike(call: Any, when: str) -> None:
        asked[f"{call.method} {when}"] += 1
        if call.method == method and when == "after" and asked[f"{method} after"] == answers:
            assert kill(workspace, "engine") == 1

    account.on_call = strike
    workspace.run("up", "--yes", "--skip-preview")
    account.on_call = None
    assert asked[f"{method} after"] == answers


def bought(workspace: Workspace) -> dict[str | None, int]:
    return Counter(entry.id_from_network for entry in workspace.account.ledger("bought"))


def test_a_provider_that_waits_to_buy_ends_with_its_engine_and_buys_nothing(
    workspace: Workspace,
) -> None:
    workspace.account.set_knobs(post_existing_id="duplicate")
    workspace.campaign(THREE)
    killed_while_its_provider_waits(workspace, "POST", answers=3)
    workspace.run("cancel", "--yes")
    workspace.up()
    assert set(bought(workspace).values()) == {1}
    ended = all_end(workspace, "provider", SOON_SECONDS)
    all_end(workspace, "provider", WAIT_SECONDS)  # what it would buy, it has bought by then
    assert set(bought(workspace).values()) == {1}
    assert len(workspace.account.numbers()) == 3
    assert ended
    workspace.succeeds("preview", "--refresh", "--expect-no-changes")


@pytest.mark.wide
def test_a_provider_that_waits_to_buy_buys_nothing_that_was_taken_out_meanwhile(
    workspace: Workspace,
) -> None:
    workspace.campaign(THREE)
    killed_while_its_provider_waits(workspace, "POST", answers=3)
    workspace.run("cancel", "--yes")
    workspace.campaign("numbers: {kroq: {description: KROQ}}")
    workspace.up()
    all_end(workspace, "provider", WAIT_SECONDS + SOON_SECONDS)
    assert len(workspace.account.ledger("bought")) == 1


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_a_provider_that_waits_to_change_or_to_release_leaves_it_when_its_engine_is_gone(
    workspace: Workspace, method: str
) -> None:
    workspace.campaign(THREE.replace("KROQ}", "KROQ, protect: false}"))
    workspace.up()
    kroq = workspace.numbers()["kroq"]
    workspace.campaign(
        THREE.replace("KROQ}", "KROQ in the evening, protect: false}")
        if method == "PUT"
        else "numbers: {kpwr: {description: KPWR}, kjaz: {description: KJAZ}}"
    )
    killed_while_its_provider_waits(workspace, method, answers=1)
    all_end(workspace, "provider", WAIT_SECONDS + SOON_SECONDS)
    assert [number["description"] for number in workspace.account.numbers()].count("KROQ") == 1
    assert kroq in {number["promo_number"] for number in workspace.account.numbers()}
