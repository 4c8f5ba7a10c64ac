"""A number that was bought, but not as declared, has an owner all the same."""

from __future__ import annotations

from tests.engine.workspace import Workspace

DECLARED = "numbers: {kroq: {description: KROQ, custom_data: {station: KROQ, colour: red}}}"


def test_what_invoca_drops_is_named_and_the_number_stays_in_the_state(workspace: Workspace) -> None:
    account = workspace.account
    account.set_knobs(unknown_custom_field="dropped")
    workspace.campaign(DECLARED)
    output = workspace.up_fails()
    [live] = account.numbers()
    assert "custom_data.colour: declared 'red', live ''" in output
    assert workspace.state()["kroq"]["id"] == live["promo_number"]

    workspace.campaign(DECLARED.replace(", colour: red", ""))
    workspace.up()
    assert account.writes().count("POST") == 1
    workspace.succeeds("preview", "--refresh", "--expect-no-changes")
