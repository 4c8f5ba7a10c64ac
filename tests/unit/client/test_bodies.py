"""The bodies of the requests that write."""

from __future__ import annotations

from typing import Any

import pytest

from invoca import CampaignRef, Declaration, PromoNumber
from invoca.client import bodies

ZONE = {"time_zone": "Hawaii", "open_24_7": True}


def declared(**fields: Any) -> Declaration:
    return Declaration.model_validate(
        {
            "advertiser_id": "acme",
            "campaign_id": "spring-radio",
            "description": "KROQ drive time",
            "media_type": "Offline: Radio",
            "id_from_network": "kroq",
            **fields,
        }
    )


def live(**fields: Any) -> PromoNumber:
    return PromoNumber.model_validate({"promo_number": "8885550123", **fields})


def test_a_purchase_names_its_id_and_only_what_is_declared() -> None:
    assert bodies.purchase(declared()) == {
        "description": "KROQ drive time",
        "media_type": "Offline: Radio",
        "id_from_network": "kroq",
    }


def test_a_purchase_with_everything_names_everything() -> None:
    number = declared(
        custom_data={"station": "KROQ", "empty": ""},
        local_center={"city": "Ojai", "state": "CA"},
        local_number_preferences={"search_radius_miles": 0, "restrict_search_to_state": False},
        tn_prefix_whitelist=["805"],
        promo_type="Local",
        promo_number_looks_like="49891",
        hours_of_operation=ZONE,
        adopt=False,
        generation=3,
    )
    assert bodies.purchase(number) == {
        "description": "KROQ drive time",
        "media_type": "Offline: Radio",
        "id_from_network": "kroq",
        "custom_data": {"station": "KROQ"},
        "local_center": {"city": "Ojai", "state": "CA"},
        "local_number_preferences": {"search_radius_miles": 0, "restrict_search_to_state": False},
        "tn_prefix_whitelist": ["805"],
        "promo_type": "Local",
        "promo_number_looks_like": "49891",
        "hours_of_operation": ZONE,
    }


def test_an_id_that_invoca_assigns_is_not_sent() -> None:
    body = bodies.purchase(declared(id_assigned_by="invoca", id_from_network=None))
    assert "id_from_network" not in body


def test_an_adwords_account_is_sent_in_both_bodies() -> None:
    number = declared(media_type="Google Call Extension", adwords_account_id="627-345-9815")
    assert bodies.purchase(number)["adwords_account_id"] == "627-345-9815"
    assert bodies.update(number, live())["adwords_account_id"] == "627-345-9815"


def test_an_update_is_a_complete_copy_with_what_others_have_put_there() -> None:
    number = declared(custom_data={"station": "KROQ"})
    body = bodies.update(
        number,
        live(id_from_network="live-id", custom_data={"station": "old", "others": "kept"}),
    )
    assert body == {
        "description": "KROQ drive time",
        "media_type": "Offline: Radio",
        "id_from_network": "live-id",
        "custom_data": {"station": "KROQ", "others": "kept"},
    }


@pytest.mark.parametrize("shown", [5, 5.0, True, False, 0, ["a"], {"a": 1}, "text"])
def test_what_others_have_put_there_goes_back_exactly_as_it_came(shown: object) -> None:
    number = declared(custom_data={"station": "KROQ"})
    body = bodies.update(number, live(custom_data=[["others", shown], ["station", 5]]))
    assert body["custom_data"] == {"others": shown, "station": "KROQ"}
    assert type(body["custom_data"]["others"]) is type(shown)


def test_an_update_never_sends_what_chose_the_number() -> None:
    body = bodies.update(declared(local_center={"tn_prefix": "310"}), live())
    assert "local_center" not in body


@pytest.mark.parametrize("token", ["", None])
def test_what_was_declared_and_is_no_longer_is_cleared(token: str | None) -> None:
    before = declared(custom_data={"station": "KROQ", "daypart": "drive", "gone": "already"})
    shown = live(custom_data={"station": "KROQ", "daypart": "drive", "others": "kept"})
    body = bodies.update(declared(custom_data={"station": "KROQ"}), shown, before, token)
    assert body["custom_data"] == {"station": "KROQ", "daypart": token, "others": "kept"}


def test_what_is_declared_empty_is_cleared() -> None:
    number = declared(custom_data={"station": "", "never": ""})
    shown = live(custom_data={"station": "KROQ"})
    assert bodies.to_clear(number, shown, None) == {"station"}
    assert bodies.update(number, shown)["custom_data"] == {"station": ""}


def test_an_update_always_sends_custom_data_even_where_there_is_none() -> None:
    assert bodies.update(declared(), live())["custom_data"] == {}


def test_fields_that_are_declared_no_longer_are_emptied() -> None:
    before = declared(
        media_type="Google Call Extension", adwords_account_id="1", hours_of_operation=ZONE
    )
    body = bodies.update(declared(), live(hours_of_operation=ZONE), before)
    assert body["adwords_account_id"] is None
    assert body["hours_of_operation"] is None


def test_opening_hours_that_nobody_declared_are_kept() -> None:
    shown = {"time_zone": "Hawaii", "open_24_7": True, "extra": 1}
    body = bodies.update(declared(), live(hours_of_operation=shown))
    assert body["hours_of_operation"] == shown


def test_an_adwords_account_that_nobody_declared_is_kept_where_it_is_shown() -> None:
    number = declared(media_type="Google Call Extension")
    body = bodies.update(number, live(adwords_account_id="627-345-9815"))
    assert body["adwords_account_id"] == "627-345-9815"
    assert "adwords_account_id" not in bodies.update(number, live())


def test_a_destination_names_all_that_the_campaign_has() -> None:
    both = {
        "destination_advertiser_id_from_network": "acme",
        "destination_advertiser_campaign_id_from_network": "autumn",
    }
    assert bodies.destination(CampaignRef("acme", "autumn")) == both
    assert bodies.destination(CampaignRef("acme", "autumn", "kroq")) == {
        **both,
        "destination_affiliate_id_from_network": "kroq",
    }
