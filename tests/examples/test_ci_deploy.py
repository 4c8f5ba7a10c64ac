"""On merge: what was approved is done, for every campaign and once; anything beyond it waits for a
person. And what to do after a run was killed."""

from __future__ import annotations

from tests.examples.hosts import OnGitHub, OnGitLab
from tests.examples.repository import TWO

MAIL = """\
advertiser_id: acme
campaign_id: {campaign}
defaults: {{media_type: "Offline: Direct Mail"}}
numbers:
  postcard: {{description: Postcard}}
"""
THREE = TWO + "      kpwr: {description: KPWR}\n"


def descriptions(made: OnGitHub | OnGitLab) -> list[str]:
    return sorted(number["description"] for number in made.account.numbers())


def approve(made: OnGitHub | OnGitLab, *labels: str) -> None:
    """A green review, and the merge."""
    run = made.review(*labels)
    assert run.is_green, run.output
    made.merge()


# -- what was approved -----------------------------------------------------------------------------


def test_what_was_approved_is_done_without_a_person_and_once(either: OnGitHub | OnGitLab) -> None:
    approve(either)
    run = either.deploy()
    assert run.results == either.done, run.output
    assert either.account.writes() == ["POST", "POST"]
    assert either.deploy().results == either.done
    assert either.account.writes() == ["POST", "POST"]


def test_a_new_campaign_is_one_green_pull_request(github: OnGitHub) -> None:
    github.up()
    github.campaign(MAIL.format(campaign="direct-mail"), "direct-mail")
    approve(github)
    assert "direct-mail" in github.forge.comments[0]["body"]
    run = github.deploy()
    assert run.results == github.done, run.output
    assert descriptions(github) == ["Jazz", "KROQ drive time", "Postcard"]
    github.select("direct-mail")
    assert list(github.state()) == ["postcard"]


def test_a_release_is_done_where_it_was_approved_with_its_label(
    gitlab: OnGitLab,
) -> None:
    gitlab.up()
    gitlab.campaign("    numbers:\n      jazz: {description: Jazz}\n")
    approve(gitlab, "release-approved")
    assert gitlab.deploy().results == gitlab.done
    assert descriptions(gitlab) == ["Jazz"]


# -- what goes beyond it ---------------------------------------------------------------------------


def test_what_was_never_reviewed_waits_for_a_person(either: OnGitHub | OnGitLab) -> None:
    run = either.deploy()
    assert run.results == either.waiting, run.output
    assert either.account.writes() == []
    run = either.deploy(person=True)
    assert run.results["beyond"] == "success", run.output
    assert either.account.writes() == ["POST", "POST"]


def test_a_plan_that_no_longer_holds_waits_for_a_person_and_says_why(
    github: OnGitHub,
) -> None:
    """The account: somebody changes it between the approval and the deployment."""
    github.up()
    github.campaign(TWO.replace("Jazz", "Night"))
    approve(github)
    github.change_by_hand("jazz", "changed by somebody")
    run = github.deploy()
    assert run.results == github.waiting, run.output
    assert "from 'changed by somebody' to 'Night'" in " ".join(run.output.split())
    assert descriptions(github) == ["KROQ drive time", "changed by somebody"]
    assert github.deploy(person=True).is_green
    assert descriptions(github) == ["KROQ drive time", "Night"]


def test_what_came_after_the_review_waits_and_the_other_campaigns_do_not(
    gitlab: OnGitLab,
) -> None:
    """The files: somebody pushes to the branch, or merges another one, behind the plan's back."""
    gitlab.campaign(MAIL.format(campaign="direct-mail"), "direct-mail")
    approve(gitlab)
    gitlab.campaign(THREE)
    run = gitlab.deploy()
    assert run.results == gitlab.waiting, run.output
    assert "buy kpwr; approved: nothing" in run.output
    assert descriptions(gitlab) == ["Postcard"]


def test_what_a_review_refused_is_not_approved_by_a_merge(github: OnGitHub) -> None:
    github.up()
    github.campaign("    numbers:\n      jazz: {description: Jazz}\n")
    assert not github.review().is_green
    github.merge()
    assert github.deploy().results == github.waiting
    assert len(descriptions(github)) == 2


def test_a_plan_that_somebody_edited_is_not_done(either: OnGitHub | OnGitLab) -> None:
    approve(either)
    if isinstance(either, OnGitHub):
        [stored] = (either.folder.parent / "artifacts").glob("*/promo-numbers/plan.json")
        stored.write_text(stored.read_text("utf-8").replace("KROQ", "Other"), "utf-8")
    else:
        either.forge.pipelines[0]["plan"] = either.forge.pipelines[0]["plan"].replace(
            b"KROQ", b"Other"
        )
    run = either.deploy()
    assert run.results["up"] == "failure"
    assert "it was changed after it was made" in " ".join(run.output.split())
    assert either.account.writes() == []


def test_a_plan_that_is_kept_no_longer_waits_for_a_person(github: OnGitHub) -> None:
    approve(github)
    [stored] = (github.folder.parent / "artifacts").glob("*/promo-numbers/plan.json")
    stored.unlink()
    assert github.deploy().results == github.waiting
    assert github.account.writes() == []


def test_the_plan_of_a_fork_approves_nothing(github: OnGitHub) -> None:
    approve(github)
    github.forge.reviews[0]["head_repository"]["full_name"] = "somebody/r"
    assert github.deploy().results == github.waiting


# -- whatever happens ------------------------------------------------------------------------------


def test_every_campaign_is_deployed_and_one_that_fails_does_not_stop_the_others(
    gitlab: OnGitLab,
) -> None:
    gitlab.campaign(MAIL.format(campaign="direct-mail"), "direct-mail")
    approve(gitlab)
    body = {"errors": {"class": "ValidationError", "invalid_data": "no more numbers"}}
    gitlab.account.add_fault("status_before", method="POST", status=403, body=body, times=1)
    run = gitlab.deploy()
    assert run.results["up"] == "failure"
    assert "Not everything was deployed" in run.output
    assert run.results["rest"] in ("success", "warning")
    assert len(gitlab.account.numbers()) == 2
    assert gitlab.deploy().results == gitlab.done
    assert len(gitlab.account.ledger("bought")) == 3


def test_a_killed_run_leaves_a_lock_and_unlock_takes_it_away(gitlab: OnGitLab) -> None:
    approve(gitlab)
    gitlab.leave_a_lock()
    run = gitlab.deploy()
    assert run.results["up"] == "failure", run.output
    assert "UNLOCK=true" in run.output
    assert gitlab.account.numbers() == []
    run = gitlab.unlock()
    assert run.is_green, run.output
    assert len(gitlab.account.numbers()) == 2


def test_a_plan_that_cannot_be_made_deploys_nothing(gitlab: OnGitLab) -> None:
    gitlab.campaign("    numbers:\n      kroq: {descripton: KROQ}\n")
    run = gitlab.deploy(person=True)
    assert run.results["rest"] == "failure"
    assert run.results.get("beyond", "skipped") == "skipped"
    assert gitlab.account.writes() == []


def test_only_the_newest_run_deploys(github: OnGitHub) -> None:
    approve(github)
    github.forge.runs = [900]
    run = github.deploy(person=True)
    assert run.results["up"] == "failure"
    assert "a later run of promo-numbers-deploy.yml exists" in run.output
    assert run.results["beyond"] == "failure"
    assert github.account.writes() == []


def test_a_merge_request_or_another_branch_never_deploys(gitlab: OnGitLab) -> None:
    deploys = ["approved", "up", "rest", "beyond"]
    merge_request = gitlab.planned(CI_PIPELINE_SOURCE="merge_request_event")
    assert not set(deploys) & set(merge_request)
    assert gitlab.planned(CI_PIPELINE_SOURCE="push", CI_COMMIT_BRANCH="feature") == []
    assert gitlab.planned(CI_PIPELINE_SOURCE="push", CI_COMMIT_BRANCH="main") == deploys
    assert gitlab.planned(CI_PIPELINE_SOURCE="web", CI_COMMIT_BRANCH="main") == deploys
    assert gitlab.planned(CI_PIPELINE_SOURCE="schedule", CI_COMMIT_BRANCH="main") == [
        "drift",
        "issue",
    ]
