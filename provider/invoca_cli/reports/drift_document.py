"""`invoca drift` as JSON, for programs. Versioned: within a version keys are only added.

docs/drift.schema.json is the schema of this version, kept current by a test.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from invoca.drift.findings import Finding, Kind
from invoca.models import CampaignRef

if TYPE_CHECKING:
    from .drift import View


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Campaign(_Part):
    """Where numbers live; all three are the network's own ids."""

    advertiser_id: str
    campaign_id: str
    affiliate_id: str | None = None


class FoundDifference(_Part):
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


class CampaignCoverage(_Part):
    campaign: Campaign
    managed: int = Field(ge=0)
    live: int | None = Field(description="null where the campaign could not be read.")


class Error(_Part):
    """Something that could not be checked."""

    text: str
    stack: str
    campaign: Campaign | None
    numbers: list[str] = Field(description="The names of the numbers it leaves open.")


class Totals(_Part):
    checked: int = Field(ge=0, description="Numbers that were declared or deployed.")
    managed: int = Field(ge=0, description="Live numbers that a stack of this run holds.")
    live: int = Field(ge=0, description="Live numbers of every campaign that could be read.")
    findings: dict[Kind, int]


class DriftReport(_Part):
    """What `invoca drift --format json` prints."""

    version: Literal[1] = 1
    checked_at: str = Field(description="UTC, ISO 8601.")
    outcome: Literal["no_drift", "drift", "error"]
    totals: Totals
    coverage: list[CampaignCoverage]
    findings: list[FoundDifference]
    errors: list[Error]
    notes: list[str] = Field(description="What may be incomplete, a sentence each.")


def render(view: View) -> str:
    text = json.dumps(_document(view).model_dump(mode="json"), indent=2, ensure_ascii=False)
    return f"{text}\n"


def schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of this version."""
    described = DriftReport.model_json_schema(mode="serialization")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **described}


def _document(view: View) -> DriftReport:
    report = view.report
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
            CampaignCoverage(campaign=_campaign(where), managed=managed, live=live)
            for where, managed, live in report.coverage
        ],
        findings=[_finding(view, finding) for finding in report.findings],
        errors=[
            Error(
                text=failure.text,
                stack=failure.stack,
                campaign=_campaign(failure.campaign) if failure.campaign else None,
                numbers=[name for _, name in failure.numbers],
            )
            for failure in report.failures
        ],
        notes=list(report.doubts),
    )


def _finding(view: View, finding: Finding) -> FoundDifference:
    fields = finding._asdict() | {"campaign": _campaign(finding.campaign)}
    return FoundDifference(fails=view.fails(finding), **fields)


def _campaign(where: CampaignRef) -> Campaign:
    return Campaign(**where._asdict())
