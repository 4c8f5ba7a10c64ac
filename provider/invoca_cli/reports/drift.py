"""A drift report as a sheet: its kinds, its words, and how it is measured.

Must not know: how a finding is found, or how a format looks.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from invoca.counted import plural
from invoca.drift.findings import UNHELD, Finding, Kind, Report
from invoca.plan.planned import Change
from invoca.promo_number.models import CampaignRef, short

from . import drift_document, sheet, words
from .cut import Cut, cut
from .sections import sections
from .shared import errors_of
from .sheet import ReportRow, ReportSheet

KINDS = {
    Kind.MISSING: sheet.RowKind(
        "missing", "Missing", "The stack holds the number, but Invoca no longer has it.",
        "gone", "error",
    ),
    Kind.NOT_CREATED: sheet.RowKind(
        "not_created", "Not created", "The number is declared, but was not deployed.",
        "danger", "error",
    ),
    Kind.PENDING: sheet.RowKind(
        "pending", "Pending",
        "A purchase was sent, and the stack does not know what came of it.",
        "danger", "error",
    ),
    Kind.MOVED: sheet.RowKind(
        "moved", "Moved", "Somebody moved the number to another campaign.", "shift", "error"
    ),
    Kind.DUPLICATE: sheet.RowKind(
        "duplicate", "Duplicate", "One number exists, or is held, twice.", "alert", "error"
    ),
    Kind.CHANGED: sheet.RowKind(
        "changed", "Changed", "A live value is not the declared one.", "care", "warning"
    ),
    Kind.LEFT: sheet.RowKind(
        "left", "Left over", "An interrupted run bought the number, and nothing holds it.",
        "alert", "error",
    ),
    Kind.ID_CHANGED: sheet.RowKind(
        "id_changed", "Another id", "Somebody gave the number another id in Invoca.", "calm", "note"
    ),
    Kind.NOT_SHOWN: sheet.RowKind(
        "not_shown", "Not shown yet", "The number was bought minutes ago, and may show late.",
        "calm", "note",
    ),
    Kind.UNMANAGED: sheet.RowKind(
        "unmanaged", "Unmanaged", "The number is live, but no stack holds it.", "calm", "note"
    ),
}  # fmt: skip

WORDING = sheet.Wording(
    title="Promo numbers: what differs in Invoca from what was declared",
    subtitle="Checked",
    rows="Findings",
    none="There are no findings.",
    clean="Every number is live, and as it was declared.",
    intro="What to do about each kind comes first, then what differs, number by number.",
    errors="What could not be checked may have changed as well:",
    what="difference",
    advice="what to do",
    advice_label="next step",
    strangers="numbers that no stack holds",
    signs=("✓", "!", "≠"),
)


Block = tuple[Finding, ...]


class DriftView(NamedTuple):
    """A report with what it is to be measured by. fail_on: the kinds that count as drift. most:
    findings of a kind that are shown; None for what fits, 0 for all."""

    report: Report
    fail_on: frozenset[Kind]
    checked_at: datetime
    most: int | None = None

    @property
    def exit_code(self) -> int:
        if self.report.failures or (self.report.doubts and Kind.UNMANAGED in self.fail_on):
            return 1
        return 2 if any(map(self.fails, self.report.findings)) else 0

    def fails(self, finding: Finding) -> bool:
        return finding.kind in self.fail_on

    def blocks(self) -> list[Block]:
        """What was found of each number, kind by kind: the fields that differ are one."""
        found: dict[tuple[object, ...], Block] = {}
        for one in self.report.findings:
            apart = one.field if one.kind is not Kind.CHANGED else ""
            key = (one.kind, one.campaign, one.stack, one.name, one.promo_number, apart)
            found[key] = (*found.get(key, ()), one)
        return list(found.values())

    def shown(self) -> Cut[Block]:
        def fails(block: Block) -> bool:
            return self.fails(block[0])

        return cut(self.blocks(), lambda block: block[0].kind.value, fails, self.most)

    def document(self) -> str:
        return drift_document.render(self)

    def sheet(self) -> ReportSheet:
        report, shown = self.report, self.shown()
        rows, errors = _rows(self, shown.told), errors_of(report.failures)
        return ReportSheet(
            command="drift",
            wording=WORDING,
            kinds=tuple(KINDS.values()),
            rows=rows,
            sections=sections(KINDS.values(), rows, shown.left_out),
            cases=tuple(
                sheet.Case(short(one.where), one.stack, one.name, one.file, one.line)
                for one in report.numbers
            ),
            bars=tuple(
                sheet.Bar(short(one.campaign), one.managed, one.live) for one in report.coverage
            ),
            errors=errors,
            alarm="",
            outcome=_outcome(self, len(errors)),
            totals=_totals(self) if report.findings else "",
            measure=_coverage(report) if report.coverage else "",
            notes=(*report.doubts, *report.notes, *shown.notes),
            checked_at=self.checked_at,
            exit_code=self.exit_code,
            left_out=shown.left_out,
            failing={(one.stack, one.name) for one, *_ in shown.rest if self.fails(one)},
        )


def _rows(view: DriftView, blocks: Iterable[Block]) -> tuple[ReportRow, ...]:
    files: dict[CampaignRef, str] = {}
    for number in view.report.numbers:
        if number.file:
            files.setdefault(number.where, number.file)
    return tuple(_row(view, block, files.get(block[0].campaign, "")) for block in blocks)


def _row(view: DriftView, block: Block, near: str) -> ReportRow:
    finding = block[0]
    text, aside = "", ""
    changes: tuple[Change, ...] = ()
    if finding.kind in (Kind.CHANGED, Kind.ID_CHANGED):
        changes = tuple(Change(one.field, one.live, one.declared) for one in block)
    elif finding.kind is Kind.MOVED:
        changes = (Change("campaign", finding.live, finding.declared),)
    elif finding.kind is Kind.DUPLICATE:
        shared = f"id {finding.id}" if finding.field == "id_from_network" else "the number"
        text = f"{shared} is also that of {finding.declared}"
    elif finding.kind in UNHELD:
        text = finding.live
    else:
        text, aside = finding.declared, f"id {finding.id}" if finding.id else ""
    who = finding.name or finding.promo_number
    fields = ",".join(one.field for one in block)
    facts = (finding.kind.value, short(finding.campaign), finding.stack, who, fields)
    return ReportRow(
        kind=KINDS[finding.kind],
        campaign=short(finding.campaign),
        stack=finding.stack,
        name=finding.name,
        number=finding.promo_number,
        id=finding.id,
        changes=changes,
        text=text,
        aside=aside,
        advice=finding.remedy,
        file=finding.file,
        line=finding.line,
        near=near,
        facts=(*facts, finding.promo_number),
        fails=view.fails(finding),
    )


def _outcome(view: DriftView, errors: int) -> str:
    """The report in one sentence."""
    report = view.report
    drifts = sum(view.fails(block[0]) for block in view.blocks())
    campaigns = plural(len(report.coverage), "campaign")
    checked = f"{plural(len(report.numbers), 'number')} in {campaigns}"
    if errors:
        return f"Not everything could be checked: {plural(errors, 'error')}"
    if drifts:
        return f"Drift: {plural(drifts, 'finding')} among {checked}"
    return f"No drift: {checked}"


def _totals(view: DriftView) -> str:
    """Such as: 2 missing, 1 changed; not counted as drift: 3 unmanaged."""
    counted = [_count(view, kind) for kind in KINDS if kind in view.fail_on]
    others = [_count(view, kind) for kind in KINDS if kind not in view.fail_on]
    told = ", ".join(filter(None, counted))
    rest = ", ".join(filter(None, others))
    return "; ".join(filter(None, (told, rest and f"not counted as drift: {rest}")))


def _count(view: DriftView, kind: Kind) -> str:
    count = sum(block[0].kind is kind for block in view.blocks())
    return f"{count:,} {KINDS[kind].title.lower()}" if count else ""


def _coverage(report: Report) -> str:
    if report.coverage and all(item.live is None for item in report.coverage):
        return (
            "It is not known how many live numbers are managed: no campaign could be read in full"
        )
    share = f" ({words.percent(report.managed, report.live)})" if report.live else ""
    return f"{report.managed:,} of {plural(report.live, 'live number')} managed{share}"
