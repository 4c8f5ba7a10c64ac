"""The files of the notes that a machine keeps: their times, and what a full disk leaves of them."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterator
from datetime import datetime, timezone
from pathlib import Path

import pytest

from invoca.lifecycle.pending import PendingWrites
from invoca.promo_number.decide import Wanted
from invoca.promo_number.open_purchases import PendingPurchase
from tests.account import NEVER
from tests.crash.model_engine import Fate, Killed
from tests.unit.lifecycle.runs import PURCHASE, Runs, number

HOUR = 3600.0
POST_IS_CALL = 2  # counted from 0: the look for the id and the list come first


@pytest.mark.parametrize("ahead", [HOUR, -HOUR])
def test_a_file_server_with_another_time_makes_no_note_older_or_younger(
    runs: Runs, ahead: float
) -> None:
    # The folder's own clock is the test's; the machine's clock goes before or after it.
    runs.later = ahead
    runs.simulator.set_knobs(read_after_write="lag", read_lag=4, post_existing_id="duplicate")
    wanted = Wanted(number(), id_is_generated=True)
    with pytest.raises(Killed):
        runs.begin(fate=Fate({POST_IS_CALL: "kill after"})).acquire(wanted)
    runs.begin().acquire(wanted)
    assert runs.purchases() == 1
    assert runs.count(PURCHASE) == 1


def test_a_note_tells_the_time_of_the_machine_that_wrote_it(tmp_path: Path) -> None:
    PendingWrites(tmp_path, wall_clock=lambda: 1_000.0).sent("acme", "kroq-1")
    note = PendingWrites(tmp_path).note("acme", "kroq-1")
    assert note is not None
    assert note.at == 1_000.0


@contextlib.contextmanager
def no_room_for_files_longer_than(count: int) -> Iterator[None]:
    """As on a disk that is full, for what this process writes. count: bytes."""
    resource = pytest.importorskip("resource")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (count, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_note_that_a_full_disk_does_not_let_change_stays_as_it_was(tmp_path: Path) -> None:
    about = ("acme", "spring-radio", "")
    PendingWrites(tmp_path).sent("for", "me", about=about)
    with no_room_for_files_longer_than(0):
        PendingWrites(tmp_path).unclear("for", "me", about=about)
    note = PendingWrites(tmp_path).note("for", "me")
    assert note is not None
    assert note.about == about


def test_a_purchase_that_nobody_could_settle_stays_so_where_the_disk_is_full(
    tmp_path: Path,
) -> None:
    about = ("acme", "spring-radio", "", "8005550100")
    PendingWrites(tmp_path).unclear("for", "me", about=about)
    with no_room_for_files_longer_than(0):
        PendingWrites(tmp_path).unclear("for", "me", about=(*about, "by me"))
    note = PendingWrites(tmp_path).note("for", "me")
    assert note is not None
    assert note.is_unclear
    assert note.about == about


def test_a_note_that_gets_shorter_has_no_rest_of_the_longer_one(tmp_path: Path) -> None:
    about = ("acme", "spring-radio", "")
    PendingWrites(tmp_path).unclear("for", "me", about=(*about, "8005550100"))
    assert PendingWrites(tmp_path).cleared("for", "me") is not None
    note = PendingWrites(tmp_path).note("for", "me")
    assert note is not None
    assert (note.is_unclear, note.about) == (False, about)
    [file] = tmp_path.iterdir()
    assert os.stat(file).st_size == len("for\nme\nacme\nspring-radio\n")


def test_a_clock_that_is_set_back_makes_no_purchase_older_than_its_run(runs: Runs) -> None:
    """What a person said of earlier purchases holds for none that this run sent."""
    runs.simulator.set_knobs(read_after_write="lag", read_lag=NEVER, post_existing_id="duplicate")
    said = datetime.fromtimestamp(time.time() - HOUR / 2, timezone.utc)
    run = runs.begin(fate=Fate({POST_IS_CALL: "drop after"}), settled_before=said)
    runs.later = -HOUR
    for _ in range(2):  # an engine repeats a create within a run
        with pytest.raises(PendingPurchase):
            run.acquire(Wanted(number(), id_is_generated=True))
    with pytest.raises(PendingPurchase):
        runs.begin(settled_before=said).acquire(Wanted(number(), id_is_generated=True))
    assert runs.purchases() == 1
