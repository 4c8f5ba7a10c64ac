"""Shows what was measured on Terraform's engine as Markdown tables, and which promises hold.

Owns: the promises of that face, their arithmetic, and the words. Knows no files.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from statistics import median
from typing import Any

from .table import VERDICTS, table
from .targets import MB
from .terraform import OPERATIONS, PARALLELISMS

WORDS = {"ours": "ours", "bare": "bare", "empty": "empty: the floor"}
ROLES = ("engine", "provider")
Line = tuple[str, ...]
Repetitions = Sequence[Mapping[str, Any]]


class _Measured:
    """answers: as `bench/results/terraform.json` holds them."""

    def __init__(self, answers: Mapping[str, Any]) -> None:
        self.numbers: int = answers["numbers"]
        self._all = answers["measurements"]

    def of(self, contender: str, parallelism: int, operation: str) -> Repetitions:
        """By repetition."""
        wanted = (contender, parallelism, operation)
        return [
            one
            for one in self._all
            if (one["contender"], one["parallelism"], one["operation"]) == wanted
        ]

    def provider_cpu_ms(self, contender: str, parallelism: int, operation: str) -> float:
        """CPU milliseconds of the provider's processes, a number."""
        found = self.of(contender, parallelism, operation)
        seconds: float = median(one["cpu_seconds"].get("provider", 0.0) for one in found)
        return 1000 * seconds / self.numbers

    def provider_peak_mb(self) -> float:
        ours = (one["peak_mib"] for one in self._all if one["contender"] == "ours")
        most: float = max(peaks.get("provider", 0.0) for peaks in ours)
        return most / MB


def render(answers: Mapping[str, Any]) -> str:
    """What stands between the markers of docs/performance.md."""
    machine = ", ".join(f"{name} {value}" for name, value in answers["machine"].items())
    measured = _Measured(answers)
    said = (
        f"Machine: {machine}. {measured.numbers:,} numbers, {answers['latency_ms']} ms a call, the "
        f"state in a local file; medians of {answers['repetitions']}."
    )
    parts = [
        said,
        table(("promise", "measured", "holds"), _targets(measured, answers)),
        "Seconds:",
        table(("at a time", "", *OPERATIONS), _seconds(measured)),
        "CPU seconds:",
        table(("at a time", "", "process", *OPERATIONS), _cpu(measured)),
        "Calls to Invoca:",
        table(("at a time", "", *OPERATIONS), _calls(measured)),
    ]
    return "\n\n".join(parts)


def _targets(measured: _Measured, answers: Mapping[str, Any]) -> Iterator[Line]:
    for operation, most in (("plan", 0.45), ("create", 1.35), ("destroy", 1.1)):
        for parallelism in PARALLELISMS:
            yield _share(measured, operation, parallelism, most)
    worst = max(
        (measured.provider_cpu_ms("ours", parallelism, one), one, parallelism)
        for one in OPERATIONS
        for parallelism in PARALLELISMS
    )
    cpu, operation, parallelism = worst
    yield (
        "the provider's CPU time: at most 3 ms a number",
        f"{cpu:.1f} ms ({operation}, {parallelism} at a time)",
        VERDICTS[cpu <= 3],
    )
    peak = measured.provider_peak_mb()
    yield "the provider's memory: at most 100 MB", f"{peak:.0f} MB", VERDICTS[peak <= 100]
    start = median(answers["handshake_cpu_seconds"])
    yield (
        "from its start to the handshake: at most 0.2 CPU seconds",
        f"{start:.2f}",
        VERDICTS[start <= 0.2],
    )


def _share(measured: _Measured, operation: str, parallelism: int, most: float) -> Line:
    seconds = (
        [one["seconds"] for one in measured.of(name, parallelism, operation)]
        for name in ("ours", "bare")
    )
    pairs = list(zip(*seconds, strict=True))
    ratio = median(ours / bare for ours, bare in pairs)
    each = ", ".join(f"{ours:.1f} s ÷ {bare:.1f} s" for ours, bare in pairs)
    return (
        f"{operation}, {parallelism} at a time: at most {most:g} × a bare provider",
        f"{each}; median {ratio:.2f} ×",
        VERDICTS[ratio <= most],
    )


def _seconds(measured: _Measured) -> Iterator[Line]:
    return _lines(measured, lambda found: f"{median(one['seconds'] for one in found):.1f}")


def _calls(measured: _Measured) -> Iterator[Line]:
    return _lines(measured, lambda found: f"{max(one['calls'] for one in found):,}")


def _lines(measured: _Measured, cell: Callable[[Repetitions], str]) -> Iterator[Line]:
    for parallelism in PARALLELISMS:
        for name, words in WORDS.items():
            cells = (cell(measured.of(name, parallelism, one)) for one in OPERATIONS)
            yield (str(parallelism), words, *cells)


def _cpu(measured: _Measured) -> Iterator[Line]:
    for role in ROLES:

        def used(found: Repetitions, role: str = role) -> str:
            return f"{median(one['cpu_seconds'].get(role, 0) for one in found):.1f}"

        yield from ((line[0], line[1], role, *line[2:]) for line in _lines(measured, used))
