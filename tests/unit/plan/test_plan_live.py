"""Whether a number that would be created is bought, or is live already and taken over."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.plan.previews import DIGITS, SECRET, UNKNOWN, Desk, new, old, refreshed, step


def test_what_nothing_live_has_the_id_of_is_bought(desk: Desk) -> None:
    ended = desk.plan(step("create", None, new("kroq")))
    assert (ended.code, ended.kinds) == (2, [("buy", "kroq")])
    assert ended.json["totals"]["buys"] == 1
    path = "spring-radio/promo_numbers"
    assert {f"{path}.json", f"{path}_by_id/kroq-1.json"} < {*desk.calls()}


def test_what_is_live_under_the_generated_id_is_taken_over(desk: Desk) -> None:
    digits = desk.account.put_number(
        "acme", "spring-radio", id_from_network="kroq-1", description="Old words",
        media_type="Offline: Radio",
    )  # fmt: skip
    ended = desk.plan(step("create", None, new("kroq")))
    told = ended.only()
    assert (ended.code, told["kind"], told["promo_number"]) == (2, "adopt", digits)
    assert not told["buys"]
    assert [(one["field"], one["old"], one["new"]) for one in told["changes"]] == [
        ("description", "Old words", "Kroq")
    ]
    assert desk.calls() == ["spring-radio/promo_numbers.json"]


@pytest.mark.parametrize("declared", [{}, {"id_is_generated": False, "adopt": True}])
def test_what_is_taken_over_from_another_campaign_is_said_to_be_moved(
    desk: Desk, declared: dict[str, Any]
) -> None:
    desk.account.put_number(
        "acme", "direct-mail", id_from_network="kroq-1", description="Kroq",
        media_type="Offline: Radio",
    )  # fmt: skip
    ended = desk.plan(step("create", None, new("kroq", **declared)))
    told = ended.only()
    assert (ended.code, told["kind"]) == (2, "adopt")
    assert [(one["field"], one["old"], one["new"]) for one in told["changes"]] == [
        ("campaign", "acme/direct-mail", "acme/spring-radio")
    ]
    assert told["means"] == (
        "Live in acme/direct-mail: moved to acme/spring-radio and taken over; buys nothing"
    )
    assert "acme/direct-mail" in desk.run("--preview", "preview.json").stdout


def test_a_list_that_lags_is_no_proof_that_nothing_is_live(desk: Desk) -> None:
    desk.account.set_knobs(list_answer="eventual", list_lag=5)
    desk.account.put_number("acme", "spring-radio", id_from_network="kroq-1")
    assert desk.plan(step("create", None, new("kroq"))).kinds == [("adopt", "kroq")]


def test_one_list_serves_every_number_of_a_campaign(desk: Desk) -> None:
    names = [f"n{index}" for index in range(30)]
    for name in names:
        desk.account.put_number("acme", "spring-radio", id_from_network=f"{name}-1")
    ended = desk.plan(*(step("create", None, new(name)) for name in names))
    assert ended.json["totals"]["steps"]["adopt"] == 30
    assert desk.calls() == ["spring-radio/promo_numbers.json"]


def test_a_number_named_by_its_digits_is_taken_over(desk: Desk) -> None:
    digits = desk.account.put_number("acme", "spring-radio", description="Theirs")
    told = desk.plan(step("create", None, new("kroq", adopt=digits))).only()
    assert (told["kind"], told["promo_number"]) == ("adopt", digits)


@pytest.mark.parametrize("adopt", [True, "8885550123"])
def test_adopt_that_finds_nothing_is_refused_and_buys_nothing(
    desk: Desk, adopt: bool | str
) -> None:
    ended = desk.plan(step("create", None, new("kroq", adopt=adopt)))
    assert ended.code == 1
    assert "`adopt` never buys" in ended.errors[0]
    assert ended.only()["is_refused"]
    assert ended.json["totals"]["buys"] == 0


def test_a_number_that_is_not_certainly_ours_is_refused(desk: Desk) -> None:
    desk.account.put_number("acme", "spring-radio", id_from_network="kroq-1", description="Theirs")
    declared = new("kroq", id_is_generated=False)
    ended = desk.plan(step("create", None, declared))
    assert ended.code == 1
    assert "write `adopt: true`" in ended.errors[0]
    adopting = new("kroq", id_is_generated=False, adopt=True)
    assert desk.plan(step("create", None, adopting)).kinds == [("adopt", "kroq")]


def test_where_invoca_picks_the_id_nothing_is_bought_beside_a_lookalike(desk: Desk) -> None:
    picked = new("kroq", id_assigned_by="invoca", id_from_network=None, id_is_generated=None)
    assert desk.plan(step("create", None, picked)).kinds == [("buy", "kroq")]
    digits = desk.account.put_number(
        "acme", "spring-radio", description="Kroq", media_type="Offline: Radio"
    )
    ended = desk.plan(step("create", None, picked))
    assert ended.code == 1
    assert f'write adopt: "{digits}"' in ended.errors[0]
    held = old("jazz", state={"id": digits})
    assert desk.plan(step("refresh", held, held), step("create", None, picked)).code == 2


def test_a_likeness_that_cannot_be_seen_is_none(desk: Desk) -> None:
    desk.account.put_number("acme", "spring-radio", description="Kroq", media_type="Offline: Radio")
    hidden = {"notes": UNKNOWN}
    picked = new("kroq", id_assigned_by="invoca", id_from_network=None, custom_data=hidden)
    assert desk.plan(step("create", None, picked)).code == 2


def test_a_released_number_that_is_still_shown_is_not_live(desk: Desk) -> None:
    desk.account.set_knobs(get_deleted="status")
    digits = desk.account.put_number("acme", "spring-radio", id_from_network="kroq-1")
    desk.account.release_number(digits)
    for declared in (new("kroq"), new("kroq", adopt=digits)):
        kinds = desk.plan(step("create", None, declared)).kinds
        assert kinds == [("buy", "kroq")]


def test_a_replacement_that_finds_its_number_live_buys_none(desk: Desk) -> None:
    digits = desk.account.put_number(
        "acme", "spring-radio", id_from_network="kroq-2", promo_number="8885550177"
    )
    after = new("kroq", id_from_network="kroq-2", generation=2.0)
    after["inputs"]["id_is_generated"] = True
    ended = desk.plan(*refreshed("kroq"), step("replace", old("kroq"), after))
    told = ended.only()
    assert (told["kind"], told["takes_over"], told["buys"]) == ("replace", digits, False)
    assert (ended.json["totals"]["buys"], ended.json["totals"]["releases"]) == (0, 1)
    assert "buys nothing" in told["means"]


def test_a_replacement_that_finds_its_number_in_another_campaign_says_so(desk: Desk) -> None:
    desk.account.put_number(
        "acme", "direct-mail", id_from_network="kroq-2", promo_number="8885550177"
    )
    after = new("kroq", id_from_network="kroq-2", generation=2.0)
    told = desk.plan(*refreshed("kroq"), step("replace", old("kroq"), after)).only()
    assert told["changes"][0]["field"] == "campaign"
    assert "moves it from acme/direct-mail to acme/spring-radio" in told["means"]


def test_a_number_that_was_released_by_hand_would_be_bought_again(desk: Desk) -> None:
    ended = desk.plan(*refreshed("kroq"), step("create", None, new("kroq")))
    assert ended.kinds == [("buy", "kroq")]
    assert f"Invoca no longer has {DIGITS['kroq']}" in ended.only()["means"]


def test_a_purchase_beside_a_live_number_that_looks_the_same_says_so(desk: Desk) -> None:
    digits = desk.account.put_number("acme", "spring-radio", id_from_network="kroq-adc0976df8bf")
    after = new("kroq", id_from_network="kroq-54e9e3ff7ec5", generation=2.0)
    ended = desk.plan(step("create", None, after))
    assert (ended.code, ended.kinds) == (2, [("buy", "kroq")])
    means = ended.only()["means"]
    assert means.startswith("Buys a number. A number is bought for 'Kroq' although ")
    assert f"{digits} (id 'kroq-adc0976df8bf')" in means
    assert digits in desk.run("--preview", "preview.json").stdout


def test_a_replacement_beside_one_that_looks_the_same_says_so(desk: Desk) -> None:
    digits = desk.account.put_number(
        "acme", "spring-radio", id_from_network="kroq-adc0976df8bf", promo_number="8885550177"
    )
    after = new("kroq", id_from_network="kroq-54e9e3ff7ec5", generation=2.0)
    told = desk.plan(*refreshed("kroq"), step("replace", old("kroq"), after)).only()
    assert f"although {digits}" in told["means"]


def test_one_beside_a_declared_id_of_another_campaign_says_where_that_is(desk: Desk) -> None:
    desk.account.put_number("acme", "direct-mail", id_from_network="radio-1")
    after = new("kroq", id_from_network="radio-1", id_is_generated=False, generation=2.0)
    told = desk.plan(step("create", None, after)).only()
    assert told["kind"] == "buy"
    assert "in campaign 'direct-mail'" in told["means"]


def test_what_another_number_of_the_stack_holds_is_not_taken_over(desk: Desk) -> None:
    desk.account.put_number(
        "acme", "spring-radio", promo_number=DIGITS["kroq"], id_from_network="radio-1"
    )
    before = old("kroq", id_from_network="radio-1", state={"protect": False})
    after = new("night", id_from_network="radio-1")
    ended = desk.plan(*refreshed("kroq"), step("create", None, after), step("delete", before))
    assert ended.code == 1
    assert ("adopt", "night") not in ended.kinds
    assert "write `was: kroq`" in ended.json["errors"][0]["text"]
    assert ended.json["totals"]["buys"] == 0


def test_an_id_that_is_not_known_yet_cannot_be_looked_up_and_is_no_error(desk: Desk) -> None:
    ended = desk.plan(step("create", None, new("kroq", id_from_network=UNKNOWN)))
    assert (ended.code, ended.kinds) == (2, [("buy", "kroq")])
    assert "known after deploy" in ended.only()["means"]
    assert not [call for call in desk.calls() if "by_id" in call]


@pytest.mark.parametrize("is_generated", [True, False])
def test_what_is_hidden_is_not_compared(desk: Desk, is_generated: bool) -> None:
    desk.account.put_number(
        "acme", "spring-radio", id_from_network="kroq-1", description="Live",
        media_type="Offline: Radio", custom_data={"station": "KROQ"},
    )  # fmt: skip
    data = {"notes": UNKNOWN, "channel": SECRET, "station": "KROQ"}
    area = {"tn_prefix": UNKNOWN}
    created = new("kroq", description=UNKNOWN, custom_data=data, local_center=area)
    created["inputs"] |= {"id_is_generated": is_generated, "adopt": not is_generated}
    ended = desk.plan(step("create", None, created))
    assert (ended.code, ended.kinds) == (2, [("adopt", "kroq")])
    assert [(one["field"], one["old"], one["new"]) for one in ended.only()["changes"]] == [
        ("description", "Live", "known after deploy"),
        ("custom_data.notes", "", "known after deploy"),
    ]


def test_what_is_known_later_stands_beside_what_is_live_now(desk: Desk) -> None:
    hours = {"open_24_7": True, "time_zone": "UTC"}
    digits = desk.account.put_number(
        "acme", "spring-radio", id_from_network="kroq-1", description="Kroq",
        media_type="Offline: Radio", custom_data={"station": "KROQ"},
    )  # fmt: skip
    desk.account.change_number(digits, hours_of_operation=hours)
    settings = desk.folder / "stacks" / "Pulumi.spring-radio.yaml"
    settings.write_text('config: {invoca:apiVersion: "2026-02-01"}\n', "utf-8")
    later = {**hours, "time_zone": UNKNOWN}
    created = new("kroq", custom_data={"station": UNKNOWN}, hours_of_operation=later)
    told = desk.plan(step("create", None, created)).only()
    assert [(one["field"], one["old"]) for one in told["changes"]] == [
        ("custom_data.station", "KROQ")
    ]
    created = new("kroq", custom_data={"station": SECRET}, hours_of_operation=UNKNOWN)
    told = desk.plan(step("create", None, created)).only()
    assert [(one["field"], one["old"]) for one in told["changes"]] == [
        ("hours_of_operation", '{"open_24_7": true, "time_zone": "UTC"}')
    ]


# -- accounts that cannot be read ------------------------------------------------------------------


def test_without_an_account_it_says_that_nothing_could_be_looked_up(desk: Desk) -> None:
    desk.environment["INVOCA_API_TOKEN"] = None
    ended = desk.plan(step("create", None, new("kroq")), step("create", None, new("jazz")))
    assert ended.code == 1
    assert ended.kinds == [("buy", "jazz"), ("buy", "kroq")]
    assert "invoca:apiToken is not set" in ended.errors[0]
    assert ended.errors[0].endswith("(2 numbers)")
    assert "that could not be looked up" in ended.json["steps"][0]["means"]


def test_a_refused_token_is_tried_once(desk: Desk) -> None:
    desk.environment["INVOCA_API_TOKEN"] = "wrong-token"
    ended = desk.plan(*(step("create", None, new(f"n{index}")) for index in range(40)))
    assert ended.code == 1
    assert len(ended.errors) == 1
    assert "does not accept the token" in ended.errors[0]
    assert len(desk.calls()) <= 1


def test_a_campaign_without_access_leaves_its_numbers_open(desk: Desk) -> None:
    desk.account.set_campaign_access("acme", "direct-mail", False)
    steps = [
        step("create", None, new("kroq")),
        step("create", None, new("postcard", campaign_id="direct-mail")),
    ]
    ended = desk.plan(*steps)
    assert ended.code == 1
    assert [one["numbers"] for one in ended.json["errors"]] == [["postcard"]]
    means = {one["name"]: one["means"] for one in ended.json["steps"]}
    assert means["kroq"].startswith("Buys a number. It could not be looked for in the affiliate")
    assert "campaign 'direct-mail'" in means["kroq"]
    assert "could not be looked up" in means["postcard"]


def test_an_account_that_fails_at_the_second_look_is_an_error_and_not_a_miss(desk: Desk) -> None:
    at_once = {"Retry-After": "0"}
    desk.account.add_fault(
        "status", method="GET", path="promo_numbers_by_id", times=1000, status=500, headers=at_once
    )
    ended = desk.plan(step("create", None, new("kroq")))
    assert ended.code == 1
    assert "could not be looked up" in ended.only()["means"]


def test_a_404_of_somebody_else_is_an_error_and_not_a_miss(desk: Desk) -> None:
    page = "<html>no such page</html>"
    desk.account.add_fault("status", path="promo_numbers_by_id", times=9, status=404, body=page)
    ended = desk.plan(step("create", None, new("kroq")))
    assert ended.code == 1
    assert "could not be looked up" in ended.only()["means"]


def test_what_needs_no_look_asks_nobody(desk: Desk) -> None:
    desk.environment["INVOCA_API_TOKEN"] = None
    assert desk.plan(*refreshed("kroq"), step("delete", old("kroq"))).code == 2
    assert desk.calls() == []
