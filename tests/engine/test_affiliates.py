"""Affiliate campaigns do what advertiser campaigns do: buy, drift, export, adopt, move."""

from __future__ import annotations

import json

import pytest

from tests.engine.workspace import DRIFTED, Workspace

AFFILIATE = "kroq-network"
HEAD = """\
advertiser_id: acme
campaign_id: spring-radio
affiliate_id: kroq-network
defaults: {media_type: "Offline: Radio"}
"""
TWO = HEAD + "numbers:\n  kroq: {description: KROQ}\n  jazz: {description: Jazz}\n"
PLACE = ("--advertiser", "acme", "--campaign", "spring-radio", "--affiliate", AFFILIATE)
FILE = "stacks/spring-radio.yaml"


def affiliates(workspace: Workspace) -> dict[str, str | None]:
    return {one["promo_number"]: one["affiliate"] for one in workspace.account.numbers()}


def set_up(workspace: Workspace) -> None:
    workspace.account.add_campaign("acme", "spring-radio", affiliates=[AFFILIATE])


def test_numbers_are_bought_changed_and_released_in_an_affiliate_campaign(
    workspace: Workspace,
) -> None:
    set_up(workspace)
    workspace.campaign(TWO)
    workspace.up()
    assert workspace.account.writes() == ["POST", "POST"]
    assert set(affiliates(workspace).values()) == {AFFILIATE}
    workspace.succeeds("preview", "--refresh", "--expect-no-changes")
    held = workspace.numbers()

    workspace.campaign(
        HEAD + "numbers:\n  kroq: {description: New words}\n"
        "  jazz: {description: Jazz, protect: false}\n"
    )
    workspace.up()
    assert workspace.account.writes() == ["POST", "POST", "PUT"]
    workspace.campaign(HEAD + "numbers:\n  kroq: {description: New words}\n")
    workspace.up()
    assert affiliates(workspace) == {held["kroq"]: AFFILIATE}


def test_drift_in_an_affiliate_campaign_is_seen_by_both_reviews(workspace: Workspace) -> None:
    set_up(workspace)
    workspace.campaign(TWO)
    workspace.up()
    workspace.account.change_number(workspace.numbers()["kroq"], description="by hand")
    assert workspace.run("preview", "--refresh", "--expect-no-changes").code == DRIFTED
    found = workspace.invoca("drift", "--stack", "spring-radio", "--format", "json")
    [finding] = json.loads(found.output)["findings"]
    assert (found.code, finding["kind"], finding["name"]) == (2, "changed", "kroq")
    workspace.up("--refresh")
    assert {one["description"] for one in workspace.account.numbers()} == {"KROQ", "Jazz"}


@pytest.mark.wide
def test_an_affiliate_campaign_is_exported_and_adopted_without_a_write(
    workspace: Workspace,
) -> None:
    set_up(workspace)
    account = workspace.account
    for index in range(3):
        account.put_number(
            "acme", "spring-radio", affiliate=AFFILIATE, id_from_network=f"k/{index}"
        )
    account.put_number("acme", "spring-radio", description="the advertiser's own")
    assert workspace.invoca("export", *PLACE, "-o", FILE).code == 0
    workspace.up()
    assert account.writes() == []
    assert len(workspace.numbers()) == 3
    workspace.succeeds("preview", "--refresh", "--expect-no-changes")


def test_numbers_move_to_an_affiliate_campaign_and_back_and_keep_their_digits(
    workspace: Workspace,
) -> None:
    set_up(workspace)
    own = TWO.replace("affiliate_id: kroq-network\n", "")
    workspace.campaign(own)
    workspace.up()
    held = workspace.numbers()

    workspace.campaign(TWO)
    workspace.up()
    assert affiliates(workspace) == dict.fromkeys(held.values(), AFFILIATE)

    workspace.campaign(own)
    workspace.up()
    assert affiliates(workspace) == dict.fromkeys(held.values())
    assert workspace.numbers() == held
    assert workspace.account.writes() == ["POST"] * 2 + ["PUT"] * 4
    workspace.succeeds("preview", "--refresh", "--expect-no-changes")


@pytest.mark.wide
def test_a_lost_state_of_an_affiliate_campaign_is_made_again_without_a_purchase(
    workspace: Workspace,
) -> None:
    set_up(workspace)
    workspace.campaign(TWO)
    workspace.up()
    held = workspace.numbers()
    workspace.account.clear_calls()
    workspace.succeeds("stack", "rm", "--force", "--yes", "--preserve-config", workspace.stack)
    assert workspace.invoca("recover", "--stack", workspace.stack).code == 2
    workspace.succeeds("stack", "select", "--create", workspace.stack)
    workspace.up()
    assert workspace.account.writes() == []
    assert workspace.numbers() == held
