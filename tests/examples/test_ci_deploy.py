"""On merge: `pulumi up` for every campaign, once, and what to do after a run was killed."""

from __future__ import annotations

from tests.examples.hosts import OnGitHub, OnGitLab

MAIL = """\
advertiser_id: acme
campaign_id: {campaign}
defaults: {{media_type: "Offline: Direct Mail"}}
numbers:
  postcard: {{description: Postcard}}
"""


def test_a_second_deployment_buys_nothing_and_brings_back_what_was_changed_by_hand(
    either: OnGitHub | OnGitLab,
) -> None:
    run = either.deploy()
    assert run.is_green, run.output
    either.change_by_hand("jazz", "changed by somebody")
    assert either.deploy().is_green
    assert either.account.writes() == ["POST", "POST", "PUT"]
    texts = {number["description"] for number in either.account.numbers()}
    assert texts == {"KROQ drive time", "Jazz"}


def test_every_campaign_is_deployed_and_one_that_fails_does_not_stop_the_others(
    gitlab: OnGitLab,
) -> None:
    gitlab.select("direct-mail")
    gitlab.campaign(MAIL.format(campaign="direct-mail"))
    gitlab.select("a-campaign-of-nobody")
    gitlab.campaign(MAIL.format(campaign="nobody"))
    run = gitlab.deploy()
    assert run.results == {"up": "failure"}
    assert "Failed: a-campaign-of-nobody." in run.output
    assert len(gitlab.account.numbers()) == 3


def test_a_killed_run_leaves_a_lock_and_unlock_takes_it_away(either: OnGitHub | OnGitLab) -> None:
    either.leave_a_lock()
    run = either.deploy()
    assert run.results["up"] == "failure", run.output
    assert "UNLOCK=true" in run.output
    assert either.account.numbers() == []
    if isinstance(either, OnGitHub):
        run = either.deploy(unlock=True)
    else:
        run = either.deploy(CI_PIPELINE_SOURCE="web", UNLOCK="true")
    assert run.is_green, run.output
    assert len(either.account.numbers()) == 2


def test_a_plan_that_cannot_be_made_deploys_nothing(github: OnGitHub) -> None:
    github.campaign("    numbers:\n      kroq: {descripton: KROQ}\n")
    assert github.deploy().results == {"plan": "failure", "up": "skipped"}
    assert github.account.writes() == []


def test_only_the_newest_run_deploys(github: OnGitHub) -> None:
    github.forge.runs = [900]
    run = github.deploy()
    assert run.results["up"] == "failure"
    assert "a later run of promo-numbers-deploy.yml exists" in run.output
    assert github.account.writes() == []


def test_a_merge_request_or_another_branch_never_deploys(gitlab: OnGitLab) -> None:
    assert "up" not in gitlab.planned(CI_PIPELINE_SOURCE="merge_request_event")
    assert gitlab.planned(CI_PIPELINE_SOURCE="push", CI_COMMIT_BRANCH="feature") == []
    assert gitlab.planned(CI_PIPELINE_SOURCE="push", CI_COMMIT_BRANCH="main") == ["up"]
    assert gitlab.planned(CI_PIPELINE_SOURCE="schedule", CI_COMMIT_BRANCH="main") == [
        "drift",
        "issue",
    ]
