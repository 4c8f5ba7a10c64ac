"""Words and numbers that every report shares, and text made safe to show on one line."""

from __future__ import annotations

import re

from invoca.plan.planned import Change
from invoca.promo_number.models import CampaignRef
from invoca.shown_line import one_line as one_line

from .sheet import ReportRow

LONGEST = 120  # characters of a value that are shown
_BEFORE = 20  # characters that are shown before two long values differ


def phone(digits: str) -> str:
    """8885550123 as (888) 555-0123; anything else as it is."""
    return re.sub(r"^(\d{3})(\d{3})(\d{4})$", r"(\1) \2-\3", digits)


def number(row: ReportRow) -> str:
    return phone(one_line(row.number))


def export_command(where: CampaignRef) -> list[str]:
    """The words of the command that exports one campaign; more options may follow."""
    words = ["invoca", "export"]
    for option, value in zip(("--advertiser", "--campaign", "--affiliate"), where, strict=True):
        words += [option, value] if value is not None else []
    return words


def what(row: ReportRow, longest: int = LONGEST) -> list[str]:
    """What differs, a phrase each; arrows point from what is live to what is declared."""
    told = []
    for change in row.changes:
        field = one_line(change.field, longest)
        told.append(f"{field}: {' → '.join(values(change, longest))}")
    if row.detail:
        told.insert(0, one_line(row.detail, longest))
    if row.text:
        aside = f" ({one_line(row.aside, longest)})" if row.aside else ""
        told.insert(0, one_line(row.text, longest) + aside)
    return told


def values(change: Change, longest: int = LONGEST) -> tuple[str, str]:
    """The old and the new value."""
    old, new = (one_line(text, longest) for text in from_where_they_differ(change, longest))
    return _value(old), _value(new) if change.is_known else new


def from_where_they_differ(change: Change, longest: int) -> tuple[str, str]:
    """The old and the new value, without what both begin with where the rest would be cut off.

    longest: characters that are shown.
    """
    both = list(zip(change.old, change.new, strict=False))
    same = next((at for at, (one, other) in enumerate(both) if one != other), len(both))
    if same + _BEFORE < longest or max(len(change.old), len(change.new)) <= longest:
        return change.old, change.new
    start = same - _BEFORE
    return f"…{change.old[start:]}", f"…{change.new[start:]}"


def plain(text: str) -> str:
    """An advice without the backticks, where there is nothing else to tell code from words."""
    return "".join(part for part, _ in spans(text))


def spans(text: str) -> list[tuple[str, bool]]:
    """The parts of an advice, each with whether it is in backticks: commands and files."""
    parts = re.split(r"`([^`]*)`", one_line(text))
    return [(part, bool(index % 2)) for index, part in enumerate(parts) if part]


def percent(part: int, whole: int) -> str:
    """Rounded down, so that 100% means all."""
    return f"{part * 100 // whole}%" if whole else ""


def _value(text: str) -> str:
    return f"'{text}'" if text else "nothing"
