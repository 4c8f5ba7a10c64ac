"""A report stays readable where an account holds thousands of numbers that nobody declares."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from invoca.drift.findings import Finding, Kind, Managed
from invoca.plan import planned
from invoca.plan.planned import Planned
from invoca_cli.reports import junit, markdown, page, sarif, terminal
from invoca_cli.reports.cut import MOST, MOST_ASIDE
from tests.unit.drift import test_drift_formats as drift
from tests.unit.plan import test_plan_formats as plan

MANY = 20_000
FOREIGN = [
    drift.finding(
        Kind.UNMANAGED, name="", stack="", promo_number=f"{8_005_550_000 + index}",
        live=f"Bought by hand, number {index}", file="", line=0,
    )
    for index in range(MANY)
]  # fmt: skip
BUYS = [
    plan.planned(planned.Kind.BUY)._replace(name=f"n{index}", promo_number="")
    for index in range(MANY)
]
FORMATS: dict[str, Any] = {
    "text": terminal, "markdown": markdown, "json": None, "junit": junit, "sarif": sarif,
    "html": page,
}  # fmt: skip


def rendered(format_: str, view: Any) -> str:
    module = FORMATS[format_]
    return str(view.document() if module is None else module.render(view.sheet()))


def read_by_eye(format_: str, text: str) -> str:
    return re.sub("<[^>]*>", "", text) if format_ == "html" else text


@pytest.mark.parametrize("format_", FORMATS)
def test_thousands_of_foreign_numbers_are_counted_and_not_listed(format_: str) -> None:
    changed = drift.finding(Kind.CHANGED, live="told-always")
    text = rendered(format_, drift.view(changed, *FOREIGN))
    assert len(text) < 200_000
    assert f"{MANY - MOST_ASIDE:,}" in text
    assert "--most 0" in read_by_eye(format_, text)
    assert "told-always" in text
    assert f"number {MOST_ASIDE - 1}" in text or format_ == "markdown"
    assert f"number {MOST_ASIDE}" not in text


@pytest.mark.parametrize("format_", FORMATS)
def test_thousands_of_purchases_are_counted_and_not_listed(format_: str) -> None:
    text = rendered(format_, plan.view(*BUYS))
    # JUnit has a case for each number that is declared.
    assert len(text) < (6_000_000 if format_ == "junit" else 1_000_000)
    assert f"{MANY:,}" in text or format_ in ("json", "junit", "sarif")
    assert "--most 0" in read_by_eye(format_, text)


def test_whoever_asks_gets_every_one() -> None:
    view = drift.view(*FOREIGN)._replace(most=0)
    document = json.loads(view.document())
    assert len(document["findings"]) == MANY
    assert document["left_out"] == {}
    assert view.sheet().notes == ()


def test_totals_outcome_and_exit_code_are_of_all_of_them() -> None:
    view = drift.view(*FOREIGN)
    document = json.loads(view.document())
    assert document["totals"]["findings"]["unmanaged"] == MANY
    assert document["left_out"] == {"unmanaged": MANY - MOST_ASIDE}
    assert "20,000 unmanaged" in view.sheet().totals
    # What fails is the very last of them.
    late = [drift.finding(Kind.CHANGED, name=f"n{index}") for index in range(MOST + 1)]
    assert drift.view(*late)._replace(most=1).exit_code == 2


def test_a_number_whose_finding_is_left_out_does_not_pass_in_junit() -> None:
    stack, where = drift.STACK, drift.WHERE
    numbers = tuple(Managed(stack, f"n{index}", where, None) for index in range(3))
    found = [drift.finding(Kind.CHANGED, name=f"n{index}") for index in range(2)]
    view = drift.view(*found)._replace(most=1)
    text = junit.render(view._replace(report=view.report._replace(numbers=numbers)).sheet())
    assert text.count("<failure") == 2
    assert 'failures="2"' in text
    assert "what is wrong is left out here" in text


def test_what_is_left_out_is_the_end_of_each_kind() -> None:
    steps: list[Planned] = [*BUYS[:5], plan.planned(planned.Kind.CHANGE)]
    shown = plan.view(*steps)._replace(most=2).shown()
    assert [step.name for step in shown.told] == ["n0", "n1", "kroq"]
    assert shown.left_out == {"buy": 3}


def test_every_finding_is_told_where_there_are_few() -> None:
    found: list[Finding] = [drift.finding(kind) for kind in Kind]
    assert drift.view(*found).shown() == (tuple((one,) for one in found), (), {})
