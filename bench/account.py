"""The benchmark's hold on the simulated account, which runs in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import IO, Any, cast

from .declarations import ADVERTISER, CAMPAIGN

ROOT = Path(__file__).resolve().parent.parent


class AccountProcess:
    """A simulated account on 127.0.0.1. Use it with `with`; afterwards its process is gone."""

    def __enter__(self) -> AccountProcess:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bench.account_process"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            # Ctrl-C is not for it: it ends when nobody speaks to it any more.
            start_new_session=True,
            encoding="utf-8",
        )
        # Both are there, because both were asked for.
        self._say = cast(IO[str], self._process.stdin)
        self._hear = cast(IO[str], self._process.stdout)
        self.reset()
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()

    @property
    def process_id(self) -> int:
        return self._process.pid

    def reset(
        self,
        latency_ms: int = 0,
        campaigns: Iterable[tuple[str, str]] = ((ADVERTISER, CAMPAIGN),),
    ) -> None:
        """Empties the account. latency_ms: what every call takes at least."""
        self._access = self._do("reset", latency_ms=latency_ms, campaigns=list(campaigns))

    def fill(self, numbers: list[dict[str, Any]]) -> None:
        self._do("fill", numbers=numbers)

    def counts(self) -> dict[str, int]:
        """How often each kind of call came in since the last time, as "PUT promo_number"."""
        return self._do("counts")

    def environment(self) -> dict[str, str]:
        return {
            "INVOCA_BASE_URL": self._access["url"],
            "INVOCA_NETWORK_ID": self._access["network_id"],
            "INVOCA_API_TOKEN": self._access["token"],
        }

    def _do(self, command: str, **arguments: Any) -> dict[str, Any]:
        self._say.write(json.dumps({"do": command, "with": arguments}) + "\n")
        self._say.flush()
        answer: dict[str, Any] = json.loads(self._hear.readline())
        return answer
