"""The words and numbers that every report shares, and text made safe to show on one line."""

from __future__ import annotations

import re
from typing import NamedTuple

from invoca.findings import Finding, Kind, short

from . import View

# Without these, scripts and emoji fall apart; they cannot turn a line around as others can.
_JOINERS = "\u200c\u200d"


class Words(NamedTuple):
    """title: of a group. meaning: a sentence for people who do not know the command."""

    title: str
    meaning: str


KINDS = {
    Kind.MISSING: Words("Missing", "The stack holds the number, but Invoca no longer has it."),
    Kind.NOT_CREATED: Words("Not created", "The number is declared, but was not deployed."),
    Kind.MOVED: Words("Moved", "Somebody moved the number to another campaign."),
    Kind.DUPLICATE: Words("Duplicate", "One number exists, or is held, twice."),
    Kind.CHANGED: Words("Changed", "Somebody changed the number in Invoca."),
    Kind.UNMANAGED: Words("Unmanaged", "The number is live, but no stack holds it."),
}


def one_line(text: str, longest: int = 0) -> str:
    """`text` without line breaks or signs that a terminal or browser obeys.

    longest: characters that are shown, 0 for all; what is cut is counted.
    """
    text = re.sub(r"\r\n|[\r\n\u2028\u2029]", "⏎", text)
    if longest and len(text) > longest:
        text = f"{text[:longest]}… ({len(text) - longest:,} more characters)"
    return "".join(
        sign if sign.isprintable() or sign in _JOINERS else _named(sign) for sign in text
    )


def phone(digits: str) -> str:
    """8885550123 as (888) 555-0123; anything else as it is."""
    return re.sub(r"^(\d{3})(\d{3})(\d{4})$", r"(\1) \2-\3", digits)


def plural(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def what(finding: Finding, longest: int = 120) -> str:
    """What differs, in a phrase."""
    declared, live = one_line(finding.declared, longest), one_line(finding.live, longest)
    if finding.kind is Kind.CHANGED:
        return f"{one_line(finding.field)}: {_value(declared)} → {_value(live)}"
    if finding.kind is Kind.MOVED:
        return f"{declared} → {live}"
    if finding.kind is Kind.DUPLICATE:
        shared = (
            f"id {one_line(finding.id)}" if finding.field == "id_from_network" else "the number"
        )
        return f"{shared} is also that of {declared}"
    if finding.kind is Kind.UNMANAGED:
        return live
    return f"{declared} (id {one_line(finding.id, longest)})" if finding.id else declared


def spans(text: str) -> list[tuple[str, bool]]:
    """The parts of a remedy, each with whether it stands in backticks: commands and files."""
    parts = re.split(r"`([^`]*)`", one_line(text))
    return [(part, bool(index % 2)) for index, part in enumerate(parts) if part]


def place(finding: Finding) -> str:
    return f"{finding.file}:{finding.line}" if finding.file else ""


def outcome(view: View) -> str:
    """The report in one sentence."""
    report = view.report
    drifts = sum(map(view.fails, report.findings))
    campaigns = plural(len(report.coverage), "campaign")
    checked = f"{plural(len(report.numbers), 'number')} in {campaigns}"
    if report.failures:
        return f"Not everything could be checked: {plural(len(report.failures), 'error')}"
    return (
        f"Drift: {plural(drifts, 'finding')} among {checked}" if drifts else f"No drift: {checked}"
    )


def totals(view: View) -> str:
    """Such as: 2 missing, 1 changed; not counted as drift: 3 unmanaged."""
    counted = [_count(view, kind) for kind in KINDS if kind in view.fail_on]
    others = [_count(view, kind) for kind in KINDS if kind not in view.fail_on]
    told = ", ".join(filter(None, counted))
    rest = ", ".join(filter(None, others))
    return "; ".join(filter(None, (told, rest and f"not counted as drift: {rest}")))


def coverage(view: View) -> str:
    report = view.report
    share = f" ({percent(report.managed, report.live)})" if report.live else ""
    return f"{report.managed:,} of {plural(report.live, 'live number')} managed{share}"


def percent(part: int, whole: int) -> str:
    """Rounded down, so that 100% means all."""
    return f"{part * 100 // whole}%" if whole else ""


def where(finding: Finding) -> str:
    return one_line(short(finding.campaign))


def _count(view: View, kind: Kind) -> str:
    count = view.report.count(kind)
    return f"{count:,} {KINDS[kind].title.lower()}" if count else ""


def _value(text: str) -> str:
    return f"'{text}'" if text else "nothing"


def _named(sign: str) -> str:
    return sign.encode("unicode_escape").decode()
