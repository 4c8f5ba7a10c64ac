"""On a pull request: what the plan and drift say is shown, and nothing is changed."""

from __future__ import annotations

from tests.examples.hosts import OnGitHub, OnGitLab

PLAN, DRIFT = "<!-- invoca-plan -->", "<!-- invoca-drift -->"
WITHOUT_KROQ = "    numbers:\n      jazz: {description: Jazz}\n"


def comments(made: OnGitHub | OnGitLab) -> list[str]:
    return [one["body"] for one in made.forge.comments]


def starts(made: OnGitHub | OnGitLab) -> list[str]:
    return [body.splitlines()[0] for body in comments(made)]


def test_a_release_is_shown_with_drift_and_needs_consent_and_a_review_only_reads(
    either: OnGitHub | OnGitLab,
) -> None:
    either.up()
    either.change_by_hand("jazz", "changed by somebody")
    either.campaign(WITHOUT_KROQ)
    either.account.clear_calls()
    before = either.backend_files()
    run = either.review("not-release-approved")
    assert run.results == {"plan": "failure", either.reporter: "success"}, run.output
    assert "add the label release-approved" in run.output
    assert starts(either) == [PLAN, DRIFT]
    assert "kroq" in comments(either)[0]
    assert "changed by somebody" in comments(either)[1]
    assert either.review("bug", "release-approved").is_green
    assert starts(either) == [PLAN, DRIFT]
    assert either.account.calls()
    assert either.account.writes() == []
    assert either.backend_files() == before


def test_a_plan_that_cannot_be_made_fails_and_is_shown(either: OnGitHub | OnGitLab) -> None:
    either.up()
    either.program("raise SystemExit('the program is broken')")
    run = either.review()
    assert run.results == {"plan": "failure", either.reporter: "success"}
    assert starts(either) == [PLAN, DRIFT]
    assert "No drift" in comments(either)[1]


def test_what_could_not_even_start_is_shown_too(either: OnGitHub | OnGitLab) -> None:
    (either.folder / "requirements.txt").write_text("no-such-distribution-for-sure\n", "utf-8")
    assert not either.review().is_green
    assert starts(either) == [PLAN, DRIFT]
    assert all("could not be made" in body for body in comments(either))


def test_a_fork_runs_nothing_on_github(github: OnGitHub) -> None:
    assert set(github.review(head="somebody/r").results.values()) == {"skipped"}
    assert github.account.calls() == []
    assert github.forge.calls == []


def test_a_fork_runs_nothing_on_gitlab(gitlab: OnGitLab) -> None:
    assert gitlab.review(source="8").results == {}
    assert gitlab.account.calls() == []
    assert gitlab.forge.calls == []


def test_the_summary_and_code_scanning_show_it_without_an_alarm_for_new_numbers(
    github: OnGitHub,
) -> None:
    github.up()
    github.campaign(
        "    numbers:\n      new: {description: New}\n"
        "      kroq: {description: KROQ drive time, protect: false}\n"
        "      jazz: {description: Jazz}\n"
    )
    run = github.review()
    assert run.is_green, run.output
    summary = run.summary.read_text("utf-8")
    assert summary.count(PLAN) == summary.count(DRIFT) == 1
    results = run.uploaded[0].split('"results"')[1]
    assert "stacks/spring-radio.yaml" in results
    assert '"level": "error"' not in results
