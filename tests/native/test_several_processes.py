"""Several provider processes in one run, each of which has to know what the others hold."""

from __future__ import annotations

import sys
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


# -- two versions of the plugin in one program -----------------------------------------------------

OLDER, NEWER = "9.9.8", "9.9.9"
OF_VERSION = """\
#!{python}
import invoca.version
invoca.version.VERSION = "{version}"
from pulumi_invoca.native.plugin import main
main()
"""


@pytest.fixture
def both(yaml: PluginWorkspace) -> PluginWorkspace:
    """Two versions of the plugin are installed, and each resource says which one it wants."""
    for version in (OLDER, NEWER):
        plugin = yaml.folder / "home" / "plugins" / f"resource-invoca-v{version}"
        plugin.mkdir(parents=True)
        command = plugin / "pulumi-resource-invoca"
        command.write_text(OF_VERSION.format(python=sys.executable, version=version), "utf-8")
        command.chmod(0o755)
    yaml.plugins = ""
    return yaml


def versions(workspace: PluginWorkspace) -> set[str]:
    """Those of the providers that hold numbers."""
    providers = {one["urn"]: one["inputs"] for one in workspace.resources() if "inputs" in one}
    urns = {one["provider"].rsplit("::", 1)[0] for one in workspace.state().values()}
    return {str(providers[urn].get("version")) for urn in urns}


@pytest.mark.parametrize("replaced", [(), ("--replace", "**kroq")], ids=["in place", "by force"])
def test_a_number_that_goes_from_one_version_to_another_is_kept(
    both: PluginWorkspace, replaced: tuple[str, ...]
) -> None:
    kroq = number(protect=False, options={"version": OLDER})
    both.resources_are({"kroq": kroq})
    both.up()
    assert versions(both) == {OLDER}
    kroq["options"] = {"version": NEWER}
    both.resources_are({"kroq": kroq})
    both.up(*replaced)
    assert versions(both) == {NEWER}
    [live] = both.account.numbers()
    assert both.state()["kroq"]["id"] == live["promo_number"]
    assert both.account.ledger("released") == []
    assert len(both.account.ledger("bought")) == 1
    both.succeeds("preview", "--expect-no-changes")


def test_what_one_version_holds_another_one_does_not_take(both: PluginWorkspace) -> None:
    both.resources_are({"kroq": number(options={"version": OLDER})})
    both.up()
    digits = both.state()["kroq"]["id"]
    thief = number("thief", adopt=digits, options={"version": NEWER})
    both.resources_are({"kroq": number(options={"version": OLDER}), "thief": thief})
    assert "'kroq'" in both.up_fails("--continue-on-error")
    assert both.account.writes() == ["POST"]
    assert set(both.state()) == {"kroq"}
