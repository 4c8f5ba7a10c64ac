"""Scripted faults: which call is struck, when, and what the client gets instead of an answer.

Decides only. Breaking a connection is done in wire.py.
"""

from __future__ import annotations

import re
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Action = Literal[
    "drop", "drop_before", "drop_after",
    "hang", "hang_before", "hang_after",
    "status", "status_before", "status_after",
    "garbage", "truncate", "trickle", "delay",
    "other_number", "other_number_before", "other_number_after",
]  # fmt: skip
FOREVER = -1
GARBAGE = "<html><body>It works!</body></html>"


class Fault(BaseModel):
    """A rule. `drop`, `hang` and `status` without a time follow the knob `ambiguous_post`.

    "The second POST: commit, then answer 303" is `status_after` with method POST, skip 1, status
    303. `other_number` answers with another number of the campaign; `trickle` a byte at a time.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    action: Action
    method: str | None = Field(None, description="Strikes calls of this method; none = any.")
    path: re.Pattern[str] | None = Field(
        None, description="A regular expression found in the decoded path."
    )
    skip: int = Field(0, ge=0, description="How many matching calls pass first.")
    times: int = Field(1, ge=FOREVER, description="How many it then strikes; -1 = all.")
    status: int = Field(500, description="status_*: what to answer.")
    headers: dict[str, str] = Field(default_factory=dict, description="status_*: with these.")
    body: object = Field(None, description="status_*, garbage: what to answer; text goes as is.")
    seconds: float = Field(
        3600, ge=0, description="hang_*, delay: how long. trickle: between two bytes."
    )

    @property
    def kind(self) -> str:
        return self.action.removesuffix("_before").removesuffix("_after")

    @property
    def silent(self) -> bool:
        """The client gets no complete answer."""
        return self.kind in {"drop", "hang", "truncate"}

    def acts(self, *, ambiguous_post: str) -> bool:
        """Whether the call is acted on in spite of the fault."""
        if self.action in {"drop", "hang", "status"}:
            return ambiguous_post == "created"
        return not self.action.endswith("_before")

    def strikes(self, method: str, path: str) -> bool:
        if self.method is not None and self.method.upper() != method:
            return False
        return self.path is None or self.path.search(path) is not None


class Faults:
    """The script. Rules are asked in the order they were added; the first that is due strikes."""

    def __init__(self) -> None:
        self._script: list[_Countdown] = []

    def add(self, fault: Fault) -> None:
        self._script.append(_Countdown(fault))

    def clear(self) -> None:
        self._script.clear()

    def take(self, method: str, path: str) -> Fault | None:
        struck = (rule.due(method, path) for rule in self._script)
        return next((fault for fault in struck if fault is not None), None)


class _Countdown:
    def __init__(self, fault: Fault) -> None:
        self._fault = fault
        self._skip = fault.skip
        self._times = fault.times

    def due(self, method: str, path: str) -> Fault | None:
        if self._times == 0 or not self._fault.strikes(method, path):
            return None
        if self._skip > 0:
            self._skip -= 1
            return None
        if self._times != FOREVER:
            self._times -= 1
        return self._fault
