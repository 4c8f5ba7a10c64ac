"""Puts phone numbers into the column `promo_number` of the sheet that declares them.

Owns: what is written where, and that nothing in a sheet that says otherwise is overwritten. Must
not know: how a sheet is changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from invoca.campaign_file import CampaignFile, read_campaign_file
from invoca.campaign_file.editing import Edited, Set, edited
from invoca.counted import some
from invoca.drift.findings import Managed
from invoca.errors import FixDeclaration

from ..workspace.project import shown
from ..workspace.written_back import wrong_digits


class WrittenBack(NamedTuple):
    """edited: what to write; None where the sheet says it all already. rows: how many change.
    elsewhere: numbers of the campaign file itself, which has no such column."""

    sheet: str
    edited: Edited | None
    rows: int
    elsewhere: int


def names_of(numbers: Iterable[Managed], path: Path) -> dict[str, str]:
    """The digits that a stack holds, by the name that each number has in its campaign file today:
    one that is renamed there is still held under its old name. Raises as `written_back`."""
    held = {one.name: one.promo_number for one in numbers if one.is_deployed and not one.is_leaving}
    campaign = read_campaign_file(path, shown_as=shown(path))
    for entry in campaign.numbers.values():
        for name in entry.was:
            if entry.name not in held and name in held:
                held[entry.name] = held.pop(name)
    return held


def written_back(path: Path, digits: Mapping[str, str]) -> WrittenBack:
    """digits: those that the stack holds, by the number's name in its campaign file at `path`.

    Raises FixDeclaration where the file names no sheet, and where a phone number that stands there
    is another one; CampaignFileMistakes, OSError.
    """
    campaign = read_campaign_file(path, shown_as=shown(path))
    if campaign.sheet is None:
        raise FixDeclaration(
            f"writing phone numbers into the sheet of {shown(path)}",
            answer="it names none with `numbers_from`",
            remedy="`invoca numbers -o numbers.xlsx` makes a sheet of its own",
        )
    wrong = wrong_digits(campaign, digits)
    if wrong:
        raise FixDeclaration(
            f"writing phone numbers into {campaign.sheet.file}",
            answer=some(wrong, between="; "),
            remedy="Nothing was written. Empty those cells, or put the rows back, and run this "
            "again",
        )
    changes = list(_changes(campaign, digits))
    in_file = [one for one in campaign.numbers.values() if one.file != campaign.sheet.file]
    elsewhere = sum(one.name in digits for one in in_file)
    found = edited(path, changes, shown_as=shown(path)) if changes else None
    return WrittenBack(campaign.sheet.file, found, len(changes), elsewhere)


def _changes(campaign: CampaignFile, digits: Mapping[str, str]) -> Iterable[Set]:
    """One for each row whose cell has to change."""
    rows: dict[str, list[str]] = {}
    old: dict[str, list[str]] = {}
    for one in campaign.numbers.values():
        if campaign.sheet is not None and one.file == campaign.sheet.file:
            rows.setdefault(one.entry, []).append(digits.get(one.name, ""))
            old.setdefault(one.entry, []).append(one.written_back)
    for name, numbers in rows.items():
        known = _without_gaps(numbers)
        if known and known != _without_gaps(old[name]):
            yield Set(name, {"promo_number": known})


def _without_gaps(numbers: Sequence[str]) -> list[str]:
    """Those before the first that is not bought yet: a cell tells them by their order."""
    return list(numbers[: numbers.index("")]) if "" in numbers else list(numbers)
