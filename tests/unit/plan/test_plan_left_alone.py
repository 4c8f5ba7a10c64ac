"""What an engine lets go of without asking the provider, and replacements that end with the number
that there was: nothing is released."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.plan.previews import DIGITS, STACK, Desk, new, old, refreshed, step

FREE = {"protect": False}


@pytest.mark.parametrize("op", ["delete", "replace"])
def test_what_goes_with_another_resource_stays_live(desk: Desk, op: str) -> None:
    jazz = old("jazz", state={**FREE, "deletedWith": old("kroq")["urn"]})
    another = new("kroq", protect=False, generation=2.0, id_from_network="kroq-2")
    goes = step(op, old("kroq", state=FREE), another if op == "replace" else None)
    ended = desk.plan(*refreshed("kroq"), step("refresh", jazz, jazz), step("delete", jazz), goes)
    assert ("forget", "jazz") in ended.kinds
    assert ended.json["totals"]["releases"] == 1


def test_it_is_released_where_the_other_resource_stays(desk: Desk) -> None:
    jazz = old("jazz", state={**FREE, "deletedWith": old("kroq")["urn"]})
    ended = desk.plan(*refreshed("kroq"), step("refresh", jazz, jazz), step("delete", jazz))
    assert ended.kinds == [("release", "jazz")]


def retained(**inputs: Any) -> list[dict[str, Any]]:
    before = old("kroq", state={**FREE, "retainOnDelete": True})
    after = {**new("kroq", protect=False, **inputs), "retainOnDelete": True}
    return [
        step("refresh", before, before),
        step("replace", before, after, replaceReasons=["generation"]),
    ]


def test_what_is_retained_stays_live_when_another_is_bought(desk: Desk) -> None:
    ended = desk.plan(*retained(generation=2.0, id_from_network="kroq-2"))
    assert ended.kinds == [("buy", "kroq"), ("forget", "kroq")]
    bought, forgotten = ended.json["steps"]
    assert (bought["promo_number"], forgotten["promo_number"]) == ("", DIGITS["kroq"])
    assert f"because of generation; {DIGITS['kroq']} stays live" in bought["means"]
    assert (ended.json["totals"]["buys"], ended.json["totals"]["releases"]) == (1, 0)


def test_what_is_retained_stays_live_when_another_is_taken_over(desk: Desk) -> None:
    digits = desk.account.put_number(
        "acme", STACK, promo_number="8885550177", id_from_network="kroq-2"
    )
    ended = desk.plan(*retained(generation=2.0, id_from_network="kroq-2"))
    assert ended.kinds == [("forget", "kroq"), ("adopt", "kroq")]
    assert ended.json["steps"][1]["promo_number"] == digits
    assert ended.json["totals"]["buys"] == 0


def test_a_forced_replacement_in_another_campaign_is_a_move(desk: Desk) -> None:
    """It finds the number by its id, and moves it; what is deleted then is held."""
    desk.account.put_number(
        "acme", STACK, promo_number=DIGITS["kroq"], id_from_network="kroq-1",
        description="Kroq", media_type="Offline: Radio",
    )  # fmt: skip
    before = old("kroq", state=FREE)
    after = new("kroq", protect=False, campaign_id="direct-mail")
    ended = desk.plan(
        step("refresh", before, before), step("replace", before, after, replaceReasons=["id"])
    )
    found = ended.only()
    assert (found["kind"], found["takes_over"], ended.code) == ("move", "", 2)
    assert [(one["old"], one["new"]) for one in found["changes"]] == [
        (f"acme/{STACK}", "acme/direct-mail")
    ]
    assert (ended.json["totals"]["buys"], ended.json["totals"]["releases"]) == (0, 0)


def test_a_forced_replacement_tells_the_fields_that_it_changes(desk: Desk) -> None:
    """What is taken over is brought to what is declared."""
    after = new("kroq", description="KROQ at night")
    ended = desk.plan(*refreshed("kroq"), step("replace", old("kroq"), after))
    assert (ended.code, ended.kinds) == (2, [("change", "kroq")])
    assert [one["field"] for one in ended.only()["changes"]] == ["description"]
