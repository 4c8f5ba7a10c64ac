"""The plugin's verbs, asked over the wire as the engine asks them."""

from __future__ import annotations

import subprocess
from typing import Any

import grpc
import pytest
from google.protobuf import empty_pb2
from pulumi.runtime.proto import provider_pb2

from invoca.promo_number.identity import generated_id
from invoca.version import VERSION
from tests.account import Account
from tests.native.plugin_process import (
    PLUGIN,
    UNKNOWN,
    PluginProcess,
    inputs,
)

Kind = provider_pb2.PropertyDiff
Diff = provider_pb2.DiffResponse


def bought(plugin: PluginProcess, **more: Any) -> tuple[str, dict[str, Any], dict[str, Any]]:
    """A number's id, its checked inputs, its outputs."""
    checked, failures = plugin.check(inputs(**more))
    assert failures == []
    id_, outputs = plugin.create(checked)
    return id_, checked, outputs


def test_it_says_its_version_before_it_is_configured(simulator: Account) -> None:
    with PluginProcess({}) as plugin:
        assert plugin.stub.GetPluginInfo(empty_pb2.Empty()).version == VERSION


def test_a_number_gets_the_id_that_the_dynamic_resource_would_give_it(
    plugin: PluginProcess,
) -> None:
    wanted = generated_id("promo-numbers", "spring-radio", "kroq", create_only={})
    checked, failures = plugin.check(inputs())
    assert failures == []
    assert checked["idFromNetwork"] == wanted
    assert checked["idIsGenerated"] is True


def test_every_mistake_is_told_at_once_in_the_names_that_programs_use(
    plugin: PluginProcess, simulator: Account
) -> None:
    _, failures = plugin.check(
        {"advertiserId": "acme", "descripton": "KROQ", "localCenter": {"tnPrefix": "31"}}
    )
    told = "\n".join(failures)
    assert "campaignId: is missing" in told
    assert "mediaType: is missing" in told
    assert "descripton: is not a known key; did you mean `description`?" in told
    assert "localCenter.tnPrefix: cannot be '31'" in told
    assert simulator.calls() == []


def test_an_empty_id_is_a_mistake_and_buys_nothing(
    plugin: PluginProcess, simulator: Account
) -> None:
    _, failures = plugin.check(inputs(idFromNetwork=""))
    wanted = "idFromNetwork: is empty; write your own id of the number, or leave it out"
    assert failures == [wanted]
    assert simulator.calls() == []


def test_a_preview_shows_what_is_known_and_sends_nothing(
    plugin: PluginProcess, simulator: Account
) -> None:
    checked, _ = plugin.check(inputs(description=UNKNOWN))
    id_, outputs = plugin.create(checked, preview=True)
    assert id_ == ""
    assert outputs["campaignId"] == "spring-radio"
    assert outputs["idFromNetwork"] == checked["idFromNetwork"]
    assert outputs["description"] == outputs["promoNumber"] == outputs["e164"] == UNKNOWN
    assert simulator.calls() == []


def test_a_preview_of_a_move_shows_the_digits_and_that_the_id_may_change(
    plugin: PluginProcess, simulator: Account
) -> None:
    id_, checked, outputs = bought(plugin)
    simulator.clear_calls()
    planned = plugin.update(id_, outputs, {**checked, "campaignId": "direct-mail"}, preview=True)
    assert planned["promoNumber"] == id_
    assert planned["campaignId"] == "direct-mail"
    assert planned["idFromNetwork"] == UNKNOWN
    assert simulator.calls() == []


def test_a_number_is_bought_changed_read_and_released(
    plugin: PluginProcess, simulator: Account
) -> None:
    id_, checked, outputs = bought(plugin, customData={"station": "KROQ"}, protect=False)
    assert (outputs["promoNumber"], outputs["e164"]) == (id_, f"+1{id_}")
    news = {**checked, "customData": {"station": "KPWR"}}
    outputs = plugin.update(id_, outputs, news)
    assert outputs["customData"] == {"station": "KPWR"}
    simulator.change_number(id_, description="changed by hand")
    with PluginProcess(simulator.environment()) as later:
        read_id, seen, read_inputs = later.read(id_, outputs)
        assert read_id == id_
        assert seen["description"] == read_inputs["description"] == "changed by hand"
        later.delete(id_, outputs)
        assert later.read(id_, outputs) == ("", {}, {})
    assert simulator.numbers() == []
    assert len(simulator.ledger("bought")) == 1


def test_a_difference_is_told_field_by_field(plugin: PluginProcess) -> None:
    data = {"station": "KROQ", "channel": "radio"}
    id_, checked, outputs = bought(plugin, customData=data, protect=False)
    same = plugin.diff(id_, outputs, checked)
    assert same.changes == Diff.DIFF_NONE
    found = plugin.diff(id_, outputs, {**checked, "customData": {"station": "KPWR"}})
    assert found.changes == Diff.DIFF_SOME
    assert {path: detail.kind for path, detail in found.detailedDiff.items()} == {
        "customData.station": Kind.UPDATE,
        "customData.channel": Kind.DELETE,
    }


def test_another_number_is_told_by_what_asks_for_it(plugin: PluginProcess) -> None:
    id_, checked, outputs = bought(plugin, protect=False)
    found = plugin.diff(id_, outputs, {**checked, "localCenter": {"tnPrefix": "310"}})
    assert {path: detail.kind for path, detail in found.detailedDiff.items()} == {
        "localCenter.tnPrefix": Kind.ADD_REPLACE,
    }
    assert list(found.replaces) == ["localCenter"]


def test_a_protected_number_is_not_replaced(plugin: PluginProcess) -> None:
    id_, checked, outputs = bought(plugin)
    news = {**checked, "protect": False, "localCenter": {"tnPrefix": "310"}}
    with pytest.raises(grpc.RpcError, match="does not hold your consent"):
        plugin.diff(id_, outputs, news)


def test_a_protected_number_is_not_released(plugin: PluginProcess, simulator: Account) -> None:
    id_, _, outputs = bought(plugin)
    with (
        PluginProcess(simulator.environment()) as later,
        pytest.raises(grpc.RpcError, match="does not hold your consent"),
    ):
        later.delete(id_, outputs)
    assert len(simulator.numbers()) == 1


def test_the_engine_may_end_it_and_it_ends_with_the_engine() -> None:
    plugin = subprocess.Popen([str(PLUGIN), "127.0.0.1:1"], stdout=subprocess.PIPE)
    assert plugin.stdout is not None
    assert int(plugin.stdout.readline())
    plugin.terminate()
    assert plugin.wait(5) == 0


@pytest.mark.parametrize("asked", ["invoca:index:Nonsense"])
def test_a_resource_that_is_none_of_ours_is_refused(plugin: PluginProcess, asked: str) -> None:
    with pytest.raises(Exception, match="invoca has no resource"):
        plugin.check(inputs(), urn=f"urn:pulumi:s::p::{asked}::n")
