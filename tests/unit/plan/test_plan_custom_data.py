"""Custom data fields that nobody knows of are told in a plan, before Invoca refuses each number."""

from __future__ import annotations

from typing import Any

from tests.unit.plan.previews import UNKNOWN, Desk, Ended, new, old, refreshed, step

MISSPELLED = {"custom_data": {"chanel": "radio"}}


def notes(desk: Desk, *steps: Any) -> list[str]:
    return list(desk.plan(*steps).json["notes"])


def strict(desk: Desk, *steps: Any) -> Ended:
    return desk.run("--preview", desk.save(*steps), "--format", "json", "--strict")


def buy(*names: str, **values: Any) -> list[dict[str, Any]]:
    return [step("create", None, new(name, **{**MISSPELLED, **values})) for name in names]


def hide(desk: Desk, *endpoints: str) -> None:
    for endpoint in endpoints:
        desk.account.add_fault("status_before", path=endpoint, status=403, times=-1)


def test_a_field_that_the_account_does_not_have_is_told_once_with_the_nearest(desk: Desk) -> None:
    assert notes(desk, *buy("a", "b", "c", "d", "e")) == [
        "custom_data.chanel is not a field that the account has (a, b, c and 2 more); did you mean "
        "`custom_data.channel`?"
    ]


def test_fields_of_the_account_are_no_word_worth(desk: Desk) -> None:
    assert notes(desk, *buy("a", custom_data={"channel": "x", "station": UNKNOWN})) == []


def test_an_account_may_tell_its_fields_by_the_names_that_people_see(desk: Desk) -> None:
    body = "Channel,Drop Date\n"
    desk.account.add_fault("status_before", path="transactions", status=200, body=body, times=-1)
    assert notes(desk, *buy("a", custom_data={"channel": "x", "drop_date": "y"})) == []
    (told,) = notes(desk, *buy("a", custom_data={"drop_dates": "y"}))
    assert told.endswith("did you mean `custom_data.Drop Date`?")


def test_strict_makes_it_an_error_of_its_numbers(desk: Desk) -> None:
    ended = strict(desk, *buy("a", "b"))
    assert ended.code == 1
    (error,) = ended.json["errors"]
    assert error["text"].startswith("custom_data.chanel is not a field that the account has (a, b)")
    assert ended.json["notes"] == []
    assert strict(desk, *buy("a", custom_data={"channel": "x"})).code == 2


def test_where_the_report_may_not_be_seen_live_numbers_say_which_there_are(desk: Desk) -> None:
    hide(desk, "transactions", "js_tags")
    desk.account.put_number("acme", "spring-radio", custom_data={"channel": "radio"})
    assert notes(desk, *buy("a")) == [
        "custom_data.chanel is not a field that live numbers carry (a); did you mean "
        "`custom_data.channel`?"
    ]


def test_whoever_knows_any_is_named(desk: Desk) -> None:
    hide(desk, "transactions")
    (desk.folder / "Pulumi.yaml").write_text(
        "name: promo-numbers\nruntime: python\ninvoca: {customData: [hat_size]}\n", "utf-8"
    )
    (told,) = notes(desk, *buy("a", custom_data={"hat_size": "7", "shoe": "12"}))
    assert told.startswith(
        "custom_data.shoe is not a field that the account's tags use or invoca.customData of "
        "Pulumi.yaml lists (a)"
    )


def test_where_nobody_may_see_any_nothing_is_said(desk: Desk) -> None:
    hide(desk, "transactions", "js_tags")
    assert notes(desk, *buy("a")) == []


def test_a_field_that_the_stack_s_numbers_have_already_costs_no_call(desk: Desk) -> None:
    kroq = old("kroq", custom_data={"chanel": "radio"})
    changed = step("update", kroq, new("kroq", **MISSPELLED, description="K"))
    ended = desk.plan(step("refresh", kroq, kroq), changed)
    assert ended.json["notes"] == []
    assert desk.account.calls() == []


def test_a_change_that_adds_a_field_is_looked_at_and_a_release_is_not(desk: Desk) -> None:
    adds = step("update", old("kroq"), new("kroq", **MISSPELLED))
    (told,) = notes(desk, *refreshed("kroq", "jazz"), adds, step("delete", old("jazz")))
    assert "custom_data.chanel" in told


def test_an_account_is_asked_once_for_all_stacks(desk: Desk) -> None:
    files = [desk.save(*buy(name), file=f"{name}.json") for name in ("a", "b")]
    desk.run("--preview", files[0], "--preview", files[1])
    assert [call.endpoint for call in desk.account.calls()].count("transactions") == 1
