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


def limited_to(desk: Desk, most: int) -> None:
    desk.account.add_campaign("acme", "spring-radio", affiliates=["kroq"])
    body = {**SHARE, "max_promo_numbers": most}
    path = "affiliates/kroq/affiliate_campaigns.json"
    desk.account.add_fault("status_before", path=path, status=200, body=body, times=-1)


def of_stack(desk: Desk, stack: str, count: int) -> str:
    """A preview of another stack that buys in the same campaign."""
    steps = (step("create", None, new(f"n{at}", affiliate_id="kroq")) for at in range(count))
    path = desk.folder / desk.save(*steps, file=f"{stack}.json")
    text = path.read_text("utf-8").replace("urn:pulumi:spring-radio:", f"urn:pulumi:{stack}:")
    path.write_text(text, "utf-8")
    return path.name


def test_a_limit_is_held_against_what_all_stacks_bring(desk: Desk) -> None:
    """Each of them fits, and together they do not."""
    limited_to(desk, 3)
    files = [of_stack(desk, stack, 2) for stack in ("early", "late")]
    asked = [word for file in files for word in ("--preview", file)]
    assert desk.run(*asked, "--format", "json").json["notes"] == [
        "acme/spring-radio/kroq may hold 3 promo numbers: 0 live, 4 to be bought by stacks early "
        "and late, 1 more than fit"
    ]


def test_a_campaign_of_the_same_name_in_another_account_has_a_limit_of_its_own(desk: Desk) -> None:
    limited_to(desk, 3)
    files = [of_stack(desk, stack, 2) for stack in ("early", "late")]
    address = desk.environment["INVOCA_BASE_URL"]
    desk.environment["INVOCA_BASE_URL"] = None
    for stack, spelled in (
        ("early", address),
        ("late", str(address).replace("127.0.0.1", "localhost")),
    ):
        settings = desk.folder / "stacks" / f"Pulumi.{stack}.yaml"
        settings.write_text(f'config: {{"invoca:baseUrl": "{spelled}"}}\n', "utf-8")
    asked = [word for file in files for word in ("--preview", file)]
    notes = desk.run(*asked, "--format", "json").json["notes"]
    assert notes == ["acme/spring-radio/kroq may hold 3 promo numbers: 0 live, 2 to be bought"] * 2


def test_what_is_refused_takes_no_place(desk: Desk) -> None:
    limited_to(desk, 3)
    wanted = [new("kroq", affiliate_id="kroq"), new("jazz", affiliate_id="kroq", adopt=True)]
    ended = desk.plan(*(step("create", None, one) for one in wanted))
    assert ended.json["notes"] == [
        "acme/spring-radio/kroq may hold 3 promo numbers: 0 live, 1 to be bought"
    ]


def test_what_is_moved_there_takes_a_place_too(desk: Desk) -> None:
    limited_to(desk, 1)
    moved = step("update", old("kroq"), new("kroq", affiliate_id="kroq"))
    bought = step("create", None, new("jazz", affiliate_id="kroq"))
    assert desk.plan(*refreshed("kroq"), moved, bought).json["notes"] == [
        "acme/spring-radio/kroq may hold 1 promo number: 0 live, 1 to be bought, 1 to be moved "
        "there, 1 more than fit"
    ]
