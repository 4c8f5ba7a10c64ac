"""What a plan says of a number that no state holds, beside what the run then does: also where only
this machine knows of a purchase."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timezone
from typing import Any, NamedTuple

import pytest

from invoca.promo_number.record import as_time
from tests.unit.plan.both import ADOPT, BUY, REFUSE, Both, asked, of_somebody, picked
from tests.unit.plan.previews import Desk, pending, step

MOVED = {"campaign_id": "direct-mail"}
MADE = {"id_from_network": "kroq-0123456789ab"}
FORMER = {"id_from_network": "night-0123456789ab"}
LONG_AGO = 3600.0


@pytest.fixture
def both(desk: Desk) -> Both:
    return Both(desk)


class Case(NamedTuple):
    """before: what happened. then: what is declared now, and what becomes of it."""

    before: Callable[[Both], object]
    then: dict[str, Any]
    becomes: str


def killed(resource: dict[str, Any]) -> Callable[[Both], None]:
    return lambda both: both.killed(resource)


def not_sent(resource: dict[str, Any]) -> Callable[[Both], None]:
    return lambda both: both.killed(resource, "before")


def unclear(resource: dict[str, Any]) -> Callable[[Both], None]:
    return lambda both: both.unclear(resource)


def said_so(both: Both) -> None:
    both.set(settled_before=datetime.fromtimestamp(time.time() + 1, timezone.utc))


def alone(both: Both) -> None:
    both.set(search_other_campaigns=False)


def cut(both: Both) -> None:
    both.account.set_knobs(list_answer="capped")
    for index in range(100):
        both.account.put_number("acme", "spring-radio", description=f"n{index}")


def shown(both: Both) -> None:
    both.shows()


def elsewhere(both: Both) -> None:
    both.on_another_machine()


def old(both: Both) -> None:
    both.age(LONG_AGO)


def moved_by_a_run_that_died(both: Both) -> None:
    both.account.set_knobs(move_id="changed")
    both.account.put_number("acme", "direct-mail", id_from_network="radio-1")
    both.killed(of_somebody(adopt=True), method="PUT")


def never_twice(both: Both) -> None:
    both.account.set_knobs(post_deleted_id="taken")


def released_here(resource: dict[str, Any]) -> Callable[[Both], None]:
    return lambda both: both.bought_and_released(resource)


def after(*steps: Callable[[Both], object]) -> Callable[[Both], None]:
    def all_of_it(both: Both) -> None:
        for one in steps:
            one(both)

    return all_of_it


GENERATED = asked(**MADE)
RENAMED = asked("night", **FORMER, former_ids=[MADE["id_from_network"]])
CASES = {
    # An id that was made here.
    "killed, and live": Case(killed(GENERATED), GENERATED, ADOPT),
    "killed, and never sent": Case(not_sent(GENERATED), GENERATED, BUY),
    "unclear, and live": Case(after(unclear(GENERATED), shown), GENERATED, ADOPT),
    "unclear, and not shown": Case(unclear(GENERATED), GENERATED, REFUSE),
    "unclear, not shown, and old": Case(after(unclear(GENERATED), old), GENERATED, REFUSE),
    "unclear, on another machine": Case(
        after(unclear(GENERATED), shown, elsewhere), GENERATED, ADOPT
    ),
    "unclear, and somebody's word": Case(
        after(lambda both: both.unclear(GENERATED, bought=False), said_so), GENERATED, BUY
    ),
    "unclear under a former id": Case(unclear(GENERATED), RENAMED, REFUSE),
    "live under a former id": Case(after(unclear(GENERATED), shown), RENAMED, ADOPT),
    "unclear, and moved since": Case(
        after(alone, unclear(GENERATED), shown), asked(**MADE, **MOVED), ADOPT
    ),
    "released, and given anew": Case(after(never_twice, released_here(GENERATED)), GENERATED, BUY),
    "the next id is unclear": Case(
        after(never_twice, released_here(GENERATED), unclear(GENERATED)), GENERATED, REFUSE
    ),
    # An id that somebody declared.
    "somebody's, killed": Case(killed(of_somebody()), of_somebody(), ADOPT),
    "somebody's, killed and old": Case(after(killed(of_somebody()), old), of_somebody(), ADOPT),
    "somebody's, of another machine": Case(
        after(killed(of_somebody()), elsewhere), of_somebody(), REFUSE
    ),
    "somebody's, of another name": Case(
        killed(of_somebody()),
        asked("night", id_from_network="radio-1", id_is_generated=False),
        REFUSE,
    ),
    "somebody's, unclear": Case(unclear(of_somebody()), of_somebody(), REFUSE),
    "somebody's, unclear and live": Case(
        after(unclear(of_somebody()), shown), of_somebody(), ADOPT
    ),
    "somebody's, killed and moved since": Case(killed(of_somebody()), of_somebody(**MOVED), ADOPT),
    "somebody's, moved by a run that died": Case(
        moved_by_a_run_that_died, of_somebody(adopt=True), ADOPT
    ),
    # Where Invoca picks it.
    "picked, killed": Case(killed(picked()), picked(), ADOPT),
    "picked, killed and old": Case(after(killed(picked()), old), picked(), REFUSE),
    "picked, of another machine": Case(after(killed(picked()), elsewhere), picked(), REFUSE),
    "picked, unclear": Case(unclear(picked()), picked(), REFUSE),
    "picked, unclear and live": Case(after(unclear(picked()), shown), picked(), ADOPT),
    "picked, and the list is cut": Case(cut, picked(), REFUSE),
    "picked, killed, and the list is cut": Case(after(not_sent(picked()), cut), picked(), REFUSE),
    "picked, and never sent": Case(not_sent(picked()), picked(), BUY),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_the_run_does_what_the_plan_says(both: Both, case: Case) -> None:
    case.before(both)
    told = both.planned(case.then)
    done = both.done(case.then)
    assert told == done
    assert done[0] == case.becomes


@pytest.mark.parametrize("second", ["jazz", "night"])
def test_one_number_is_taken_over_once_and_the_plan_says_so_alike_each_time(
    both: Both, second: str
) -> None:
    """Where Invoca picks the id, two of the same facts find what a purchase of one bought."""
    both.killed(picked())
    pair = picked(), picked(second, description="Kroq")
    kinds = both.plan(*pair).kinds
    assert kinds == both.plan(*pair).kinds == [("buy", second), ("adopt", "kroq")]
    run = both.run()
    assert both.done(pair[0], run)[0] == ADOPT
    assert both.done(pair[1], run) == (BUY, "")


# -- what is said of it ----------------------------------------------------------------------------


def test_what_a_dead_run_may_have_bought_is_said_to_be_looked_for_first(both: Both) -> None:
    both.killed(GENERATED, "before")
    both.age(60)
    [sent] = {note.stat().st_mtime for note in both.notes()}
    means = both.plan(GENERATED).only()["means"]
    assert f"sent a purchase of it at {as_time(sent)}" in means
    assert f"looks for that number first, until {as_time(sent + 4 * 30)}" in means
    both.age(LONG_AGO)
    assert both.plan(GENERATED).only()["means"] == "Buys a number"


def test_what_is_pending_is_named_with_what_a_person_can_say(both: Both) -> None:
    both.unclear(GENERATED)
    ended = both.plan(GENERATED)
    assert (ended.code, ended.json["totals"]["buys"]) == (1, 0)
    assert "a purchase was sent at " in ended.errors[0]
    assert "invoca:settledBefore " in ended.errors[0]


def test_a_declared_id_that_was_released_from_here_is_said_to_be_refused_perhaps(
    both: Both,
) -> None:
    never_twice(both)
    both.bought_and_released(of_somebody())
    told = both.plan(of_somebody()).only()
    assert told["kind"] == "buy"
    assert "Its id was given to a number that was released" in told["means"]
    assert both.done(of_somebody()) == (REFUSE, "")


@pytest.mark.parametrize("sent", [of_somebody(), picked()], ids=["somebody's", "picked"])
def test_a_plan_looks_once_for_what_was_sent_and_waits_for_nothing(
    both: Both, sent: dict[str, Any]
) -> None:
    both.unclear(sent)
    both.plan(sent)
    paths = [call.path for call in both.account.calls() if "promo_numbers" in call.path]
    assert max(map(paths.count, paths)) <= 2


def test_what_the_state_holds_as_pending_is_settled_whatever_is_noted_of_it(both: Both) -> None:
    both.unclear(GENERATED)
    before = pending("kroq")
    before["outputs"] |= MADE
    steps = [step("refresh", before, before), step("update", before, GENERATED)]
    ended = both.plan(steps=steps)
    assert (ended.code, ended.kinds, ended.errors) == (2, [("settle", "kroq")], [])
    both.shows()
    assert both.plan(steps=steps).kinds == [("adopt", "kroq")]


def test_what_a_dead_run_bought_of_another_choice_is_named_before_another_is_bought(
    both: Both,
) -> None:
    both.killed(picked())
    [sold] = [one["promo_number"] for one in both.account.numbers()]
    edited = picked(local_center={"tn_prefix": "310"}, description="Kroq at night")
    means = both.plan(edited).only()["means"]
    assert f"{sold} " in means
    assert both.done(edited) == (BUY, "")
    assert any(line in means for line in both.told if sold in line)
