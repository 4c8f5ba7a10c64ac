"""`invoca doctor` and an Invoca that is away, ill, somebody else, or does not let one in."""

from __future__ import annotations

import socket
from email.utils import parsedate_to_datetime
from typing import Any

import pytest
import requests

from tests.unit.drift.workplace import MAIL, RADIO, STACK, TOKEN
from tests.unit.invoca_cli.clinic import Clinic


@pytest.fixture(autouse=True)
def declared(clinic: Clinic) -> None:
    clinic.declare()


def test_an_address_where_nobody_listens_is_wrong_and_the_rest_not_looked_at(
    clinic: Clinic,
) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        clinic.environment["INVOCA_BASE_URL"] = f"http://127.0.0.1:{closed.getsockname()[1]}"
        visit = clinic.visit()
    assert visit.wrong == ["address"]
    assert "could not be reached (connection refused or no route)" in visit.the("address")["text"]
    assert visit.status("token") == visit.status("campaigns") == "note"


def test_a_host_that_does_not_exist_is_named(clinic: Clinic) -> None:
    clinic.environment["INVOCA_BASE_URL"] = "https://invoca.invalid"
    text = clinic.visit().the("address")["text"]
    assert text == "https://invoca.invalid could not be reached (no such host)"


def test_an_address_without_tls_is_told_as_such(clinic: Clinic) -> None:
    clinic.environment["INVOCA_BASE_URL"] = clinic.account.url.replace("http", "https")
    assert "(TLS) failed" in clinic.visit().the("address")["text"]


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        ({"action": "garbage"}, "not JSON"),
        ({"action": "status_before", "status": 404, "body": "<html>Nope"}, "404: Nope"),
        ({"action": "status_before", "status": 302}, "a redirect, which is never followed"),
        ({"action": "drop_before"}, "ended before an answer came"),
    ],
)
def test_an_address_where_somebody_else_answers_is_wrong(
    clinic: Clinic, fault: dict[str, Any], told: str
) -> None:
    clinic.account.add_fault(**fault, times=-1)
    visit = clinic.visit()
    assert (visit.wrong, told in visit.the("address")["text"]) == (["address"], True)
    assert len(clinic.calls()) == 1


def test_a_token_that_is_refused_is_asked_once(clinic: Clinic) -> None:
    clinic.account.revoke_token(TOKEN)
    visit = clinic.visit()
    assert visit.wrong == ["token"]
    assert "INVOCA_API_TOKEN" in visit.the("token")["remedy"]
    assert len(clinic.calls()) == 1


def test_a_token_that_ends_half_way_leaves_the_campaigns_unread(clinic: Clinic) -> None:
    clinic.declare(MAIL, "direct-mail")

    def revoke(call: Any, when: str) -> None:
        if when == "after":
            clinic.account.revoke_token(TOKEN)

    clinic.account.on_call = revoke
    visit = clinic.visit()
    assert (visit.code, visit.wrong) == (1, ["campaigns"])
    assert "401" in visit.the("campaigns")["text"]
    assert visit.status("network") == "note"


def test_a_token_that_ended_is_not_tried_for_every_campaign(clinic: Clinic) -> None:
    for index in range(20):
        clinic.declare(MAIL.replace("direct-mail", f"mail-{index}"), f"mail-{index}")
    calls: list[str] = []

    def revoke(call: Any, when: str) -> None:
        calls.append(call.path)
        clinic.account.revoke_token(TOKEN) if len(calls) == 2 else None

    clinic.account.on_call = revoke
    (found,) = [one for one in clinic.visit().all("campaigns") if "401" in one["text"]]
    assert "more: Invoca answered 401" in found["text"]
    assert len(clinic.calls()) == 2


def test_a_network_that_is_not_the_tokens_is_wrong(clinic: Clinic) -> None:
    clinic.environment["INVOCA_NETWORK_ID"] = "77"
    visit = clinic.visit()
    assert visit.wrong == ["network"]
    assert "invoca:networkId" in visit.the("network")["remedy"]


def test_a_campaign_without_access_and_one_that_is_not_there_are_told_apart(
    clinic: Clinic,
) -> None:
    clinic.declare(MAIL.replace("direct-mail", "nowhere"), "direct-mail")
    clinic.account.set_campaign_access("acme", STACK, False)
    missing, closed = clinic.visit().all("campaigns")
    assert "403" in closed["text"]
    assert "ask for a token with that permission" in closed["remedy"]
    assert "404" in missing["text"]
    assert "the network's own ids" in missing["remedy"]


def test_campaigns_that_can_be_read_are_counted_beside_those_that_cannot(clinic: Clinic) -> None:
    clinic.declare(MAIL, "direct-mail")
    clinic.account.set_campaign_access("acme", STACK, False)
    visit = clinic.visit()
    assert [one["status"] for one in visit.all("campaigns")] == ["ok", "wrong"]
    assert visit.the("network")["status"] == "ok"


def test_an_affiliate_that_is_not_there_is_wrong(clinic: Clinic) -> None:
    affiliate = "campaign_id: spring-radio\naffiliate_id: nobody\n"
    text = (clinic.folder / "stacks" / "spring-radio.yaml").read_text("utf-8")
    clinic.declare(text.replace("campaign_id: spring-radio\n", affiliate))
    assert clinic.visit().wrong == ["campaigns"]


def test_an_invoca_that_is_ill_for_a_moment_is_asked_again(clinic: Clinic) -> None:
    clinic.account.add_fault("status_before", times=2, status=500)
    visit = clinic.visit()
    assert visit.code == 0
    # The answer that says so said nothing of the token; the campaign that was read did.
    assert visit.status("campaigns") == "ok"


def test_an_invoca_that_stays_ill_is_wrong(clinic: Clinic) -> None:
    clinic.account.add_fault("status_before", times=-1, status=503)
    visit = clinic.visit()
    assert visit.wrong == ["campaigns"]
    assert visit.all("token") == []


@pytest.mark.parametrize(
    ("seconds", "status"), [(0, "ok"), (-60, "ok"), (300, "note"), (-300, "note"), (7200, "wrong")]
)
def test_a_clock_that_is_wrong_is_told_with_the_difference(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch, seconds: int, status: str
) -> None:
    date = requests.get(clinic.account.url, timeout=10).headers["date"]
    now = parsedate_to_datetime(date).timestamp() + seconds
    monkeypatch.setattr("invoca_cli.checkup.account.wall_clock", lambda: now)
    found = clinic.visit().the("clock")
    assert found["status"] == status
    if status != "ok":
        assert ("ahead of Invoca's" if seconds > 0 else "behind Invoca's") in found["text"]


# --- custom data -----------------------------------------------------------------------------


def test_a_field_that_the_account_does_not_have_is_a_note_with_the_nearest(clinic: Clinic) -> None:
    clinic.declare(RADIO.replace("channel: radio", "chanel: radio"))
    found = clinic.visit().the("custom data")
    assert found["status"] == "note"
    assert found["text"] == (
        "stacks/spring-radio.yaml: custom_data.chanel is not a field that the account has (kroq, "
        "power106); did you mean `custom_data.channel`?"
    )
    assert found["remedy"].startswith("Correct the key, or make the field in Invoca")


def test_where_the_account_may_not_tell_live_numbers_are_asked(clinic: Clinic) -> None:
    for endpoint in ("transactions", "js_tags"):
        clinic.account.add_fault("status_before", path=endpoint, status=403, times=-1)
    clinic.declare()
    assert clinic.visit().all("custom data") == []
    clinic.account.put_number("acme", "spring-radio", custom_data={"chanel": "radio"})
    told = [one["text"] for one in clinic.visit().all("custom data")]
    assert [text.partition(" is not a field that live numbers carry")[0] for text in told] == [
        "stacks/spring-radio.yaml: custom_data.channel",
        "stacks/spring-radio.yaml: custom_data.station",
    ]


def test_hundreds_of_unknown_fields_are_counted(clinic: Clinic) -> None:
    fields = ", ".join(f"nofield{index}: x" for index in range(300))
    clinic.declare(RADIO.replace("channel: radio", fields))
    told = [one["text"] for one in clinic.visit().all("custom data")]
    assert len(told) == 11
    assert told[-1] == "and 290 more fields"


def test_a_file_without_custom_data_costs_no_look(clinic: Clinic) -> None:
    clinic.declare(RADIO.replace("channel: radio", "").replace("station: KROQ", ""))
    assert clinic.visit().all("custom data") == []
    assert {call.endpoint for call in clinic.account.calls()} == {"advertiser_campaign"}
