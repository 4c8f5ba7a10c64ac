"""A simulated account in a process of its own, so that its time and memory are nobody else's.

Owns: the commands that the benchmark may give it, a JSON object a line on standard input, each
answered by one on standard output. Ends when its standard input does.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable
from typing import Any, Literal

from invoca_simulator import Call, Simulator


class CountedSimulator(Simulator):
    """Counts the calls by what they are, and forgets their bodies when it is asked."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        super().__init__(on_call=self._count)

    def _count(self, call: Call, when: Literal["before", "after"]) -> None:
        if when == "after":
            self.counts[f"{call.method} {call.endpoint}"] += 1

    def obey(self, command: dict[str, Any]) -> dict[str, Any]:
        """Raises KeyError for a command that there is not."""
        commands: dict[str, Callable[..., dict[str, Any]]] = {
            "reset": self._reset,
            "fill": self._fill,
            "counts": self._counts,
        }
        return commands[command["do"]](**command["with"])

    def _reset(self, latency_ms: int, campaigns: list[tuple[str, str]]) -> dict[str, Any]:
        """An empty account with these campaigns, that answers no sooner than that."""
        self.reset()
        self.set_knobs(latency_ms=latency_ms)
        for advertiser, campaign in campaigns:
            self.add_campaign(advertiser, campaign)
        return {"url": self.url, "network_id": self.network_id, "token": self.token}

    def _fill(self, numbers: list[dict[str, Any]]) -> dict[str, Any]:
        """Numbers that are there already; each as Simulator.put_number wants it."""
        for number in numbers:
            self.put_number(**number)
        return {}

    def _counts(self) -> dict[str, Any]:
        """The calls since the last time."""
        counts = dict(self.counts)
        self.counts.clear()
        self.clear_calls()
        return counts


def main() -> None:
    with CountedSimulator() as simulator:
        for line in sys.stdin:
            print(json.dumps(simulator.obey(json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
