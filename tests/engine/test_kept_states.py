"""A state that a release wrote is used by this version without a change, to its end."""

from __future__ import annotations

import pytest

from tests.engine.workspace import Workspace
from tests.states.kept import Kept, every_kept_state

KEPT = every_kept_state()
# The others show once more, for what is rarer, what this one shows.
FULLEST = "every_key"


@pytest.mark.parametrize(
    "kept",
    [
        pytest.param(one, marks=() if one.folder.name == FULLEST else pytest.mark.wide)
        for one in KEPT
    ],
    ids=str,
)
def test_a_kept_state_goes_through_up_refresh_drift_and_destroy_and_nothing_is_bought(
    workspace: Workspace, kept: Kept
) -> None:
    kept.bring_back(workspace)
    account = workspace.account
    bought = len(account.ledger("bought"))
    live = {str(number["promo_number"]) for number in account.numbers()}

    workspace.up("--expect-no-changes")
    workspace.succeeds("preview", "--refresh", "--expect-no-changes")
    assert workspace.invoca("drift", "--stack", kept.stack).code == 0
    workspace.up("--refresh", "--expect-no-changes")
    assert account.writes() == []

    kept.declare(workspace, kept.consented())
    workspace.up()
    assert account.writes() == []
    workspace.succeeds("destroy", "--yes", "--skip-preview")
    assert account.numbers() == []
    assert len(account.ledger("bought")) == bought
    gone = [entry.promo_number for entry in account.ledger("released") if entry.by == "api"]
    assert sorted(gone) == sorted(live)


def test_what_a_kept_state_consents_to_is_released_without_another_run(
    workspace: Workspace,
) -> None:
    [kept] = [one for one in KEPT if one.folder.name == "everything_may_go"]
    kept.bring_back(workspace)
    workspace.succeeds("destroy", "--yes", "--skip-preview")
    assert workspace.account.numbers() == []
    assert workspace.state() == {}


@pytest.mark.parametrize(
    "kept",
    [
        pytest.param(one, marks=() if one.is_program else pytest.mark.wide)
        for one in KEPT
        if one.folder.name in (FULLEST, "moved_to_an_affiliate", "program")
    ],
    ids=str,
)
def test_where_a_kept_state_is_lost_its_numbers_are_found_by_the_ids_that_they_were_bought_under(
    workspace: Workspace, kept: Kept
) -> None:
    kept.bring_back(workspace)
    workspace.succeeds("stack", "rm", "--force", "--yes", "--preserve-config", kept.stack)
    workspace.select(kept.stack)
    if kept.claimed() != kept.declared:
        # An id of one's own may as well be another stack's: a person has to say whose it is.
        assert "If it is yours, write `adopt: true`" in workspace.up_fails()
        kept.declare(workspace, kept.claimed())
    workspace.up()
    assert workspace.account.writes() == []
    assert {one["id"] for one in kept.promo_numbers()} == {
        one["id"] for one in workspace.state().values()
    }
