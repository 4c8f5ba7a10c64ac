"""Everything that is wrong with a campaign file, reported in one go.

Owns: that equal mistakes of many numbers are one. Must not know: what can be wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from ..errors import FixDeclaration
from ..shown_line import one_line

MANY = 4  # equal mistakes from here on are reported as one
Counted = Mapping[tuple[str, int], int]  # rows, by file and line
SHOWN = 5  # lines that such a one names


class Noted(NamedTuple):
    """who: the number that it is about, or "" for the file itself. for_several: what is added where
    it is said once for several numbers."""

    file: str
    line: int
    who: str
    text: str
    for_several: str = ""


class CampaignFileMistakes(FixDeclaration):
    """Everything that is wrong with a campaign file. mistakes: (file, line, text), in order."""

    def __init__(self, file: str, mistakes: list[tuple[str, int, str]]) -> None:
        super().__init__(f"reading {file}")
        self.file = file
        self.mistakes = mistakes

    def __str__(self) -> str:
        count = "a mistake" if len(self.mistakes) == 1 else f"{len(self.mistakes):,} mistakes"
        lines = [
            f"  {file}:{line}: {text}" if line else f"  {file}: {text}"
            for file, line, text in self.mistakes
        ]
        return "\n".join([f"{self.file} has {count}. Nothing was sent to Invoca.", *lines])


def told(found: Iterable[Noted], first: str, counted: Counted) -> list[tuple[str, int, str]]:
    """What was noted as (file, line, text), in the order of the files and their lines.

    first: the file that comes first. counted: the row of a line, where that is another one.
    """
    groups: dict[tuple[str, str], list[Noted]] = {}
    order = {one: at for at, one in enumerate(dict.fromkeys(found))}
    for one in order:
        key = _alike(one.text) if one.who else f"{one.line}:{one.text}"
        groups.setdefault((one.file, key), []).append(one)
    several = [group for group in groups.values() if len(group) >= MANY]
    as_one = {min(group, key=order.__getitem__): _as_one(group) for group in several}
    left = order.keys() - {one for group in several for one in group}
    said = {**as_one, **{one: _alone(one) for one in left}}
    by_place = sorted(said, key=lambda one: (one.file != first, one.file, one.line, order[one]))
    return [_with_row(*said[one], counted) for one in by_place]


def _with_row(file: str, line: int, text: str, counted: Counted) -> tuple[str, int, str]:
    row = counted.get((file, line))
    return file, line, one_line(f"row {row} of the sheet: {text}" if row else text)


def grouped(warnings: Iterable[Noted], first: str, counted: Counted) -> list[str]:
    """The same for what is only odd, a sentence each."""
    return [
        f"{file}:{line}: {text}" if line else f"{file}: {text}"
        for file, line, text in told(warnings, first, counted)
    ]


def _alike(text: str) -> str:
    """A mistake without the value that is wrong, and without the one that would be right."""
    return re.sub(r"(?<![\w.])[0-9]+\b", "0", re.sub(r"'[^']*'", "''", text))


def _alone(one: Noted) -> tuple[str, int, str]:
    return one.file, one.line, f"{one.who}: {one.text}" if one.who else one.text


def _as_one(group: list[Noted]) -> tuple[str, int, str]:
    first = min(group, key=lambda one: one.line)
    lines = sorted({one.line for one in group})
    shown = ", ".join(map(str, lines[:SHOWN])) + (" ..." if len(lines) > SHOWN else "")
    said = f"{first.text}{first.for_several}"
    text = f"{len(group):,} numbers (lines {shown}), such as {first.who}: {said}"
    return first.file, first.line, text
