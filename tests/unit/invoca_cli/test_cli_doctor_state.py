"""`invoca doctor` refuses a state that would run foreign code, and tells what a run left."""

from __future__ import annotations

import base64
import json
import pickle
from pathlib import Path
from typing import Any

import pytest

from invoca_cli.workspace.state import PROVIDER
from tests.unit.drift.workplace import MAIL, SENT_AT, STACK
from tests.unit.invoca_cli.clinic import Clinic

TYPE = "pulumi-python:dynamic/invoca:PromoNumber"
URN = "urn:pulumi:spring-radio::promo-numbers::pulumi-python:dynamic/invoca:PromoNumber::kroq"


class Evil:
    def __reduce__(self) -> tuple[Any, ...]:
        return (print, ("this was executed",))


EVIL = base64.b64encode(pickle.dumps(Evil())).decode()


def state_with(provider: Any, folder: Path, type_: str = TYPE, **more: Any) -> str:
    resource = {"urn": URN, "type": type_, "inputs": {}, "outputs": {"__provider": provider}}
    resource["inputs"] = {"__provider": PROVIDER if type_ == TYPE else provider}
    file = folder / "state.json"
    file.write_text(
        json.dumps({"version": 3, "deployment": {"resources": [resource], **more}}), "utf-8"
    )
    return str(file)


def test_a_state_with_our_provider_is_fine(clinic: Clinic, tmp_path: Path) -> None:
    found = clinic.visit("--state", state_with(PROVIDER, tmp_path)).the("state")
    assert found["status"] == "ok"
    assert "1 promo number, no foreign code" in found["text"]


@pytest.mark.parametrize("arguments", [(), ("--stack", STACK), ("--all",)])
def test_a_stack_that_is_locked_stands_in_the_way_however_doctor_is_asked(
    clinic: Clinic, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    clinic.declare()
    clinic.environment["PULUMI_BACKEND_URL"] = f"file://{tmp_path}"
    folder = tmp_path / ".pulumi" / "locks" / "organization" / "promo-numbers" / STACK
    folder.mkdir(parents=True)
    by = {"pid": 1, "username": "ann", "hostname": "elsewhere", "timestamp": "2026-11-26T10:00:00Z"}
    (folder / "1.json").write_text(json.dumps(by), "utf-8")
    visit = clinic.visit(*arguments)
    assert visit.status("lock") == "wrong"
    assert "it is locked by ann@elsewhere (process 1)" in visit.the("lock")["text"]
    assert f"pulumi cancel --yes --stack {STACK}" in visit.the("lock")["remedy"]
    assert "Nothing is wrong" not in clinic.print(*arguments, code=1)


def test_a_foreign_provider_is_named_with_its_resource_and_never_executed(
    clinic: Clinic, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    found = clinic.visit("--state", state_with(EVIL, tmp_path)).the("state")
    assert found["status"] == "wrong"
    assert URN in found["text"]
    assert "print" in found["text"]
    assert "Do not run pulumi on this state" in found["remedy"]
    assert "this was executed" not in capfd.readouterr().out


@pytest.mark.parametrize("provider", ["", "not base64 !", "AAAA", {"4dabf18": "secret"}, None, 5])
def test_whatever_is_not_our_string_is_foreign(
    clinic: Clinic, tmp_path: Path, provider: Any
) -> None:
    assert URN in clinic.visit("--state", state_with(provider, tmp_path)).the("state")["text"]


def test_other_dynamic_resources_are_foreign_too(clinic: Clinic, tmp_path: Path) -> None:
    path = state_with(EVIL, tmp_path, type_="pulumi-python:dynamic:Resource")
    assert clinic.visit("--state", path).wrong == ["state"]


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"deployment": []}', "\x00", "null", '{"deployment": {"resources": [1]}}'],
)
def test_a_file_that_is_no_state_is_wrong(clinic: Clinic, tmp_path: Path, text: str) -> None:
    (tmp_path / "state.json").write_text(text, "utf-8")
    found = clinic.visit("--state", "state.json").the("state")
    assert (found["status"], "pulumi stack export" in found["text"]) == ("wrong", True)


def test_a_file_that_is_not_there_is_wrong(clinic: Clinic) -> None:
    assert "No such file" in clinic.visit("--state", "nowhere.json").the("state")["text"]


def test_a_state_may_come_on_standard_input(clinic: Clinic, tmp_path: Path) -> None:
    content = Path(state_with(EVIL, tmp_path)).read_bytes()
    assert clinic.visit("--state", "-", stdin=content).wrong == ["state"]


def test_a_state_without_numbers_is_a_note(clinic: Clinic) -> None:
    clinic.save([])
    visit = clinic.visit("--state", f"states/{STACK}.json")
    assert (visit.code, visit.status("state")) == (0, "note")


def test_what_a_killed_run_left_is_a_note_that_says_how_to_go_on(
    clinic: Clinic, tmp_path: Path
) -> None:
    left = [
        {"type": "creating", "resource": {"urn": URN.replace("kroq", "jazz")}},
        {"type": "updating", "resource": {"urn": URN}},
    ]
    path = state_with(PROVIDER, tmp_path, pending_operations=left)
    found = clinic.visit("--state", path).the("pending")
    assert "killed halfway through creating jazz, updating kroq" in found["text"]
    assert "pulumi cancel --yes" in found["remedy"]


def test_a_purchase_that_a_later_run_completed_is_told_apart(
    clinic: Clinic, tmp_path: Path
) -> None:
    left = [{"type": "creating", "resource": {"urn": URN}}]
    path = state_with(PROVIDER, tmp_path, pending_operations=left)
    found = clinic.visit("--state", path).the("pending")
    assert "creating kroq was completed by a later run" in found["text"]
    assert "--clear-pending-creates" in found["remedy"]


def test_the_deployed_state_of_a_stack_is_looked_at_with_its_campaign(clinic: Clinic) -> None:
    clinic.deploy()
    visit = clinic.visit("--stack", STACK)
    assert "stack spring-radio: 2 promo numbers" in visit.the("state")["text"]
    assert visit.status("campaigns") == "ok"


def test_a_stack_that_cannot_be_read_is_wrong_where_it_was_asked_for(clinic: Clinic) -> None:
    assert "no stack named 'other'" in clinic.visit("--stack", "other").the("state")["text"]
    (clinic.bin / "pulumi").unlink()
    clinic.environment["PATH"] = str(clinic.bin)
    assert clinic.visit("--stack", STACK).wrong == ["engine", "state"]


def test_with_all_a_stack_that_was_never_made_is_a_note(clinic: Clinic) -> None:
    clinic.deploy()
    clinic.declare(MAIL, "direct-mail")
    visit = clinic.visit("--all")
    assert [one["status"] for one in visit.all("state")] == ["note", "ok"]
    assert visit.code == 0


def test_a_purchase_that_is_pending_is_told(clinic: Clinic, tmp_path: Path) -> None:
    file = Path(state_with(PROVIDER, tmp_path))
    state = json.loads(file.read_text("utf-8"))
    [kroq] = state["deployment"]["resources"]
    kroq["id"] = "pending-kroq-1"
    kroq["outputs"] |= {"pending_since": SENT_AT, "advertiser_id": "acme", "campaign_id": STACK}
    file.write_text(json.dumps(state), "utf-8")
    found = clinic.visit("--state", str(file)).the("pending")
    assert found["status"] == "note"
    assert "the purchase for kroq is pending: nobody knows whether a number was" in found["text"]
    assert found["remedy"].startswith(f"`invoca drift --stack {STACK}` says what is known")
