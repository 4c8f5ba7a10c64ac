"""What was measured: the one file between measuring and reporting, and the sums over it.

Owns: the file's form, medians, the growth exponent. Must not know: how anything was measured, or
how it is shown.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median
from typing import Any


@dataclass(frozen=True)
class Measurement:
    """One operation, once. calls: by kind, as "PUT promo_number". peak_mib, cpu_seconds: by
    process."""

    contender: str
    size: int
    operation: str
    repetition: int
    seconds: float
    calls: dict[str, int]
    peak_mib: dict[str, float]
    cpu_seconds: dict[str, float]
    state_bytes: int | None

    @property
    def call_count(self) -> int:
        return sum(self.calls.values())


@dataclass
class Results:
    """One run of the benchmark. machine, settings: words and numbers by name.

    questions: the answers that are no contest, by name; see questions.py.
    """

    machine: dict[str, str] = field(default_factory=dict)
    settings: dict[str, Any] = field(default_factory=dict)
    measurements: list[Measurement] = field(default_factory=list)
    questions: dict[str, dict[str, Any]] = field(default_factory=dict)

    def of(self, contender: str, size: int, operation: str) -> list[Measurement]:
        wanted = (contender, size, operation)
        return [m for m in self.measurements if (m.contender, m.size, m.operation) == wanted]

    def sizes(self, contender: str) -> list[int]:
        return sorted({m.size for m in self.measurements if m.contender == contender})

    def seconds(self, contender: str, size: int, operation: str) -> float | None:
        """The median over the repetitions; None where it was not measured."""
        return _median(m.seconds for m in self.of(contender, size, operation))

    def side_by_side(
        self, one: str, other: str, size: int, operation: str
    ) -> list[tuple[float, float]]:
        """The seconds of both in each repetition that has both."""
        first, second = (
            {m.repetition: m.seconds for m in self.of(name, size, operation)}
            for name in (one, other)
        )
        return [(first[turn], second[turn]) for turn in sorted(first.keys() & second.keys())]

    def spread(self, contender: str, size: int, operation: str) -> tuple[float, float] | None:
        """The fastest and the slowest repetition; None where there were fewer than two."""
        times = [m.seconds for m in self.of(contender, size, operation)]
        return (min(times), max(times)) if len(times) > 1 else None

    def peak_mib(self, contender: str, size: int) -> dict[str, float]:
        """The largest peak of each process, in any operation."""
        peaks: dict[str, float] = {}
        for m in self.measurements:
            if (m.contender, m.size) == (contender, size):
                for role, mib in m.peak_mib.items():
                    peaks[role] = max(mib, peaks.get(role, 0))
        return peaks

    def cpu_seconds(self, contender: str, size: int, operation: str) -> dict[str, float]:
        """The median of each process, over the repetitions."""
        found = self.of(contender, size, operation)
        roles = {role for m in found for role in m.cpu_seconds}
        return {role: median(m.cpu_seconds.get(role, 0.0) for m in found) for role in roles}

    def growth(self, contender: str, operation: str, sizes: tuple[int, int]) -> float | None:
        """b in seconds ~ size**b between two sizes: 1 is linear, 2 quadratic."""
        small, large = (self.seconds(contender, size, operation) for size in sizes)
        if not small or not large:
            return None
        return math.log(large / small) / math.log(sizes[1] / sizes[0])

    def save(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(_rounded(asdict(self)), indent=1) + "\n", "utf-8")


def load(file: Path) -> Results:
    """Raises OSError, ValueError where it is not a file of results."""
    content = json.loads(file.read_text("utf-8"))
    content["measurements"] = [
        # Before this was measured it is not known.
        Measurement(**{"cpu_seconds": {}, **one})
        for one in content["measurements"]
    ]
    return Results(**content)


def _median(values: Iterable[float]) -> float | None:
    values = list(values)
    return median(values) if values else None


def _rounded(value: Any) -> Any:
    """Milliseconds and kilobytes are as far as anything here can be trusted."""
    if isinstance(value, float):
        return round(value, 3)
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_rounded(item) for item in value]
    return value
