"""`invoca drift` as JSON, for programs. Versioned: within a version keys are only added.

docs/drift.schema.json is the schema of this version, kept current by a test.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field

from invoca.drift.findings import Finding, Kind

from .document import Campaign, Part, as_json, json_schema

if TYPE_CHECKING:
    from .drift import DriftView


class FoundDifference(Part):
    """One difference. Empty text and line 0 are for none."""

    kind: Kind
    fails: bool = Field(description="Whether --fail-on names its kind.")
    stack: str
    name: str = Field(description="The number's name in its stack.")
    promo_number: str = Field(description="Ten digits.")
    id: str = Field(description="Its id_from_network.")
    campaign: Campaign
    field: str = Field(description='What differs, such as "custom_data.station".')
    declared: str
    live: str
    file: str = Field(description="The campaign file (or its CSV), from the repository's root.")
    line: int = Field(ge=0)
    remedy: str = Field(description="The next step, a sentence.")


class CampaignCoverage(Part):
    campaign: Campaign
    managed: int = Field(ge=0)
    live: int | None = Field(description="null where the campaign could not be read.")


class Error(Part):
    """Something that could not be checked."""

    text: str
    stack: str
    campaign: Campaign | None
    numbers: list[str] = Field(description="The names of the numbers it leaves open.")


class Totals(Part):
    checked: int = Field(ge=0, description="Numbers that were declared or deployed.")
    managed: int = Field(ge=0, description="Of `live`, the numbers that a stack holds.")
    live: int = Field(ge=0, description="Live numbers of every campaign that could be read.")
    findings: dict[Kind, int]


class DriftReport(Part):
    """What `invoca drift --format json` prints."""

    version: Literal[1] = 1
    checked_at: str = Field(description="UTC, ISO 8601.")
    outcome: Literal["no_drift", "drift", "error"]
    totals: Totals
    coverage: list[CampaignCoverage]
    findings: list[FoundDifference]
    left_out: dict[Kind, int] = Field(
        description="Findings that are not listed here, by kind; --most 0 lists all."
    )
    errors: list[Error]
    notes: list[str] = Field(description="What may be incomplete, a sentence each.")


def render(view: DriftView) -> str:
    return as_json(_document(view))


def schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of this version."""
    return json_schema(DriftReport)


def _document(view: DriftView) -> DriftReport:
    report, shown = view.report, view.shown()
    outcomes: dict[int, Literal["no_drift", "drift", "error"]]
    outcomes = {0: "no_drift", 1: "error", 2: "drift"}
    return DriftReport(
        checked_at=view.checked_at.isoformat(timespec="seconds"),
        outcome=outcomes[view.exit_code],
        totals=Totals(
            checked=len(report.numbers),
            managed=report.managed,
            live=report.live,
            findings={kind: report.count(kind) for kind in Kind},
        ),
        coverage=[
            CampaignCoverage(campaign=Campaign.of(where), managed=managed, live=live)
            for where, managed, live in report.coverage
        ],
        findings=[_finding(view, finding) for block in shown.told for finding in block],
        left_out=dict(Counter(finding.kind for block in shown.rest for finding in block)),
        errors=[
            Error(
                text=failure.text,
                stack=failure.stack,
                campaign=Campaign.of(failure.campaign) if failure.campaign else None,
                numbers=[name for _, name in failure.numbers],
            )
            for failure in report.failures
        ],
        notes=[*report.doubts, *report.notes, *shown.notes],
    )


def _finding(view: DriftView, finding: Finding) -> FoundDifference:
    fields = finding._asdict() | {"campaign": Campaign.of(finding.campaign)}
    return FoundDifference(fails=view.fails(finding), **fields)
