"""What the benchmark is meant to show, each with what was measured and whether it holds.

Owns: the promises and their arithmetic. Must not know: how they are shown.
"""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median
from typing import NamedTuple

from .contenders import OPERATIONS
from .results import Results

COMPARED = 1_000  # the size at which ours is held against the others
GROWN = (1_000, 5_000)
MEMORY = 10_000
MEMORY_MIB = 400 * 1000**2 / 1024**2  # 400 MB
OUR_PROCESSES = ("provider", "program", "invoca")


class Target(NamedTuple):
    """measured: in words. holds: None where it was not measured in this run."""

    promise: str
    measured: str
    holds: bool | None


def targets(results: Results) -> list[Target]:
    return [
        _create_against_naive(results),
        _create_against_limit(results),
        _refresh(results),
        _growth(results),
        _drift(results),
        *_csv(results),
        _memory(results),
    ]


def _create_against_naive(results: Results) -> Target:
    promise = f"create, {COMPARED:,} numbers: at least 8 × faster than the naive provider"
    return _times_faster(results, "create", 8, promise)


def _refresh(results: Results) -> Target:
    promise = f"refresh, {COMPARED:,} numbers: at least 5 × faster than one GET a number (naive)"
    return _times_faster(results, "refresh", 5, promise)


def _times_faster(results: Results, operation: str, least: float, promise: str) -> Target:
    pairs = results.side_by_side("naive", "ours", COMPARED, operation)
    if not pairs:
        return Target(promise, "not measured", None)
    ratio = median(naive / ours for naive, ours in pairs)
    each = ", ".join(f"{naive:.1f} s ÷ {ours:.1f} s" for naive, ours in pairs)
    return Target(promise, f"{each}; median {ratio:.1f} ×", ratio >= least)


def _create_against_limit(results: Results) -> Target:
    promise = (
        f"create, {COMPARED:,} numbers: within 3 × the physical limit plus the engine's own floor"
    )
    ours, limit, floor = (
        results.seconds(name, COMPARED, "create") for name in ("ours", "limit", "empty")
    )
    if ours is None or limit is None or floor is None:
        return Target(promise, "not measured", None)
    bound = 3 * limit + floor
    measured = f"{ours:.1f} s; 3 × {limit:.1f} s + {floor:.1f} s = {bound:.1f} s"
    return Target(promise, measured, ours <= bound)


def _growth(results: Results) -> Target:
    promise = f"growth from {GROWN[0]:,} to {GROWN[1]:,} numbers: exponent at most 1.15 everywhere"
    found = {name: results.growth("ours", name, GROWN) for name in OPERATIONS}
    known = {name: value for name, value in found.items() if value is not None}
    if not known:
        return Target(promise, "not measured", None)
    worst = max(known, key=lambda name: known[name])
    measured = f"largest: {known[worst]:.2f} ({worst})"
    return Target(promise, measured, known[worst] <= 1.15)


def _drift(results: Results) -> Target:
    promise = "drift of 100 campaigns × 50 numbers: less than 4 × what the list calls alone take"
    answer = results.questions.get("drift_of_campaigns")
    if not answer:
        return Target(promise, "not measured", None)
    seconds, least = answer["seconds"], answer["at_least_seconds"]
    measured = (
        f"{seconds:.2f} s; 4 × {least:.2f} s = {4 * least:.2f} s "
        f"({answer['start_seconds']:.2f} s are the command's start)"
    )
    return Target(promise, measured, seconds < 4 * least)


def _csv(results: Results) -> Iterator[Target]:
    answer = results.questions.get("csv_check")
    for name, words in (("right", "without a mistake"), ("mistaken", "with 100 mistakes")):
        promise = f"a CSV of 10,000 rows {words}: parsed, validated, reported in under 2 s"
        if not answer:
            yield Target(promise, "not measured", None)
            continue
        seconds = answer["seconds"][name]
        yield Target(promise, f"{seconds:.2f} s", seconds < 2)


def _memory(results: Results) -> Target:
    promise = f"{MEMORY:,} numbers: at most 400 MB in each of our processes"
    peaks = results.peak_mib("ours", MEMORY)
    ours = {role: peaks[role] for role in OUR_PROCESSES if role in peaks}
    if not ours:
        return Target(promise, "not measured", None)
    measured = ", ".join(f"{role} {mib * 1024**2 / 1000**2:.0f} MB" for role, mib in ours.items())
    return Target(promise, measured, max(ours.values()) <= MEMORY_MIB)
