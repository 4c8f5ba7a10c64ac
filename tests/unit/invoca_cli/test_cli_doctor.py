"""`invoca doctor` tells what stands in the way, and never says ok to what it could not look at."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import pytest

from tests.unit.drift.workplace import MAIL, RADIO, STACK, TOKEN
from tests.unit.invoca_cli.clinic import Clinic

KNOWN = [
    "project", "campaign files", "settings", "address", "token", "network", "campaigns",
    "custom data", "clock", "program", "engine", "language host", "python", "versions", "backend",
    "journal", "lock",
]  # fmt: skip


def test_where_all_is_well_everything_is_ok(clinic: Clinic) -> None:
    clinic.declare()
    clinic.declare(MAIL, "direct-mail")
    visit = clinic.visit()
    assert [one["check"] for one in visit.checks] == KNOWN
    assert {one["status"] for one in visit.checks} == {"ok"}
    assert visit.the("campaign files")["text"] == "2 files, 3 numbers, no mistakes"
    assert visit.the("campaigns")["text"] == "2 campaigns can be read"


def test_each_campaign_costs_one_call_and_nothing_but_get_is_sent(clinic: Clinic) -> None:
    clinic.declare()
    clinic.declare(MAIL, "direct-mail")
    clinic.visit()
    calls = [call.endpoint for call in clinic.account.calls()]
    # The first of them also shows whether anybody answers; the report names the account's fields.
    assert sorted(calls) == ["advertiser_campaign"] * 3 + ["transactions"]


def test_people_read_a_line_a_check_a_remedy_and_a_sum(clinic: Clinic) -> None:
    clinic.declare()
    clinic.account.set_campaign_access("acme", STACK, False)
    lines = clinic.print(code=1).splitlines()
    assert "ok    token: Invoca accepts it" in lines
    at = next(index for index, line in enumerate(lines) if line.startswith("WRONG campaigns: "))
    assert "campaign 'spring-radio' of advertiser 'acme' (stacks/spring-radio.yaml)" in lines[at]
    assert lines[at + 1].startswith("      The token is known but may not do this")
    assert lines[-1] == "1 thing to fix; 1 note"


def test_the_sum_says_so_where_nothing_is_wrong(clinic: Clinic) -> None:
    clinic.declare()
    assert clinic.print(code=0).endswith("\nNothing is wrong\n")


def test_outside_a_project_the_account_and_the_engine_are_looked_at(clinic: Clinic) -> None:
    (clinic.folder / "Pulumi.yaml").unlink()
    visit = clinic.visit()
    assert visit.status("project") == "note"
    assert visit.status("network") == "ok"
    assert visit.status("engine") == "ok"
    assert visit.all("backend") == visit.all("campaigns") == []


def test_a_campaign_file_with_mistakes_leads_to_check(clinic: Clinic) -> None:
    clinic.declare(RADIO + "  bad: {colour: red}\n")
    found = clinic.visit().the("campaign files")
    assert found["status"] == "wrong"
    assert found["text"] == "stacks/spring-radio.yaml has 2 mistakes"
    assert "invoca check stacks/spring-radio.yaml" in found["remedy"]


def test_a_campaign_file_that_is_not_there_is_wrong(clinic: Clinic) -> None:
    visit = clinic.visit("--file", "stacks/nowhere.yaml")
    assert "No such file" in visit.the("campaign files")["text"]


def test_only_the_files_that_are_named_are_looked_at(clinic: Clinic) -> None:
    clinic.declare(RADIO + "  bad: {colour: red}\n")
    clinic.declare(MAIL, "direct-mail")
    assert clinic.visit("--file", "stacks/direct-mail.yaml").wrong == []
    assert clinic.calls() == ["direct-mail.json"] * 2


# -- settings ------------------------------------------------------------------------------------


def test_each_setting_is_told_with_its_source(clinic: Clinic) -> None:
    clinic.declare()
    clinic.settings(f'config: {{"invoca:networkId": "{clinic.account.network_id}"}}\n')
    clinic.environment["INVOCA_NETWORK_ID"] = None
    text = clinic.visit().the("settings")["text"]
    assert "network 1 from the stack's settings" in text
    assert f"{clinic.account.url} from INVOCA_BASE_URL" in text
    assert "a token from INVOCA_API_TOKEN" in text
    assert text.endswith("(for spring-radio)")


def test_the_network_id_may_come_from_the_command_line(clinic: Clinic) -> None:
    clinic.declare()
    clinic.environment["INVOCA_NETWORK_ID"] = None
    assert "invoca:networkId is not set" in clinic.visit().the("settings")["text"]
    visit = clinic.visit("--network-id", clinic.account.network_id)
    assert "network 1 from --network-id" in visit.the("settings")["text"]


def test_missing_settings_are_told_once_with_the_way_to_set_them(clinic: Clinic) -> None:
    clinic.declare()
    clinic.declare(MAIL, "direct-mail")
    clinic.environment["INVOCA_API_TOKEN"] = None
    visit = clinic.visit()
    assert "pulumi config set --secret invoca:apiToken" in visit.the("settings")["text"]
    assert visit.status("token") == "note"
    assert clinic.calls() == []


def test_a_sealed_token_is_a_note_since_only_the_engine_opens_it(clinic: Clinic) -> None:
    clinic.declare()
    clinic.environment["INVOCA_API_TOKEN"] = None
    clinic.settings("config:\n  invoca:apiToken: {secure: v1:abc}\n")
    visit = clinic.visit()
    assert (visit.code, visit.status("settings"), visit.status("token")) == (0, "ok", "note")
    assert clinic.calls() == []


def test_a_token_in_the_clear_in_a_file_is_wrong_and_not_shown(clinic: Clinic) -> None:
    clinic.declare()
    clinic.environment["INVOCA_API_TOKEN"] = None
    clinic.settings(f"config: {{'invoca:apiToken': {TOKEN}}}\n")
    (first, second) = clinic.visit().all("token")
    assert (first["status"], second["status"]) == ("wrong", "ok")
    assert "pulumi config set --secret invoca:apiToken --stack spring-radio" in first["remedy"]


def test_settings_that_are_no_yaml_are_wrong_with_their_line(clinic: Clinic) -> None:
    clinic.declare()
    clinic.settings("config:\n  a: [\n")
    assert "stacks/Pulumi.spring-radio.yaml:" in clinic.visit().the("settings")["text"]


# -- the machine ---------------------------------------------------------------------------------


def test_purchases_of_the_last_minutes_are_told_with_their_time(
    clinic: Clinic, tmp_path: Path
) -> None:
    folder = tmp_path / "machine" / "promo-numbers" / "purchases"
    folder.mkdir(parents=True)
    (folder / "old").write_text("", "utf-8")
    os.utime(folder / "old", (0, 0))
    assert "nothing was sent in the last 5 minutes" in clinic.visit().the("journal")["text"]
    (folder / "new").write_text("", "utf-8")
    at = time.strftime("%H:%M:%S", time.gmtime((folder / "new").stat().st_mtime))
    found = clinic.visit().the("journal")
    assert (found["status"], found["text"]) == (
        "note",
        f"1 note of purchases and changes in the last 5 minutes, the last at {at} UTC",
    )


@pytest.mark.parametrize("home", [None, "/dev/null"])
def test_a_machine_that_cannot_remember_purchases_is_a_note(
    clinic: Clinic, home: str | None
) -> None:
    clinic.environment.update(XDG_STATE_HOME=home, HOME=None)
    found = clinic.visit().the("journal")
    assert (found["status"], "XDG_STATE_HOME" in found["remedy"]) == ("note", True)


# -- the command line ----------------------------------------------------------------------------


def test_texts_of_others_do_not_rewrite_the_terminal(clinic: Clinic) -> None:
    state = clinic.folder / "state.json"
    urn = "urn:pulumi:s::p::t::\x1b[2J\u202egood"
    foreign = {"urn": urn, "type": "pulumi-python:dynamic:Resource", "inputs": {"__provider": "x"}}
    state.write_text(json.dumps({"version": 3, "deployment": {"resources": [foreign]}}), "utf-8")
    output = clinic.print("--state", str(state), code=1)
    assert "\x1b" not in output
    assert "\u202e" not in output


def test_one_state_at_a_time_is_looked_at(clinic: Clinic) -> None:
    assert clinic.print("--stack", "a", "--state", "b", code=2) == ""
