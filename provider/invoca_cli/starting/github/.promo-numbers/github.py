"""Tells GitHub what the reports say: a comment for each, one issue for drift; and asks what is new.

    github.py comment reports/plan.md reports/drift.md    on the pull request PULL_REQUEST
    github.py issue reports/drift.md reports/drift.json   opens, updates or closes the issue
    github.py newest                                      fails unless this run is the newest
    github.py approved                                    which run planned what was merged here

Owns: the few calls of GitHub's REST API. What is the same on GitLab is in forge.py.
"""

from __future__ import annotations

import os
import urllib.parse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import forge
from forge import LABEL, TITLE, Refused, say

REVIEW = "promo-numbers-review.yml"


class GitHub(forge.Forge):
    name = "GitHub"

    def __init__(self) -> None:
        self.repository = os.environ["GITHUB_REPOSITORY"]
        headers = {
            "Authorization": f"Bearer {os.environ['GH_TOKEN']}",
            "Accept": "application/vnd.github+json",
            "X-GitHub-Api-Version": "2022-11-28",
        }
        super().__init__(f"{os.environ['GITHUB_API_URL']}/repos/{self.repository}", headers)
        runs = f"{os.environ['GITHUB_SERVER_URL']}/{self.repository}/actions/runs"
        self.run = "The run", f"{runs}/{os.environ['GITHUB_RUN_ID']}"
        self.comments = f"issues/{os.environ.get('PULL_REQUEST', '')}/comments"
        self.author = os.environ.get("GITHUB_AUTHOR", "github-actions[bot]")

    def is_own(self, item: Any) -> bool:
        return bool(item["user"]["login"] == self.author)

    def change_comment(self, found: Any, body: str) -> None:
        self.call("PATCH", f"issues/comments/{found['id']}", {"body": body})

    def open_issues(self) -> Iterator[Any]:
        return self.pages("issues", state="open", labels=LABEL)

    def open_issue(self, body: str) -> None:
        self.call("POST", "issues", {"title": TITLE, "body": body, "labels": [LABEL]})

    def change_issue(self, found: Any, body: str) -> None:
        self.call("PATCH", f"issues/{found['number']}", {"body": body})

    def close_issue(self, found: Any, body: str) -> None:
        self.call("POST", f"issues/{found['number']}/comments", {"body": body})
        closed = {"state": "closed", "state_reason": "completed"}
        self.call("PATCH", f"issues/{found['number']}", closed)

    def newest_run(self, workflow: str, **query: str) -> Any:
        """None where there is none."""
        asked = urllib.parse.urlencode({**query, "per_page": "1"})
        runs = self.call("GET", f"actions/workflows/{workflow}/runs?{asked}")["workflow_runs"]
        return runs[0] if runs else None


def newest(github: GitHub) -> None:
    """Raises Refused where a later run of this workflow exists on this branch."""
    workflow = os.environ["GITHUB_WORKFLOW_REF"].partition("@")[0].rsplit("/", 1)[1]
    last = github.newest_run(workflow, branch=os.environ["GITHUB_REF_NAME"])
    if str(last["id"]) != os.environ["GITHUB_RUN_ID"]:
        raise Refused(
            f"a later run of {workflow} exists ({last['html_url']}), so this one would bring back "
            "an old declaration; nothing was done. Approve or start the later one"
        )


def approved(github: GitHub) -> None:
    """Writes the output `run`: the green review of the pull request that was merged as this commit,
    as it was last planned. None where a commit came otherwise."""
    commit = os.environ["GITHUB_SHA"]
    merged = [
        one
        for one in github.pages(f"commits/{commit}/pulls")
        if one["merged_at"]
        and one["merge_commit_sha"] == commit
        and one["base"]["ref"] == os.environ["GITHUB_REF_NAME"]
    ]
    if not merged:
        say("This commit is not a merged pull request, so nobody has approved a plan of it.")
        return
    last = github.newest_run(REVIEW, event="pull_request", head_sha=merged[0]["head"]["sha"])
    # A fork's run could have stored any plan.
    is_ours = last is not None and last["head_repository"]["full_name"] == github.repository
    if not is_ours or last["conclusion"] != "success":
        say(f"Pull request {merged[0]['number']} was merged without a green review of its plan.")
        return
    say(f"Approved: the plan of pull request {merged[0]['number']} ({last['html_url']})")
    with Path(os.environ["GITHUB_OUTPUT"]).open("a", encoding="utf-8") as outputs:
        outputs.write(f"run={last['id']}\n")


if __name__ == "__main__":
    forge.main(GitHub, str(__doc__), {"newest": newest, "approved": approved})
