"""Where the token and the other settings may come from."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from invoca.settings_file import is_misread
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


def test_a_refresh_that_knows_no_settings_says_whose_it_uses_and_what_to_type(
    workspace: Workspace,
) -> None:
    """They came from the environment when the state was written, and are in the file since."""
    account = workspace.account
    workspace.campaign(ONE)
    workspace.up()
    workspace.succeeds("config", "set", "invoca:networkId", account.network_id)
    workspace.succeeds("config", "set", "invoca:baseUrl", account.url)
    workspace.settings.update(INVOCA_NETWORK_ID="", INVOCA_BASE_URL="")
    for command in (
        ("refresh", "--yes", "--skip-preview"),
        ("preview", "--refresh"),
        ("up", "--refresh", "--yes"),
    ):
        said = " ".join(workspace.fails(*command).split("Diagnostics:")[-1].split())
        assert said.count("use the settings of the last deployment") == 1, said
        assert "take effect after a `pulumi up` without --refresh" in said
    workspace.up()
    workspace.succeeds("refresh", "--yes", "--skip-preview")
    assert account.writes() == ["POST"]


def test_a_misspelled_setting_that_only_the_state_remembers_is_told_with_the_way_out(
    workspace: Workspace,
) -> None:
    workspace.campaign(ONE)
    workspace.succeeds("config", "set", "invoca:purchaseLimit", "77")
    workspace.up()
    written = workspace.succeeds("stack", "export").replace("purchaseLimit", "purchaselimit")
    (workspace.folder / "state.json").write_text(written, "utf-8")
    workspace.succeeds("stack", "import", "--file", "state.json")
    for said in (
        workspace.fails("refresh", "--yes", "--skip-preview"),
        workspace.invoca_fails("plan"),
        workspace.invoca_fails("doctor", "--stack", workspace.stack),
    ):
        told = " ".join(said.split("Diagnostics:")[-1].split())
        assert told.count("did you mean invoca:purchaseLimit?") == 1, said
        assert "without --refresh" in told
    workspace.up()
    workspace.succeeds("refresh", "--yes", "--skip-preview")
    assert workspace.invoca("doctor", "--stack", workspace.stack).code == 0, workspace.transcript


def test_even_a_token_in_the_address_stands_in_no_message(workspace: Workspace) -> None:
    workspace.succeeds("config", "set", "invoca:tokenIn", "query")
    workspace.campaign(ONE)
    workspace.up()
    assert {call.auth for call in workspace.account.calls()} == {"query"}
    workspace.account.add_fault("drop_before", method="GET", times=-1)
    workspace.fails("refresh", "--yes", "--skip-preview")


def test_a_backend_that_was_logged_in_to_is_the_one_of_every_command(workspace: Workspace) -> None:
    """In place of PULUMI_BACKEND_URL: the engine keeps it in its home."""
    workspace.campaign(ONE)
    workspace.up()
    address = workspace.environment()["PULUMI_BACKEND_URL"]
    workspace.settings["PULUMI_BACKEND_URL"] = ""
    said = workspace.invoca_fails("drift", "--stack", workspace.stack)
    assert "or run pulumi login" in " ".join(said.split()), said
    workspace.succeeds("login", address)
    for command, told in (
        ("plan", "Nothing to do: 1 number"),
        ("up", "Nothing to do: 1 number"),
        ("drift", "No drift: 1 number"),
        ("recover", "live account agree: 1 number"),
        ("numbers", "kroq"),
        ("doctor", "Nothing is wrong"),
    ):
        done = workspace.invoca(command, "--stack", workspace.stack)
        assert (done.code, told in done.output) == (0, True), workspace.transcript
    lock = Path(address.removeprefix("file://"), ".pulumi/locks/organization/promo-numbers")
    lock = lock / workspace.stack / "somebody.json"
    lock.parent.mkdir(parents=True, exist_ok=True)
    lock.write_text(
        json.dumps({"pid": 1, "username": "kim", "hostname": "laptop", "timestamp": "2026-01-01"}),
        "utf-8",
    )
    for command in ("up", "doctor"):
        said = workspace.invoca_fails(command, "--stack", workspace.stack)
        assert "locked by kim@laptop" in said


def test_the_engine_makes_something_else_of_exactly_what_is_refused(workspace: Workspace) -> None:
    spelled = [
        "1234", "0", "-1", "30.5", "0.25", "1234567890123", "acme", "yes", "off", "12:30",
        "0123", "089", "1e3", "1.0e2", "0x1F", "0o17", "1_000", "12.50", "30.0", "+5", "-0", ".5",
        "12345678901234567890123", "2022-08-01", "2022-8-1T10:00:00Z",
    ]  # fmt: skip
    file = workspace.folder / "stacks" / f"Pulumi.{workspace.stack}.yaml"
    lines = [f"  x:n{index}: {text}" for index, text in enumerate(spelled)]
    with file.open("a", encoding="utf-8") as settings:
        settings.write("\n".join(["config:", *lines, ""]))
    read = json.loads(workspace.succeeds("config", "--json"))
    otherwise = [text for i, text in enumerate(spelled) if read[f"x:n{i}"]["value"] != text]
    assert otherwise == [text for text in spelled if is_misread(text)]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("invoca:purchaselimit: '1'", "did you mean invoca:purchaseLimit?"),
        ("invoca:purchaseLimit: 1e3", 'put it in quotes: "1e3"'),
        ("invoca:networkId: 0123", 'put it in quotes: "0123"'),
    ],
)
def test_engine_and_command_line_refuse_the_same_setting_in_the_same_words(
    workspace: Workspace, line: str, told: str
) -> None:
    workspace.campaign(ONE)
    file = workspace.folder / "stacks" / f"Pulumi.{workspace.stack}.yaml"
    with file.open("a", encoding="utf-8") as settings:
        settings.write(f"config:\n  {line}\n")
    if "networkId" in line:
        workspace.settings["INVOCA_NETWORK_ID"] = ""
    for said in (
        workspace.fails("preview"),
        workspace.invoca_fails("plan", "--stack", workspace.stack),
        workspace.invoca_fails("drift", "--all", "--declared"),
        workspace.invoca_fails("doctor", "--stack", workspace.stack),
    ):
        last = " ".join(said.split("Diagnostics:")[-1].split())
        assert last.count(told) == 1, said
    assert workspace.account.calls() == []
