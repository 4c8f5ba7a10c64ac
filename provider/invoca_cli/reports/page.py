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

from invoca.findings import Coverage, Finding, Kind, short

from . import View, words

LONGEST = 2_000  # characters of a value; more is counted


class Row(NamedTuple):
    """A finding as the page shows it."""

    kind: str
    name: str
    campaign: str
    digits: str
    number: str
    id: str
    field: str
    place: str
    declared: str
    live: str
    remedy: list[tuple[str, bool]]
    fails: bool


class Bar(NamedTuple):
    """A campaign's coverage. percent: 0 to 100, or None where it could not be read."""

    campaign: str
    managed: int
    live: int | None
    percent: int | None


def render(view: View) -> str:
    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    environment.filters["sha256"] = _sha256
    folder = files(__package__)
    template = environment.from_string((folder / "page.html").read_text("utf-8"))
    return template.render(
        style=(folder / "page.css").read_text("utf-8"),
        view=view,
        report=view.report,
        kinds=[(kind, words.KINDS[kind], view.report.count(kind)) for kind in Kind],
        rows=[_row(view, finding) for finding in sorted(view.report.findings, key=_urgency)],
        campaigns=sorted({words.where(finding) for finding in view.report.findings}),
        bars=[_bar(item) for item in view.report.coverage],
        errors=[words.one_line(failure.text) for failure in view.report.failures],
        outcome=words.outcome(view),
        totals=words.totals(view).capitalize(),
        coverage=words.coverage(view),
        percent=words.percent(view.report.managed, view.report.live),
        checked_at=view.checked_at.strftime("%Y-%m-%d %H:%M UTC"),
    )


def _sha256(script: str) -> str:
    """As a content security policy names the one script that may run."""
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


def _urgency(finding: Finding) -> tuple[int, str, str]:
    return finding.rank, short(finding.campaign), finding.name


def _row(view: View, finding: Finding) -> Row:
    return Row(
        finding.kind.value,
        words.one_line(finding.name),
        words.where(finding),
        words.one_line(finding.promo_number),
        words.phone(words.one_line(finding.promo_number)),
        words.one_line(finding.id),
        words.one_line(finding.field, LONGEST),
        words.one_line(words.place(finding)),
        words.one_line(finding.declared, LONGEST),
        words.one_line(finding.live, LONGEST),
        words.spans(finding.remedy),
        view.fails(finding),
    )


def _bar(item: Coverage) -> Bar:
    share = None
    if item.live is not None:
        share = item.managed * 100 // item.live if item.live else 100
    return Bar(words.one_line(short(item.campaign)), item.managed, item.live, share)
