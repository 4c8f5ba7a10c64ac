"""Where the token and the other settings may come from."""

from __future__ import annotations

from tests.engine.workspace import Workspace

ONE = "numbers: {kroq: {description: KROQ}}"


def test_a_secret_of_the_stack_is_enough_and_stands_nowhere_in_the_clear(
    workspace: Workspace,
) -> None:
    account = workspace.account
    workspace.succeeds("config", "set", "--secret", "invoca:apiToken", account.canary)
    # The command above was typed by a person: what follows must not repeat it.
    workspace.transcript = ""
    workspace.succeeds("config", "set", "invoca:networkId", account.network_id)
    workspace.succeeds("config", "set", "invoca:baseUrl", account.url)
    workspace.settings.update(INVOCA_API_TOKEN="", INVOCA_NETWORK_ID="", INVOCA_BASE_URL="")
    workspace.campaign(ONE)
    workspace.succeeds("up", "--yes")
    workspace.succeeds("refresh", "--yes", "--skip-preview")
    assert len(account.numbers()) == 1


def test_after_a_token_was_changed_the_environment_has_the_last_word(workspace: Workspace) -> None:
    workspace.succeeds("config", "set", "--secret", "invoca:apiToken", "an-old-token")
    workspace.campaign(ONE)
    workspace.up()
    workspace.succeeds("refresh", "--yes", "--skip-preview")
    assert workspace.account.writes() == ["POST"]


def test_even_a_token_in_the_address_stands_in_no_message(workspace: Workspace) -> None:
    workspace.succeeds("config", "set", "invoca:tokenIn", "query")
    workspace.campaign(ONE)
    workspace.up()
    assert {call.auth for call in workspace.account.calls()} == {"query"}
    workspace.account.add_fault("drop_before", method="GET", times=-1)
    workspace.fails("refresh", "--yes", "--skip-preview")
