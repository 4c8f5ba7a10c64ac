"""What the benchmark is meant to show, each with what was measured and whether it holds.

Owns: the promises and their arithmetic. Must not know: how they are shown.
"""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median
from typing import NamedTuple

from .contenders import BEFORE, OPERATIONS
from .results import Results

COMPARED = 1_000  # the size at which ours is held against the others
GROWN = (1_000, 5_000)
MEMORY = 10_000
MB = 1000**2 / 1024**2  # in MiB
# By process, in MB, at 10,000 numbers.
MOST_MEMORY = {"program": 150, "provider": 400, "invoca": 400}
# Single calls beside those of the numbers: lists, and the looks that protect a release.
FEW_CALLS = 1.05


class Target(NamedTuple):
    """measured: in words. holds: None where it was not measured in this run."""

    promise: str
    measured: str
    holds: bool | None


def targets(results: Results) -> list[Target]:
    return [
        _create_against_naive(results),
        _refresh(results),
        *(_share(results, one, "before", 0.6) for one in ("preview", "no-op")),
        *(_share(results, one, "empty", 0.65) for one in ("preview", "no-op")),
        *(_against_limit(results, one) for one in ("create", "update", "destroy")),
        _calls(results),
        _growth(results),
        _drift(results),
        *_csv(results),
        *_memory(results),
    ]


def _create_against_naive(results: Results) -> Target:
    promise = f"create, {COMPARED:,} numbers: at least 12 × faster than the naive provider"
    return _times_faster(results, "create", 12, promise)


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


def _share(results: Results, operation: str, other: str, most: float) -> Target:
    """The median of the ratios of pairs, which ran side by side."""
    words = {"before": f"ours as it was ({BEFORE[:7]})", "empty": "the engine alone, by the SDK"}
    promise = f"{operation}, {COMPARED:,} numbers: at most {most:g} × {words[other]}"
    pairs = results.side_by_side("ours", other, COMPARED, operation)
    if not pairs:
        return Target(promise, "not measured", None)
    ratio = median(ours / theirs for ours, theirs in pairs)
    each = ", ".join(f"{ours:.1f} s ÷ {theirs:.1f} s" for ours, theirs in pairs)
    return Target(promise, f"{each}; median {ratio:.2f} ×", ratio <= most)


def _against_limit(results: Results, operation: str) -> Target:
    promise = f"{operation}, {COMPARED:,} numbers: at most 1.2 × the physical limit plus the floor"
    ours, limit, floor = (
        results.seconds(name, COMPARED, operation) for name in ("ours", "limit", "floor")
    )
    if ours is None or limit is None or floor is None:
        return Target(promise, "not measured", None)
    bound = 1.2 * (limit + floor)
    measured = f"{ours:.1f} s; 1.2 × ({limit:.1f} s + {floor:.1f} s) = {bound:.1f} s"
    return Target(promise, measured, ours <= bound)


def _calls(results: Results) -> Target:
    promise = f"calls, {COMPARED:,} numbers: as many as before"
    counts = {
        one: tuple(
            max((m.call_count for m in results.of(name, COMPARED, one)), default=None)
            for name in ("ours", "before")
        )
        for one in OPERATIONS
    }
    known = {
        one: (ours, before)
        for one, (ours, before) in counts.items()
        if ours is not None and before is not None
    }
    if not known:
        return Target(promise, "not measured", None)
    more = {one: pair for one, pair in known.items() if pair[0] > FEW_CALLS * pair[1] + 10}
    words = "; ".join(f"{one} {ours:,}, before {before:,}" for one, (ours, before) in more.items())
    return Target(promise, words or "the same in every operation", not more)


def _growth(results: Results) -> Target:
    promise = f"growth from {GROWN[0]:,} to {GROWN[1]:,} numbers: exponent at most 1.1 everywhere"
    found = {name: results.growth("ours", name, GROWN) for name in OPERATIONS}
    known = {name: value for name, value in found.items() if value is not None}
    if not known:
        return Target(promise, "not measured", None)
    worst = max(known, key=lambda name: known[name])
    measured = f"largest: {known[worst]:.2f} ({worst})"
    return Target(promise, measured, known[worst] <= 1.1)


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


def _memory(results: Results) -> Iterator[Target]:
    peaks = results.peak_mib("ours", MEMORY)
    for role, most in MOST_MEMORY.items():
        promise = f"{MEMORY:,} numbers: at most {most} MB in the process {role}"
        if role not in peaks:
            yield Target(promise, "not measured", None)
        else:
            yield Target(promise, f"{peaks[role] / MB:.0f} MB", peaks[role] <= most * MB)
