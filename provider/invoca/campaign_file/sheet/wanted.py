"""What a change of numbers means for the cells of their sheet.

Owns: which column a value belongs to, what is written there, and what no cell can say. Must not
know: how cells are stored.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ..spans import NotEditable, Wish
from .columns import Column, can_be_a_column
from .likely import NAME, WRITTEN_BACK
from .rows import LISTS, SEVERAL

_IN_THE_CAMPAIGN_FILE = (
    "take its row out of the sheet, and declare it below `numbers:` in the campaign file"
)


def fits(values: Mapping[str, Any], defaults: Mapping[str, Any]) -> bool:
    """Whether cells can say all of `values`."""
    try:
        WantedCells([], defaults, str).cells(Wish(values))
    except NotEditable:
        return False
    return True


class WantedCells:
    """The columns of a sheet while it is changed; those that it lacks are put behind the last.

    spelled: a text as the cell that reads back as it. defaults: what holds for every number; a
    cell cannot say that a default does not hold.
    """

    def __init__(
        self,
        found: Sequence[Column],
        defaults: Mapping[str, Any],
        spelled: Callable[[str], str],
    ) -> None:
        self._fields = [column.field for column in found]  # "" where it is left alone
        self._defaults = defaults
        self._spelled = spelled
        self.new_columns: list[str] = []

    def cells(self, wish: Wish, name: str = "") -> dict[int, str]:
        """The text of each cell that is to change, by its column from the left.

        name: that of a number whose row is new. Raises NotEditable.
        """
        cells: dict[str, str] = {}
        if wish.new_name or name:
            cells[NAME] = self._spelled(wish.new_name or name)
        for field, value in wish.values.items():
            if isinstance(value, Mapping):
                laid = self._defaults.get(field) or {}
                for key, item in value.items():
                    cells[f"{field}.{key}"] = self._cell(f"{field}.{key}", item, laid.get(key))
            else:
                cells[field] = self._cell(field, value, self._defaults.get(field))
        found = {self._at(field, is_needed=bool(text)): text for field, text in cells.items()}
        return {at: text for at, text in found.items() if at is not None}

    def column(self, field: str) -> int:
        """Raises ValueError where the sheet has no such column."""
        return self._fields.index(field)

    def read_columns(self) -> list[int]:
        """Those that are not left alone."""
        return [at for at, field in enumerate(self._fields) if field]

    @property
    def width(self) -> int:
        return len(self._fields) + len(self.new_columns)

    def _cell(self, column: str, value: Any, default: Any) -> str:
        if value in (None, "", [], ()):
            if default not in (None, ""):
                raise _no_cell(f"an empty cell cannot override the default of {column}")
            return ""
        if not can_be_a_column(column):
            raise _no_cell(f"a cell cannot express {column}")
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, (list, tuple)):
            if column not in LISTS | SEVERAL:
                raise _no_cell(f"a cell cannot express {column}")
            return ("; " if column in SEVERAL else " ").join(map(str, value))
        if not str(value).strip():
            raise _no_cell(f"a cell cannot express {column}, which is blank")
        # A phone number is the same to its reader, as text or as a number.
        return str(value) if column == WRITTEN_BACK else self._spelled(str(value))

    def _at(self, field: str, *, is_needed: bool) -> int | None:
        known = [*self._fields, *self.new_columns]
        if field in known:
            return known.index(field)
        if not is_needed:
            return None
        self.new_columns.append(field)
        return len(known)


def _no_cell(why: str) -> NotEditable:
    return NotEditable(why, instead=_IN_THE_CAMPAIGN_FILE)
