"""No sentence lists more than people read: what is left out is counted."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path

import pytest

from invoca.drift.findings import Coverage, Failure, Report
from invoca.errors import FixDeclaration
from invoca.plan.bought import area_of
from invoca.promo_number.models import CampaignRef, PromoNumber
from invoca.promo_number.notices import bought_beside
from invoca.promo_number.refusals import (
    looks_like_ours,
    not_bought_beside,
    several_fit,
)
from invoca_cli.deploying.results import Result
from invoca_cli.deploying.shown import render as shown
from invoca_cli.recovery.steps import StateFacts, _afterwards
from invoca_cli.reports import page, terminal
from invoca_cli.reports.drift import DriftView
from invoca_cli.workspace.publishing import require_free
from tests.unit.lifecycle.runs import number

MANY = 20_000
TWINS = [
    PromoNumber(promo_number=f"{8_005_550_000 + index}", id_from_network=f"kroq-{index}")
    for index in reversed(range(MANY))
]


@pytest.mark.parametrize("word", [looks_like_ours, bought_beside, not_bought_beside, several_fit])
def test_live_numbers_that_may_be_the_one_are_counted(word: object) -> None:
    assert callable(word)
    told = str(word(number(id_from_network="kroq"), TWINS))
    assert "and 19,990 more" in told
    assert len(told) < 1_500


def test_the_number_that_is_proposed_is_among_those_that_are_named() -> None:
    told = str(not_bought_beside(number(), TWINS))
    assert 'adopt: "8005550000"' in told
    assert "8005550000, 8005550001, " in told


def test_files_that_are_in_the_way_are_counted(tmp_path: Path) -> None:
    paths = [tmp_path / f"{index}.yaml" for index in range(30)]
    for path in paths:
        path.write_text("")
    with pytest.raises(FixDeclaration) as told:
        require_free(paths)
    assert "and 20 more" in str(told.value)


def test_area_codes_are_counted() -> None:
    codes = [str(code) for code in range(201, 501)]
    assert area_of({"tn_prefix_whitelist": codes}).endswith("210 and 290 more")


def test_what_an_interrupted_run_left_is_counted() -> None:
    digits = tuple(one.promo_number for one in TWINS)
    facts = StateFacts("spring-radio", pending=digits, leaving=digits, left_and_gone=digits)
    told = list(_afterwards(facts))
    assert sum("and 19,990 more" in line for line in told) == 3
    assert sum(map(len, told)) < 1_500


def test_errors_notes_and_campaigns_of_a_report_are_counted() -> None:
    where = CampaignRef("acme", "spring-radio")
    report = Report(
        failures=tuple(Failure(f"failure {index}", "spring-radio") for index in range(MANY)),
        notes=tuple(f"note {index}" for index in range(MANY)),
        coverage=(Coverage(where, 1, 2),) * MANY,
    )
    sheet = DriftView(report, frozenset(), datetime.now(timezone.utc)).sheet()
    text, html = terminal.render(sheet), page.render(sheet)
    for told in (text, html):
        assert "and 19,900 more errors" in told
        assert "and 19,900 more notes" in told
    assert "and 19,900 more campaigns" in text
    assert len(text) < 30_000


def test_warnings_of_a_run_are_counted() -> None:
    warnings = tuple(f"warning {index}" for index in range(MANY))
    told = shown([Result("spring-radio", 0, "done", warnings=warnings)])
    assert "and 19,900 more notes" in told
    assert len(told) < 10_000
