"""The numbers of a campaign file as its sources have them, before they are checked.

Owns: that one row can stand for several numbers. Must not know: what makes a number right.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from pydantic import ValidationError

from ..promo_number.values import ten_digits
from .format import Options, checked_name
from .mistakes import Noted
from .sheet.likely import NAME, WRITTEN_BACK
from .sheet.rows import Table

Lines = Mapping[tuple[str | int, ...], int]


class NumberDraft(NamedTuple):
    """A number as one source has it. lines: the line of each of its values, by path. entry: the
    name under which it stands there. written_back: ten digits each, as the sheet shows them.
    unread: the paths of values that it has, and that cannot be used."""

    name: str
    values: Mapping[str, Any]
    file: str
    line: int
    lines: Lines
    entry: str = ""
    written_back: tuple[str, ...] = ()
    unread: Collection[tuple[str, ...]] = ()

    @property
    def unread_fields(self) -> set[str]:
        """Those of which nothing is known; of a map, single keys may be."""
        return {path[0] for path in self.unread if len(path) == 1}

    def hides(self, path: Sequence[str | int]) -> bool:
        """Whether what is at `path` is unknown, because a value within cannot be used."""
        return any(one[: len(path)] == (*path,)[: len(one)] for one in self.unread)


def yaml_drafts(numbers: Mapping[str, Any], file: str, lines: Lines) -> Iterator[NumberDraft]:
    """numbers: as under `numbers:`. lines: of the whole file."""
    by_number: dict[str, dict[tuple[str | int, ...], int]] = {}
    for path, line in lines.items():
        if path[:1] == ("numbers",) and len(path) > 1:
            by_number.setdefault(str(path[1]), {})[path[2:]] = line
    for name, values in numbers.items():
        own = by_number.get(name, {})
        if isinstance(values, dict) or values is None:
            yield NumberDraft(name, values or {}, file, own.get((), 0), own, name)


def sheet_drafts(found: Table, file: str, mistakes: list[Noted]) -> Iterator[NumberDraft]:
    """mistakes: what is wrong with the rows is added to them."""
    for row in found.rows:
        values = dict(row.values)
        name = str(values.pop(NAME, ""))
        digits = values.pop(WRITTEN_BACK, [])
        if (NAME,) in row.unread:
            continue
        try:
            checked_name(name)
        except ValueError as error:
            what = (
                f"the name '{name}' {error}"
                if name
                else "has no name; write one into the column `name`"
            )
            mistakes.append(Noted(file, row.line, "", what))
            continue
        unread = [*row.unread]
        try:
            written_back = tuple(map(ten_digits, digits))
        except ValueError as error:
            mistakes.append(Noted(file, row.line, name, f"{WRITTEN_BACK} {error}"))
            written_back = ()
            unread.append((WRITTEN_BACK,))
        yield NumberDraft(name, values, file, row.line, {}, name, written_back, unread)


def several(draft: NumberDraft, defaults: Mapping[str, Any]) -> Iterator[NumberDraft]:
    """The numbers that an entry stands for: itself, or `quantity` of them."""
    quantity = _quantity(draft.values.get("quantity", defaults.get("quantity")))
    if quantity is None:
        yield draft
        return
    values = draft.values
    former = _listed(values.get("was"))
    for count in range(1, quantity + 1):
        names = [f"{name}-{count}" for name in former]
        # Before it stood for several it was one, which is the first of them.
        names += former if count == 1 else []
        own = {**values, "was": names} if former else values
        digits = draft.written_back[count - 1 : count]
        yield draft._replace(name=f"{draft.name}-{count}", values=own, written_back=digits)


def _quantity(value: Any) -> int | None:
    """None where there is none, or none that can be used; the check of the entry reports that."""
    try:
        return Options.model_validate({"quantity": value}).quantity
    except ValidationError:
        return None


def _listed(value: Any) -> list[Any]:
    return [] if value is None else list(value) if isinstance(value, (list, tuple)) else [value]
