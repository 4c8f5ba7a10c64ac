"""Invoca's endpoints as documented, at the default of every knob."""

from __future__ import annotations

import pytest
import requests

from invoca_simulator import Simulator
from tests.unit.simulator.caller import Caller, complete, destination

AFFILIATE = "affiliates/kroq-network/affiliate_campaigns"


def test_a_bought_number_is_shown_as_documented(caller: Caller) -> None:
    bought = caller.buy(custom_data={"station": "KROQ"}, local_center={"tn_prefix": "310"})
    assert bought.status_code == 201
    assert bought.json() == {
        "id": 1,
        "id_from_network": "kroq",
        "media_type": "Offline: Radio",
        "description": "KROQ drive time",
        "promo_number": "3105550110",
        "object_url": "https://invoca.net/a_campaigns/promo_numbers/1",
        "custom_data": {"station": "KROQ"},
    }


def test_it_is_found_by_id_by_digits_and_in_both_lists(caller: Caller) -> None:
    shown = caller.buy().json()
    assert caller.get().json() == shown
    assert caller.call("GET", f"promo_numbers/{shown['promo_number']}.json").json() == shown
    assert caller.call("GET", "promo_numbers.json").json() == [shown]
    assert caller.call("GET", "promo_numbers_by_id.json").json() == [shown]


def test_the_ending_and_the_network_id_may_be_left_out(
    simulator: Simulator, caller: Caller
) -> None:
    shown = caller.buy().json()
    bare = caller.base.replace("/1/advertisers", "/advertisers")
    headers = {"Authorization": simulator.token}
    found = requests.get(f"{bare}/promo_numbers_by_id/kroq", headers=headers, timeout=10)
    assert found.json() == shown


@pytest.mark.parametrize("name", ["a/b", "a b", "ümläut", "v1.2", "list.json", "100%", "a?b#c"])
def test_ids_may_hold_anything_that_is_percent_encoded(caller: Caller, name: str) -> None:
    assert caller.buy(name).status_code == 201
    assert caller.get(name).json()["id_from_network"] == name


def test_invoca_picks_an_id_where_the_caller_does_not(caller: Caller) -> None:
    bought = caller.call("POST", "promo_numbers.json", complete()).json()
    assert bought["id_from_network"] == str(bought["id"])


def test_a_number_bought_by_hand_may_have_no_id(simulator: Simulator, caller: Caller) -> None:
    digits = simulator.put_number("acme", "radio", description="Bought by hand")
    shown = caller.call("GET", f"promo_numbers/{digits}.json").json()
    assert shown["id_from_network"] is None


def test_an_affiliates_numbers_are_its_own(caller: Caller) -> None:
    path = f"{AFFILIATE}/promo_numbers_by_id.json"
    bought = caller.call("POST", path, complete(id_from_network="net")).json()
    assert "/p_campaigns/" in bought["object_url"]
    assert caller.call("GET", path).json() == [bought]
    assert caller.ids() == []


def test_a_put_answers_the_whole_object(caller: Caller) -> None:
    caller.buy(custom_data={"station": "KROQ"})
    changed = caller.put(complete(description="Mornings", custom_data={"region": "west"}))
    assert changed.status_code == 200
    assert changed.json()["custom_data"] == {"region": "west"}
    assert caller.get().json() == changed.json()


def test_a_put_can_move_a_number(simulator: Simulator, caller: Caller) -> None:
    digits = caller.buy(custom_data={"station": "KROQ"}).json()["promo_number"]
    moved = caller.put(destination("billboards"))
    assert moved.status_code == 200
    assert moved.json()["custom_data"] == {"station": "KROQ"}
    assert caller.get().status_code == 404
    assert Caller(simulator, "billboards").get().json()["promo_number"] == digits
    assert [entry.campaign for entry in simulator.ledger("moved")] == ["billboards"]


def test_a_destination_must_be_complete_and_exist(caller: Caller) -> None:
    caller.buy()
    half = caller.put({"destination_advertiser_id_from_network": "acme"})
    nowhere = caller.put(destination("nowhere"))
    assert (half.status_code, nowhere.status_code) == (403, 404)
    assert caller.ids() == ["kroq"]


def test_a_released_number_is_gone(caller: Caller) -> None:
    caller.buy()
    released = caller.delete()
    assert (released.status_code, released.json()) == (200, {})
    assert caller.get().json() == {
        "errors": {
            "class": "RecordNotFound",
            "invalid_data": "Could not find PromoNumber kroq for advertiser campaign radio "
            "and advertiser acme",
        }
    }


def test_hours_of_operation_show_from_2026_on(simulator: Simulator, caller: Caller) -> None:
    hours = {"open_24_7": True}
    assert "hours_of_operation" not in caller.buy(hours_of_operation=hours).json()
    caller.base = caller.base.replace("2022-08-01", "2026-02-01")
    assert caller.get().json()["hours_of_operation"] == hours


def test_campaigns_and_their_neighbours_can_be_read(caller: Caller) -> None:
    campaign = caller.session.get(f"{caller.base}.json", timeout=10).json()
    campaigns = caller.session.get(f"{caller.base.rpartition('/')[0]}.json", timeout=10).json()
    advertisers = caller.session.get(f"{caller.api}/advertisers.json", timeout=10).json()
    affiliates = caller.session.get(f"{caller.api}/affiliates.json", timeout=10).json()
    assert (campaign["id_from_network"], campaign["name"]) == ("radio", "Spring radio")
    assert [shown["id_from_network"] for shown in campaigns] == ["radio", "billboards"]
    assert [shown["id_from_network"] for shown in advertisers] == ["acme"]
    assert [shown["id_from_network"] for shown in affiliates] == ["kroq-network"]


def test_the_affiliates_of_a_campaign_are_listed_with_their_shares(caller: Caller) -> None:
    [share] = caller.call("GET", "affiliate_campaigns.json").json()
    assert share["affiliate_id_from_network"] == "kroq-network"
    assert (share["status"], share["max_promo_numbers"], share["custom_data"]) == (
        "Approved",
        1000,
        {},
    )
    assert share["id_from_network"] != "kroq-network"
    assert caller.call("GET", f"{AFFILIATE}.json").json() == share
    advertiser = f"{caller.api}/advertisers/acme"
    affiliates = caller.session.get(f"{advertiser}/affiliates.json", timeout=10).json()
    assert [shown["id_from_network"] for shown in affiliates] == ["kroq-network"]


def test_no_undocumented_path_leads_to_affiliates(caller: Caller) -> None:
    assert caller.call("GET", "affiliates.json").status_code == 404


@pytest.mark.parametrize(("method", "path"), [("PATCH", "promo_numbers.json"), ("GET", "nothing")])
def test_what_is_no_endpoint_is_not_found(caller: Caller, method: str, path: str) -> None:
    assert caller.call(method, path).json()["errors"]["class"] == "RoutingError"


def test_a_body_that_is_no_object_is_refused(caller: Caller) -> None:
    assert caller.call("POST", "promo_numbers.json", ["not", "an", "object"]).status_code == 400
