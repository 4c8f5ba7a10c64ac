"""Hides fresh writes from the next few reads. Counts reads, so that no test has to sleep.

Lives in memory: a restarted simulator has caught up.
"""

from __future__ import annotations

from dataclasses import dataclass

from .records import Number, Parent


@dataclass
class _Hidden:
    before: Number | None  # what readers still see; None: nothing
    reads_left: int


class Lag:
    def __init__(self) -> None:
        self._hidden: dict[int, _Hidden] = {}

    def wrote(self, number: Number, before: Number | None, reads: int) -> None:
        if reads > 0:
            hidden = self._hidden.get(number.id)
            # A reader who has not caught up with the write before this one sees neither.
            self._hidden[number.id] = _Hidden(hidden.before if hidden else before, reads)

    def read(self, number: Number) -> Number | None:
        """What a reader of this number sees now; counts as one of its reads."""
        hidden = self._hidden.get(number.id)
        if hidden is None:
            return number
        self._count(number.id, hidden)
        return hidden.before

    def read_list(self, numbers: list[Number], parent: Parent) -> list[Number]:
        """What a reader of the parent's list sees now; counts as a read of each hidden number."""
        if not self._hidden:
            return numbers
        seen = {number.id: number for number in numbers}
        for number_id, hidden in list(self._hidden.items()):
            seen.pop(number_id, None)
            before = hidden.before
            if before is not None and before.parent == parent and not before.released:
                seen[number_id] = before
            self._count(number_id, hidden)
        return sorted(seen.values(), key=lambda number: number.id)

    def clear(self) -> None:
        self._hidden.clear()

    def _count(self, number_id: int, hidden: _Hidden) -> None:
        hidden.reads_left -= 1
        if hidden.reads_left <= 0:
            del self._hidden[number_id]
