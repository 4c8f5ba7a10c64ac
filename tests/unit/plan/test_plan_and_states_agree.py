"""What a plan says of a number beside what the run then does, where the state holds it already."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.plan.both import ADOPT, BUY, REFUSE, Both, asked, of_somebody, picked
from tests.unit.plan.previews import Desk, step

FREE = {"protect": False}


def at_night(**values: Any) -> dict[str, Any]:
    """Of the same declared id, under another name."""
    return asked("night", id_from_network="radio-1", id_is_generated=False, **{**FREE, **values})


@pytest.fixture
def both(desk: Desk) -> Both:
    return Both(desk)


@pytest.mark.parametrize("existing", ["update_201", "taken", "duplicate"])
@pytest.mark.parametrize("lookup", ["exact", "normalised"])
@pytest.mark.parametrize("stored", ["as_sent", "prefixed"])
def test_a_declared_id_under_a_new_name_is_refused_with_the_line_to_write(
    both: Both, monkeypatch: pytest.MonkeyPatch, stored: str, lookup: str, existing: str
) -> None:
    both.account.set_knobs(stored_id=stored, id_lookup=lookup, post_existing_id=existing)
    live = both.acquire(of_somebody())
    held = both.hold(monkeypatch, of_somebody(**FREE), live.promo_number)
    for described in ("Kroq", "Late shows"):
        night = at_night(description=described)
        ended = both.plan(night, steps=[step("refresh", held, held), step("delete", held)])
        assert ended.json["totals"]["buys"] == 0
        is_answered_otherwise = (stored, lookup) == (
            "prefixed",
            "normalised",
        ) and described != "Kroq"
        line = 'write adopt: "' if is_answered_otherwise else "write `was: kroq`"
        assert line in ended.errors[0]
        assert both.done(night) == (REFUSE, "")


@pytest.mark.parametrize("is_gone", [False, True])
def test_in_another_campaign_or_once_its_number_is_gone_a_declared_id_is_bought(
    both: Both, monkeypatch: pytest.MonkeyPatch, is_gone: bool
) -> None:
    both.account.set_knobs(stored_id="prefixed", post_id_elsewhere="allowed")
    both.set(search_other_campaigns=False)
    live = both.acquire(of_somebody())
    held = both.hold(monkeypatch, of_somebody(**FREE), live.promo_number)
    if is_gone:
        both.account.release_number(live.promo_number)
    night = at_night(campaign_id="spring-radio" if is_gone else "direct-mail")
    told = both.plan(night, steps=[step("refresh", held, held), step("delete", held)])
    assert ("buy", "night") in told.kinds
    assert both.done(night) == (BUY, "")


@pytest.mark.parametrize("reasons", [[], ["generation"]])
def test_a_replacement_by_force_of_a_number_whose_id_invoca_picked_keeps_it(
    both: Both, monkeypatch: pytest.MonkeyPatch, reasons: list[str]
) -> None:
    live = both.acquire(picked(**FREE))
    both.on_another_machine()
    held = both.hold(monkeypatch, picked(**FREE), live.promo_number)
    after = picked(**FREE, **dict.fromkeys(reasons, 2.0))
    steps = [step("refresh", held, held), step("replace", held, after, replaceReasons=reasons)]
    told = both.plan(steps=steps).only()
    if reasons:
        assert told["kind"] == "replace"
        return
    assert (told["kind"], told["promo_number"]) == ("keep", live.promo_number)
    assert both.done(after) == (ADOPT, live.promo_number)


def test_what_another_stack_took_over_is_not_released(
    both: Both, monkeypatch: pytest.MonkeyPatch
) -> None:
    live = both.acquire(of_somebody())
    held = both.hold(monkeypatch, of_somebody(**FREE), live.promo_number)
    steps = [step("refresh", held, held), step("delete", held)]
    assert both.plan(steps=steps).kinds == [("release", "kroq")]
    both.hold_beside("summer")
    told = both.plan(steps=steps)
    assert told.kinds == [("forget", "kroq")]
    assert "Another stack holds it too" in told.stdout
