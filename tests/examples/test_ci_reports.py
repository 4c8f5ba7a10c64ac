"""What the example's scripts write on GitHub and GitLab, and where: reports in, comments out."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.engine.workspace import ROOT
from tests.examples.forge import MERGED, Forge, GitHub, GitLab

PLAN, DRIFT = "<!-- invoca-plan -->", "<!-- invoca-drift -->"
EXAMPLES = {"github": "github-actions", "gitlab": "gitlab-ci"}


class Poster:
    """One of the two scripts, in a folder with reports, against its forge."""

    def __init__(self, which: str, folder: Path) -> None:
        self.which = which
        self.folder = folder
        self.forge: Forge = GitHub() if which == "github" else GitLab()
        for part in ("pipeline-scripts", EXAMPLES[which]):
            scripts = ROOT / "examples" / part / ".promo-numbers"
            shutil.copytree(scripts, folder / ".promo-numbers", dirs_exist_ok=True)

    def report(self, name: str, text: str, **document: Any) -> None:
        (self.folder / f"{name}.md").write_text(f"<!-- invoca-{name} -->\n{text}\n", "utf-8")
        (self.folder / f"{name}.json").write_text(json.dumps(document), "utf-8")

    def comment(self, *names: str) -> subprocess.CompletedProcess[str]:
        return self.run("comment", *(f"{name}.md" for name in names))

    def night(self, text: str, outcome: str) -> subprocess.CompletedProcess[str]:
        self.report("drift", text, outcome=outcome)
        return self.issue()

    def issue(self) -> subprocess.CompletedProcess[str]:
        return self.run("issue", "drift.md", "drift.json")

    def strangers(self, count: int, body: str) -> None:
        for _ in range(count):
            if isinstance(self.forge, GitHub):
                self.forge.comment(12, body, author="somebody")
            elif isinstance(self.forge, GitLab):
                self.forge.note("merge_requests/12", body, author=9)

    @property
    def bodies(self) -> list[str]:
        return [one["body"] for one in self.forge.comments]

    @property
    def issues(self) -> list[tuple[str, str]]:
        """(state, text) of each."""
        text = "body" if self.which == "github" else "description"
        return [(one["state"].removesuffix("ed"), one[text]) for one in self.forge.issues]

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            # -E, -s and -S: neither this project's packages nor anybody else's are there.
            [sys.executable, "-E", "-s", "-S", f".promo-numbers/{self.which}.py", *arguments],
            cwd=self.folder,
            env={
                "GH_TOKEN": self.forge.token,
                "GITLAB_TOKEN": self.forge.token,
                "GITHUB_API_URL": self.forge.url,
                "CI_API_V4_URL": self.forge.url,
                "GITHUB_SERVER_URL": "https://github.com",
                "GITHUB_REPOSITORY": "o/r",
                "GITHUB_RUN_ID": "100",
                "GITHUB_REF_NAME": "main",
                "GITHUB_SHA": MERGED,
                "GITHUB_OUTPUT": str(self.folder / "step-output"),
                "CI_COMMIT_SHA": MERGED,
                "CI_COMMIT_BRANCH": "main",
                "GITHUB_WORKFLOW_REF": "o/r/.github/workflows/deploy.yml@refs/heads/main",
                "PULL_REQUEST": "12",
                "CI_PROJECT_ID": "7",
                "CI_MERGE_REQUEST_IID": "12",
                "CI_PIPELINE_URL": "https://gitlab.com/o/r/-/pipelines/100",
            },
            capture_output=True,
            encoding="utf-8",
        )

    def newest(self) -> subprocess.CompletedProcess[str]:
        return self.run("newest")


@pytest.fixture(params=["github", "gitlab"])
def poster(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Poster]:
    made = Poster(request.param, tmp_path)
    yield made
    made.forge.shutdown()


def test_a_report_is_commented_once_and_then_updated_in_place(poster: Poster) -> None:
    poster.report("plan", "buys 2")
    poster.report("drift", "no drift")
    poster.comment("plan", "drift")
    poster.report("plan", "buys 3")
    poster.comment("plan", "drift")
    assert [body.splitlines()[:2] for body in poster.bodies] == [
        [PLAN, "buys 3"],
        [DRIFT, "no drift"],
    ]


def test_a_comment_links_to_its_run(poster: Poster) -> None:
    poster.report("plan", "buys 2")
    poster.comment("plan")
    assert "/100)" in poster.bodies[0]


def test_a_comment_of_somebody_else_is_left_alone(poster: Poster) -> None:
    poster.strangers(1, PLAN)
    poster.report("plan", "buys 2")
    poster.comment("plan")
    poster.comment("plan")
    assert len(poster.bodies) == 2
    assert poster.bodies[0] == PLAN


def test_the_own_comment_is_found_behind_hundreds_of_others(poster: Poster) -> None:
    poster.strangers(250, "Nice!")
    poster.report("plan", "buys 2")
    poster.comment("plan")
    poster.comment("plan")
    assert len(poster.bodies) == 251


def test_a_report_that_was_not_made_replaces_the_old_one(poster: Poster) -> None:
    poster.report("plan", "buys 2")
    poster.comment("plan")
    (poster.folder / "plan.md").unlink()
    poster.comment("plan")
    assert len(poster.bodies) == 1
    assert "The plan could not be made." in poster.bodies[0]


def test_the_longest_report_fits_into_a_comment(poster: Poster) -> None:
    poster.report("plan", "x" * (64_000 - len(PLAN) - 1))
    poster.comment("plan")
    assert len(poster.bodies[0]) < 65_536


def test_no_drift_opens_no_issue(poster: Poster) -> None:
    assert poster.night("no drift", "no_drift").returncode == 0
    assert poster.forge.written == []


def test_drift_opens_one_issue_and_the_second_night_updates_it(poster: Poster) -> None:
    poster.night("changed on Monday", "drift")
    poster.night("changed on Tuesday", "drift")
    assert [state for state, _ in poster.issues] == ["open"]
    assert "changed on Tuesday" in poster.issues[0][1]
    assert poster.bodies == []


def test_the_issue_is_closed_with_a_comment_when_nothing_differs_any_more(poster: Poster) -> None:
    poster.night("changed", "drift")
    poster.night("nothing differs", "no_drift")
    assert [state for state, _ in poster.issues] == ["clos"]
    assert "nothing differs" in poster.bodies[0]


def test_drift_that_comes_again_opens_another_issue(poster: Poster) -> None:
    for text, outcome in (("first", "drift"), ("none", "no_drift"), ("second", "drift")):
        poster.night(text, outcome)
    assert [state for state, _ in poster.issues] == ["clos", "open"]
    assert "second" in poster.issues[1][1]


@pytest.mark.parametrize("before", ["drift", "error", ""])
def test_what_could_not_be_checked_opens_or_keeps_the_issue(poster: Poster, before: str) -> None:
    if before:
        poster.night("earlier", before)
    poster.night("could not be read", "error")
    assert [state for state, _ in poster.issues] == ["open"]
    assert "could not be read" in poster.issues[0][1]


def test_a_night_without_a_report_never_closes_the_issue(poster: Poster) -> None:
    poster.night("changed", "drift")
    (poster.folder / "drift.md").unlink()
    (poster.folder / "drift.json").unlink()
    assert poster.issue().returncode == 0
    assert [state for state, _ in poster.issues] == ["open"]
    assert "could not be made" in poster.issues[0][1]


def test_an_issue_of_somebody_else_is_left_alone(poster: Poster) -> None:
    poster.night("changed", "drift")
    poster.forge.issues[0].update(user={"login": "somebody"}, author={"id": 9})
    poster.night("changed again", "drift")
    assert len(poster.issues) == 2
    assert "changed again" not in poster.issues[0][1]


def test_a_refusal_fails_in_one_line_and_shows_no_token(poster: Poster) -> None:
    poster.forge.is_broken = True
    poster.report("plan", "buys 2")
    ended = poster.comment("plan")
    assert ended.returncode == 1
    assert "403" in ended.stderr
    assert "not accessible" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert poster.forge.token not in ended.stdout + ended.stderr


def test_no_answer_fails_in_one_line(poster: Poster) -> None:
    poster.forge.shutdown()
    poster.forge.server_close()
    ended = poster.comment("plan")
    assert ended.returncode == 1
    assert "no answer from" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize("poster", ["github"], indirect=True)
def test_only_the_newest_run_is_the_newest(poster: Poster) -> None:
    assert isinstance(poster.forge, GitHub)
    poster.forge.runs = [100, 99]
    assert poster.newest().returncode == 0
    poster.forge.runs = [101, 100]
    ended = poster.newest()
    assert ended.returncode == 1
    assert "a later run of deploy.yml exists (run/101)" in ended.stderr


# -- which plan was approved -----------------------------------------------------------------------


def approve(poster: Poster, **differs: Any) -> None:
    """A merged request with a green review; differs: what is otherwise than it should be."""
    if isinstance(poster.forge, GitHub):
        poster.forge.review(90, is_green=True)
        poster.forge.merge(**differs)
    elif isinstance(poster.forge, GitLab):
        poster.forge.review(b"the plan", is_green=True)
        poster.forge.merge(**differs)


def approved(poster: Poster) -> str:
    """The run whose plan it is on GitHub, the plan on GitLab; "" for none."""
    ended = poster.run("approved", *(["plan.json"] if poster.which == "gitlab" else []))
    assert ended.returncode == 0, ended.stderr
    found = poster.folder / ("step-output" if poster.which == "github" else "plan.json")
    assert found.exists() or "approved" in ended.stdout or "green review" in ended.stdout
    return found.read_text("utf-8").strip() if found.exists() else ""


def test_the_plan_of_what_was_merged_is_the_one_that_was_approved(poster: Poster) -> None:
    approve(poster)
    assert approved(poster) == {"github": "run=90", "gitlab": "the plan"}[poster.which]


def test_a_commit_that_was_pushed_otherwise_has_no_approved_plan(poster: Poster) -> None:
    assert approved(poster) == ""


@pytest.mark.parametrize(
    ("poster", "differs"),
    [
        ("github", {"merged_at": None}),
        ("github", {"merge_commit_sha": "another"}),  # it holds the commit, and is no merge of it
        ("github", {"base": {"ref": "release"}}),
        ("gitlab", {"state": "opened"}),
        ("gitlab", {"merge_commit_sha": "another"}),
        ("gitlab", {"target_branch": "release"}),
        ("gitlab", {"source_project_id": 8}),  # a fork
    ],
    indirect=["poster"],
)
def test_a_request_that_was_not_merged_here_approves_nothing(
    poster: Poster, differs: dict[str, Any]
) -> None:
    approve(poster, **differs)
    assert approved(poster) == ""


def test_a_review_that_was_red_at_last_approves_nothing(poster: Poster) -> None:
    approve(poster)
    if isinstance(poster.forge, GitHub):
        poster.forge.review(91, is_green=False)
    elif isinstance(poster.forge, GitLab):
        poster.forge.review(b"another", is_green=False)
    assert approved(poster) == ""


@pytest.mark.parametrize("poster", ["github"], indirect=True)
def test_a_review_of_a_fork_approves_nothing(poster: Poster) -> None:
    approve(poster)
    assert isinstance(poster.forge, GitHub)
    poster.forge.review(91, is_green=True, of="somebody/r")
    assert approved(poster) == ""
