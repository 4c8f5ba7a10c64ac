"""Several provider processes in one run, each of which has to know what the others hold."""

from __future__ import annotations

from typing import Any

import pytest

from tests.native.workspace import PluginWorkspace, number

pytestmark = pytest.mark.engine


def provider(workspace: PluginWorkspace, **more: Any) -> dict[str, Any]:
    return {
        "type": "pulumi:providers:invoca",
        "properties": {"networkId": workspace.account.network_id, **more},
    }


def test_a_forced_replacement_while_the_provider_changes_keeps_the_number(
    yaml: PluginWorkspace,
) -> None:
    """The create is one process's and the delete another's: without what they share, the number
    was released while the state held it."""
    account = yaml.account
    providers = {"one": provider(yaml), "two": provider(yaml)}
    kroq = number(protect=False, options={"provider": "${one}"})
    yaml.resources_are({**providers, "kroq": kroq})
    yaml.up()
    assert yaml.providers() == {"one"}

    kroq["options"] = {"provider": "${two}"}
    yaml.resources_are({**providers, "kroq": kroq})
    yaml.up("--replace", "**kroq")
    assert yaml.providers() == {"two"}
    [live] = account.numbers()
    assert yaml.state()["kroq"]["id"] == live["promo_number"]
    assert account.ledger("released") == []
    assert len(account.ledger("bought")) == 1
    yaml.succeeds("preview", "--expect-no-changes")


def test_all_processes_of_a_run_have_one_purchase_limit(yaml: PluginWorkspace) -> None:
    providers = {name: provider(yaml, purchaseLimit=3) for name in ("one", "two")}
    numbers = {
        f"{name}-{index}": number(f"{name}-{index}", options={"provider": f"${{{name}}}"})
        for name in providers
        for index in range(2)
    }
    yaml.resources_are({**providers, **numbers})
    told = yaml.fails("preview")
    assert "would buy more than 3 numbers" in told
    yaml.up_fails()
    assert len(yaml.account.ledger("bought")) <= 3
