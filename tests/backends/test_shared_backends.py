"""One state for several machines, in PostgreSQL and in S3: locks, runs whose machine dies, and a
backend that is gone or full in the middle of a run. Nothing is ever bought twice."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from itertools import product
from pathlib import Path

import pytest

from tests.account import Account
from tests.backends.conftest import KINDS
from tests.backends.machine import Backend, Machine, UpUnderWay
from tests.backends.s3 import S3

DECLARED = 3
LOCKED = "the stack is currently locked by 1 lock(s)"


def bought(machine: Machine) -> int:
    return len(machine.account.ledger("bought"))


def settles(machine: Machine) -> None:
    """The next run buys what is missing, the state holds all that is live, nothing is left."""
    machine.up()
    live = {number["promo_number"] for number in machine.account.numbers()}
    assert {resource["id"] for resource in machine.state().values()} == live
    assert bought(machine) == len(live) == DECLARED
    machine.succeeds("preview", "--refresh", "--expect-no-changes")


def test_a_second_run_is_refused_while_one_is_under_way_and_agrees_after_it(
    machine: Machine, another: Machine
) -> None:
    with UpUnderWay(machine) as first:
        refused = another.up_fails()
        assert LOCKED in refused
        assert "pulumi cancel" in refused
        assert first.end().code == 0
    assert bought(machine) == DECLARED
    another.succeeds("up", "--yes", "--refresh", "--expect-no-changes")
    assert another.numbers() == machine.numbers()
    assert another.invoca("drift", "--stack", another.stack).code == 0


def test_a_review_only_reads_and_needs_no_lock(machine: Machine, another: Machine) -> None:
    with UpUnderWay(machine, purchase=3) as run:
        machine.backend.fill()
        try:
            assert "to create" in another.succeeds("preview")
        finally:
            machine.backend.make_room()
        assert run.end().code == 0


@pytest.mark.parametrize(
    "checkpoints",
    ["without checkpoints", pytest.param("with checkpoints", marks=pytest.mark.wide)],
)
def test_a_run_whose_machine_dies_is_taken_up_by_another_machine(
    machine: Machine, another: Machine, checkpoints: str
) -> None:
    for one in (machine, another):
        one.skip_checkpoints(checkpoints == "without checkpoints")
    with UpUnderWay(machine, purchase=2) as run:
        machine.lose_power()
        assert run.end().code != 0
    assert bought(machine) == 2
    assert LOCKED in another.up_fails()
    another.succeeds("cancel", "--yes")
    settles(another)


def test_a_backend_that_is_not_there_is_an_error_before_anything_is_asked_or_bought(
    machine: Machine,
) -> None:
    machine.backend.stop()
    try:
        failed = machine.up_fails()
    finally:
        machine.backend.start()
    assert "connection refused" in failed
    assert machine.account.calls() == []


def test_a_backend_that_refuses_for_a_moment_is_waited_for(
    tmp_path: Path, simulator: Account, servers: Mapping[str, Backend]
) -> None:
    s3 = servers["s3"]
    assert isinstance(s3, S3)
    s3.empty()
    machine = Machine(tmp_path / "one", simulator, s3)
    with UpUnderWay(machine, purchase=2) as run:
        refused = s3.fill()
        run.let_go()
        assert refused.wait(60)
        s3.make_room()
        assert run.end().code == 0
    settles(machine)


def gone(machine: Machine) -> None:
    with UpUnderWay(machine, purchase=2) as run:
        machine.backend.stop()
        failed = run.end()
    machine.backend.start()
    assert failed.code != 0
    assert "failed to save snapshot" in failed.output
    assert "connection refused" in failed.output
    assert LOCKED in machine.up_fails()
    machine.succeeds("cancel", "--yes")
    settles(machine)


def full(machine: Machine) -> None:
    machine.skip_checkpoints(True)
    with UpUnderWay(machine, purchase=2) as run:
        machine.backend.fill()
        failed = run.end()
    machine.backend.make_room()
    assert failed.code != 0
    assert "failed to save snapshot" in failed.output
    assert "No space left on device" in failed.output or "StorageFull" in failed.output
    settles(machine)


@pytest.mark.wide
def test_a_backend_that_is_gone_or_full_in_the_middle_of_a_run_loses_nothing(
    tmp_path: Path,
) -> None:
    # The engine tries for half a minute before it gives up; so all at once, each on its own server.
    def strike(trouble: Callable[[Machine], None], kind: str) -> None:
        folder = tmp_path / f"{kind}-{trouble.__name__}"
        with closing(KINDS[kind]()) as server, Account(folder / "journal") as account:
            trouble(Machine(folder / "machine", account, server))

    cases = list(product((gone, full), KINDS))
    with ThreadPoolExecutor(len(cases)) as threads:
        for struck in [threads.submit(strike, *case) for case in cases]:
            struck.result()
