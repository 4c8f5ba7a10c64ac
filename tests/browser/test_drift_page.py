"""The drift report's page in a real browser: it works, and it fits a phone."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest

from invoca.drift.findings import Coverage, Failure, Finding, Kind, Report
from invoca.promo_number.models import CampaignRef
from invoca_cli.reports import page
from invoca_cli.reports.drift import DriftView
from tests.browser.chromium import seen_by

RADIO, MAIL = CampaignRef("acme", "spring-radio"), CampaignRef("acme", "direct-mail")
HOSTILE = "</script><img src=x onerror=\"document.title='broken'\"><script>document.title='broken'"

# Drives the page in a frame of its own, as a person would, and notes what is seen.
DRIVER = """<!DOCTYPE html><body><iframe src="report.html" width="WIDTH" height="844"></iframe>
<script>
const frame = document.querySelector("iframe"), seen = {};
const wait = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
frame.onload = async () => {
  const page = frame.contentDocument, window_ = frame.contentWindow;
  const names = () => [...page.querySelectorAll(".row")].filter((row) => !row.hidden)
    .map((row) => row.dataset.name);
  const choose = (id, value) => {
    page.getElementById(id).value = value;
    page.getElementById(id).dispatchEvent(new window_.Event(id === "search" ? "input" : "change"));
  };
  const press = (kind) => page.querySelector(`button[data-kind=${kind}]`).click();
  seen.title = page.title;
  seen.all = names();
  seen.overflow = page.documentElement.scrollWidth - page.documentElement.clientWidth;
  press("missing");
  seen.missing = names();
  press("moved");
  seen.two_kinds = names();
  page.getElementById("clear").click();
  choose("campaign", "acme/direct-mail");
  seen.campaign = names();
  page.getElementById("clear").click();
  choose("search", "(310) 555-0145");
  await wait(300);
  seen.search = names();
  choose("search", "no such thing");
  await wait(300);
  seen.nothing = [names(), page.getElementById("none").hidden];
  page.getElementById("clear").click();
  choose("sort", "name");
  seen.sorted = names();
  seen.shown = page.getElementById("shown").textContent;
  seen.focusable = [...page.querySelectorAll("a, button, input, select")]
    .filter((one) => one.tabIndex >= 0 && !one.hidden).length;
  document.body.textContent = "SEEN" + JSON.stringify(seen) + "SEEN";
};
</script>"""


def view() -> DriftView:
    def finding(kind: Kind, name: str, where: CampaignRef = RADIO, **fields: Any) -> Finding:
        known = {"stack": where.campaign_id, "file": f"stacks/{where.campaign_id}.yaml", "line": 5}
        return Finding(kind, where, "Run `pulumi up`", name=name, **{**known, **fields})

    findings = (
        finding(Kind.CHANGED, "kroq", promo_number="8885550123", field="description",
                declared="KROQ drive time", live=HOSTILE),
        finding(Kind.MISSING, "zeta", promo_number="8885550124"),
        finding(Kind.MOVED, "postcard", MAIL, promo_number="3105550145", field="campaign",
                declared="acme/direct-mail", live="acme/spring-radio"),
        finding(Kind.UNMANAGED, "", live="w" * 3_000, promo_number="8885550199"),
    )  # fmt: skip
    coverage = (Coverage(RADIO, 2, 4), Coverage(MAIL, 0, None))
    failures = (Failure("reading it: " + "no" * 200, "direct-mail", MAIL),)
    fails = frozenset(Kind) - {Kind.UNMANAGED}
    report = Report((), findings, coverage, failures)
    return DriftView(report, fails, datetime(2026, 11, 22, 9, 30, tzinfo=timezone.utc))


@pytest.mark.browser
@pytest.mark.parametrize("width", [390, 1280])
def test_people_can_filter_search_and_sort(tmp_path: Path, width: int) -> None:
    assert seen_by(DRIVER, page.render(view().sheet()), tmp_path, width) == {
        "title": "Not everything could be checked: 1 error",
        "all": ["zeta", "postcard", "kroq", ""],
        "overflow": 0,
        "missing": ["zeta"],
        "two_kinds": ["zeta", "postcard"],
        "campaign": ["postcard"],
        "search": ["postcard"],
        "nothing": [[], False],
        "sorted": ["", "kroq", "postcard", "zeta"],
        "shown": "4 shown",
        "focusable": 8,
    }
