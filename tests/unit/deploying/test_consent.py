"""Consent in proportion: a word for purchases, the count for releases, a number for very many."""

from __future__ import annotations

import sys
from typing import Any

import pytest
import typer

from invoca.drift.findings import Failure
from invoca.errors import InvocaError
from invoca.plan.planned import Kind, Plan, Planned
from invoca.promo_number.models import CampaignRef
from invoca_cli.deploying.consent import Said, require_consent, require_proportion, share_of
from invoca_cli.deploying.stack_plans import StackPlan
from invoca_cli.workspace.state import TYPE, ExportedStack


def of(*kinds: Kind, held: int = 0, failures: tuple[Failure, ...] = ()) -> StackPlan:
    steps = tuple(
        Planned(kind, "radio", f"n{at}", CampaignRef("a", "b"), promo_number=f"80055501{at:02}")
        for at, kind in enumerate(kinds)
    )
    state = ExportedStack("radio", [{"type": TYPE}] * held, [])
    return StackPlan("radio", Plan(steps, failures=failures), state=state)


@pytest.fixture
def at_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)


def asked(plan: StackPlan, answer: str, **said: Any) -> list[str]:
    """The questions, where the answer was taken for a yes."""
    questions: list[str] = []

    def ask(question: str) -> str:
        questions.append(question)
        return answer

    require_consent([plan], Said(**{"yes": False, **said}), ask)
    return questions


@pytest.mark.usefixtures("at_terminal")
@pytest.mark.parametrize(
    ("plan", "answer", "question"),
    [
        (of(Kind.BUY, Kind.CHANGE), "y", "Deploy this? [y/N]"),
        (of(Kind.RELEASE), "(800) 555-0100", "This permanently releases (800) 555-0100 (n0)."),
        (of(Kind.RELEASE), "8005550100", "To confirm, type its ten digits"),
        (
            of(Kind.RELEASE, Kind.BUY, Kind.REPLACE),
            "2",
            "This permanently releases 2 numbers. To confirm, type 2",
        ),
    ],
)
def test_the_more_is_at_stake_the_more_has_to_be_typed(
    plan: StackPlan, answer: str, question: str
) -> None:
    [said] = asked(plan, answer)
    assert question in said
    for wrong in ("", "y" if "releases" in question or "digits" in question else "n", "3"):
        with pytest.raises(typer.Abort):
            asked(plan, wrong)


@pytest.mark.usefixtures("at_terminal")
def test_what_is_refused_is_asked_about_too_as_it_may_pass_when_it_is_deployed() -> None:
    plan = of(*[Kind.REPLACE] * 4, held=10)
    steps = tuple(step._replace(is_refused=True) for step in plan.plan.steps)
    plan = plan._replace(plan=plan.plan._replace(steps=steps))
    assert plan.plan.released == 0
    [said] = asked(plan, "4")
    assert said.startswith("Unless it is refused, this permanently releases 4 numbers")
    with pytest.raises(InvocaError, match="add --allow-releases 4"):
        require_proportion([plan], Said(yes=True))


@pytest.mark.usefixtures("at_terminal")
def test_a_plan_with_errors_is_asked_about_first() -> None:
    plan = of(Kind.BUY, failures=(Failure("could not be looked up"),))
    assert asked(plan, "y") == ["The plan has errors, see above. Deploy it anyway? [y/N]"]


def test_where_there_is_nobody_to_ask_yes_has_to_be_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stdin, "isatty", lambda: False, raising=False)
    with pytest.raises(InvocaError, match="add --yes, or --plan"):
        asked(of(Kind.BUY), "")
    assert asked(of(Kind.RELEASE), "", yes=True) == []


@pytest.mark.parametrize(
    ("released", "held", "share", "is_too_many"),
    [(3, 10, 0.3, False), (4, 10, 0.3, True), (9, 9, 0.3, False), (1, 10, 0.0, True),
     (10, 10, 1.0, False)],
)  # fmt: skip
def test_a_large_share_of_a_stack_is_released_only_where_somebody_says_how_many(
    released: int, held: int, share: float, is_too_many: bool
) -> None:
    plan = of(*[Kind.RELEASE] * released, held=held)
    if not is_too_many:
        require_proportion([plan], Said(True, None, share))
        return
    with pytest.raises(InvocaError, match=f"add --allow-releases {released}"):
        require_proportion([plan], Said(True, None, share))
    require_proportion([plan], Said(True, released, share))
    with pytest.raises(InvocaError, match="more than the"):
        require_proportion([plan], Said(True, released - 1, share))


@pytest.mark.parametrize(
    ("text", "share"), [("", 0.3), ("25%", 0.25), ("25", 0.25), ("0.5", 0.5), ("0", 0), ("100%", 1)]
)
def test_a_project_says_which_share_is_large(text: str, share: float) -> None:
    assert share_of(text) == share


@pytest.mark.parametrize("text", ["many", "130%", "-1"])
def test_what_is_no_share_is_told(text: str) -> None:
    with pytest.raises(InvocaError, match="is not a percentage"):
        share_of(text)
