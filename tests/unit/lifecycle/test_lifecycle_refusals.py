"""The words for what is refused or odd."""

from __future__ import annotations

from typing import Any

import pytest

from invoca.promo_number.models import CampaignRef, PromoNumber
from invoca.promo_number.moved import followed
from invoca.promo_number.notices import local_number_elsewhere
from invoca.promo_number.refusals import (
    moved_away,
    not_kept,
    nothing_to_adopt,
    vanished,
)
from tests.unit.lifecycle.runs import MAIL, SPRING, number

BY_CODE = {"tn_prefix": "310"}
BY_ZIP = {"zipcode": "93101"}
BY_CITY = {"city": "Santa Barbara", "state": "CA"}


@pytest.mark.parametrize(
    ("inputs", "digits", "asked"),
    [
        ({}, "8885550100", None),
        ({}, "3105550100", None),
        ({"local_center": BY_CODE}, "3105550100", None),
        ({"local_center": BY_CODE}, "8055550100", "310"),
        ({"local_center": BY_CODE}, "8885550100", "310"),
        ({"local_center": BY_CODE, "tn_prefix_whitelist": ["805"]}, "8055550100", None),
        ({"local_center": BY_CODE, "tn_prefix_whitelist": ["805"]}, "3105550100", None),
        ({"local_center": BY_CODE, "tn_prefix_whitelist": ["805"]}, "2135550100", "310"),
        # No area code was asked for, so only a toll-free number is certainly from elsewhere.
        ({"local_center": BY_ZIP}, "8055550100", None),
        ({"local_center": BY_ZIP, "tn_prefix_whitelist": ["310"]}, "8055550100", None),
        ({"local_center": BY_CITY}, "8055550100", None),
        ({"local_center": BY_ZIP}, "8005550100", "93101"),
        ({"local_center": BY_CITY}, "8335550100", "Santa Barbara, CA"),
        # Numbers of other countries have no area codes that are known here.
        ({"local_center": BY_CODE}, "442055550100", None),
        ({"local_center": BY_CODE}, "5550100", None),
    ],
)
def test_a_number_from_elsewhere_is_told(
    inputs: dict[str, Any], digits: str, asked: str | None
) -> None:
    told = local_number_elsewhere(number(**inputs), PromoNumber(promo_number=digits))
    if asked is None:
        assert told is None
    else:
        assert told is not None
        assert told.startswith(f"{digits} was bought for 'KROQ drive time', but {asked} was asked")
        assert "It is kept" in told


@pytest.mark.parametrize("area", ["800", "833", "844", "855", "866", "877", "888"])
def test_every_toll_free_area_is_known(area: str) -> None:
    declared = number(local_center=BY_ZIP)
    assert local_number_elsewhere(declared, PromoNumber(promo_number=f"{area}5550100"))


def test_a_number_that_was_moved_is_followed_by_what_has_an_effect() -> None:
    up = "`pulumi up` without a refresh"
    for ignored in (["campaign_id"], ["*"]):
        told = followed("8885550123", SPRING, MAIL, unrefreshed=up, ignored=ignored)
        assert told.startswith("end its ignore_changes, write `campaign_id: direct-mail`")
    told = followed("8885550123", SPRING, MAIL, unrefreshed=up, ignored=["description"])
    assert "ignore_changes" not in told
    always_read = followed("8885550123", SPRING, MAIL, unrefreshed="", place=" in it", stack="s")
    assert always_read == (
        'write `campaign_id: direct-mail` and adopt: "8885550123" in it, take it out of the state '
        "with `pulumi state delete --force URN --stack s`, which releases nothing (`pulumi stack "
        "--show-urns --stack s` lists the URNs), and run `pulumi up --stack s`, which takes it over"
    )


def test_each_refusal_says_which_number_why_and_what_to_do() -> None:
    live = PromoNumber(promo_number="8885550123")
    partner = CampaignRef("acme", "spring-radio", "kroq-network")
    assert str(vanished("8885550123", partner)) == (
        "checking promo number 8885550123 in campaign 'spring-radio' of advertiser 'acme', "
        "affiliate 'kroq-network': it is no longer there. Run `pulumi refresh`, then `pulumi "
        "preview`: it shows what would be bought."
    )
    assert "Nothing is bought for it" in str(moved_away("8885550123", SPRING, MAIL))
    assert "without a refresh" in str(moved_away("8885550123", SPRING, MAIL))
    assert not_kept(live, []).live is live
    assert "8885550123" in str(not_kept(live, []))
    by_digits = nothing_to_adopt(number(adopt="8885550123"), "404")
    assert by_digits.doing.startswith("adopting 8885550123 in campaign 'spring-radio'")
    by_id = nothing_to_adopt(number(adopt=True), "404")
    assert by_id.doing.startswith("adopting id 'kroq-1' in campaign 'spring-radio'")
    assert by_id.answer == "404"
