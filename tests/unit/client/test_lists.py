"""Lists of promo numbers and of what stands around them, odd entries included."""

from __future__ import annotations

from typing import Any

import pytest

from invoca import CampaignRef, Client
from invoca.client.listing import Listing
from invoca.errors import NotFound, ReportBug
from invoca_simulator import Simulator

RADIO = CampaignRef("acme", "spring-radio")
AFFILIATE = CampaignRef("acme", "spring-radio", "kroq-network")
ODD: list[Any] = [None, "8885550123", 5, True, [], {}, {"id": 21}, {"promo_number": "none"}]


@pytest.mark.parametrize("odd", ODD, ids=str)
def test_an_entry_that_nobody_can_read_is_skipped_and_counted(
    simulator: Simulator, client: Client, odd: Any
) -> None:
    body = [odd, {"promo_number": "8885550123", "id": 7}, odd]
    simulator.add_fault("status_after", status=200, body=body)
    found = client.list(RADIO)
    assert [number.promo_number for number in found] == ["8885550123"]
    assert found.skipped == 2


@pytest.mark.parametrize("odd", ODD, ids=str)
def test_a_list_of_nothing_but_odd_entries_has_no_numbers_and_says_so(
    simulator: Simulator, client: Client, odd: Any
) -> None:
    simulator.add_fault("status_after", status=200, body=[odd, odd])
    found = client.list(RADIO)
    assert (found, found.skipped) == ([], 2)


def test_a_list_as_it_should_be_has_nothing_skipped(simulator: Simulator, client: Client) -> None:
    simulator.put_number("acme", "spring-radio")
    assert client.list(RADIO).skipped == 0


def test_who_shares_a_list_can_tell_that_entries_were_skipped(
    simulator: Simulator, client: Client
) -> None:
    digits = simulator.put_number("acme", "spring-radio")
    body = [None, {"promo_number": digits}]
    simulator.add_fault("status_after", method="GET", status=200, body=body)
    listing = Listing(client).of(RADIO)
    assert list(listing.known()) == [digits]
    assert listing.skipped() == 1
    assert list(listing.fetch()) == [digits]
    assert listing.skipped() == 0
    assert len(simulator.calls()) == 2


# --- what stands around promo numbers -------------------------------------------------------------


def test_the_affiliates_shares_of_a_campaign_name_the_affiliates(client: Client) -> None:
    [share] = client.list_affiliate_campaigns(RADIO)
    assert share.affiliate_id_from_network == "kroq-network"
    assert (share.status, share.max_promo_numbers) == ("Approved", 1000)
    assert client.list_affiliate_campaigns(AFFILIATE) == [share]
    assert client.read_affiliate_campaign(AFFILIATE) == share


def test_an_affiliate_without_a_share_is_not_found(client: Client) -> None:
    with pytest.raises(NotFound) as raised:
        client.read_affiliate_campaign(CampaignRef("acme", "spring-radio", "nobody"))
    assert raised.value.record_not_found


def test_advertisers_are_listed(simulator: Simulator, client: Client) -> None:
    simulator.add_campaign("emca", "autumn")
    assert [one.id_from_network for one in client.list_advertisers()] == ["acme", "emca"]


def test_ids_may_come_as_numbers_and_other_fields_in_any_form(
    simulator: Simulator, client: Client
) -> None:
    shown = {
        "id": "7",
        "id_from_network": 11,
        "affiliate_id_from_network": 976,
        "status": ["Applied"],
        "max_promo_numbers": "many",
        "custom_data": [["channel", 5]],
        "current_terms": {"ivr_tree": {}},
    }
    simulator.add_fault("status_after", status=200, body=[shown, None, {}, "x"])
    found = client.list_affiliate_campaigns(RADIO)
    assert found.skipped == 3
    [share] = found
    assert (share.id, share.id_from_network, share.affiliate_id_from_network) == (7, "11", "976")
    assert (share.status, share.max_promo_numbers) == ('["Applied"]', None)
    assert share.custom_data == {"channel": "5"}


@pytest.mark.parametrize("empty", [{}, {"id": None, "id_from_network": ""}, {"name": "Spring"}, ""])
def test_an_answer_that_names_no_campaign_is_no_sign_that_it_can_be_read(
    simulator: Simulator, client: Client, empty: Any
) -> None:
    simulator.add_fault("status_after", status=200, body=empty)
    with pytest.raises(ReportBug, match="unexpected shape"):
        client.read_campaign(RADIO)
