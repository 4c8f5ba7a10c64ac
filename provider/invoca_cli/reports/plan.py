"""A plan as a sheet: its kinds, its words, and what it costs.

Must not know: how a plan is made, or how a format looks.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from invoca.counted import plural
from invoca.plan import sentences as say
from invoca.plan.bought import summed_up
from invoca.plan.planned import DESTRUCTIVE, OTHER, UNKNOWN, Kind, Plan, Planned
from invoca.promo_number.models import CREATE_ONLY, CampaignRef, short

from . import plan_document, sheet
from .cut import Cut, cut
from .sections import sections
from .shared import errors_of
from .sheet import ReportRow, ReportSheet

KINDS = {
    Kind.RELEASE: sheet.RowKind(
        "release", "Release",
        "The number is released for good: ads that print it stop matching, and nobody can undo it. "
        "Call flows may name it.",
        "gone", "error", True,
    ),
    Kind.REPLACE: sheet.RowKind(
        "replace", "Replace",
        "Another number is bought, and this one is released for good: ads that print it stop "
        "matching, and nobody can undo it. Call flows may name it.",
        "gone", "error", True,
    ),
    Kind.BUY: sheet.RowKind("buy", "Buy", "A number is bought.", "new", "warning"),
    Kind.SETTLE: sheet.RowKind(
        "settle", "Settle",
        "A purchase was sent, and the stack does not know what came of it: it is looked for first.",
        "alert", "warning",
    ),
    Kind.FORGET: sheet.RowKind(
        "forget", "Forget", "The number stays live, but the stack no longer manages it.",
        "alert", "warning",
    ),
    Kind.UNPROTECT: sheet.RowKind(
        "unprotect", "Unprotect", "A later plan will be able to release the number.",
        "alert", "warning",
    ),
    Kind.MOVE: sheet.RowKind(
        "move", "Move", "The number goes to another campaign, and stays the same number.",
        "shift", "note",
    ),
    Kind.ADOPT: sheet.RowKind(
        "adopt", "Adopt", "The number is live already, and is taken over. Nothing is bought.",
        "calm", "note",
    ),
    Kind.CHANGE: sheet.RowKind(
        "change", "Change",
        "The number is changed in place. Call rules (recording, whisper) may test its description, "
        "media type and custom data.",
        "care", "note",
    ),
    Kind.KEEP: sheet.RowKind("keep", "Keep", "Nothing happens to the number.", "calm", "note"),
}  # fmt: skip

REFUSED = sheet.RowKind(
    "refused", "Refused",
    "Nothing happens to the number: the deployment would fail at this step.",
    "danger", "error",
)  # fmt: skip
# In the order of the kinds: what cannot be undone stands before what is not done.
ROW_KINDS = tuple(
    kind
    for one in Kind
    for kind in ((KINDS[one], REFUSED) if one is Kind.REPLACE else (KINDS[one],))
)

# What is bought, and what is let go, is said in full.
_TOLD_WHAT = frozenset({Kind.BUY, Kind.RELEASE, Kind.REPLACE, Kind.SETTLE})

WORDING = sheet.Wording(
    title="Promo numbers: what a deployment would do",
    subtitle="Planned",
    rows="Steps",
    none="There are no steps.",
    clean="Every number is as it is declared.",
    intro="Each step below says what is done. What costs most comes first.",
    errors="What follows may not be the whole plan:",
    what="what is done",
    advice="what it means",
    advice_label="what it means",
    strangers="numbers that are not declared",
    signs=("✓", "!", "±"),
)


class PlanView(NamedTuple):
    """A plan with what it is to be measured by. fail_on: the kinds (and "other") that count. most:
    steps of a kind that are shown; None for what fits, 0 for all."""

    plan: Plan
    fail_on: frozenset[str]
    checked_at: datetime
    most: int | None = None

    @property
    def exit_code(self) -> int:
        if self.plan.failures:
            return 1
        others = bool(self.plan.others) and OTHER in self.fail_on
        return 2 if others or any(map(self.fails, self.plan.steps)) else 0

    def fails(self, step: Planned) -> bool:
        return step.kind.value in self.fail_on

    def shown(self) -> Cut[Planned]:
        return cut(self.plan.steps, lambda step: _kind(step).key, self.fails, self.most)

    def document(self) -> str:
        return plan_document.render(self)

    def sheet(self) -> ReportSheet:
        plan, shown = self.plan, self.shown()
        rows = tuple(_row(self, step) for step in shown.told)
        errors = errors_of(plan.failures)
        return ReportSheet(
            command="plan",
            wording=WORDING,
            kinds=ROW_KINDS,
            rows=rows,
            sections=sections(ROW_KINDS, rows, shown.left_out),
            cases=_cases(plan),
            bars=(),
            errors=errors,
            alarm=_alarm(plan),
            outcome=_outcome(self, len(errors)),
            totals=_totals(plan),
            measure=_measure(plan),
            notes=(*_notes(plan), *shown.notes),
            checked_at=self.checked_at,
            exit_code=self.exit_code,
            left_out=shown.left_out,
            failing={(one.stack, one.name) for one in shown.rest if self.fails(one)},
        )


def _kind(step: Planned) -> sheet.RowKind:
    return REFUSED if step.is_refused else KINDS[step.kind]


def _text(step: Planned) -> str:
    """What the number is for, where no change says what is done; of what is refused, what it is."""
    if step.is_refused:
        return ": ".join(filter(None, (step.kind.value, step.description)))
    return "" if step.changes and step.kind not in DESTRUCTIVE else step.description


def _row(view: PlanView, step: Planned) -> ReportRow:
    where = short(step.campaign)
    return ReportRow(
        kind=_kind(step),
        campaign=where,
        stack=step.stack,
        name=step.name,
        number=step.promo_number,
        id=step.id,
        changes=step.changes,
        text=_text(step),
        detail=str(step.about) if step.kind in _TOLD_WHAT else "",
        aside="",
        advice=step.means,
        file=step.file if step.line else "",
        line=step.line,
        near=step.file,
        facts=(step.kind.value, where, step.stack, step.name, step.promo_number),
        fails=view.fails(step),
        is_plain=step.means in say.PLAIN,
    )


def _cases(plan: Plan) -> tuple[sheet.Case, ...]:
    cases = [
        *(_case(one.campaign, one.stack, one.name, one.file, one.line) for one in plan.steps),
        *(_case(one.campaign, one.stack, one.name, one.file, one.line) for one in plan.unchanged),
    ]
    return tuple(dict.fromkeys(cases))


def _case(where: CampaignRef, stack: str, name: str, file: str, line: int) -> sheet.Case:
    return sheet.Case(short(where), stack, name, file, line)


def _alarm(plan: Plan) -> str:
    if not plan.released:
        return ""
    releases = "Would release" if plan.failures else "Releases"
    numbers = plural(plan.released, "number")
    ads = "Ads that print it" if plan.released == 1 else "Ads that print them"
    return f"{releases} {numbers} for good. {ads} stop matching; nobody can undo it."


def _outcome(view: PlanView, errors: int) -> str:
    """The plan in one sentence."""
    plan = view.plan
    cases = _cases(plan)
    campaigns = plural(len({case.campaign for case in cases}), "campaign")
    numbers = f"{plural(len(cases), 'number')} in {campaigns}"
    if errors:
        return f"The plan could not be made in full: {plural(errors, 'error')}"
    doing = sum(step.kind is not Kind.KEEP and not step.is_refused for step in plan.steps)
    refused = f", {plan.refused:,} refused" if plan.refused else ""
    if doing or plan.others:
        return f"Plan: {plural(doing, 'step')} for {numbers}{refused}"
    if refused:
        return f"Refused: {plural(plan.refused, 'step')} for {numbers}"
    return f"Nothing to do: {numbers}"


def _totals(plan: Plan) -> str:
    """Such as: release 1, buy 3, change 2, refused 1; 40 unchanged."""
    counts = [f"{kind.value} {plan.count(kind):,}" for kind in Kind if plan.count(kind)]
    counts += [f"refused {plan.refused:,}"] if plan.refused else []
    told = ", ".join(counts)
    rest = f"{len(plan.unchanged):,} unchanged" if plan.unchanged else ""
    return "; ".join(filter(None, (told, rest)))


def _measure(plan: Plan) -> str:
    """What it costs, where it costs anything."""
    buy, release = ("would buy", "would release") if plan.failures else ("buys", "releases")
    bought = f"{buy} {plural(plan.bought, 'number')}" if plan.bought else ""
    if unsure := sum(step.kind is Kind.SETTLE and step.buys for step in plan.steps):
        bought += f" ({unsure:,} only where Invoca shows none)"
    released = f"{release} {plural(plan.released, 'number')}" if plan.released else ""
    if not (bought or released):
        promises = bool(plan.steps) and not plan.failures
        return f"Buys nothing, releases nothing{_doubt(plan)}" if promises else ""
    told = " and ".join(filter(None, (released, bought)))
    of_what = summed_up(plan.purchases) if bought else ""
    return f"{told[:1].upper()}{told[1:]}" + (f": {of_what}" if of_what else "")


def _doubt(plan: Plan) -> str:
    """Where what chooses a number that is held is not known yet."""
    choosing = {"generation", *CREATE_ONLY}
    changes = (one for step in plan.steps for one in step.changes if not one.is_known)
    if all(one.field.partition(".")[0] not in choosing for one in changes):
        return ""
    return f", unless what is {UNKNOWN} asks for another number"


def _notes(plan: Plan) -> tuple[str, ...]:
    count = sum(plan.others.values())
    if not count:
        return plan.notes
    told = ", ".join(f"{many:,} {operation}" for operation, many in plan.others.items())
    return (f"and {plural(count, 'other resource')}: {told}", *plan.notes)
