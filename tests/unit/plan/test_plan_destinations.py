"""A plan reads every campaign that it writes to: purchases in, or moves into, one that is not there
would fail half-way."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.plan.previews import UNKNOWN, Desk, Ended, new, old, refreshed, step


def move(desk: Desk, **place: Any) -> Ended:
    return desk.plan(*refreshed("kroq"), step("update", old("kroq"), new("kroq", **place)))


def buy(desk: Desk, **values: Any) -> Ended:
    return desk.plan(step("create", None, new("kroq", **values)))


@pytest.mark.parametrize("plan", [move, buy])
@pytest.mark.parametrize(
    ("place", "told"),
    [
        ({"campaign_id": "nowhere"}, "campaign 'nowhere' of advertiser 'acme'"),
        ({"advertiser_id": "nobody"}, "campaign 'spring-radio' of advertiser 'nobody'"),
        ({"affiliate_id": "nobody"}, "affiliate 'nobody'"),
    ],
)
def test_a_campaign_that_does_not_exist_is_told_before_anything_is_sent(
    desk: Desk, plan: Any, place: dict[str, str], told: str
) -> None:
    ended = plan(desk, **place)
    assert ended.code == 1
    [error] = ended.errors
    assert told in error
    assert "Check advertiser_id, campaign_id and affiliate_id" in error


def test_a_purchase_under_an_id_that_comes_later_is_looked_at_too(desk: Desk) -> None:
    [error] = buy(desk, id_from_network=UNKNOWN, campaign_id="nowhere").errors
    assert "campaign 'nowhere'" in error


def test_a_campaign_that_the_token_may_not_see_is_told_for_all_its_numbers(desk: Desk) -> None:
    desk.account.set_campaign_access("acme", "direct-mail", False)
    names = ("kroq", "jazz")
    ended = desk.plan(
        *refreshed(*names),
        *(step("update", old(name), new(name, campaign_id="direct-mail")) for name in names),
    )
    [error] = ended.errors
    assert "The token is known but may not do this" in error
    assert error.endswith("(2 numbers)")


@pytest.mark.parametrize("plan", [move, buy])
def test_a_campaign_in_the_archive_takes_no_number(desk: Desk, plan: Any) -> None:
    body = {"id": 7, "id_from_network": "direct-mail", "status": "Archived"}
    path = "advertiser_campaigns/direct-mail.json"
    desk.account.add_fault("status_before", path=path, status=200, body=body, times=-1)
    [error] = plan(desk, campaign_id="direct-mail").errors
    assert "it takes no numbers: Invoca calls it Archived" in error
    assert "Take it out of the archive in Invoca" in error


@pytest.mark.parametrize("plan", [move, buy])
def test_a_campaign_that_can_only_be_listed_is_no_error(desk: Desk, plan: Any) -> None:
    path = "advertiser_campaigns/direct-mail.json"
    desk.account.add_fault("status_before", path=path, status=403, times=-1)
    assert plan(desk, campaign_id="direct-mail").code == 2


def test_each_campaign_is_listed_once_for_purchases_and_moves_together(desk: Desk) -> None:
    ended = desk.plan(
        *refreshed("kroq"),
        step("update", old("kroq"), new("kroq", campaign_id="direct-mail")),
        *(step("create", None, new(f"n{index}", campaign_id="direct-mail")) for index in range(9)),
    )
    assert ended.code == 2
    assert desk.calls().count("direct-mail/promo_numbers.json") == 1
    assert desk.calls().count("direct-mail.json") == 1


def test_missing_settings_are_told_once_for_purchases_and_moves_together(desk: Desk) -> None:
    desk.environment["INVOCA_API_TOKEN"] = ""
    ended = desk.plan(
        *refreshed("kroq"),
        step("update", old("kroq"), new("kroq", campaign_id="direct-mail")),
        step("create", None, new("jazz")),
        step("create", None, new("power106", campaign_id="direct-mail")),
    )
    assert sum("invoca:apiToken is not set" in error for error in ended.errors) == 1
    assert ended.code == 1


SHARE = {"id": 9, "affiliate_id_from_network": "kroq", "max_promo_numbers": 3}


def test_the_limit_of_an_affiliate_campaign_stands_beside_what_is_bought(desk: Desk) -> None:
    desk.account.add_campaign("acme", "spring-radio", affiliates=["kroq"])
    desk.account.put_number("acme", "spring-radio", affiliate="kroq")
    path = "affiliates/kroq/affiliate_campaigns.json"
    desk.account.add_fault("status_before", path=path, status=200, body=SHARE, times=-1)

    def notes(count: int) -> list[str]:
        steps = (step("create", None, new(f"n{at}", affiliate_id="kroq")) for at in range(count))
        return list(desk.plan(*steps).json["notes"])

    assert notes(2) == ["acme/spring-radio/kroq may hold 3 promo numbers: 1 live, 2 to be bought"]
    assert notes(4) == [
        "acme/spring-radio/kroq may hold 3 promo numbers: 1 live, 4 to be bought, 2 more than fit"
    ]


def test_a_limit_says_nothing_where_nothing_is_bought(desk: Desk) -> None:
    desk.account.add_campaign("acme", "spring-radio", affiliates=["kroq"])
    moved = step("update", old("kroq"), new("kroq", affiliate_id="kroq"))
    assert desk.plan(*refreshed("kroq"), moved).json["notes"] == []
