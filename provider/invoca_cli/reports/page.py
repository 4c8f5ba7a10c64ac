"""One self-contained web page, for people who never use a terminal.

Owns: what page.html is given. The page loads nothing, and its policy lets no other script run than
its own: values of the account are text, whatever they say.
"""

from __future__ import annotations

import base64
import hashlib
from importlib.resources import files
from typing import NamedTuple

from jinja2 import Environment

from invoca.plan.planned import Change

from . import sheet, words
from .origin import SHORT
from .sheet import Advice, ReportRow, ReportSection, ReportSheet

LONGEST = 2_000  # characters of a value; more is counted


class ShownRow(NamedTuple):
    """A row as the page shows it. small: what identifies it, for people who look for it."""

    kind: sheet.RowKind
    name: str
    campaign: str
    digits: str
    number: str
    changes: list[Change]
    text: str
    detail: str
    small: list[str]


class ShownStep(NamedTuple):
    """What to do about the rows of a kind. who: those of them that it is for, or ""."""

    kind: sheet.RowKind
    who: str
    advice: list[tuple[str, bool]]


class ShownBar(NamedTuple):
    """A campaign's coverage. percent: 0 to 100, or None where it could not be read."""

    campaign: str
    part: int
    whole: int | None
    percent: int | None


def render(shown: ReportSheet) -> str:
    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    environment.filters["sha256"] = _sha256
    folder = files(__package__)
    template = environment.from_string((folder / "page.html").read_text("utf-8"))
    return template.render(
        style=(folder / "page.css").read_text("utf-8"),
        sheet=shown,
        wording=shown.wording,
        kinds=[(kind, shown.count(kind)) for kind in shown.kinds],
        rows=[_row(row) for section in shown.sections for row in section.rows],
        steps=[_step(section, one) for section in shown.sections for one in section.advices],
        commit=shown.origin.commit[:SHORT],
        campaigns=sorted({words.one_line(row.campaign) for row in shown.rows}),
        bars=[_bar(bar) for bar in shown.bars],
        errors=[words.spans(error) for error in shown.said_errors],
        notes=[words.spans(note) for note in shown.said_notes],
        totals=shown.totals.capitalize(),
        measure=words.one_line(shown.measure),
        checked_at=shown.checked_at.strftime("%Y-%m-%d %H:%M UTC"),
    )


def _sha256(script: str) -> str:
    """As a content security policy names the one script that may run."""
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


def _step(section: ReportSection, advice: Advice) -> ShownStep:
    kind = section.rows[0].kind
    return ShownStep(kind, words.one_line(advice.who), words.spans(advice.text))


def _row(row: ReportRow) -> ShownRow:
    return ShownRow(
        row.kind,
        words.one_line(row.name),
        words.one_line(row.campaign),
        words.one_line(row.number),
        words.number(row),
        [_change(change) for change in row.changes],
        words.one_line(row.text, LONGEST),
        words.one_line(row.detail, LONGEST),
        [words.one_line(part) for part in (row.id, row.place or row.stack) if part],
    )


def _change(change: Change) -> Change:
    old, new = words.from_where_they_differ(change, LONGEST)
    return change._replace(
        field=words.one_line(change.field, LONGEST),
        old=words.one_line(old, LONGEST),
        new=words.one_line(new, LONGEST),
    )


def _bar(bar: sheet.Bar) -> ShownBar:
    share = None
    if bar.whole is not None:
        share = bar.part * 100 // bar.whole if bar.whole else 100
    return ShownBar(words.one_line(bar.campaign), bar.part, bar.whole, share)
