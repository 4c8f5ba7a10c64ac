"""What goes wrong, and what the plugin says and keeps then."""

from __future__ import annotations

import signal
import sys
import time
from typing import Any

import grpc
import pytest
from google.protobuf import empty_pb2
from pulumi.runtime.proto import provider_pb2

from invoca_simulator.faults import FOREVER
from tests.account import Account
from tests.native.plugin_process import (
    URN,
    PluginProcess,
    inputs,
    kept_in_state,
    plain,
    struct,
)

BY_ID = r"promo_numbers_by_id/"


def in_words(error: pytest.ExceptionInfo[grpc.RpcError]) -> str:
    return str(error.value.details())  # type: ignore[attr-defined]


def test_a_number_that_was_bought_but_not_as_declared_stays_in_the_state(
    plugin: PluginProcess, simulator: Account
) -> None:
    simulator.set_knobs(unknown_custom_field="dropped")
    checked, _ = plugin.check(inputs(customData={"nobody-knows": "x"}))
    with pytest.raises(grpc.RpcError) as error:
        plugin.create(checked)
    kept = kept_in_state(error.value)
    assert kept is not None
    [live] = simulator.numbers()
    assert kept.id == live["promo_number"]
    assert plain(kept.properties)["promoNumber"] == live["promo_number"]
    assert "customData.nobody-knows" in kept.reasons[0]


def test_cancel_ends_a_grace_window_at_once_and_the_next_run_finds_the_number(
    simulator: Account,
) -> None:
    simulator.add_fault("hang_after", method="POST", seconds=5)
    nothing = {"errors": {"class": "RecordNotFound", "invalid_data": "Could not find it"}}
    with PluginProcess(simulator.environment(), readTimeoutSeconds=1, graceSeconds=600) as plugin:
        checked, _ = plugin.check(inputs())
        creating = plugin.in_background(plugin.create, checked)
        wait_until(lambda: len(simulator.calls("POST")) == 1)
        simulator.add_fault("status_before", status=404, body=nothing, path=BY_ID, times=FOREVER)
        simulator.add_fault("status_before", status=200, body=[], method="GET", times=FOREVER)
        looks = len(simulator.calls())
        wait_until(lambda: len(simulator.calls()) > looks)
        started = time.monotonic()
        plugin.stub.Cancel(empty_pb2.Empty())
        with pytest.raises(grpc.RpcError) as error:
            creating.result(60)
        assert time.monotonic() - started < 30
    kept = kept_in_state(error.value)
    assert kept is not None
    assert kept.id.startswith("pending-")
    simulator.clear_faults()
    with PluginProcess(simulator.environment()) as later:
        outputs = later.update(kept.id, plain(kept.properties), checked)
    assert [one["promo_number"] for one in simulator.numbers()] == [outputs["promoNumber"]]
    assert len(simulator.ledger("bought")) == 1


def test_a_plugin_that_was_killed_while_it_bought_is_no_second_purchase(
    simulator: Account,
) -> None:
    with PluginProcess(simulator.environment()) as plugin:
        checked, _ = plugin.check(inputs())

        def kill(call: Any, when: str) -> None:
            if call.method == "POST" and when == "after":
                plugin.process.send_signal(signal.SIGKILL)

        simulator.on_call = kill
        with pytest.raises(grpc.RpcError):
            plugin.create(checked)
        simulator.on_call = None
    with PluginProcess(simulator.environment()) as later:
        digits, _ = later.create(checked)
    assert [one["promo_number"] for one in simulator.numbers()] == [digits]
    assert len(simulator.ledger("bought")) == 1


def test_a_signal_that_the_waiting_thread_does_not_feel_ends_the_plugin_all_the_same() -> None:
    # As it is with a signal that comes in the instant before that thread falls asleep.
    deaf = """
import signal, threading, time
threading.Thread(target=time.sleep, args=(600,), daemon=True).start()
signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
from pulumi_invoca.native.plugin import main
main()
"""
    with PluginProcess({}, command=(sys.executable, "-c", deaf)) as plugin:
        plugin.stub.GetPluginInfo(empty_pb2.Empty())


def test_a_setting_that_is_none_is_told_which_one_was_meant(plugin: PluginProcess) -> None:
    answer = plugin.stub.CheckConfig(
        provider_pb2.CheckRequest(
            urn=URN, news=struct({"networkID": "1", "colour": "red", "purchaseLimit": 5})
        )
    )
    told = {failure.property: failure.reason for failure in answer.failures}
    assert told["networkID"] == "invoca:networkID is not a setting; did you mean invoca:networkId?"
    assert "the settings are: networkId, apiToken" in told["colour"]
    assert set(told) == {"networkID", "colour"}


def test_no_change_of_the_settings_replaces_the_numbers(plugin: PluginProcess) -> None:
    answer = plugin.stub.DiffConfig(
        provider_pb2.DiffRequest(
            urn=URN, olds=struct({"networkId": "1"}), news=struct({"networkId": "2"})
        )
    )
    assert answer.changes == provider_pb2.DiffResponse.DIFF_SOME
    assert list(answer.replaces) == []
    assert not answer.deleteBeforeReplace


def test_settings_that_are_missing_are_told_all_at_once(simulator: Account) -> None:
    with (
        pytest.raises(grpc.RpcError) as error,
        PluginProcess({"INVOCA_BASE_URL": simulator.url, "INVOCA_API_TOKEN": ""}),
    ):
        pass
    assert "invoca:networkId is not set" in in_words(error)
    assert "invoca:apiToken is not set" in in_words(error)


def test_a_field_that_the_account_does_not_have_is_told_in_full_once(
    plugin: PluginProcess, simulator: Account
) -> None:
    told = []
    for name in ("kroq", "kpwr", "kiis"):
        checked, _ = plugin.check(inputs(customData={"shoe": "12"}), urn=f"{URN}-{name}")
        with pytest.raises(grpc.RpcError) as error:
            plugin.create(checked)
        told.append(in_words(error))
    first, *others = told
    assert "customData.shoe: is not a custom data field. Correct what it names" in first
    for other in others:
        assert "customData.shoe is refused here, too (what to do is explained once)." in other
    assert simulator.numbers() == []


def test_a_warning_is_said_at_its_resource(plugin: PluginProcess, simulator: Account) -> None:
    simulator.set_knobs(areas_without_stock="907", no_local_number="toll_free")
    checked, _ = plugin.check(inputs(localCenter={"tnPrefix": "907"}))
    plugin.create(checked)
    [line] = plugin.engine.lines
    assert (line.severity, line.urn) == ("WARNING", URN)
    assert "907 was asked for" in line.text


def test_a_secret_stays_one(plugin: PluginProcess) -> None:
    secret = {
        "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
        "value": "KROQ",
    }
    checked, failures = plugin.check(inputs(customData={"station": secret}))
    assert failures == []
    assert checked["customData"] == {"station": secret}
    _, outputs = plugin.create(checked)
    assert outputs["customData"] == {"station": secret}


def wait_until(is_so: Any) -> None:
    for _ in range(600):
        if is_so():
            return
        time.sleep(0.05)
    raise AssertionError("it did not come")
