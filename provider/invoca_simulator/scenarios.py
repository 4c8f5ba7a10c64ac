"""Ways in which Invoca can be difficult, by name: knobs and faults that go together.

Owns: the names, and what each means. Knows only values, as knobs.py and faults.py do.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from .faults import FOREVER

CALM = "calm"


class Scenario(NamedTuple):
    """text: what is difficult, a sentence. knobs: those that are off their default. faults: the
    script, as `SimulatedAccount.add_fault` takes it."""

    text: str
    knobs: Mapping[str, object] = {}
    faults: Sequence[Mapping[str, object]] = ()


SCENARIOS = {
    CALM: Scenario("Everything is as documented."),
    "busy": Scenario(
        "Each call takes 0.3 seconds, and above five a second Invoca answers 429.",
        {"rate_limit": "429_retry_after", "requests_per_second": 5, "latency_ms": 300},
    ),
    "late-reads": Scenario(
        "What is written shows late: after some reads of a number, and lists later still.",
        {"read_after_write": "lag", "read_lag": 2, "list_answer": "eventual", "list_lag": 3},
    ),
    "lost-answers": Scenario(
        "Purchases are carried out, and nobody hears of it: the connection ends before the answer. "
        "So do the next three changes.",
        {},
        (
            {"action": "drop_after", "method": "POST", "times": FOREVER},
            {"action": "drop_after", "method": "PUT", "times": 3},
        ),
    ),
    "no-stock": Scenario(
        "There is no local number anywhere near Los Angeles or Boston.",
        {"areas_without_stock": ("213", "310", "323", "424", "617", "857")},
    ),
}
