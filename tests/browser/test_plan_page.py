"""The plan's page in a real browser: what cannot be undone is first, red, and fits a phone."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path

import pytest

from invoca.plan.planned import Change, Kind, Plan, Planned
from invoca.promo_number.models import CampaignRef
from invoca_cli.reports import page
from invoca_cli.reports.plan import PlanView
from tests.browser.chromium import seen_by
from tests.browser.test_drift_page import HOSTILE

WHERE = CampaignRef("acme", "spring-radio")

# Looks at the page in a frame of its own, and notes what is seen.
DRIVER = """<!DOCTYPE html><meta charset="utf-8">
<body><iframe src="report.html" width="WIDTH" height="844"></iframe>
<script>
const frame = document.querySelector("iframe"), seen = {};
frame.onload = () => {
  const page = frame.contentDocument, look = frame.contentWindow.getComputedStyle;
  const rows = [...page.querySelectorAll(".row")];
  const isRed = (text) => {
    const [red, green, blue] = text.match(/[\\d.]+/g).map(Number);
    return red > 120 && green < 80 && blue < 80;
  };
  seen.title = page.title;
  seen.order = rows.map((row) => row.dataset.kind);
  seen.overflow = page.documentElement.scrollWidth - page.documentElement.clientWidth;
  seen.red = rows.filter((row) => isRed(look(row).borderTopColor)).map((row) => row.dataset.name);
  seen.words = rows.filter((row) => row.textContent.includes("⚠")).map((row) => row.dataset.name);
  const alarm = page.querySelector(".alarm").getBoundingClientRect();
  seen.alarm_on_first_screen = alarm.top > 0 && alarm.bottom < 844;
  page.querySelector("button[data-kind=release]").click();
  seen.only_releases = rows.filter((row) => !row.hidden).map((row) => row.dataset.name);
  document.body.textContent = "SEEN" + JSON.stringify(seen) + "SEEN";
};
</script>"""


def view() -> PlanView:
    def planned(kind: Kind, name: str, *changes: Change) -> Planned:
        means = "Do `this` next"
        return Planned(kind, "spring-radio", name, WHERE, means, "8885550123", changes=changes)

    steps = (
        planned(Kind.RELEASE, "leaving"),
        planned(Kind.REPLACE, "renewed", Change("local_center.tn_prefix", "310", "212")),
        planned(Kind.BUY, "new"),
        planned(Kind.CHANGE, "kroq", Change("description", "w" * 3_000, HOSTILE)),
    )
    fails = frozenset(kind.value for kind in Kind)
    return PlanView(Plan(steps), fails, datetime(2026, 11, 22, 9, 30, tzinfo=timezone.utc))


@pytest.mark.browser
@pytest.mark.parametrize("width", [390, 1280])
def test_nobody_overlooks_a_release(tmp_path: Path, width: int) -> None:
    assert seen_by(DRIVER, page.render(view().sheet()), tmp_path, width) == {
        "title": "Plan: 4 steps for 4 numbers in 1 campaign",
        "order": ["release", "replace", "buy", "change"],
        "overflow": 0,
        "red": ["leaving", "renewed"],
        "words": ["leaving", "renewed"],
        "alarm_on_first_screen": True,
        "only_releases": ["leaving"],
    }
