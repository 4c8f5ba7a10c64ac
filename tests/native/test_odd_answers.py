"""What an Invoca server may answer that says something else than what was done, seen by a whole
provider process: nothing is bought twice, nothing is lost, and the message says what to do."""

from __future__ import annotations

from typing import Any

import grpc
import pytest

from invoca_simulator.faults import FOREVER
from tests.account import Account
from tests.native.plugin_process import URN, PluginProcess, inputs, kept_in_state, plain

FOREIGN = "8885550123"
LIST = r"promo_numbers\.json$"


def live(simulator: Account) -> list[str]:
    return sorted(str(one["promo_number"]) for one in simulator.numbers())


def bought(simulator: Account) -> int:
    return sum(entry.by == "api" for entry in simulator.ledger("bought"))


def create(plugin: PluginProcess, **more: Any) -> tuple[str, dict[str, Any], dict[str, Any]]:
    """The number's id, its checked inputs, its outputs."""
    checked, failures = plugin.check(inputs(**more))
    assert failures == []
    id_, outputs = plugin.create(checked)
    return id_, checked, outputs


def words(error: pytest.ExceptionInfo[grpc.RpcError]) -> str:
    """What is said of it, of a number that the state keeps too."""
    kept = kept_in_state(error.value)
    said = " ".join(kept.reasons) if kept else error.value.details()  # type: ignore[attr-defined]
    return str(said)


def put_foreign(simulator: Account, **more: Any) -> None:
    simulator.put_number(
        "acme",
        "spring-radio",
        **{
            "promo_number": FOREIGN,
            "id_from_network": "theirs",
            "description": "Somebody else's",
            **more,
        },
    )


# -- answers to a purchase -----------------------------------------------------------------------


@pytest.mark.parametrize("status", [303, 401, 403, 404, 499])
def test_an_answer_that_is_not_a_refusal_of_invocas_own_leaves_a_purchase_open(
    plugin: PluginProcess, simulator: Account, status: int
) -> None:
    simulator.add_fault("status_after", method="POST", status=status, body="<html>a proxy</html>")
    digits, _, _ = create(plugin)
    assert live(simulator) == [digits]
    assert bought(simulator) == 1


@pytest.mark.parametrize("status", [401, 409])
def test_what_such_an_answer_hides_is_found_by_the_next_process_however_late_it_shows(
    simulator: Account, status: int
) -> None:
    simulator.set_knobs(get_lag_seconds=10**6, list_lag_seconds=10**6)
    simulator.add_fault("status_after", method="POST", status=status, body="<html>a proxy</html>")
    with PluginProcess(simulator.environment(), graceSeconds=0) as plugin:
        checked, _ = plugin.check(inputs())
        with pytest.raises(grpc.RpcError) as error:
            plugin.create(checked)
    kept = kept_in_state(error.value)
    assert kept is not None
    assert kept.id.startswith("pending-")
    simulator.set_knobs(get_lag_seconds=0, list_lag_seconds=0)
    simulator.reads.clear()
    simulator.lists.clear()
    with PluginProcess(simulator.environment()) as later:
        outputs = later.update(kept.id, plain(kept.properties), checked)
    assert [outputs["promoNumber"]] == live(simulator)
    assert bought(simulator) == 1


# -- another number than was asked for -----------------------------------------------------------


@pytest.mark.parametrize("asked", ["POST", "GET by id"])
def test_a_number_that_was_not_asked_for_is_not_made_ours(
    plugin: PluginProcess, simulator: Account, asked: str
) -> None:
    put_foreign(simulator)
    simulator.set_knobs(answers_other_number=(asked,))
    checked, _ = plugin.check(inputs())
    try:
        digits, _ = plugin.create(checked)
    except grpc.RpcError:
        digits = ""
    assert digits != FOREIGN
    assert bought(simulator) <= 1
    [theirs] = [one for one in simulator.numbers() if one["promo_number"] == FOREIGN]
    assert theirs["description"] == "Somebody else's"
    assert simulator.ledger("released") == []


def test_the_values_of_a_number_that_was_not_asked_for_are_not_stored(
    plugin: PluginProcess, simulator: Account
) -> None:
    digits, _, outputs = create(plugin)
    put_foreign(simulator)
    simulator.set_knobs(answers_other_number=("GET",))
    simulator.add_fault(
        "status_before", method="GET", path=LIST, status=200, body=[], times=FOREVER
    )
    with (
        PluginProcess(simulator.environment()) as later,
        pytest.raises(grpc.RpcError, match=FOREIGN),
    ):
        later.read(digits, outputs)


# -- releases ------------------------------------------------------------------------------------


def bought_and_released(simulator: Account) -> tuple[str, dict[str, Any], dict[str, Any]]:
    """Each in a run of its own: what a run bought it does not release."""
    with PluginProcess(simulator.environment()) as plugin:
        digits, checked, outputs = create(plugin, protect=False)
    with PluginProcess(simulator.environment()) as later:
        later.delete(digits, outputs)
    return digits, checked, outputs


def test_a_release_that_did_nothing_does_not_lose_the_number_beside_an_empty_list(
    simulator: Account,
) -> None:
    with PluginProcess(simulator.environment()) as plugin:
        digits, _, outputs = create(plugin, protect=False)
    simulator.set_knobs(delete_effect="nothing")
    simulator.add_fault(
        "status_before", method="GET", path=LIST, status=200, body=[], times=FOREVER
    )
    with (
        PluginProcess(simulator.environment()) as later,
        pytest.raises(grpc.RpcError) as error,
    ):
        later.delete(digits, outputs)
    assert digits in words(error)
    assert live(simulator) == [digits]


@pytest.mark.parametrize("word", ["cancelled", "Deactivated"])
def test_a_released_number_that_is_still_listed_does_not_block(
    simulator: Account, word: str
) -> None:
    simulator.set_knobs(get_deleted="status", list_released="shown", released_status=word)
    first, checked, outputs = bought_and_released(simulator)
    with PluginProcess(simulator.environment()) as later:
        assert later.read(first, outputs)[0] == ""
        second, _ = later.create(checked)
    assert live(simulator) == [second]
    assert bought(simulator) == 2


def test_a_released_id_that_may_not_be_looked_at_is_bought_again(simulator: Account) -> None:
    simulator.set_knobs(get_deleted="forbidden", delete_missing="forbidden")
    _, checked, _ = bought_and_released(simulator)
    with PluginProcess(simulator.environment()) as later:
        second, _ = later.create(checked)
    assert live(simulator) == [second]
    assert bought(simulator) == 2


# -- names ---------------------------------------------------------------------------------------


def test_a_number_that_was_renamed_twice_is_found_by_its_first_name_where_the_state_is_lost(
    simulator: Account,
) -> None:
    with PluginProcess(simulator.environment()) as plugin:
        first, _, _ = create(plugin)
    urn = URN.replace("::kroq", "::kroq-fm")
    with PluginProcess(simulator.environment()) as later:
        checked, _ = later.check(inputs(formerNames=["kroq-am", "kroq"]), urn=urn)
        found, _ = later.create(checked, urn=urn)
    assert found == first
    assert bought(simulator) == 1


@pytest.mark.parametrize("is_first", [True, False], ids=["holder first", "holder last"])
def test_no_order_of_calls_puts_two_resources_on_one_number(
    plugin: PluginProcess, simulator: Account, is_first: bool
) -> None:
    digits, checked, outputs = create(plugin)
    kpwr = URN.replace("::kroq", "::kpwr")
    with PluginProcess(simulator.environment()) as later:
        adopting, _ = later.check(inputs("kpwr", adopt=digits), urn=kpwr)
        later.check(checked, checked)
        if is_first:
            assert later.diff(digits, outputs, checked).changes == later.SAME
            with pytest.raises(grpc.RpcError, match="kroq"):
                later.create(adopting, urn=kpwr)
        else:
            later.create(adopting, urn=kpwr)
            with pytest.raises(grpc.RpcError, match="kpwr"):
                later.diff(digits, outputs, checked)


# -- answers without end, and texts that are stored otherwise --------------------------------------


def test_an_answer_without_end_ends_in_an_error(simulator: Account) -> None:
    with PluginProcess(simulator.environment(), readTimeoutSeconds=1, graceSeconds=0) as plugin:
        checked, _ = plugin.check(inputs())
        simulator.add_fault("trickle", method="GET", seconds=0.2, times=FOREVER)
        with pytest.raises(grpc.RpcError) as error:
            plugin.create(checked)
    assert "too slowly to wait for its end (invoca:readTimeoutSeconds is 1)" in words(error)
    assert bought(simulator) == 0


@pytest.mark.parametrize(
    ("knobs", "declared", "field", "kept"),
    [
        ({"description_stored": "html_escaped"}, {"description": "A & B"}, "description", "&amp;"),
        ({"description_stored": "trimmed"}, {"description": " A "}, "description", "'A'"),
        ({"description_stored": "nfd"}, {"description": "Café"}, "description", "Cafe"),
        (
            {"custom_data_values": "upper_case"},
            {"customData": {"station": "kroq"}},
            "customData.station",
            "KROQ",
        ),
    ],
)
def test_a_text_that_is_stored_otherwise_is_named_with_what_to_declare(
    plugin: PluginProcess,
    simulator: Account,
    knobs: dict[str, Any],
    declared: dict[str, Any],
    field: str,
    kept: str,
) -> None:
    simulator.set_knobs(**knobs)
    checked, _ = plugin.check(inputs(**declared))
    with pytest.raises(grpc.RpcError) as error:
        plugin.create(checked)
    state = kept_in_state(error.value)
    assert state is not None
    assert [state.id] == live(simulator)
    assert field in words(error)
    assert kept in words(error)


@pytest.mark.parametrize("entries", ["nulls", "odd"])
def test_a_list_with_odd_entries_does_not_make_a_campaign_unusable(
    plugin: PluginProcess, simulator: Account, entries: str
) -> None:
    simulator.set_knobs(list_entries=entries)
    digits, checked, outputs = create(plugin)
    with PluginProcess(simulator.environment()) as later:
        assert later.read(digits, outputs)[0] == digits
        assert later.create(checked)[0] == digits
    assert bought(simulator) == 1


def test_what_a_list_leaves_out_is_no_drift(plugin: PluginProcess, simulator: Account) -> None:
    simulator.set_knobs(list_entries="brief")
    digits, checked, outputs = create(plugin, customData={"channel": "radio"})
    with PluginProcess(simulator.environment()) as later:
        _, seen, would_declare = later.read(digits, outputs)
    assert seen["customData"] == outputs["customData"]
    assert would_declare["customData"] == checked["customData"]
