"""Paths, proven by what a server at the other end understands."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from invoca import CampaignRef, Client, Declaration
from invoca.client import endpoints
from invoca_simulator import Simulator

AWKWARD = [
    "plain-1",
    "a/b",
    "/",
    "two words",
    "100%",
    "%2F",
    "%252e%252e",
    "Zürich-日本-🎙",
    "file.json",
    ".json",
    "q?x=1&y#z",
    "a+b;c=d,e@f:g!$*'()",
    "back\\slash",
    "...",
    "~tilde_.-",
]


def body(id_from_network: str | None = None) -> dict[str, str]:
    number = {"description": "KROQ drive time", "media_type": "Offline: Radio"}
    return number if id_from_network is None else {**number, "id_from_network": id_from_network}


@pytest.mark.parametrize("awkward", AWKWARD)
def test_every_operation_reaches_the_ids_it_means(
    simulator: Simulator, client: Client, awkward: str
) -> None:
    simulator.add_campaign(awkward, awkward, affiliates=[awkward])
    for where in (CampaignRef(awkward, awkward), CampaignRef(awkward, awkward, awkward)):
        own_id = awkward if where.affiliate_id else f"{awkward}/2"
        bought = client.create_by_id(where, body(own_id))
        also = client.create(where, body())
        assert client.get_by_id(where, own_id) == bought
        assert client.get(where, bought.promo_number) == bought
        assert client.update(where, bought.promo_number, body(own_id)) == bought
        assert {number.promo_number for number in client.list(where)} == {
            bought.promo_number,
            also.promo_number,
        }
        client.delete(where, also.promo_number)
        assert client.list(where) == [bought]
    assert client.read_campaign(CampaignRef(awkward, awkward)).id_from_network == awkward
    assert [campaign.id_from_network for campaign in client.list_campaigns(awkward)] == [awkward]
    assert not [call for call in simulator.calls() if call.status not in (200, 201)]


@pytest.mark.parametrize(
    "campaign", [CampaignRef("adv", "camp"), CampaignRef("adv", "camp", "aff")]
)
def test_each_operation_uses_its_documented_endpoint(
    simulator: Simulator, client: Client, campaign: CampaignRef
) -> None:
    simulator.add_campaign("adv", "camp", affiliates=["aff"])
    digits = client.create_by_id(campaign, body("one")).promo_number
    client.create(campaign, body())
    client.list(campaign)
    client.get(campaign, digits)
    client.get_by_id(campaign, "one")
    client.update(campaign, digits, body("one"))
    client.delete(campaign, digits)
    client.read_campaign(campaign)
    client.list_campaigns("adv")
    client.list_affiliate_campaigns(campaign)
    client.read_affiliate_campaign(CampaignRef("adv", "camp", "aff"))
    client.list_advertisers()
    above = "/api/2022-08-01/1/advertisers/adv/advertiser_campaigns/camp"
    base = above + ("/affiliates/aff/affiliate_campaigns" if campaign.affiliate_id else "")
    assert [(call.method, call.path) for call in simulator.calls()] == [
        ("POST", f"{base}/promo_numbers_by_id.json"),
        ("POST", f"{base}/promo_numbers.json"),
        ("GET", f"{base}/promo_numbers.json"),
        ("GET", f"{base}/promo_numbers/{digits}.json"),
        ("GET", f"{base}/promo_numbers_by_id/one.json"),
        ("PUT", f"{base}/promo_numbers/{digits}.json"),
        ("DELETE", f"{base}/promo_numbers/{digits}.json"),
        ("GET", f"{above}.json"),
        ("GET", "/api/2022-08-01/1/advertisers/adv/advertiser_campaigns.json"),
        ("GET", f"{above}/affiliate_campaigns.json"),
        ("GET", f"{above}/affiliates/aff/affiliate_campaigns.json"),
        ("GET", "/api/2022-08-01/1/advertisers.json"),
    ]


NAMES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)


@given(NAMES.filter(lambda text: text not in (".", "..")))
def test_only_unreserved_characters_stand_in_a_path_as_they_are(text: str) -> None:
    path = endpoints.promo_number_by_id(CampaignRef("adv", "camp"), text)
    segment = path.removeprefix(
        "/advertisers/adv/advertiser_campaigns/camp/promo_numbers_by_id/"
    ).removesuffix(".json")
    assert set(segment) <= set(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~%"
    )


@pytest.mark.parametrize(
    "field", ["advertiser_id", "campaign_id", "affiliate_id", "id_from_network"]
)
@pytest.mark.parametrize(
    "folder", [".", "..", "", " ", " padded", "padded ", "line\nbreak", "\ud800"]
)
def test_an_id_that_a_path_cannot_hold_is_refused(field: str, folder: str) -> None:
    complete = {
        "advertiser_id": "acme",
        "campaign_id": "spring-radio",
        "description": "KROQ drive time",
        "media_type": "Offline: Radio",
    }
    Declaration.model_validate(complete)
    with pytest.raises(ValidationError, match=field):
        Declaration.model_validate({**complete, field: folder})
