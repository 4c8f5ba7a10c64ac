"""`invoca plan` as JSON, for programs. Versioned: within a version keys are only added.

docs/plan.schema.json is the schema of this version, kept current by a test.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field

from invoca.plan.bought import areas
from invoca.plan.planned import Kind, Planned

from .document import Campaign, Part, as_json, json_schema

if TYPE_CHECKING:
    from .plan import PlanView


class FieldChange(Part):
    """One field. Empty text is for no value."""

    field: str = Field(description='Such as "custom_data.station", or "campaign" for a move.')
    old: str = Field(description="The value that is live now.")
    new: str
    is_known: bool = Field(description="false: `new` is known only after the deployment.")


class AboutNumber(Part):
    """What a number is, or is to be. Empty text is for what is not known."""

    area: str = Field(description='Such as "toll-free", "near 02108", "area code 310".')
    media_type: str
    custom_data: dict[str, str]


class PlannedStep(Part):
    """What the deployment does to one promo number. Empty text and line 0 are for none."""

    kind: Kind
    fails: bool = Field(description="Whether --fail-on names its kind.")
    is_destructive: bool = Field(description="Whether a number is released for good.")
    buys: bool = Field(description="Whether a number is bought, or may be.")
    stack: str
    name: str = Field(description="The number's name in its stack.")
    promo_number: str = Field(description="Ten digits; empty for one that is not bought yet.")
    takes_over: str = Field(description="Ten digits that a replacement finds live.")
    id: str = Field(description="Its id_from_network.")
    description: str = Field(description="What the number is for.")
    campaign: Campaign
    is_refused: bool = Field(
        description="Whether `pulumi up` would fail at it, as far as is known."
    )
    changes: list[FieldChange]
    means: str = Field(description="What it means, a sentence.")
    file: str = Field(description="The campaign file (or its CSV), from the repository's root.")
    line: int = Field(ge=0)
    number: AboutNumber = Field(description="What is bought; of others, what it is.")


class Error(Part):
    """Why the plan cannot be carried out, or something that could not be checked."""

    text: str
    stack: str
    numbers: list[str] = Field(description="The names of the numbers it is about.")


class Totals(Part):
    buys: int = Field(ge=0, description="Numbers that are bought, replacements included.")
    releases: int = Field(
        ge=0, description="Numbers that are gone for good, replacements included."
    )
    bought_in: dict[str, int] = Field(description="How many of these are bought from where.")
    unchanged: int = Field(ge=0)
    refused: int = Field(
        ge=0, description="Steps that `pulumi up` would fail at; no other total counts them."
    )
    steps: dict[Kind, int]
    other_resources: dict[str, int] = Field(
        description="What is done to resources that are not promo numbers, as Pulumi calls it."
    )


class PlanReport(Part):
    """What `invoca plan --format json` prints."""

    version: Literal[1] = 1
    checked_at: str = Field(description="UTC, ISO 8601.")
    outcome: Literal["nothing_to_do", "something_to_do", "error"]
    totals: Totals
    steps: list[PlannedStep]
    left_out: dict[Kind, int] = Field(
        description="Steps that are not listed here, by kind; --most 0 lists all."
    )
    notes: list[str]
    errors: list[Error]


def render(view: PlanView) -> str:
    return as_json(_document(view))


def schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of this version."""
    return json_schema(PlanReport)


def _document(view: PlanView) -> PlanReport:
    plan, shown = view.plan, view.shown()
    outcomes: dict[int, Literal["nothing_to_do", "something_to_do", "error"]]
    outcomes = {0: "nothing_to_do", 1: "error", 2: "something_to_do"}
    return PlanReport(
        checked_at=view.checked_at.isoformat(timespec="seconds"),
        outcome=outcomes[view.exit_code],
        totals=Totals(
            buys=plan.bought,
            releases=plan.released,
            bought_in=areas(plan.purchases),
            unchanged=len(plan.unchanged),
            refused=plan.refused,
            steps={kind: plan.count(kind) for kind in Kind},
            other_resources=dict(plan.others),
        ),
        steps=[_step(view, step) for step in shown.told],
        left_out=dict(Counter(step.kind for step in shown.rest)),
        notes=[*plan.notes, *shown.notes],
        errors=[
            Error(text=one.text, stack=one.stack, numbers=[name for _, name in one.numbers])
            for one in plan.failures
        ],
    )


def _step(view: PlanView, step: Planned) -> PlannedStep:
    known = step._asdict() | {
        "fails": view.fails(step),
        "is_destructive": step.releases,
        "buys": step.buys,
        "number": step.about,
    }
    named = {name: known[name] for name in PlannedStep.model_fields}
    return PlannedStep.model_validate(named, from_attributes=True)
