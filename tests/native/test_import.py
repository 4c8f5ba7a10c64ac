"""Import: a number that exists, by its digits or its id, in a campaign or an affiliate campaign."""

from __future__ import annotations

import grpc
import pytest

from tests.account import Account
from tests.native.plugin_process import PluginProcess, inputs


def in_words(error: pytest.ExceptionInfo[grpc.RpcError]) -> str:
    return str(error.value.details())  # type: ignore[attr-defined]


@pytest.fixture
def kroq(simulator: Account) -> str:
    return simulator.put_number(
        "acme",
        "spring-radio",
        id_from_network="desk/4531",
        description="KROQ drive time",
        media_type="Offline: Radio",
        custom_data={"station": "KROQ"},
    )


@pytest.mark.parametrize("number", ["{digits}", "+1 {digits}", "desk%2F4531"])
def test_a_number_is_imported_as_it_is(
    plugin: PluginProcess, simulator: Account, kroq: str, number: str
) -> None:
    asked = f"acme/spring-radio/{number.format(digits=kroq)}"
    id_, outputs, seen = plugin.read(asked)
    assert id_ == outputs["promoNumber"] == kroq
    assert {name: value for name, value in seen.items() if name in inputs(customData=1)} == {
        "advertiserId": "acme",
        "campaignId": "spring-radio",
        "description": "KROQ drive time",
        "mediaType": "Offline: Radio",
        "customData": {"station": "KROQ"},
    }
    assert seen["idFromNetwork"] == "desk/4531"
    assert simulator.writes() == []


def test_what_was_imported_and_declared_as_it_is_has_no_change(
    plugin: PluginProcess, kroq: str
) -> None:
    id_, outputs, seen = plugin.read(f"acme/spring-radio/{kroq}")
    checked, failures = plugin.check(seen, seen)
    assert failures == []
    assert plugin.diff(id_, outputs, checked).changes == plugin.SAME


def test_what_chose_an_imported_number_may_be_declared_later(
    plugin: PluginProcess, kroq: str
) -> None:
    """Nobody knows it, so it is no reason to buy another number."""
    id_, outputs, seen = plugin.read(f"acme/spring-radio/{kroq}")
    declared = {**seen, "localCenter": {"tnPrefix": "310"}}
    checked, failures = plugin.check(declared, seen)
    assert failures == []
    assert list(plugin.diff(id_, outputs, checked).replaces) == []


def test_a_number_of_an_affiliate_campaign(plugin: PluginProcess, simulator: Account) -> None:
    simulator.add_campaign("acme", "spring-radio", affiliates=["kroq-network"])
    digits = simulator.put_number("acme", "spring-radio", affiliate="kroq-network")
    id_, outputs, _ = plugin.read(f"acme/spring-radio/kroq-network/{digits}")
    assert (id_, outputs["affiliateId"]) == (digits, "kroq-network")


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("8005550100", "does not name a promo number. Write advertiser/campaign/8005550100"),
        ("acme//8005550100", "does not name a promo number"),
        ("acme/../8005550100", "does not name a campaign"),
        ("acme/spring-radio/8005550177", "has no live number with these digits or this id"),
        ("acme/spring-radio/nobodys", "has no live number with these digits or this id"),
    ],
)
def test_an_import_id_that_names_nothing_is_told_how_to_write_it(
    plugin: PluginProcess, simulator: Account, asked: str, told: str
) -> None:
    with pytest.raises(grpc.RpcError) as error:
        plugin.read(asked)
    assert told in in_words(error)
    assert simulator.writes() == []


def test_a_campaign_that_does_not_hold_it_is_told_which_one_does(
    plugin: PluginProcess, kroq: str
) -> None:
    with pytest.raises(grpc.RpcError) as error:
        plugin.read(f"acme/direct-mail/{kroq}")
    assert "it is in campaign 'spring-radio' of advertiser 'acme'" in in_words(error)


def test_a_campaign_that_is_none_is_an_error(plugin: PluginProcess, kroq: str) -> None:
    with pytest.raises(grpc.RpcError) as error:
        plugin.read(f"acme/no-such-campaign/{kroq}")
    assert "no-such-campaign" in in_words(error)


def test_a_number_that_this_run_holds_already_is_not_imported(
    plugin: PluginProcess, simulator: Account
) -> None:
    checked, _ = plugin.check(inputs())
    digits, _ = plugin.create(checked)
    with pytest.raises(grpc.RpcError) as error:
        plugin.read(
            f"acme/spring-radio/{digits}",
            urn="urn:pulumi:spring-radio::promo-numbers::invoca:index:PromoNumber::twin",
        )
    assert "'kroq' holds it already" in in_words(error)
    assert "read it by `getPromoNumber`" in in_words(error)


def test_a_number_without_an_id_is_named_by_its_digits(
    plugin: PluginProcess, simulator: Account
) -> None:
    digits = simulator.put_number("acme", "spring-radio", media_type="Offline: Radio")
    _, _, seen = plugin.read(f"acme/spring-radio/{digits}")
    assert seen["adopt"] == digits
    assert any(digits in line.text for line in plugin.engine.lines)
