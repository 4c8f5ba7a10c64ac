"""The contest runs from end to end, and its calls add up: three numbers, no latency."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bench.account import AccountProcess
from bench.contenders import CONTENDERS, OPERATIONS, Limit
from bench.processes import Finished
from bench.results import Measurement
from bench.schedule import Schedule, WorkNotDone, measure

SIZE = 3
ON_PULUMI = ("ours", "before", "naive", "empty", "floor")
CALLS = {
    "ours": {
        # Looked for before and seen after its purchase; elsewhere, once a run.
        "create": {
            "GET promo_number_by_id": 2 * SIZE,
            "POST promo_numbers_by_id": SIZE,
            "GET promo_numbers": 1,
            "GET advertiser_campaigns": 1,
            "GET affiliate_campaigns": 1,
        },
        "refresh": {"GET promo_numbers": 1},
        "no-op": {},
        "update": {"GET promo_numbers": 1, "PUT promo_number": SIZE},
        "drift": {"GET promo_numbers": 1},
    },
    "before": {
        "create": {"GET promo_number_by_id": SIZE, "POST promo_numbers_by_id": SIZE},
        "preview": {},
        "no-op": {},
    },
    "naive": {
        "create": {"POST promo_numbers": SIZE},
        "refresh": {"GET promo_number": SIZE},
        "no-op": {},
        "update": {"PUT promo_number": SIZE},
        "drift": {"GET promo_number": SIZE},
        "destroy": {"DELETE promo_number": SIZE},
    },
    "empty": {operation: {} for operation in OPERATIONS},
    "floor": {operation: {} for operation in OPERATIONS},
    "limit": {
        "create": {"GET promo_number_by_id": SIZE, "POST promo_numbers_by_id": SIZE},
        "refresh": {"GET promo_numbers": 1},
        "no-op": {},
        "update": {"PUT promo_number_by_id": SIZE},
        "drift": {"GET promo_numbers": 1},
        "destroy": {"DELETE promo_number_by_id": SIZE},
    },
}


def plan(*without: str, memory_size: int = 0) -> Schedule:
    return Schedule(
        sizes=(SIZE,),
        repetitions={SIZE: 1},
        limits=dict.fromkeys(without, 0),
        naive_repetitions={SIZE: 1},
        memory_size=memory_size,
        latency_ms=0,
        parallel=2,
    )


def contest(name: str, account: AccountProcess, folder: Path) -> dict[str, Measurement]:
    if name in ON_PULUMI and shutil.which("pulumi") is None:
        pytest.fail("there is no Pulumi engine on PATH; run `make test`, which gets one")
    others = [other for other in CONTENDERS if other != name]
    return {m.operation: m for m in measure(plan(*others), account, folder)}


@pytest.mark.engine
@pytest.mark.parametrize(
    "name",
    ["limit", *(pytest.param(name, marks=pytest.mark.wide) for name in ON_PULUMI)],
)
def test_each_contender_sends_what_it_says(
    name: str, account: AccountProcess, tmp_path: Path
) -> None:
    done = contest(name, account, tmp_path)

    assert tuple(done) == OPERATIONS
    for operation, calls in CALLS[name].items():
        assert done[operation].calls == calls, operation
    if name in ON_PULUMI:
        assert {"engine", "program", "provider", "simulator"} <= done["create"].peak_mib.keys()
        before, after = done["create"].state_bytes, done["destroy"].state_bytes
        assert before is not None
        assert after is not None
        assert before > after > 0
    assert list(tmp_path.iterdir()) == []


def test_an_operation_that_wrote_too_little_ends_the_benchmark(
    account: AccountProcess, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Idle(Limit):
        def run(self, operation: str) -> Finished:
            return super().run("no-op")

    monkeypatch.setitem(CONTENDERS, "limit", Idle)
    with pytest.raises(WorkNotDone, match=r"limit, create: sent \{\}, not \{'POST': 3\}"):
        list(measure(plan(*ON_PULUMI), account, tmp_path))


def test_contenders_take_turns_and_the_repetitions_of_a_size_lie_around_the_others() -> None:
    twice = Schedule(
        sizes=(10, 20),
        repetitions={10: 2, 20: 1},
        limits={"naive": 10},
        naive_repetitions={10: 1},
        memory_size=30,
        latency_ms=0,
        parallel=1,
    )

    assert [(turn.contender, turn.size, turn.repetition) for turn in twice.turns()] == [
        *((name, 10, 1) for name in CONTENDERS),
        *((name, 20, 1) for name in CONTENDERS if name != "naive"),
        *((name, 10, 2) for name in CONTENDERS),
        ("ours", 30, 1),
    ]
    naive = [turn.operations for turn in twice.turns() if turn.contender == "naive"]
    assert naive == [OPERATIONS, ("create", "refresh")]
