"""What a program ignores is no drift, in no command, as it is none for the engine."""

from __future__ import annotations

import json

from tests.engine.workspace import DRIFTED, Workspace

IGNORED = {
    "whole": ["custom_data", "description"],
    "key": ["custom_data.station"],
    "quoted": ['custom_data["station"]'],
    "all": ["*"],
    "none": [],
}
PROGRAM = f"""
import pulumi
from pulumi_invoca import PromoNumber

for name, paths in {IGNORED!r}.items():
    PromoNumber(
        name,
        advertiser_id="acme",
        campaign_id="spring-radio",
        description=name,
        media_type="Offline: Radio",
        custom_data={{"station": name, "region": "west"}},
        opts=pulumi.ResourceOptions(ignore_changes=paths),
    )
"""


def test_drift_and_plan_find_exactly_what_the_engine_would_change(workspace: Workspace) -> None:
    workspace.program(PROGRAM)
    workspace.up()
    account = workspace.account
    for live in account.numbers():
        account.change_number(
            live["promo_number"],
            description=f"{live['description']} by hand",
            custom_data={**live["custom_data"], "station": "X"},
        )
    expected = {
        ("key", "description"),
        ("quoted", "description"),
        ("none", "description"),
        ("none", "custom_data.station"),
    }
    drift = json.loads(
        workspace.invoca("drift", "--stack", workspace.stack, "--format", "json").output
    )
    assert {(one["name"], one["field"]) for one in drift["findings"]} == expected
    plan = json.loads(
        workspace.invoca("plan", "--stack", workspace.stack, "--format", "json").output
    )
    changed = {(step["name"], one["field"]) for step in plan["steps"] for one in step["changes"]}
    assert changed == expected
    told = " ".join(drift["notes"])
    assert "custom_data.station of all, key, quoted, whole differs in Invoca" in told
    assert "description of all, whole differs in Invoca" in told
    told = " ".join(plan["notes"])
    assert "everything of all stays as it is in Invoca, whatever is declared" in told
    assert "custom_data.station of key stays as it is in Invoca" in told

    workspace.up("--refresh")
    assert workspace.invoca("drift", "--stack", workspace.stack).code == 0
    assert workspace.invoca("plan", "--stack", workspace.stack).code == 0
    workspace.succeeds("preview", "--refresh", "--expect-no-changes")
    stays = {live["custom_data"]["station"] for live in account.numbers()}
    assert stays == {"X", "none"}


def test_what_is_ignored_and_what_is_not_are_told_apart_in_the_text(workspace: Workspace) -> None:
    workspace.program(PROGRAM)
    workspace.up()
    digits = workspace.state()["all"]["id"]
    workspace.account.change_number(digits, description="by hand")
    done = workspace.invoca("drift", "--stack", workspace.stack)
    assert done.code == 0
    told = " ".join(done.output.split())
    assert "note: description of all differs in Invoca and stays that way" in told
    assert workspace.run("preview", "--refresh", "--expect-no-changes").code != DRIFTED
