"""Lists that are cut, or that hold what nobody can read: what drift makes of them."""

from __future__ import annotations

from datetime import datetime, timezone

from invoca.drift.findings import Coverage, Kind, Report
from invoca.promo_number.models import CampaignRef
from invoca_cli.reports.drift import DriftView
from tests.unit.drift.workplace import STACK, Workplace, id_of

STATE = ("--state", "states/spring-radio.json")


def test_where_a_list_is_cut_each_number_is_looked_at_and_the_cut_is_an_error(
    work: Workplace,
) -> None:
    for index in range(120):
        work.account.put_number("acme", STACK, id_from_network=f"other-{index}")
    digits = work.deploy()
    work.account.change_number(digits["kroq"], description="By hand")
    work.account.set_knobs(list_answer="capped")
    ended = work.drift(*STATE)
    assert ended.code == 1
    assert {kind for kind, _, _ in ended.kinds} == {"changed", "unmanaged"}
    [error] = ended.json["errors"]
    assert "the list leaves out 2 numbers that exist" in error["text"]
    assert "Run it again in a minute" in error["text"]
    assert [one["live"] for one in ended.json["coverage"]] == [None]
    totals = ended.json["totals"]
    assert (totals["managed"], totals["live"]) == (0, 0)
    assert len(work.calls()) == 3
    told = work.drift(*STATE, json=False).stdout
    assert (
        "It is not known how many live numbers are managed: no campaign could be read in full"
        in told
    )


def test_a_list_that_shows_a_number_under_an_id_with_something_before_it_leaves_none_out(
    work: Workplace,
) -> None:
    work.declare()
    for entry in work.entries().values():
        work.account.put_number(
            "acme",
            STACK,
            id_from_network=f"net-{id_of(STACK, entry)}",
            description=entry.declaration.description,
            media_type=entry.declaration.media_type,
            custom_data=entry.declaration.managed_custom_data,
        )
    ended = work.drift("--file", f"stacks/{STACK}.yaml")
    assert ended.json["errors"] == []
    assert (ended.code, ended.kinds) == (0, [])
    assert ended.json["totals"]["managed"] == 2


def test_the_share_of_managed_numbers_counts_the_campaigns_that_were_read_alone() -> None:
    mail, radio = CampaignRef("acme", "direct-mail"), CampaignRef("acme", "spring-radio")
    report = Report(coverage=(Coverage(mail, 2, None), Coverage(radio, 1, 1)))
    shown = DriftView(report, frozenset(Kind), datetime(2026, 11, 26, tzinfo=timezone.utc))
    assert shown.sheet().measure == "1 of 1 live number managed (100%)"


def test_a_list_with_entries_that_nobody_can_read_is_told(work: Workplace) -> None:
    work.deploy()
    work.account.set_knobs(list_entries="odd")
    ended = work.drift(*STATE)
    assert (ended.code, ended.kinds) == (0, [])
    [note] = ended.json["notes"]
    assert "holds 5 that cannot be read as promo numbers" in note


def test_what_a_list_leaves_out_is_no_drift(work: Workplace) -> None:
    digits = work.deploy()
    work.account.set_knobs(list_entries="brief")
    assert work.drift(*STATE).kinds == []
    work.account.change_number(digits["kroq"], custom_data={})
    ended = work.drift(*STATE)
    assert {(kind, name) for kind, name, _ in ended.kinds} == {("changed", "kroq")}


def test_what_a_list_shows_late_is_no_drift(work: Workplace) -> None:
    digits = work.deploy()
    late = [
        {**one, "description": "By hand"} if one["promo_number"] == digits["kroq"] else one
        for one in work.account.numbers()
    ]
    work.account.add_fault(
        "status_after", method="GET", path="promo_numbers.json", status=200, body=late
    )
    assert work.drift(*STATE).kinds == []
    # Each number that a list shows as it is known costs nothing more.
    assert len(work.calls()) == 2


def test_a_list_of_exactly_a_usual_limit_may_be_cut_and_that_is_told(work: Workplace) -> None:
    work.deploy()
    for index in range(150):
        work.account.put_number("acme", STACK, id_from_network=f"other-{index}")
    work.account.set_knobs(list_answer="capped")
    ended = work.drift(*STATE)
    assert ended.code == 0
    [note] = ended.json["notes"]
    assert "exactly 100 numbers" in note
    # Who asks for unmanaged numbers asks for what cannot be told.
    assert work.drift(*STATE, "--fail-on", "unmanaged").code == 1
    told = " ".join(work.drift(*STATE, json=False).stdout.split())
    assert "note: The list of campaign 'spring-radio' of advertiser 'acme' holds exactly" in told
