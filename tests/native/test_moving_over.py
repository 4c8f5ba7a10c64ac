"""A program changes from the dynamic resource to the plugin's: every number stays."""

from __future__ import annotations

import pytest

from tests.native.workspace import PluginWorkspace

pytestmark = pytest.mark.engine

PROGRAM = """
    import pulumi
    from {module} import PromoNumber

    number = PromoNumber(
        "kroq",
        advertiser_id="acme",
        campaign_id="spring-radio",
        description="KROQ drive time",
        media_type="Offline: Radio",
        custom_data={{"station": "KROQ"}},
        local_center={{"tn_prefix": "310"}},
        opts=pulumi.ResourceOptions(protect={protect}),
    )
    pulumi.export("phone", number.e164)
"""
DYNAMIC, NATIVE = "pulumi_invoca", "pulumi_invoca.native"
WITHOUT_ALIAS = """
    import pulumi

    pulumi.CustomResource(
        "invoca:index:PromoNumber",
        "kroq",
        {
            "advertiserId": "acme",
            "campaignId": "spring-radio",
            "description": "KROQ drive time",
            "mediaType": "Offline: Radio",
            "customData": {"station": "KROQ"},
            "localCenter": {"tnPrefix": "310"},
            "protect": False,
        },
    )
"""


def kept(workspace: PluginWorkspace) -> None:
    """One number was bought, none released, and the state holds the one that is live."""
    account = workspace.account
    [live] = account.numbers()
    assert {one["id"] for one in workspace.state().values()} == {live["promo_number"]}
    assert account.ledger("released") == []
    assert len(account.ledger("bought")) == 1


def test_in_place_and_nothing_is_sent(python: PluginWorkspace) -> None:
    python.python(PROGRAM.format(module=DYNAMIC, protect=True))
    python.up()
    writes = python.account.writes()
    python.python(PROGRAM.format(module=NATIVE, protect=True))
    planned = python.succeeds("preview")
    assert "~ 1 to update" in planned
    python.up()
    assert python.account.writes() == writes
    kept(python)
    assert "__provider" not in str(python.state())
    python.succeeds("preview", "--expect-no-changes")


@pytest.mark.wide
def test_alias_forgotten_and_unprotected_the_number_is_kept(python: PluginWorkspace) -> None:
    python.python(PROGRAM.format(module=DYNAMIC, protect=False))
    python.up()
    python.python(WITHOUT_ALIAS)
    told = python.up()
    assert "was kept" in told
    kept(python)
    python.succeeds("preview", "--expect-no-changes")


@pytest.mark.wide
def test_back_to_the_dynamic_resource_and_unprotected_the_number_is_kept(
    python: PluginWorkspace,
) -> None:
    python.python(PROGRAM.format(module=NATIVE, protect=False))
    python.up()
    python.python(PROGRAM.format(module=DYNAMIC, protect=False))
    python.up()
    kept(python)
    python.succeeds("preview", "--expect-no-changes")


@pytest.mark.wide
def test_back_to_the_dynamic_resource_and_protected_the_plan_fails(
    python: PluginWorkspace,
) -> None:
    python.python(PROGRAM.format(module=NATIVE, protect=True))
    python.up()
    python.python(PROGRAM.format(module=DYNAMIC, protect=True))
    assert "protected" in python.fails("preview")
    kept(python)


@pytest.mark.wide
def test_a_state_that_was_lost_on_the_way_is_found_again(python: PluginWorkspace) -> None:
    python.python(PROGRAM.format(module=DYNAMIC, protect=False))
    python.up()
    [urn] = [one["urn"] for one in python.resources() if "PromoNumber" in one["type"]]
    python.succeeds("state", "delete", "--yes", urn)
    python.python(PROGRAM.format(module=NATIVE, protect=True))
    python.up()
    kept(python)
