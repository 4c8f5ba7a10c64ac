"""Numbers that exist already are taken over, never bought again."""

from __future__ import annotations

import json

import pytest

from tests.engine.workspace import Workspace


def test_a_number_is_adopted_by_its_digits_and_brought_to_the_declaration(
    workspace: Workspace,
) -> None:
    account = workspace.account
    digits = account.put_number("acme", "spring-radio", custom_data={"notes": "ask Ann"})
    workspace.campaign(
        f'numbers: {{kroq: {{description: KROQ, adopt: "{digits}", custom_data: {{station: K}}}}}}'
    )
    workspace.up()
    assert account.writes() == ["PUT"]
    [live] = account.numbers()
    assert live["description"] == "KROQ"
    assert live["custom_data"] == {"notes": "ask Ann", "station": "K"}
    assert workspace.numbers() == {"kroq": digits}
    workspace.succeeds("preview", "--refresh", "--expect-no-changes")


def test_a_number_that_agrees_is_adopted_by_its_id_without_a_write(workspace: Workspace) -> None:
    account = workspace.account
    digits = account.put_number(
        "acme",
        "spring-radio",
        id_from_network="radio-1",
        description="KROQ",
        media_type="Offline: Radio",
    )
    declared = "numbers: {kroq: {description: KROQ, id_from_network: radio-1%s}}"
    # Though it agrees, another stack may hold it, and would release it one day.
    workspace.campaign(declared % "")
    assert "another stack may hold it" in workspace.up_fails()
    workspace.campaign(declared % ", adopt: true")
    workspace.up()
    assert account.writes() == []
    assert workspace.numbers() == {"kroq": digits}


def test_a_number_that_differs_is_adopted_only_when_that_is_declared(workspace: Workspace) -> None:
    account = workspace.account
    account.put_number("acme", "spring-radio", id_from_network="radio-1", description="old")
    declared = "numbers: {kroq: {description: KROQ, id_from_network: radio-1%s}}"
    workspace.campaign(declared % "")
    output = workspace.up_fails()
    assert "description: declared 'KROQ', live 'old'" in output
    assert "adopt: true" in output
    assert account.writes() == []
    workspace.campaign(declared % ", adopt: true")
    workspace.up()
    assert account.writes() == ["PUT"]


@pytest.mark.parametrize(
    ("number", "told"),
    [
        ("{description: A, id_from_network: radio-1, adopt: true}", "adopting id 'radio-1'"),
        ('{description: B, adopt: "8885550123"}', "adopting 8885550123"),
    ],
    ids=["by id", "by digits"],
)
def test_adopt_never_buys(workspace: Workspace, number: str, told: str) -> None:
    workspace.campaign(f"numbers: {{kroq: {number}}}")
    output = workspace.up_fails()
    assert told in output
    assert "`adopt` never buys" in output
    assert workspace.account.writes() == []


@pytest.mark.parametrize("is_first", [True, False], ids=["holder first", "holder last"])
def test_a_number_that_another_entry_holds_is_not_adopted_whatever_the_order(
    workspace: Workspace, is_first: bool
) -> None:
    holder = "kroq: {description: KROQ}"
    workspace.campaign(f"numbers: {{{holder}}}")
    workspace.up()
    digits = workspace.numbers()["kroq"]
    between = ", ".join(f"k{index}: {{description: K{index}}}" for index in range(5))
    thief = f'thief: {{description: Another, adopt: "{digits}"}}'
    entries = (holder, between, thief) if is_first else (thief, between, holder)
    workspace.campaign(f"numbers: {{{', '.join(entries)}}}")
    output = workspace.up_fails("--parallel", "1", "--continue-on-error")
    assert "'kroq'" in output
    assert "PUT" not in workspace.account.writes()
    assert workspace.state()["kroq"]["id"] == digits
    workspace.campaign(f"numbers: {{{holder}, {between}}}")
    workspace.up()
    assert len(workspace.account.numbers()) == 6
    workspace.succeeds("preview", "--refresh", "--expect-no-changes")


def test_a_number_that_was_moved_by_hand_is_not_taken_for_gone(workspace: Workspace) -> None:
    account = workspace.account
    workspace.campaign("numbers: {kroq: {description: KROQ}}")
    workspace.up()
    account.move_number(workspace.numbers()["kroq"], "acme", "direct-mail")
    output = workspace.fails("preview", "--refresh")
    assert "it is in campaign 'direct-mail' of advertiser 'acme' now" in output
    assert "campaign_id: direct-mail" in output

    workspace.campaign("numbers: {kroq: {description: KROQ, campaign_id: direct-mail}}")
    workspace.up()
    assert account.writes() == ["POST"]
    workspace.succeeds("preview", "--refresh", "--expect-no-changes")


def test_a_number_that_the_state_lets_go_of_is_named_by_the_run_that_does(
    workspace: Workspace,
) -> None:
    workspace.campaign("numbers: {kroq: {description: KROQ}}")
    workspace.up()
    digits = workspace.numbers()["kroq"]
    workspace.account.release_number(digits)
    output = workspace.succeeds("refresh", "--yes", "--skip-preview")
    assert f"{digits} of 'kroq' (id '" in output
    assert "is gone from campaign 'spring-radio' of advertiser 'acme'" in output


def test_a_number_that_vanished_counts_against_the_purchase_limit(workspace: Workspace) -> None:
    workspace.campaign("numbers: {kroq: {description: KROQ}}")
    workspace.up()
    workspace.account.release_number(workspace.numbers()["kroq"])
    workspace.succeeds("config", "set", "invoca:purchaseLimit", "0")
    assert "more than 0 numbers" in workspace.fails("preview", "--refresh")


def test_invoca_can_pick_the_id_where_the_account_wants_it(workspace: Workspace) -> None:
    account = workspace.account
    workspace.campaign(
        "numbers:\n"
        "  a: {description: A, id_assigned_by: invoca}\n"
        "  b: {description: B, id_assigned_by: invoca}\n"
    )
    workspace.up()
    posts = [call for call in account.calls("POST") if call.path.endswith("/promo_numbers.json")]
    assert len(posts) == 2
    state = workspace.state()
    ids = {number["promo_number"]: number["id_from_network"] for number in account.numbers()}
    for name in ("a", "b"):
        outputs = state[name]["outputs"]
        assert outputs["id_from_network"] == ids[outputs["promo_number"]]
    workspace.succeeds("preview", "--refresh", "--expect-no-changes")


def test_a_renamed_number_whose_state_was_lost_is_found_under_its_first_name(
    workspace: Workspace,
) -> None:
    workspace.campaign("numbers: {kroq: {description: KROQ}}")
    workspace.up()
    [digits] = workspace.numbers().values()
    workspace.campaign("numbers: {k: {description: KROQ, was: kroq}}")
    workspace.up()
    workspace.succeeds("stack", "rm", "--force", "--yes", "--preserve-config")
    workspace.select(workspace.stack)
    workspace.account.clear_calls()

    plan = workspace.invoca("plan", "--stack", workspace.stack, "--format", "json")
    assert [(one["kind"], one["promo_number"]) for one in json.loads(plan.output)["steps"]] == [
        ("adopt", digits)
    ]
    workspace.up()
    assert workspace.account.writes() == []
    assert workspace.numbers() == {"k": digits}
    workspace.campaign("numbers: {k: {description: KROQ}}")
    workspace.succeeds("preview", "--refresh", "--expect-no-changes")
