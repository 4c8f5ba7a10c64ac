"""Tokens, networks, versions, rates: who is let in."""

from __future__ import annotations

import pytest
import requests

from invoca_simulator import Simulator
from tests.unit.simulator.caller import Caller, complete


def test_a_token_may_come_in_header_query_or_body(simulator: Simulator, caller: Caller) -> None:
    url, token = f"{caller.base}/promo_numbers.json", simulator.token
    requests.get(url, headers={"Authorization": token}, timeout=10)
    requests.get(url, params={"oauth_token": token}, timeout=10)
    requests.post(url, json=complete(oauth_token=token), timeout=10)
    requests.get(url, timeout=10)
    requests.get(url, headers={"Authorization": f"Bearer {token}"}, timeout=10)
    auths = [call.auth for call in simulator.calls()]
    assert auths == ["header", "query", "body", "none", "wrong"]
    assert [call.status for call in simulator.calls()] == [200, 200, 201, 401, 401]


def test_a_read_only_token_may_not_write(simulator: Simulator, caller: Caller) -> None:
    simulator.add_token("reader", read_only=True)
    caller.session.headers["Authorization"] = "reader"
    assert caller.ids() == []
    assert caller.buy().json()["errors"]["class"] == "UnauthorizedOperation"


def test_a_token_belongs_to_its_networks(simulator: Simulator, caller: Caller) -> None:
    caller.base = caller.base.replace("/1/", "/2/")
    assert caller.get().json()["errors"]["class"] == "UnauthorizedOperation"


def test_a_revoked_token_is_not_let_in(simulator: Simulator, caller: Caller) -> None:
    simulator.revoke_token(simulator.token)
    assert caller.get().status_code == 401


def test_an_unknown_campaign_is_not_found(simulator: Simulator) -> None:
    refused = Caller(simulator, "nowhere").get()
    assert refused.status_code == 404
    assert refused.json()["errors"]["invalid_data"] == (
        "Could not find AdvertiserCampaign nowhere for advertiser acme"
    )


@pytest.mark.parametrize(("knob", "status"), [("forbidden", 403), ("not_found", 404)])
def test_a_closed_campaign_follows_the_knob(
    simulator: Simulator, caller: Caller, knob: str, status: int
) -> None:
    simulator.set_campaign_access("acme", "radio", False)
    simulator.set_knobs(no_access=knob)
    assert caller.get().status_code == status


def test_a_token_may_be_kept_to_some_advertisers(simulator: Simulator, caller: Caller) -> None:
    simulator.add_token("other", advertisers=["globex"])
    caller.session.headers["Authorization"] = "other"
    assert caller.get().json()["errors"]["class"] == "UnauthorizedAdvertiser"


def test_campaigns_can_be_made_when_first_used(simulator: Simulator) -> None:
    simulator.set_knobs(unknown_campaign="create")
    path = "affiliates/new/affiliate_campaigns/promo_numbers.json"
    assert Caller(simulator, "fresh").call("GET", path).json() == []


@pytest.mark.parametrize(
    ("knob", "version", "status"),
    [
        ("bad_request", "2099-01-01", 400),
        ("not_found", "2099-01-01", 404),
        ("nearest_earlier", "2099-01-01", 200),
        ("nearest_earlier", "latest", 400),
        ("bad_request", "2018-05-01", 200),
    ],
)
def test_an_unknown_version_follows_the_knob(
    simulator: Simulator, caller: Caller, knob: str, version: str, status: int
) -> None:
    simulator.set_knobs(unknown_version=knob)
    caller.base = caller.base.replace("2022-08-01", version)
    assert caller.call("GET", "promo_numbers.json").status_code == status


@pytest.mark.parametrize(("form", "body"), [("empty", ""), ("text", "Unauthorized")])
def test_a_401_takes_the_form_of_the_knob(simulator: Simulator, form: str, body: str) -> None:
    simulator.set_knobs(unauthorized_body=form)
    assert requests.get(f"{simulator.url}/api/2022-08-01/1/advertisers", timeout=10).text == body


@pytest.mark.parametrize(
    ("knob", "status", "retry_after"),
    [("429", 429, None), ("429_retry_after", 429, "7"), ("503_retry_after", 503, "7")],
)
def test_a_rate_limit_counts_the_calls_of_a_second(
    knob: str, status: int, retry_after: str | None
) -> None:
    seconds = [0.0]
    knobs = {"rate_limit": knob, "requests_per_second": 2, "retry_after_seconds": 7}
    with Simulator(knobs=knobs, clock=lambda: seconds[0]) as simulator:
        simulator.add_campaign("acme", "radio")
        caller = Caller(simulator)
        answers = [caller.call("GET", "promo_numbers.json") for _ in range(3)]
        assert [answer.status_code for answer in answers] == [200, 200, status]
        assert answers[-1].headers.get("Retry-After") == retry_after
        seconds[0] = 1.0
        assert caller.ids() == []
