"""A protection that is added: told as that, and as no change of the number."""

from __future__ import annotations

from tests.unit.plan.previews import DIGITS, SECRET, Desk, new, old, refreshed, step

OPEN = {"protect": False}
NOTE = f"protected from now on, which changes nothing in Invoca: kroq ({DIGITS['kroq']})"


def test_it_is_a_note_and_the_number_is_unchanged(desk: Desk) -> None:
    gains = step("update", old("kroq", state=OPEN, protect=False), new("kroq", protect=True))
    ended = desk.plan(*refreshed("kroq", "jazz"), gains)
    assert (ended.code, ended.kinds, ended.json["notes"]) == (0, [], [NOTE])
    assert ended.json["totals"]["unchanged"] == 2
    assert "Changed back" not in desk.run("--preview", "preview.json").stdout


def test_so_it_is_where_the_engine_alone_knows_of_it(desk: Desk) -> None:
    gains = step("same", old("kroq", state=OPEN), new("kroq"))
    ended = desk.plan(*refreshed("kroq"), gains)
    assert (ended.code, ended.kinds, ended.json["notes"]) == (0, [], [NOTE])
    assert ended.json["totals"]["unchanged"] == 1


def test_beside_a_change_the_change_is_told(desk: Desk) -> None:
    gains = step("update", old("kroq", state=OPEN), new("kroq", description="Other"))
    ended = desk.plan(*refreshed("kroq"), gains)
    assert (ended.code, ended.kinds, ended.json["notes"]) == (2, [("change", "kroq")], [])
    assert ended.json["totals"]["unchanged"] == 0


def test_where_a_secret_may_differ_too_it_is_not_said_to_stay_as_it_is(desk: Desk) -> None:
    secret = {"custom_data": {"notes": SECRET}}
    gains = step("update", old("kroq", state=OPEN, **secret), new("kroq", **secret))
    ended = desk.plan(*refreshed("kroq"), gains)
    assert (ended.code, ended.kinds) == (2, [("change", "kroq")])
    assert ended.only()["means"] == (
        "Protected from now on; whether fields that may not be shown differ is not known"
    )
