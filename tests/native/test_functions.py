"""The package's functions: what is live in a campaign."""

from __future__ import annotations

from typing import Any

import grpc
import pytest
from pulumi.runtime.proto import provider_pb2

from pulumi_invoca.native.schema import schema
from tests.account import Account
from tests.native.plugin_process import PluginProcess, plain, struct

PLACE = {"advertiserId": "acme", "campaignId": "spring-radio"}


def ask(plugin: PluginProcess, function: str, **arguments: Any) -> tuple[dict[str, Any], list[str]]:
    answer = plugin.stub.Invoke(
        provider_pb2.InvokeRequest(tok=f"invoca:index:{function}", args=struct(arguments))
    )
    failures = [f"{failure.property}: {failure.reason}" for failure in answer.failures]
    return plain(getattr(answer, "return")), failures


@pytest.fixture
def digits(simulator: Account) -> str:
    return simulator.put_number(
        "acme", "spring-radio", id_from_network="desk-1", custom_data={"station": "KROQ"}
    )


@pytest.mark.parametrize("by", [{"promoNumber": "{digits}"}, {"idFromNetwork": "desk-1"}])
def test_one_number_by_its_digits_or_its_id(
    plugin: PluginProcess, digits: str, by: dict[str, str]
) -> None:
    arguments = {name: value.format(digits=digits) for name, value in by.items()}
    found, failures = ask(plugin, "getPromoNumber", **PLACE, **arguments)
    assert failures == []
    assert found["promoNumber"] == digits
    assert found["e164"] == f"+1{digits}"
    assert found["customData"] == {"station": "KROQ"}


def test_all_numbers_of_a_campaign(plugin: PluginProcess, simulator: Account, digits: str) -> None:
    other = simulator.put_number("acme", "spring-radio")
    simulator.put_number("acme", "direct-mail")
    found, _ = ask(plugin, "getPromoNumbers", **PLACE)
    assert [one["promoNumber"] for one in found["numbers"]] == sorted([digits, other])


def test_a_number_that_is_not_there_is_an_error(plugin: PluginProcess, digits: str) -> None:
    with pytest.raises(grpc.RpcError, match=r"looking up '8005550199': .* has no live number"):
        ask(plugin, "getPromoNumber", **PLACE, promoNumber="8005550199")


def test_what_is_answered_stands_in_the_schema(
    plugin: PluginProcess, simulator: Account, digits: str
) -> None:
    simulator.set_knobs(shown_fields="more")
    hours = {"time_zone": "Hawaii", "open_24_7": True}
    google = "Google Call Extension"
    simulator.change_number(
        digits, media_type=google, adwords_account_id="627-345-9815", hours_of_operation=hours
    )
    one, _ = ask(plugin, "getPromoNumber", **PLACE, promoNumber=digits)
    [other] = ask(plugin, "getPromoNumbers", **PLACE)[0]["numbers"]
    assert one == other
    assert one["adwordsAccountId"] == "627-345-9815"
    outputs = schema()["functions"]["invoca:index:getPromoNumber"]["outputs"]["properties"]
    assert one.keys() <= outputs.keys()
    assert schema()["types"]["invoca:index:LiveNumber"]["properties"] == outputs


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ({}, "promoNumber: write either promoNumber or idFromNetwork"),
        ({"idFromNetwork": ""}, "idFromNetwork: is empty"),
        ({"idFromNetwork": ".."}, "idFromNetwork: must be an id"),
        ({"promoNumber": "12"}, "promoNumber: must be a phone number of ten digits"),
        ({"advertiserId": ""}, "advertiserId: must be an id"),
    ],
)
def test_what_is_wrong_with_the_arguments_is_told(
    plugin: PluginProcess, arguments: dict[str, str], told: str
) -> None:
    _, failures = ask(plugin, "getPromoNumber", **{**PLACE, **arguments})
    assert told in failures[0]


def test_a_campaign_that_is_none_is_not_an_empty_one(plugin: PluginProcess) -> None:
    with pytest.raises(grpc.RpcError, match="no-such-campaign"):
        ask(plugin, "getPromoNumbers", advertiserId="acme", campaignId="no-such-campaign")


@pytest.mark.parametrize("by", [{}, {"promoNumber": "8005550199"}, {"idFromNetwork": "desk-2"}])
def test_a_campaign_that_cannot_be_read_does_not_look_empty(
    plugin: PluginProcess, simulator: Account, digits: str, by: dict[str, str]
) -> None:
    simulator.set_campaign_access("acme", "spring-radio", False)
    lists, of_one = r"promo_numbers\.json$", r"(by_id/desk-2|8005550199)\.json$"
    not_found = {"errors": {"class": "RecordNotFound"}}
    simulator.add_fault("status_before", path=lists, times=-1, status=200, body=[])
    simulator.add_fault("status_before", path=of_one, times=-1, status=404, body=not_found)
    with pytest.raises(grpc.RpcError, match="reading campaign 'spring-radio'"):
        ask(plugin, "getPromoNumber" if by else "getPromoNumbers", **PLACE, **by)
