"""The provider block: its settings are those of the core, described there."""

from __future__ import annotations

from pathlib import Path

import pytest

from invoca.account import ENVIRONMENT, SETTINGS, Account, default_of
from invoca.unknown import UNKNOWN
from terraform_invoca.settings import NAMESPACE, overridden, schema
from tests.account import Account as Simulated
from tests.terraform.desk import Desk, block
from tests.terraform.walk import Refused
from tests.terraform.workspace import PROVIDER, Workspace, number

KROQ = "invoca_promo_number.kroq"
BLOCK = {attribute.name: attribute for attribute in schema().attributes}


def test_every_setting_is_an_attribute_and_only_the_token_is_sensitive() -> None:
    assert [*BLOCK] == [NAMESPACE, *SETTINGS.values()]
    assert [name for name, attribute in BLOCK.items() if attribute.sensitive] == ["api_token"]
    assert [name for name, attribute in BLOCK.items() if attribute.required] == [NAMESPACE]


def test_a_setting_is_told_with_its_default_and_the_variable_that_wins() -> None:
    for name in SETTINGS.values():
        told = BLOCK[name].description
        assert told.startswith(str(Account.model_fields[name].description))
        assert default_of(name) in told
        assert ENVIRONMENT.get(name, "") in told


def test_what_terraform_counts_with_is_a_number_and_a_switch_is_a_bool() -> None:
    assert {name: BLOCK[name].type for name in SETTINGS.values()} == {
        "network_id": "string",
        "api_token": "string",
        "base_url": "string",
        "api_version": "string",
        "token_in": "string",
        "purchase_limit": "number",
        "connect_timeout_seconds": "number",
        "read_timeout_seconds": "number",
        "grace_seconds": "number",
        "search_other_campaigns": "bool",
        "settled_before": "string",
    }


@pytest.mark.parametrize(
    ("status", "body", "named"),
    [
        (404, "<html>no such page</html>", "check `base_url` in the provider block (INVOCA_BASE"),
        (403, {"errors": {"class": "UnauthorizedOperation"}}, "Check `network_id` in the provider"),
        (303, "", "Check `base_url` in the provider block"),
        (200, {"not": "a list"}, "Check `api_version` in the provider block"),
    ],
)
def test_a_setting_to_check_is_named_as_the_block_has_it(
    desk: Desk, simulator: Simulated, status: int, body: object, named: str
) -> None:
    simulator.add_fault("status_before", method="GET", status=status, body=body, times=-1)
    with pytest.raises(Refused) as refused:
        desk.run({"invoca_promo_number.kroq": block("kroq")})
    assert named in str(refused.value)
    assert "invoca:" not in str(refused.value)
    assert simulator.canary not in str(refused.value)
    assert simulator.writes() == []


# -- what is known only after the apply of something else ------------------------------------------


def test_a_plan_that_does_not_know_the_namespace_counts_no_purchase_for_the_apply(
    simulator: Simulated, tmp_path: Path
) -> None:
    desk = Desk(simulator, tmp_path / "machine", purchase_limit=1, namespace=UNKNOWN)
    plan = desk.plan({KROQ: block("kroq")})
    desk.provider["namespace"] = "acme/spring-radio"
    desk.apply(plan)
    assert simulator.writes() == ["POST"]


def test_who_picks_the_id_may_be_known_only_later(desk: Desk, simulator: Simulated) -> None:
    for key, picks in (("kroq", "invoca"), ("kpwr", "caller")):
        plan = desk.plan({KROQ: block(key, id_assigned_by=UNKNOWN)})
        desk.apply(plan._replace(config={KROQ: block(key, id_assigned_by=picks)}))
        desk.state.clear()
    assert simulator.writes() == ["POST", "POST"]


# -- a block that says one network, and an environment that says another ---------------------------


@pytest.mark.parametrize(
    ("written", "variable", "is_told"),
    [
        ("4711", "1", True),
        ("1", "1", False),
        (" 1", "1 ", False),
        (None, "1", False),
        ("4711", "", False),
        (UNKNOWN, "1", False),
    ],
)
def test_a_network_that_is_written_and_not_used_is_told(
    written: object, variable: str, is_told: bool
) -> None:
    said = overridden({"network_id": written}, {ENVIRONMENT["network_id"]: variable})
    assert [(one.is_error, one.path) for one in said] == [(False, ("network_id",))] * is_told
    assert all("network 4711" in one.detail and "network 1" in one.detail for one in said)


def test_an_engine_tells_a_network_that_the_environment_overrides(
    workspace: Workspace, simulator: Simulated
) -> None:
    workspace.provider = PROVIDER.replace("}", '  network_id = "4711"\n}')
    workspace.write(number())
    said = workspace.plan()
    assert "INVOCA_NETWORK_ID overrides `network_id`" in said
    assert "says network 4711" in said
