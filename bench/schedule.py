"""Runs the contest: every contender, size and repetition, side by side, and says how far it is.

Owns: the order, the checks that each operation did its work, the guess of the time left. Must not
know: what a contender does.
"""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from .account import AccountProcess
from .contenders import CONTENDERS, OPERATIONS, Contender
from .results import Measurement

# A guess of milliseconds a number at 100 ms latency on two cores, for the time left only.
GUESSED_MS = {
    "ours": 7.0,
    "before": 9.0,
    "naive": 35.0,
    "empty": 7.0,
    "floor": 4.0,
    "limit": 4.0,
}
GUESSED_START_SECONDS = {**dict.fromkeys(GUESSED_MS, 2.0), "limit": 0.5}
# With checkpoints every step writes the whole state, so the naive provider's time is quadratic.
GUESSED_CHECKPOINT_MS = 0.07
# What ours is compared with the naive provider by; each repetition has both, side by side.
HELD_AGAINST_NAIVE = ("create", "refresh")


class WorkNotDone(Exception):
    """An operation ended well and did not write what it had to: its time says nothing."""


@dataclass(frozen=True)
class Schedule:
    """What to measure. repetitions: by size. limits: the largest size of a contender.

    memory_size: a size at which ours alone is measured, for its memory; 0 for none.
    """

    sizes: tuple[int, ...]
    repetitions: dict[int, int]
    limits: dict[str, int]
    naive_repetitions: dict[int, int]
    memory_size: int
    latency_ms: int
    parallel: int

    def turns(self) -> list[Turn]:
        """In the order in which they are run: contenders take turns within a repetition.

        A machine may be faster at one time than at another, so what is compared is run close
        together: the repetitions of a size lie around those of the others.
        """
        rounds = [
            (size, repetition)
            for size in self.sizes
            for repetition in range(1, self.repetitions[size] + 1)
        ]
        rounds.sort(key=lambda at: ((at[1] - 0.5) / self.repetitions[at[0]], at[0]))
        turns = [
            Turn(name, size, repetition, self._operations(name, size, repetition))
            for size, repetition in rounds
            for name in CONTENDERS
            if size <= self.limits.get(name, size)
        ]
        if self.memory_size:
            turns.append(Turn("ours", self.memory_size, 1, ("create", "refresh", "drift")))
        return turns

    def _operations(self, name: str, size: int, repetition: int) -> tuple[str, ...]:
        """The naive provider does everything so often, and afterwards what is held against it."""
        if name == "naive" and repetition > self.naive_repetitions.get(size, repetition):
            return HELD_AGAINST_NAIVE
        return OPERATIONS


class Turn(NamedTuple):
    """One contender doing its operations in a row, on one account."""

    contender: str
    size: int
    repetition: int
    operations: tuple[str, ...]

    def guessed_seconds(self) -> float:
        each = GUESSED_MS[self.contender] * self.size / 1000
        if self.contender == "naive":
            each += GUESSED_CHECKPOINT_MS * self.size**2 / 1000
        return len(self.operations) * (GUESSED_START_SECONDS[self.contender] + each)


def measure(plan: Schedule, account: AccountProcess, folder: Path) -> Iterator[Measurement]:
    """Raises CommandFailed, WorkNotDone."""
    turns = plan.turns()
    for index, turn in enumerate(turns):
        left = sum(later.guessed_seconds() for later in turns[index:])
        tell(
            f"[{index + 1}/{len(turns)}] {turn.contender}, {turn.size:,} numbers, "
            f"repetition {turn.repetition}; about {left / 60:.0f} min left"
        )
        yield from _take(turn, plan, account, folder / f"turn-{index}")


def tell(text: str) -> None:
    sys.stderr.write(f"{time.strftime('%H:%M:%S')} {text}\n")
    sys.stderr.flush()


def _take(
    turn: Turn, plan: Schedule, account: AccountProcess, folder: Path
) -> Iterator[Measurement]:
    account.reset(latency_ms=plan.latency_ms)
    contender = CONTENDERS[turn.contender](folder, account, turn.size, plan.parallel)
    for operation in turn.operations:
        account.counts()
        done = contender.run(operation)
        calls = account.counts()
        _require_work(contender, operation, calls)
        tell(f"    {operation:8} {done.seconds:7.2f} s  {sum(calls.values()):6,} calls")
        yield Measurement(
            turn.contender,
            turn.size,
            operation,
            turn.repetition,
            done.seconds,
            calls,
            done.peak_mib,
            done.cpu_seconds,
            contender.state_bytes(),
        )
    shutil.rmtree(folder)


def _require_work(contender: Contender, operation: str, calls: dict[str, int]) -> None:
    written: dict[str, int] = {}
    for call, count in calls.items():
        method = call.split()[0]
        if method != "GET":
            written[method] = written.get(method, 0) + count
    wanted = contender.writes(operation)
    if written != wanted:
        raise WorkNotDone(f"{contender.name}, {operation}: sent {written}, not {wanted}")
