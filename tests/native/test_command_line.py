"""The `invoca` command on a stack whose numbers are the plugin's."""

from __future__ import annotations

import json

import pytest

from tests.native.workspace import PluginWorkspace, number

pytestmark = pytest.mark.engine


def test_plan_and_drift_read_the_plugins_numbers(yaml: PluginWorkspace) -> None:
    account = yaml.account
    kroq = number("kroq", customData={"station": "KROQ"})
    yaml.resources_are({"kroq": kroq})
    planned = yaml.invoca("plan", "--stack", "spring-radio", "--format", "json")
    assert planned.code == 2, yaml.transcript
    assert '"buy' in planned.output
    yaml.up()
    calm = yaml.invoca("drift", "--stack", "spring-radio")
    assert calm.code == 0, yaml.transcript
    assert "1 of 1 live number managed" in calm.output

    [digits] = [one["promo_number"] for one in account.numbers()]
    account.change_number(digits, description="changed by hand")
    drifted = yaml.invoca("drift", "--stack", "spring-radio", "--format", "json")
    assert drifted.code == 2, yaml.transcript
    assert "changed by hand" in json.dumps(json.loads(drifted.output))
    account.change_number(digits, description="kroq drive time")

    kroq["properties"]["campaignId"] = "direct-mail"
    yaml.resources_are({"kroq": kroq})
    moved = yaml.invoca("plan", "--stack", "spring-radio")
    assert moved.code == 2, yaml.transcript
    assert "direct-mail" in moved.output
    assert digits[-4:] in moved.output
