"""The notes that a machine keeps of purchases that were sent a moment ago."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

import pytest

from invoca.errors import InvalidRequest
from invoca.lifecycle.pending import RECENT_SECONDS, PendingWrites, pending_folder
from invoca.promo_number.decide import Wanted
from tests.crash.model_engine import Fate, Killed
from tests.unit.lifecycle.runs import (
    BOUGHT,
    FIRST_LOOK,
    PURCHASE,
    SPRING,
    Runs,
    identity,
    number,
    picked_by_invoca,
)

POST_IS_CALL = 2  # counted from 0: the look for the id and the list come first


def dies(runs: Runs, when: str, **changes: Any) -> None:
    """A run that is killed before or after its purchase request."""
    fate = Fate({POST_IS_CALL: f"kill {when}"})  # type: ignore[dict-item]
    with pytest.raises(Killed):
        runs.begin(fate=fate).acquire(Wanted(number(**changes), id_is_generated=True))
    runs.simulator.clear_calls()


@pytest.mark.parametrize("lag", [1, 4, 8])
def test_a_run_that_died_after_its_purchase_is_followed_by_one_that_finds_it(
    runs: Runs, lag: int
) -> None:
    runs.simulator.set_knobs(read_after_write="lag", read_lag=lag, post_existing_id="duplicate")
    dies(runs, "after")
    live = runs.begin().acquire(Wanted(number(), id_is_generated=True))
    assert runs.purchases() == 1
    assert runs.live(live.promo_number)
    assert runs.count(PURCHASE) == 0


def test_a_number_that_was_bought_anew_is_found_behind_the_released_one(runs: Runs) -> None:
    runs.simulator.set_knobs(get_deleted="status", post_existing_id="duplicate")
    old = runs.bought(number())
    runs.begin("elsewhere").release(SPRING, identity(old))
    runs.simulator.set_knobs(read_after_write="lag", read_lag=3)
    dies(runs, "after")
    live = runs.begin().acquire(Wanted(number(), id_is_generated=True))
    assert live.promo_number != old.promo_number
    assert runs.purchases() == 2
    assert len(runs.simulator.numbers()) == 1


def test_without_a_note_it_is_asked_for_once(runs: Runs) -> None:
    dies(runs, "before")
    runs.begin("another machine").acquire(Wanted(number(), id_is_generated=True))
    assert runs.made() == BOUGHT


def test_with_a_note_of_nothing_the_whole_window_is_looked_through_and_then_one_is_bought(
    runs: Runs,
) -> None:
    dies(runs, "before")
    runs.begin(grace_seconds=7).acquire(Wanted(number(), id_is_generated=True))
    # Four windows of seven seconds since the note was written.
    assert runs.time.waits[:6] == [0.5, 1, 2, 4, 8, 8]
    assert sum(runs.time.waits) == pytest.approx(28, abs=2)
    assert runs.count(PURCHASE) == 1
    assert runs.purchases() == 1


def test_a_note_is_about_one_number_only(runs: Runs) -> None:
    dies(runs, "before")
    run = runs.begin()
    run.acquire(Wanted(number(id_from_network="kpwr-1"), id_is_generated=True))
    run.acquire(
        Wanted(number(id_from_network="kiis-1", campaign_id="direct-mail"), id_is_generated=True)
    )
    assert runs.made() == BOUGHT * 2


def test_a_note_is_about_one_number_in_whatever_campaign_it_is_declared_by_now(runs: Runs) -> None:
    runs.simulator.set_knobs(list_lag_seconds=1e6, post_id_elsewhere="allowed")
    dies(runs, "after")
    live = runs.begin().acquire(Wanted(number(campaign_id="direct-mail"), id_is_generated=True))
    assert runs.purchases() == 1
    assert runs.live(live.promo_number)["campaign"] == "direct-mail"


def test_a_note_is_kept_for_as_long_as_it_is_looked_for(runs: Runs) -> None:
    dies(runs, "before")
    runs.later = RECENT_SECONDS + 60
    runs.begin(grace_seconds=100).acquire(Wanted(number(), id_is_generated=True))
    # Four windows of a hundred seconds since the note was written.
    assert sum(runs.time.waits) == pytest.approx(40, abs=2)


def test_an_old_note_is_ignored_and_thrown_away(runs: Runs) -> None:
    dies(runs, "before")
    [note] = runs.notes()
    runs.later = RECENT_SECONDS + 1
    dies(runs, "before")
    assert not note.exists() or note.stat().st_mtime > time.time() - RECENT_SECONDS
    runs.later += RECENT_SECONDS + 1
    runs.begin().acquire(Wanted(number(), id_is_generated=True))
    assert runs.made() == BOUGHT


def test_a_note_is_recent_for_five_minutes(tmp_path: Path) -> None:
    now = time.time()
    PendingWrites(tmp_path, wall_clock=lambda: now).sent("kroq")
    journal = PendingWrites(tmp_path, wall_clock=lambda: now)
    [note] = tmp_path.iterdir()
    os.utime(note, (now - 299, now - 299))
    assert journal.is_recent("kroq")
    os.utime(note, (now - 300, now - 300))
    assert not journal.is_recent("kroq")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_changes_nothing(runs: Runs) -> None:
    (runs.folder / "here").write_text("a file where the folder should be", "utf-8")
    run = runs.begin()
    live = run.acquire(Wanted(number(), id_is_generated=True))
    changed = run.update(identity(live), number(), number(description="new"))
    assert changed.description == "new"
    assert run.release(SPRING, identity(live)) is False
    assert runs.begin().release(SPRING, identity(live)) is True
    assert runs.purchases() == 1


def test_without_a_folder_the_process_alone_remembers() -> None:
    journal = PendingWrites(None)
    journal.sent("kroq")
    assert journal.is_recent("kroq")
    assert not PendingWrites(None).is_recent("kroq")
    journal.forget("kroq")
    assert not journal.is_recent("kroq")


def test_the_notes_hold_ids_and_never_the_token(runs: Runs) -> None:
    dies(runs, "after")
    [note] = runs.notes()
    assert note.read_text("utf-8").split("\n") == ["id", "kroq-1", "acme", "spring-radio", ""]
    runs.begin().acquire(Wanted(picked_by_invoca(description="KPWR")))
    everything = [f"{note.name} {note.read_text('utf-8')}" for note in runs.notes()]
    assert len(everything) > 1
    assert runs.simulator.token not in "".join(everything)


def test_a_released_number_s_note_is_forgotten(runs: Runs) -> None:
    live = runs.begin().acquire(Wanted(number(), id_is_generated=True))
    assert runs.notes() != []
    assert runs.begin().release(SPRING, identity(live))
    [note] = runs.notes()
    assert note.read_text("utf-8").split("\n") == ["released", "kroq-1"]
    runs.simulator.clear_calls()
    runs.begin().acquire(Wanted(number(), id_is_generated=True))
    # The next id is looked for, too: an account may have refused to give the first one again.
    assert runs.made() == [FIRST_LOOK, *BOUGHT]


def test_the_notes_of_a_number_that_was_found_gone_are_forgotten(runs: Runs) -> None:
    live = runs.begin().acquire(Wanted(number(), id_is_generated=True))
    runs.simulator.release_number(live.promo_number)
    assert runs.begin().read(SPRING, identity(live)) is None
    assert runs.notes() == []


@pytest.mark.parametrize("declare", [number, picked_by_invoca])
def test_a_refused_purchase_s_note_is_forgotten(runs: Runs, declare: Any) -> None:
    with pytest.raises(InvalidRequest):
        runs.begin().acquire(
            Wanted(declare(media_type="Offline: Smoke Signs"), id_is_generated=True)
        )
    assert runs.notes() == []


def test_the_notes_of_two_accounts_never_meet(tmp_path: Path) -> None:
    one, two = PendingWrites(tmp_path, scope="one"), PendingWrites(tmp_path, scope="two")
    one.sent("kroq")
    assert one.is_recent("kroq")
    assert not two.is_recent("kroq")
    two.forget("kroq")
    assert one.is_recent("kroq")
    one.forget("kroq")
    assert not one.is_recent("kroq")


def test_the_folder_follows_the_xdg_rules(tmp_path: Path) -> None:
    home = {"HOME": str(tmp_path)}
    below = Path("promo-numbers") / "purchases"
    assert pending_folder({}) is None
    assert pending_folder({"HOME": "", "XDG_STATE_HOME": ""}) is None
    assert pending_folder(home) == tmp_path / ".local" / "state" / below
    assert pending_folder({**home, "XDG_STATE_HOME": "/x"}) == Path("/x") / below


def test_a_note_that_an_older_release_wrote_is_found(runs: Runs) -> None:
    runs.simulator.set_knobs(read_after_write="lag", read_lag=3, post_existing_id="duplicate")
    dies(runs, "after")
    for note in runs.notes():
        note.unlink()
    runs.journal().sent(*SPRING, number().id_from_network)  # by campaign and id, as it did
    runs.begin().acquire(Wanted(number(), id_is_generated=True))
    assert runs.purchases() == 1
    assert runs.count(PURCHASE) == 0


def test_a_note_is_as_old_as_this_machine_says_whatever_clock_keeps_its_files(
    tmp_path: Path,
) -> None:
    def ahead() -> float:
        return time.time() + 1000

    PendingWrites(tmp_path, wall_clock=ahead).sent("id", "kroq-1")
    note = PendingWrites(tmp_path, wall_clock=ahead).note("id", "kroq-1")
    assert note is not None
    assert ahead() - note.at < 60
