"""A purchase under an id that a number had, or has in the state: what the run would do is said."""

from __future__ import annotations

import json
import os
import time

import pytest

from invoca.promo_number.record import as_time
from tests.unit.plan.previews import STACK, Desk, new, old, refreshed, step, urn


def held_by(desk: Desk, name: str, id_: str, bought_at: float) -> None:
    """A `pulumi` whose state holds a number under an id, bought then and not shown since."""
    resource = old(name, state={"urn": urn(name)}, id_from_network=id_)
    resource["outputs"] |= {"bought_at": as_time(bought_at), "unseen": True}
    del resource["outputs"]["id_is_generated"]
    folder = desk.folder / "bin"
    folder.mkdir(exist_ok=True)
    exported = {"version": 3, "deployment": {"resources": [resource]}}
    (folder / "state.json").write_text(json.dumps(exported), "utf-8")
    (folder / "pulumi").write_text(f"#!/bin/sh\ncat '{folder / 'state.json'}'\n", "utf-8")
    (folder / "pulumi").chmod(0o755)
    desk.environment["PATH"] = f"{folder}{os.pathsep}{os.environ['PATH']}"


@pytest.mark.parametrize(("ago", "code"), [(5.0, 1), (86400.0, 2)])
def test_what_the_state_holds_under_the_id_is_refused_though_nothing_shows_it(
    desk: Desk, ago: float, code: int
) -> None:
    held_by(desk, "kroq", "late-1", time.time() - ago)
    asked = new("night", id_from_network="late-1", declared_by=f"promo-numbers/{STACK}/night")
    gone = step("delete", old("kroq", state={"protect": False}))
    ended = desk.plan(*refreshed("kroq"), step("create", None, asked), gone)
    assert ended.code == code
    assert ended.json["totals"]["buys"] == (0 if code == 1 else 1)
    if code == 1:
        assert "'kroq' holds it already" in ended.errors[0]
        assert "write `was: kroq`" in ended.errors[0]


SPENT = "where the account never gives an id twice, the run refuses; declare another id_from"


def test_a_declared_id_of_a_released_number_is_said_to_be_refused_perhaps(desk: Desk) -> None:
    desk.account.set_knobs(get_deleted="status")
    digits = desk.account.put_number("acme", STACK, id_from_network="radio-1")
    desk.account.release_number(digits)
    asked = new("kroq", id_from_network="radio-1", id_is_generated=False)
    told = desk.plan(step("create", None, asked)).only()
    assert told["kind"] == "buy"
    assert "Its id was given to a number that was released" in told["means"]
    assert SPENT in told["means"]
    made_here = new("kroq", id_from_network="radio-1")
    assert SPENT not in desk.plan(step("create", None, made_here)).only()["means"]


@pytest.mark.parametrize("is_generated", [False, True])
def test_a_declared_id_whose_number_is_gone_is_said_to_be_refused_perhaps(
    desk: Desk, is_generated: bool
) -> None:
    before = old("kroq", id_is_generated=is_generated)
    asked = new("kroq", id_is_generated=is_generated)
    ended = desk.plan(step("refresh", before, before), step("create", None, asked))
    means = ended.only()["means"]
    assert "Invoca no longer has" in means
    assert (SPENT in means) is not is_generated
