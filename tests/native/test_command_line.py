"""The `invoca` command on a stack whose numbers are the plugin's."""

from __future__ import annotations

import json
import re
import shlex

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


def test_a_release_that_the_plugin_will_refuse_is_an_error_of_the_plan(
    yaml: PluginWorkspace,
) -> None:
    """The engine protects nothing here: its preview shows the release as any other."""
    yaml.resources_are({"kroq": number("kroq"), "kpwr": number("kpwr")})
    yaml.up()
    digits = yaml.state()["kroq"]["id"]
    yaml.resources_are({"kpwr": number("kpwr"), "kiis": number("kiis")})
    told = " ".join(yaml.invoca_fails("plan", "--stack", "spring-radio").split())
    assert f"then fail to release kroq ({digits}), which is protected" in told
    assert "releasing promo number" in yaml.up_fails()
    assert yaml.account.ledger("released") == []


def test_a_number_that_a_program_only_reads_is_held_by_nobody(yaml: PluginWorkspace) -> None:
    account, theirs = yaml.account, "8005550199"
    account.put_number("acme", "spring-radio", promo_number=theirs, description="Theirs")
    read = {"type": "invoca:PromoNumber", "get": {"id": f"acme/spring-radio/{theirs}"}}
    yaml.resources_are({"theirs": read}, outputs={"e164": "${theirs.e164}"})
    yaml.up()
    assert yaml.succeeds("stack", "output", "e164").strip() == f"+1{theirs}"
    account.change_number(theirs, description="By hand")
    assert yaml.invoca("plan", "--stack", "spring-radio").code == 0, yaml.transcript
    drift = yaml.invoca("drift", "--stack", "spring-radio", "--format", "json")
    found = json.loads(drift.output)
    assert found["findings"] == [], yaml.transcript
    assert found["totals"]["managed"] == 0


def test_what_the_program_ignores_in_its_own_spelling_is_no_drift(yaml: PluginWorkspace) -> None:
    """The state has the paths as the program wrote them, in camelCase."""
    ignored = {
        "key": ["customData.station"],
        "quoted": ['customData["station"]', "mediaType"],
        "core": ["custom_data.station"],  # no property of the plugin's numbers
    }
    yaml.resources_are(
        {
            name: {
                **number(name, customData={"station": "KROQ"}),
                "options": {"ignoreChanges": paths},
            }
            for name, paths in ignored.items()
        }
    )
    yaml.up()
    for live in yaml.account.numbers():
        digits = live["promo_number"]
        yaml.account.change_number(
            digits, custom_data={"station": "X"}, media_type="Offline: Television"
        )
    expected = {
        ("key", "media_type"),
        ("core", "media_type"),
        ("core", "custom_data.station"),
    }
    drift = json.loads(yaml.invoca("drift", "--format", "json").output)
    assert {(one["name"], one["field"]) for one in drift["findings"]} == expected
    plan = json.loads(yaml.invoca("plan", "--format", "json").output)
    changed = {(step["name"], one["field"]) for step in plan["steps"] for one in step["changes"]}
    assert changed == expected
    told = " ".join(plan["notes"])
    assert "custom_data.station of core, key, quoted stays as it is" not in told
    assert "custom_data.station of key" in told


def test_a_number_that_was_moved_by_hand_is_followed_by_the_commands_that_are_printed(
    yaml: PluginWorkspace,
) -> None:
    """The engine reads the plugin's numbers before every deployment: none is without a refresh."""
    kroq = number("kroq")
    yaml.resources_are({"kroq": kroq})
    yaml.up()
    digits = yaml.state()["kroq"]["id"]
    yaml.account.move_number(digits, "acme", "direct-mail")
    refused = yaml.up_fails()
    [finding] = json.loads(yaml.invoca("drift", "--format", "json").output)["findings"]
    for said in (refused, finding["remedy"]):
        told = " ".join(said.split())
        assert "without a refresh" not in told
        assert f'adopt: "{digits}"' in told
        assert "pulumi state delete --force" in told
    assert "in the declaration" in finding["remedy"]  # there is no campaign file
    [forget] = re.findall(r"`pulumi (state delete [^`]*)`", finding["remedy"])

    kroq["properties"] |= {"campaignId": "direct-mail", "adopt": digits}
    yaml.resources_are({"kroq": kroq})
    yaml.succeeds(*shlex.split(forget), "--yes")
    yaml.up()
    assert yaml.state()["kroq"]["id"] == digits
    assert yaml.invoca("drift").code == 0, yaml.transcript
    assert [one.event for one in yaml.account.ledger()] == ["bought", "moved"]


def test_what_changed_is_kept_in_the_program_where_no_campaign_file_declares_it(
    yaml: PluginWorkspace,
) -> None:
    yaml.resources_are({"kroq": number("kroq")})
    yaml.up()
    yaml.account.change_number(yaml.state()["kroq"]["id"], description="by hand")
    drift = yaml.invoca("drift", "--format", "json").output
    [finding] = json.loads(drift)["findings"]
    assert "--accept" not in finding["remedy"]
    assert "to keep it, write it into the declaration" in finding["remedy"]
    yaml.invoca_fails("drift", "--accept", "kroq")
