"""The rules that Terraform adds, on a model of its order of calls."""

from __future__ import annotations

from pathlib import Path

import pytest

from invoca.unknown import UNKNOWN
from terraform_invoca.waits import CallWaits, Stopped, TookTooLong
from tests.account import Account
from tests.crash.model_engine import Fate
from tests.terraform.desk import Desk, block
from tests.terraform.walk import Refused

KROQ = "invoca_promo_number.kroq"
OTHER = "invoca_promo_number.other"


def test_a_number_is_bought_changed_moved_and_released(desk: Desk, simulator: Account) -> None:
    desk.run({KROQ: block("kroq")})
    digits = desk.held(KROQ)["promo_number"]
    assert desk.plan({KROQ: block("kroq")}).actions == []
    desk.run({KROQ: block("kroq", description="mornings", campaign_id="direct-mail")})
    assert desk.held(KROQ)["promo_number"] == digits
    desk.run({KROQ: block("kroq", deletion_protection=False, campaign_id="direct-mail")})
    desk.run({})
    assert desk.state == {}
    assert simulator.writes() == ["POST", "PUT", "PUT", "DELETE"]


def test_a_change_of_the_key_changes_nothing_but_the_state(desk: Desk, simulator: Account) -> None:
    desk.run({KROQ: block("kroq")})
    before = desk.held(KROQ)
    desk.run({KROQ: block("kroq-fm")})
    assert desk.held(KROQ) == {**before, "key": "kroq-fm", "description": "kroq-fm drive time"}
    assert simulator.ledger("bought") == simulator.ledger("bought")[:1]
    assert desk.plan({KROQ: block("kroq-fm")}).actions == []


@pytest.mark.parametrize("orphans_first", [True, False])
def test_a_key_that_moves_to_another_address_is_refused_in_either_order(
    desk: Desk, simulator: Account, orphans_first: bool
) -> None:
    desk.run({KROQ: block("kroq", deletion_protection=False)})
    with pytest.raises(Refused, match="has another address now"):
        desk.plan({OTHER: block("kroq")}, orphans_first=orphans_first)
    assert simulator.writes() == ["POST"]


def test_two_resources_with_one_key_are_refused(desk: Desk, simulator: Account) -> None:
    with pytest.raises(Refused, match="'kroq' is declared twice"):
        desk.plan({KROQ: block("kroq"), OTHER: block("kroq")})
    desk.run({KROQ: block("kroq")})
    with pytest.raises(Refused, match="'kroq' is declared twice"):
        desk.plan({KROQ: block("kroq"), OTHER: block("kroq")})
    with pytest.raises(Refused, match="'kroq' is declared twice"):
        desk.plan({OTHER: block("kroq"), KROQ: block("kroq")})


@pytest.mark.parametrize("create_before_destroy", [False, True])
@pytest.mark.parametrize("how", ["replace", "taint"])
def test_a_replacement_that_nothing_asks_for_keeps_the_number(
    desk: Desk, simulator: Account, how: str, create_before_destroy: bool
) -> None:
    config = {KROQ: block("kroq")._replace(create_before_destroy=create_before_destroy)}
    desk.run(config)
    before = desk.held(KROQ)
    if how == "taint":
        desk.taint(KROQ)
    desk.run(config, replace=[KROQ] if how == "replace" else [])
    assert {**desk.held(KROQ), "bought_at": before["bought_at"]} == before
    assert simulator.writes() == ["POST"]
    assert desk.plan(config).actions == []


@pytest.mark.parametrize("how", ["replace", "taint"])
def test_a_replacement_that_would_not_find_its_number_is_refused(
    desk: Desk, simulator: Account, how: str
) -> None:
    desk.run({KROQ: block("kroq")})
    digits = desk.held(KROQ)["promo_number"]
    desk.run({KROQ: block("kroq-fm")})
    if how == "taint":
        desk.taint(KROQ)
    replace = [KROQ] if how == "replace" else []
    with pytest.raises(Refused, match="would be lost"):
        desk.plan({KROQ: block("kroq-fm")}, replace=replace)
    for remedy in ({"former_keys": ["kroq"]}, {"adopt": digits}):
        desk.run({KROQ: block("kroq-fm", **remedy)}, replace=replace)
        assert desk.held(KROQ)["promo_number"] == digits
    assert len(simulator.ledger("bought")) == 1
    assert simulator.ledger("released") == []


@pytest.mark.parametrize("create_before_destroy", [False, True])
def test_another_generation_needs_consent_in_a_run_before(
    desk: Desk, simulator: Account, create_before_destroy: bool
) -> None:
    def config(**values: object) -> dict[str, object]:
        made = block("kroq", **values)
        return {KROQ: made._replace(create_before_destroy=create_before_destroy)}

    desk.run(config())
    for values in ({"generation": 2}, {"generation": 2, "deletion_protection": False}):
        with pytest.raises(Refused, match="is protected"):
            desk.plan(config(**values))
    desk.run(config(deletion_protection=False))
    desk.run(config(generation=2, deletion_protection=False))
    assert sorted(simulator.writes()) == ["DELETE", "POST", "POST"]
    assert desk.plan(config(generation=2, deletion_protection=False)).actions == []


def test_a_protected_number_is_not_destroyed(desk: Desk, simulator: Account) -> None:
    desk.run({KROQ: block("kroq")})
    with pytest.raises(Refused, match="is protected"):
        desk.destroy_plan()
    with pytest.raises(Refused, match="is protected"):
        desk.plan({})


def test_a_number_that_invoca_did_not_keep_as_declared_is_held_and_repaired(
    desk: Desk, simulator: Account
) -> None:
    simulator.set_knobs(unknown_custom_field="dropped")
    config = {KROQ: block("kroq", custom_data={"shelf": "top"})}
    with pytest.raises(Refused, match="shelf"):
        desk.run(config)
    digits = desk.held(KROQ)["promo_number"]
    assert desk.state[KROQ].current is not None
    assert desk.state[KROQ].current.is_tainted
    simulator.add_custom_fields("shelf")
    desk.run(config)
    assert desk.held(KROQ)["promo_number"] == digits
    assert desk.plan(config).actions == []
    assert len(simulator.ledger("bought")) == 1
    assert simulator.ledger("released") == []


def test_a_number_is_not_adopted_while_another_resource_keeps_it(
    desk: Desk, simulator: Account
) -> None:
    desk.run({KROQ: block("kroq")})
    digits = desk.held(KROQ)["promo_number"]
    config = {KROQ: block("kroq"), OTHER: block("other", adopt=digits)}
    for one in (config, dict(reversed(config.items()))):
        with pytest.raises(Refused, match="has another address now"):
            desk.plan(one)
    assert simulator.writes() == ["POST"]


def test_the_purchase_limit_holds_in_the_plan(simulator: Account, tmp_path: Path) -> None:
    desk = Desk(simulator, tmp_path / "machine", purchase_limit=1)
    with pytest.raises(Refused, match="`purchase_limit = <how many>` in the provider block"):
        desk.plan({KROQ: block("kroq"), OTHER: block("other")})
    desk.run({KROQ: block("kroq")})
    desk.run({KROQ: block("kroq"), OTHER: block("other")})
    assert simulator.writes() == ["POST", "POST"]


def test_a_purchase_whose_outcome_nobody_knows_is_held_and_never_sent_again(
    desk: Desk, simulator: Account
) -> None:
    config = {KROQ: block("kroq", deletion_protection=False)}
    plan = desk.plan(config)
    desk.fate = Fate(dict.fromkeys(range(3, 200), "drop before"))
    with pytest.raises(Refused):
        desk.apply(plan)
    desk.fate = Fate()
    assert desk.held(KROQ)["promo_number"] is None
    with pytest.raises(Refused, match="settled_before"):
        desk.run(config)
    assert "POST" not in simulator.writes()
    digits = simulator.put_number(
        "acme", "spring-radio", id_from_network=desk.held(KROQ)["id_from_network"]
    )
    desk.run(config)
    assert desk.held(KROQ)["promo_number"] == digits
    assert "POST" not in simulator.writes()
    assert desk.plan(config).actions == []


def test_settings_that_are_not_known_yet_stand_in_the_way_of_what_needs_them_only(
    desk: Desk, simulator: Account
) -> None:
    desk.run({KROQ: block("kroq")})
    desk.provider["network_id"] = UNKNOWN
    with pytest.raises(Refused, match="`network_id` is not known yet"):
        desk.plan({KROQ: block("kroq")})
    assert desk.plan({OTHER: block("other")}, refresh=False, only=OTHER).actions == [
        f"create {OTHER}"
    ]


def test_settings_that_are_missing_are_told_at_once(simulator: Account, tmp_path: Path) -> None:
    desk = Desk(simulator, tmp_path, network_id=None, api_token=None, grace_seconds=-1)
    with pytest.raises(Refused) as refused:
        desk.plan({})
    for name in ("network_id", "api_token", "grace_seconds"):
        assert f"`{name}`" in str(refused.value)


def test_an_older_state_is_upgraded_and_protected(desk: Desk) -> None:
    desk.run({KROQ: block("kroq")})
    current = desk.state[KROQ].current
    assert current is not None
    older = {name: current.values[name] for name in current.values if name != "bought_at"}
    older |= {"deletion_protection": None, "forgotten": "by now"}
    upgraded = desk.upgraded(older)
    assert upgraded == {**current.values, "bought_at": None}
    with pytest.raises(Refused, match="edited by hand"):
        desk.upgraded({**older, "custom_data": "radio"})


def test_a_time_limit_is_hours_minutes_and_seconds(desk: Desk, simulator: Account) -> None:
    config = {KROQ: block("kroq", timeouts={"create": "1h30m", "delete": "90s"})}
    desk.run(config)
    assert desk.plan(config).actions == []
    wrong = {KROQ: block("kroq", timeouts={"create": "soon", "update": "10 minutes"})}
    with pytest.raises(Refused) as refused:
        desk.plan(wrong)
    assert "timeouts.create cannot be 'soon'" in str(refused.value)
    assert "timeouts.update cannot be '10 minutes'" in str(refused.value)
    assert simulator.writes() == ["POST"]


def test_a_wait_ends_with_its_limit_and_with_the_engine() -> None:
    now = [0.0]
    waits = CallWaits(lambda: now[0])
    with waits.within(0.01):
        waits.sleep(0.005)
        now[0] = 1.0
        with pytest.raises(TookTooLong):
            waits.sleep(0.005)
    waits.sleep(0.001)
    waits.end()
    with pytest.raises(Stopped):
        waits.sleep(60)
