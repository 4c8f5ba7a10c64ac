"""The provider process, verb by verb."""

from __future__ import annotations

from typing import Any

import grpc
import pytest

from tests.account import Account
from tests.host.conftest import INSTANT
from tests.host.provider_process import UNKNOWN, ProviderProcess

KROQ: dict[str, Any] = {
    "advertiser_id": "acme",
    "campaign_id": "spring-radio",
    "description": "KROQ drive time",
    "media_type": "Offline: Radio",
    "custom_data": {"station": "KROQ"},
    "id_from_network": "kroq-1",
}
GENERATED = {**KROQ, "id_from_network": "kroq-0a1b", "id_is_generated": True}


def test_check_tells_every_mistake_at_once(provider: ProviderProcess) -> None:
    news = {
        "advertiser_id": "acme",
        "description": "",
        "media_type": "Offline: Radio",
        "colour": "red",
        "local_center": {"tn_prefix": "31"},
        "id_from_network": "a",
    }
    _, failures = provider.check({}, news)
    assert [failure.split(":")[0] for failure in failures] == [
        "campaign_id",
        "description",
        "local_center.tn_prefix",
    ]


def test_check_takes_values_that_are_not_known_yet(provider: ProviderProcess) -> None:
    news = {
        **KROQ,
        "description": UNKNOWN,
        "custom_data": {"station": UNKNOWN},
        "local_center": UNKNOWN,
        "hours_of_operation": {"time_zone": UNKNOWN},
        "media_type": UNKNOWN,
        "adwords_account_id": "627-345-9815",
    }
    inputs, failures = provider.check({}, news)
    assert failures == []
    assert inputs["custom_data"] == {"station": UNKNOWN}


def test_check_spells_inputs_in_one_way(provider: ProviderProcess) -> None:
    news = {
        **KROQ,
        "custom_data": {"station": 5.0, "region": True},
        "adopt": "(888) 555-0123",
        "generation": 2.0,
        "local_center": {"tn_prefix": 310},
    }
    inputs, failures = provider.check({}, news)
    assert failures == []
    assert inputs["custom_data"] == {"station": "5", "region": "true"}
    assert inputs["adopt"] == "8885550123"
    assert inputs["local_center"] == {"tn_prefix": "310"}
    assert provider.diff("8885550123", inputs, inputs) == (False, [])


def test_check_keeps_a_generated_id_while_the_choice_of_number_is_the_same(
    provider: ProviderProcess,
) -> None:
    renamed = {**GENERATED, "id_from_network": "kroq-fm-9f9f", "description": "new"}
    assert provider.check(GENERATED, renamed)[0]["id_from_network"] == "kroq-0a1b"
    for another in ({"generation": 2}, {"local_center": {"tn_prefix": "310"}}):
        inputs, failures = provider.check(GENERATED, {**renamed, **another})
        assert inputs["id_from_network"] == "kroq-fm-9f9f"
        assert failures == []


def test_check_refuses_another_choice_of_number_under_a_declared_id(
    provider: ProviderProcess,
) -> None:
    _, [failure] = provider.check(KROQ, {**KROQ, "generation": 2})
    assert "needs another id_from_network" in failure


def test_two_numbers_of_one_name_below_parents_of_two_kinds_are_not_one_number(
    provider: ProviderProcess,
) -> None:
    declared = {**GENERATED, "declared_by": "promo-numbers/spring-radio/hotline"}
    urn = "urn:pulumi:spring-radio::promo-numbers::my:index:{}$x:y::hotline"
    assert provider.check({}, declared, urn.format("Radio"))[1] == []
    assert provider.check({}, declared, urn.format("Radio"))[1] == []
    _, [failure] = provider.check({}, declared, urn.format("Tv"))
    assert "is asked for by two numbers that are named 'hotline'" in failure


def test_diff_changes_in_place_what_can_be_and_replaces_for_another_number(
    provider: ProviderProcess,
) -> None:
    id_, olds = provider.create(KROQ)
    assert provider.diff(id_, olds, KROQ) == (False, [])
    for field, value in (
        ("description", "x"),
        ("media_type", "Online: Display"),
        ("custom_data", {"station": "KIIS"}),
        ("custom_data", {}),
        ("campaign_id", "direct-mail"),
        ("affiliate_id", "kroq-network"),
        ("description", UNKNOWN),
        ("local_center", UNKNOWN),
    ):
        expected = (field != "local_center", [])
        assert provider.diff(id_, olds, {**KROQ, field: value}) == expected
    for field, value in (
        ("generation", 2),
        ("local_center", {"tn_prefix": "310"}),
        ("tn_prefix_whitelist", ["310"]),
        ("id_from_network", "another"),
        ("adopt", "8885550100"),
    ):
        assert provider.diff(id_, olds, {**KROQ, field: value}) == (True, [field])


def test_who_picks_the_id_counts_only_when_the_number_is_bought(provider: ProviderProcess) -> None:
    id_, outputs = provider.create(provider.check({}, GENERATED)[0])
    picked = {name: value for name, value in KROQ.items() if name != "id_from_network"}
    inputs, failures = provider.check(outputs, {**picked, "id_assigned_by": "invoca"})
    assert failures == []
    assert provider.diff(id_, outputs, inputs) == (False, [])


def test_diff_takes_no_notice_of_spellings_that_mean_the_same(provider: ProviderProcess) -> None:
    near = {"local_center": {"city": "Ojai", "state": "CA"}, "tn_prefix_whitelist": ["805", "310"]}
    spelled = {**KROQ, "media_type": "Offline: In-Call Ad", "adopt": False, **near}
    id_, olds = provider.create(spelled)
    same = {**KROQ, "media_type": "Offline: InCall Ad", "adopt": True, "generation": 1}
    same |= {"local_center": {"city": "OJAI", "state": "ca"}, "tn_prefix_whitelist": ["310", "805"]}
    same["local_number_preferences"] = {"search_radius_miles": 240}
    same["custom_data"] = {"station": "KROQ", "region": ""}
    assert provider.diff(id_, olds, same) == (False, [])


def test_create_returns_the_inputs_and_what_only_invoca_knows(
    provider: ProviderProcess, simulator: Account
) -> None:
    id_, outputs = provider.create(KROQ)
    [live] = simulator.numbers()
    assert id_ == live["promo_number"]
    assert {name: outputs[name] for name in KROQ} == KROQ
    assert outputs["promo_number"] == id_
    assert outputs["e164"] == f"+1{id_}"
    assert outputs["invoca_id"] == live["id"]
    assert outputs["object_url"].startswith("https://invoca.net/")
    assert simulator.writes() == ["POST"]


def test_an_answer_to_a_purchase_that_says_little_is_looked_up_and_nothing_is_written_again(
    provider: ProviderProcess, simulator: Account
) -> None:
    bought = "8005550100"  # the first that a new simulator sells
    simulator.add_fault("status_after", method="POST", status=201, body={"promo_number": bought})
    id_, outputs = provider.create(KROQ)
    assert id_ == bought
    assert outputs["custom_data"] == {"station": "KROQ"}
    assert simulator.writes() == ["POST"]


def test_read_shows_live_values_as_outputs_and_as_inputs(
    provider: ProviderProcess, simulator: Account
) -> None:
    id_, olds = provider.create(KROQ)
    simulator.change_number(id_, description="by hand", custom_data={"region": "west"})
    with ProviderProcess(simulator.environment()) as next_run:
        found, outputs, inputs = next_run.read(id_, olds)
        assert found == id_
        for seen in (outputs, inputs):
            assert seen["description"] == "by hand"
            assert seen["custom_data"] == {"station": ""}
        assert "promo_number" not in inputs
        assert next_run.diff(id_, outputs, KROQ) == (True, [])


def test_read_of_a_number_that_is_gone_says_so(
    provider: ProviderProcess, simulator: Account
) -> None:
    id_, olds = provider.create(KROQ)
    simulator.release_number(id_)
    with ProviderProcess(simulator.environment()) as next_run:
        assert next_run.read(id_, olds)[0] == ""


def test_one_list_call_serves_every_read_of_a_run(
    provider: ProviderProcess, simulator: Account
) -> None:
    made = [provider.create({**KROQ, "id_from_network": f"n-{i}"}) for i in range(5)]
    simulator.clear_calls()
    with ProviderProcess(simulator.environment()) as next_run:
        for id_, olds in made:
            assert next_run.read(id_, olds)[0] == id_
    assert [call.method for call in simulator.calls()] == ["GET"]


def test_delete_releases_only_the_number_that_the_state_names(
    provider: ProviderProcess, simulator: Account
) -> None:
    id_, outputs = provider.create(KROQ)
    with ProviderProcess(simulator.environment()) as next_run:
        with pytest.raises(grpc.RpcError, match="its id is 'kroq-1', not 'other'"):
            next_run.delete(id_, {**outputs, "id_from_network": "other"})
        assert simulator.writes() == ["POST"]
        next_run.delete(id_, outputs)
        next_run.delete(id_, outputs)
    assert simulator.writes() == ["POST", "DELETE"]
    assert simulator.numbers() == []


@pytest.mark.parametrize("first", [KROQ, GENERATED], ids=["its own id", "a generated id"])
def test_a_number_that_is_replaced_is_released_though_others_are_declared_while_it_is_refreshed(
    provider: ProviderProcess, simulator: Account, first: dict[str, Any]
) -> None:
    second = {**KROQ, "id_from_network": "kpwr-1", "description": "KPWR"}
    (one, outputs), (other, others) = provider.create(first), provider.create(second)
    with ProviderProcess(simulator.environment()) as next_run:
        # The order of calls that `pulumi up --refresh --run-program` can come to.
        _, outputs, inputs = next_run.read(one, outputs)
        _, others, other_inputs = next_run.read(other, others)
        next_run.diff(other, others, other_inputs)
        next_run.check(other_inputs, second)
        next_run.diff(one, outputs, inputs)
        next_run.check(inputs, {**first, "id_from_network": "kroq-2", "generation": 2})
        next_run.delete(one, outputs)
        # What the program declared once more is held, and released by nobody.
        next_run.diff(other, others, second)
        next_run.delete(other, others)
    assert [number["promo_number"] for number in simulator.numbers()] == [other]


def test_settings_that_are_wrong_are_told_by_name(simulator: Account) -> None:
    wrong = {**simulator.environment(), "INVOCA_NETWORK_ID": ""}
    with (
        ProviderProcess(wrong, apiVersion="today") as provider,
        pytest.raises(grpc.RpcError) as told,
    ):
        provider.check({}, KROQ)
    assert "invoca:networkId is not set" in told.value.details()
    assert "invoca:apiVersion" in told.value.details()


def test_a_misspelled_setting_is_told_before_anything_is_bought(simulator: Account) -> None:
    with (
        ProviderProcess(simulator.environment(), purchaselimit="1") as provider,
        pytest.raises(grpc.RpcError) as told,
    ):
        provider.check({}, KROQ)
    said = "invoca:purchaselimit is not a setting; did you mean invoca:purchaseLimit?"
    assert said in told.value.details()
    assert simulator.calls() == []


def test_the_environment_wins_over_the_configuration(simulator: Account) -> None:
    stale = {"apiToken": "stale", "networkId": "99", "baseUrl": "https://invoca.example"}
    with ProviderProcess(simulator.environment(), **stale) as provider:
        assert provider.create(KROQ)[0] == simulator.numbers()[0]["promo_number"]


def test_the_token_can_go_into_the_query_where_the_account_asks_for_it(simulator: Account) -> None:
    with ProviderProcess(simulator.environment(), tokenIn="query", **INSTANT) as provider:
        provider.create(KROQ)
    assert {call.auth for call in simulator.calls()} == {"query"}
