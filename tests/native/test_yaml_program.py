"""A program in YAML on the real engine: the plugin's numbers from first `up` to `destroy`."""

from __future__ import annotations

import pytest

from tests.native.workspace import PluginWorkspace, number

pytestmark = pytest.mark.engine


@pytest.mark.journey
def test_a_number_from_first_up_to_destroy(yaml: PluginWorkspace) -> None:
    account = yaml.account
    kroq = number("kroq", customData={"station": "KROQ"})
    yaml.resources_are({"kroq": kroq}, outputs={"e164": "${kroq.e164}"})

    planned = yaml.succeeds("preview", "--diff")
    assert "e164: [unknown]" in planned
    assert account.calls() == []

    yaml.up()
    [live] = account.numbers()
    digits = live["promo_number"]
    assert yaml.state()["kroq"]["id"] == digits
    assert yaml.succeeds("stack", "output", "e164").strip() == f"+1{digits}"

    # A plain preview reads the live number: what was changed by hand shows.
    account.change_number(digits, description="changed by hand")
    drifted = yaml.run("preview", "--diff", "--expect-no-changes")
    assert drifted.code == 7, drifted.output
    assert '"changed by hand" => "kroq drive time"' in drifted.output
    yaml.up()
    assert account.numbers()[0]["description"] == "kroq drive time"
    yaml.succeeds("preview", "--expect-no-changes")

    kroq["properties"] |= {"campaignId": "direct-mail", "protect": False}
    yaml.resources_are({"kroq": kroq})
    moved = yaml.succeeds("preview", "--diff")
    assert 'campaignId: "spring-radio" => "direct-mail"' in moved
    yaml.up()
    assert [one["promo_number"] for one in account.numbers()] == [digits]

    yaml.succeeds("destroy", "--yes")
    assert account.numbers() == []
    assert len(account.ledger("bought")) == len(account.ledger("released")) == 1


def test_a_provider_whose_settings_are_known_only_later_buys_when_they_are(
    yaml: PluginWorkspace,
) -> None:
    account = yaml.account
    for _ in range(3):  # so that Invoca's own id of the next is a limit that allows two
        account.put_number("acme", "direct-mail")
    later = {
        "type": "pulumi:providers:invoca",
        "properties": {
            "networkId": account.network_id,
            # Any value that only the deployment knows.
            "purchaseLimit": "${first.invocaId}",
        },
    }
    second = number("second", options={"provider": "${later}"})
    yaml.resources_are({"first": number("first"), "later": later, "second": second})
    yaml.succeeds("preview")
    assert account.calls() == []
    yaml.up()
    assert account.writes() == ["POST", "POST"]
    yaml.succeeds("preview", "--expect-no-changes")


def test_a_number_that_another_stack_holds_is_not_imported(yaml: PluginWorkspace) -> None:
    account = yaml.account
    yaml.resources_are({"kroq": number("kroq")})
    yaml.up()
    [live] = account.numbers()
    yaml.select("summer-tv")
    told = yaml.fails(
        "import",
        "--yes",
        "invoca:index:PromoNumber",
        "kroq",
        f"acme/spring-radio/{live['promo_number']}",
    )
    assert live["promo_number"] in told
    assert "spring-radio" in told
    assert yaml.state() == {}
    assert account.writes() == ["POST"]
