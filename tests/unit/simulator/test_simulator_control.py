"""The control plane and the pages."""

from __future__ import annotations

import pytest
import requests

from invoca_simulator import Knobs, Simulator
from tests.unit.simulator.caller import Caller


class Control:
    def __init__(self, simulator: Simulator) -> None:
        self._url = f"{simulator.url}/_simulator"

    def call(self, method: str, path: str, body: object = None) -> requests.Response:
        return requests.request(method, f"{self._url}/{path}", json=body, timeout=10)


@pytest.fixture
def control(simulator: Simulator) -> Control:
    return Control(simulator)


def test_knobs_are_turned_and_described(simulator: Simulator, control: Control) -> None:
    turned = control.call("PATCH", "knobs", {"list_answer": "capped"})
    assert turned.json()["list_answer"] == "capped"
    assert simulator.knobs.list_answer == "capped"
    assert control.call("GET", "knobs").json() == turned.json()
    assert set(control.call("GET", "knobs/schema").json()["properties"]) == set(Knobs.model_fields)


def test_a_wrong_knob_is_explained(control: Control) -> None:
    refused = control.call("PATCH", "knobs", {"list_answer": "backwards"})
    assert refused.status_code == 422
    assert refused.json()["detail"][0]["loc"] == ["list_answer"]


def test_numbers_are_changed_moved_and_released_by_hand(
    simulator: Simulator, caller: Caller, control: Control
) -> None:
    digits = caller.buy().json()["promo_number"]
    there = {"advertiser": "acme", "campaign": "billboards"}
    control.call("PATCH", f"numbers/{digits}", {"custom_data": {"region": "east"}, **there})
    [number] = control.call("GET", "numbers").json()
    assert (number["custom_data"], number["campaign"]) == ({"region": "east"}, "billboards")
    assert control.call("DELETE", f"numbers/{digits}").status_code == 200
    assert control.call("DELETE", f"numbers/{digits}").status_code == 404
    events = [entry["event"] for entry in control.call("GET", "ledger").json()]
    assert events == ["bought", "changed", "moved", "released"]


def test_numbers_are_bought_by_hand_where_there_is_a_campaign(
    simulator: Simulator, control: Control
) -> None:
    new = {"advertiser": "acme", "campaign": "radio", "description": "d", "media_type": "x"}
    bought = control.call("POST", "numbers", {**new, "area_code": "310"}).json()["promo_number"]
    assert bought.startswith("310")
    share = control.call("POST", "numbers", {**new, "affiliate": "kroq-network"})
    assert share.status_code == 200
    assert [number["affiliate"] for number in simulator.numbers()] == [None, "kroq-network"]
    assert {entry.by for entry in simulator.ledger("bought")} == {"hand"}
    for wrong, status in (
        ({"campaign": "nowhere"}, 404),
        ({"affiliate": "nobody"}, 404),
        ({"area_code": "1"}, 409),
        ({"colour": "red"}, 422),
    ):
        assert control.call("POST", "numbers", {**new, **wrong}).status_code == status


def test_a_campaign_is_removed_once_it_holds_no_number(
    simulator: Simulator, caller: Caller, control: Control
) -> None:
    digits = caller.buy().json()["promo_number"]
    ids = "campaigns?advertiser=acme&campaign=radio"
    assert control.call("DELETE", ids).json() == {
        "detail": "it has live numbers; release or move them first"
    }
    simulator.release_number(digits)
    assert control.call("DELETE", ids).status_code == 200
    assert control.call("DELETE", ids).status_code == 404
    assert caller.get().status_code == 404


def test_the_version_is_another_one_whenever_anything_changed(
    simulator: Simulator, caller: Caller, control: Control
) -> None:
    seen = [simulator.version()]
    for act in (
        lambda: caller.buy(),
        lambda: caller.get(),
        lambda: simulator.set_knobs(latency_ms=1),
        lambda: simulator.play("lost-answers"),
        lambda: simulator.add_campaign("acme", "tv"),
    ):
        act()
        seen.append(control.call("GET", "version").json()["version"])
    assert len(set(seen)) == len(seen)
    assert control.call("GET", "version").json()["version"] == seen[-1]


def test_an_account_is_set_up_over_http(simulator: Simulator, control: Control) -> None:
    campaign = {"advertiser": "acme", "campaign": "mail", "accessible": False}
    assert control.call("PUT", "campaigns", campaign).status_code == 200
    assert control.call("PUT", "custom_fields", {"names": ["crew"]}).status_code == 200
    assert control.call("POST", "tokens", {"token": "other"}).status_code == 200
    caller = Caller(simulator, "mail")
    caller.session.headers["Authorization"] = "other"
    assert caller.get().json()["errors"]["class"] == "UnauthorizedAdvertiser"


def test_faults_are_scripted_over_http(caller: Caller, control: Control) -> None:
    fault = {"action": "status_before", "path": "by_id", "status": 502, "times": -1}
    assert control.call("POST", "faults", fault).status_code == 200
    assert caller.get().status_code == 502
    assert control.call("DELETE", "faults").status_code == 200
    assert caller.get().status_code == 404
    assert control.call("POST", "faults", {"action": "explode"}).status_code == 422
    assert control.call("POST", "faults", {"action": "drop", "path": "("}).status_code == 422


def test_calls_are_listed_and_forgotten(caller: Caller, control: Control) -> None:
    caller.buy()
    assert [call["method"] for call in control.call("GET", "calls").json()] == ["POST"]
    control.call("DELETE", "calls")
    assert control.call("GET", "calls").json() == []


def test_a_reset_empties_the_account(
    simulator: Simulator, caller: Caller, control: Control
) -> None:
    caller.buy()
    control.call("POST", "reset")
    assert (simulator.numbers(), simulator.ledger()) == ([], [])
    assert caller.get().status_code == 404


@pytest.mark.parametrize("path", ["/", "/docs", "/_simulator/knobs", "/openapi.json"])
def test_only_this_machine_is_answered(simulator: Simulator, path: str) -> None:
    def status(**headers: str) -> int:
        return requests.get(simulator.url + path, headers=headers, timeout=10).status_code

    assert status() == status(Host="localhost:80") == status(Host="[::1]:80") == 200
    assert status(Host="rebound.example") == status(Origin="https://elsewhere.example") == 403


def test_pages_of_other_programs_on_this_machine_are_refused(simulator: Simulator) -> None:
    def status(origin: str, **headers: str) -> int:
        url = f"{simulator.url}/_simulator/reset"
        headers = {"Origin": origin, **headers}
        return requests.post(url, headers=headers, timeout=10).status_code

    port = simulator.url.rpartition(":")[2]
    assert status(simulator.url) == 200
    assert status(f"http://localhost:{port}", Host=f"localhost:{port}") == 200
    for origin in ("http://127.0.0.1:1", f"https://127.0.0.1:{port}", f"http://localhost:{port}"):
        assert status(origin) == 403
    assert status("null") == 403


def test_the_page_shows_and_escapes_what_people_typed(simulator: Simulator, caller: Caller) -> None:
    caller.buy(description="<b>Mornings</b>", custom_data={"station": "K&Q"})
    page = requests.get(simulator.url, timeout=10).text
    assert "(800) 555-0100" in page
    assert "&lt;b&gt;Mornings&lt;/b&gt;" in page
    assert "K&amp;Q" in page


@pytest.mark.parametrize(
    ("query", "is_shown"),
    [("", True), ("kroq", True), ("(800) radio station", True), ("8005550100", True),
     ("K&Q", True), ("jazz", False), ("kroq jazz", False)],
)  # fmt: skip
def test_the_page_shows_what_has_every_word_of_a_search(
    simulator: Simulator, caller: Caller, query: str, is_shown: bool
) -> None:
    caller.buy(description="KROQ mornings", custom_data={"station": "K&Q"})
    page = requests.get(simulator.url, params={"q": query}, timeout=10).text
    assert ("KROQ mornings" in page) is is_shown
    assert ("Nothing matches all of that" in page) is not is_shown


def test_the_reference_names_every_knob_and_loads_nothing(simulator: Simulator) -> None:
    page = requests.get(f"{simulator.url}/docs", timeout=10).text
    assert all(name in page for name in Knobs.model_fields)
    assert "/promo_numbers_by_id/{id_from_network}.json" in page
    assert "://" not in page
