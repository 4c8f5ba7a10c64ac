"""What the example pipelines may do, and which code sees which secret."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.engine.workspace import ROOT
from tests.examples import github_runner, gitlab_runner

Json = dict[str, Any]
GITHUB = ROOT / "examples/github-actions/.github"
GITLAB = ROOT / "examples/gitlab-ci"
WORKFLOWS = sorted((GITHUB / "workflows").glob("*.yml"))
BEYOND = "production-beyond"
ACTION = GITHUB / "actions/promo-numbers/action.yml"
JOBS = [
    pytest.param(job, id=f"{path.stem}-{name}")
    for path in WORKFLOWS
    for name, job in github_runner.load(path)["jobs"].items()
]
WRITES = {
    "promo-numbers-review": {"report": {"pull-requests", "security-events"}},
    "promo-numbers-deploy": {},
    "promo-numbers-drift": {"report": {"issues", "security-events"}},
}


def steps_of(path: Path) -> list[Json]:
    document = github_runner.load(path)
    jobs = document["jobs"].values() if "jobs" in document else [document["runs"]]
    return [step for job in jobs for step in job["steps"]]


@pytest.mark.parametrize("path", [*WORKFLOWS, ACTION], ids=lambda path: path.stem)
def test_every_action_is_pinned_by_commit_with_its_version_beside_it(path: Path) -> None:
    lines = re.findall(r"uses: (?!\./)(.*)", path.read_text("utf-8"))
    assert lines
    for line in lines:
        assert re.fullmatch(r"[\w.-]+(/[\w.-]+)+@[0-9a-f]{40} # v\d+\.\d+\.\d+", line), line


def test_one_action_has_one_version_everywhere() -> None:
    texts = "".join(path.read_text("utf-8") for path in [*WORKFLOWS, ACTION])
    uses = set(re.findall(r"uses: ([\w./-]+)(@.*)", texts))
    assert len(uses) == len({name for name, _ in uses})


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_a_workflow_may_do_nothing_and_each_job_only_what_it_needs(path: Path) -> None:
    document = github_runner.load(path)
    assert document["permissions"] == {}
    for name, job in document["jobs"].items():
        granted = job["permissions"]
        writing = {what for what, level in granted.items() if level == "write"}
        assert writing == WRITES[path.stem].get(name, set())
        assert granted["contents"] == "read"


@pytest.mark.parametrize("job", JOBS)
def test_code_of_the_branch_never_runs_where_github_can_be_written_to(job: Json) -> None:
    installs = any(step.get("uses", "").startswith("./") for step in job["steps"])
    writes = "write" in job["permissions"].values()
    assert installs != writes
    assert ("environment" in job) == installs


@pytest.mark.parametrize("job", JOBS)
def test_every_job_ends_and_no_checkout_leaves_its_token_behind(job: Json) -> None:
    assert job["timeout-minutes"] <= 120
    for step in job["steps"]:
        if step.get("uses", "").startswith("actions/checkout@"):
            assert step["with"] == {"persist-credentials": False}


@pytest.mark.parametrize("path", [*WORKFLOWS, ACTION], ids=lambda path: path.stem)
def test_no_script_is_made_of_an_expression(path: Path) -> None:
    assert all("${{" not in step.get("run", "") for step in steps_of(path))


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_secrets_are_given_to_a_step_that_asks_invoca_and_to_no_other(path: Path) -> None:
    for step in steps_of(path):
        has_secrets = "secrets." in yaml.safe_dump(step)
        assert has_secrets == bool(re.search(r"invoca (plan|drift)|up\.sh", step.get("run", "")))
        if has_secrets:
            assert step["env"]["INVOCA_BASE_URL"].endswith("|| 'https://invoca.net' }}")


def test_the_token_that_can_buy_is_only_for_up() -> None:
    environments = {
        (path.stem, name): job.get("environment")
        for path in WORKFLOWS
        for name, job in github_runner.load(path)["jobs"].items()
    }
    buying = [job for job, environment in environments.items() if environment == "production"]
    assert buying == [("promo-numbers-deploy", "up")]
    beyond = [job for job, environment in environments.items() if environment == BEYOND]
    assert beyond == [("promo-numbers-deploy", "beyond")]
    jobs = gitlab_runner.jobs_of(gitlab_runner.load(GITLAB / ".gitlab-ci.yml"))
    scopes = {name: gitlab_runner.environment_of(job) for name, job in jobs.items()}
    assert [name for name, scope in scopes.items() if scope == "production"] == ["up"]
    assert [name for name, scope in scopes.items() if scope == BEYOND] == ["beyond"]
    assert "" not in scopes.values()


def test_a_pull_request_never_runs_with_the_rights_of_its_target() -> None:
    events = {event for path in WORKFLOWS for event in github_runner.load(path)["on"]}
    assert events == {"pull_request", "push", "schedule", "workflow_dispatch"}


@pytest.mark.parametrize("name", ["up", "beyond"])
def test_a_deployment_is_never_killed_by_the_next(name: str) -> None:
    job = github_runner.load(GITHUB / "workflows/promo-numbers-deploy.yml")["jobs"][name]
    assert job["concurrency"] == {
        "group": "promo-numbers-production",
        "cancel-in-progress": False,
    }
    job = gitlab_runner.jobs_of(gitlab_runner.load(GITLAB / ".gitlab-ci.yml"))[name]
    assert job["resource_group"] == "production"
    assert job["interruptible"] is False


def test_what_goes_beyond_an_approved_plan_waits_for_whoever_starts_it_on_gitlab() -> None:
    jobs = gitlab_runner.jobs_of(gitlab_runner.load(GITLAB / ".gitlab-ci.yml"))
    assert [rule["when"] for rule in jobs["beyond"]["rules"]] == ["manual", "manual"]
    # GitLab takes no pipeline in which a job needs one that its own rules leave out.
    for name in ("up", "rest", "beyond"):
        wanted = [(rule["if"], rule.get("changes")) for rule in jobs["approved"]["rules"]]
        assert [(rule["if"], rule.get("changes")) for rule in jobs[name]["rules"]] == wanted


def test_both_examples_deploy_with_the_same_engine() -> None:
    # The engine that the tests run on; the SDK is pinned by itself.
    getter = (ROOT / "tools" / "engine" / "engine.py").read_text("utf-8")
    version = re.findall(r'^VERSION = "(.*)"$', getter, re.MULTILINE)
    assert f"pulumi-version: {version[0]}\n" in ACTION.read_text("utf-8")
    image = gitlab_runner.load(GITLAB / ".gitlab-ci.yml")["default"]["image"]["name"]
    assert image.endswith(f":{version[0]}")
