"""A step that the deployment refuses counts as refused: headings, totals and the alarm say what
would happen."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.plan.previews import (
    DIGITS,
    Desk,
    error,
    new,
    old,
    pending,
    refreshed,
    step,
)

PROTECTED = "unable to delete resource: resource is currently marked for protection"


def lost(desk: Desk, *, also: int = 0) -> list[dict[str, Any]]:
    """Two numbers that are to be taken over and cannot be found, and some that are bought."""
    free = (step("create", None, new(f"n{at}")) for at in range(also))
    return [*(step("create", None, new(name, adopt=True)) for name in ("kroq", "jazz")), *free]


def shown(desk: Desk, format_: str = "text") -> str:
    return desk.run("--preview", "preview.json", "--format", format_).stdout


def test_a_purchase_that_is_refused_is_none_in_the_totals(desk: Desk) -> None:
    ended = desk.plan(*lost(desk, also=3))
    totals = ended.json["totals"]
    assert (totals["buys"], totals["steps"]["buy"], totals["refused"]) == (3, 3, 2)
    assert [one["is_refused"] for one in ended.json["steps"]].count(True) == 2


def test_no_heading_counts_it_among_what_is_bought(desk: Desk) -> None:
    desk.plan(*lost(desk))
    text = shown(desk)
    assert "Buy 2" not in text
    assert "Refused 2" in text
    assert "buy 2" not in text
    assert "\nrefused 2\n" in text
    comment = shown(desk, "markdown")
    assert "### Refused (2)" in comment
    assert "Buy (" not in comment


def test_what_it_would_have_been_stands_beside_it(desk: Desk) -> None:
    desk.plan(*lost(desk, also=1))
    comment = shown(desk, "markdown")
    assert "| buy: Kroq<br>" in comment
    assert "Buys nothing: <code>pulumi up" in comment


@pytest.mark.parametrize("most", ["1", "0"])
def test_what_is_left_out_is_counted_by_its_own_kind(desk: Desk, most: str) -> None:
    desk.plan(*lost(desk, also=2))
    ended = desk.run("--preview", "preview.json", "--format", "json", "--most", most)
    assert sum(ended.json["left_out"].values()) == (2 if most == "1" else 0)
    comment = desk.run("--preview", "preview.json", "--format", "markdown", "--most", most).stdout
    assert "### Refused (2)" in comment
    assert "### Buy (2)" in comment


def test_a_replacement_that_is_refused_releases_nothing(desk: Desk) -> None:
    """The new number comes first; where it does not come, the old one stays."""
    replaced = step("replace", old("kroq"), new("kroq", adopt="8445550109", protect=False))
    ended = desk.plan(*refreshed("kroq"), replaced)
    assert ended.code == 1
    [found] = ended.json["steps"]
    assert (found["kind"], found["is_refused"], found["is_destructive"]) == ("replace", True, False)
    assert (ended.json["totals"]["releases"], ended.json["totals"]["refused"]) == (0, 1)
    assert found["means"].startswith("Buys nothing and releases nothing: `pulumi up")
    assert "for good" not in shown(desk)


def test_a_release_that_its_protection_refuses_is_none(desk: Desk) -> None:
    ended = desk.plan(
        *refreshed("kroq"),
        step("delete", old("kroq"), None),
        diagnostics=[error(PROTECTED, "kroq")],
    )
    [found] = ended.json["steps"]
    assert (found["kind"], found["is_refused"], found["is_destructive"]) == ("release", True, False)
    assert (ended.json["totals"]["releases"], ended.json["totals"]["steps"]["release"]) == (0, 0)
    assert f"the plan would release kroq ({DIGITS['kroq']}), which is protected" in ended.errors[0]
    assert "nobody can undo it" not in shown(desk)


def test_a_purchase_that_stays_pending_is_not_told_as_a_step_that_is_done(desk: Desk) -> None:
    before = pending("kroq")
    ended = desk.plan(step("refresh", before, before), step("update", before, new("kroq")))
    assert (ended.code, ended.json["totals"]["refused"]) == (2, 1)
    text = shown(desk)
    assert "Refused: 1 step for 1 number in 1 campaign" in text
    assert "settle 1" not in text


def test_a_rename_of_a_protected_number_is_not_said_to_release_it(desk: Desk) -> None:
    same = {"description": "Late nights"}
    ended = desk.plan(
        *refreshed("kroq"),
        step("delete", old("kroq", **same), None),
        step("create", None, new("kroq-fm", **same)),
        diagnostics=[error(PROTECTED, "kroq")],
    )
    [note] = ended.json["notes"]
    assert "write `was: kroq` under kroq-fm" in note
    assert note.endswith("otherwise the plan is refused, see the error")
