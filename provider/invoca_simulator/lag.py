"""Hides fresh writes for the next few reads, or for some seconds of the clock it is given.

Lives in memory: a restarted simulator has caught up.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from .records import Parent, StoredNumber


@dataclass
class _Hidden:
    before: StoredNumber | None  # what readers still see; None: nothing
    reads_left: int
    until: float  # the clock's


class Lag:
    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._hidden: dict[int, _Hidden] = {}

    def wrote(
        self, number: StoredNumber, before: StoredNumber | None, reads: int, seconds: float = 0
    ) -> None:
        """Hidden until both have passed."""
        if reads > 0 or seconds > 0:
            hidden = self._still_hidden(number.id)
            # A reader who has not caught up with the write before this one sees neither.
            seen = hidden.before if hidden else before
            self._hidden[number.id] = _Hidden(seen, reads, self._clock() + seconds)

    def read(self, number: StoredNumber) -> StoredNumber | None:
        """What a reader of this number sees now; counts as one of its reads."""
        hidden = self._still_hidden(number.id)
        if hidden is None:
            return number
        hidden.reads_left -= 1
        return hidden.before

    def read_list(self, numbers: list[StoredNumber], parent: Parent) -> list[StoredNumber]:
        """What a reader of the parent's list sees now; counts as a read of each hidden number."""
        if not self._hidden:
            return numbers
        seen = {number.id: number for number in numbers}
        for number_id in list(self._hidden):
            hidden = self._still_hidden(number_id)
            if hidden is None:
                continue
            seen.pop(number_id, None)
            before = hidden.before
            if before is not None and before.parent == parent and not before.released:
                seen[number_id] = before
            hidden.reads_left -= 1
        return sorted(seen.values(), key=lambda number: number.id)

    def clear(self) -> None:
        self._hidden.clear()

    def _still_hidden(self, number_id: int) -> _Hidden | None:
        hidden = self._hidden.get(number_id)
        if hidden is None or hidden.reads_left > 0 or hidden.until > self._clock():
            return hidden
        del self._hidden[number_id]
        return None
