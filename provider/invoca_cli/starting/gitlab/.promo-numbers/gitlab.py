"""Tells GitLab what the reports say: a note for each on a merge request, one issue for drift.

    gitlab.py comment reports/plan.md reports/drift.md    on the merge request of this pipeline
    gitlab.py issue reports/drift.md reports/drift.json   opens, updates or closes the issue
    gitlab.py approved approved/plan.json                 gets the plan of what was merged here

Owns: the few calls of GitLab's REST API. What is the same on GitHub is in forge.py.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import forge
from forge import LABEL, TITLE, say

JOB = "plan"
ARTIFACT = "reports/plan.json"


class GitLab(forge.Forge):
    name = "GitLab"

    def __init__(self) -> None:
        super().__init__(os.environ["CI_API_V4_URL"], {"PRIVATE-TOKEN": os.environ["GITLAB_TOKEN"]})
        self.project = f"projects/{os.environ['CI_PROJECT_ID']}"
        self.run = "The pipeline", os.environ["CI_PIPELINE_URL"]
        merge_request = os.environ.get("CI_MERGE_REQUEST_IID", "")
        self.comments = f"{self.project}/merge_requests/{merge_request}/notes"
        self.me: Any = None

    def is_own(self, item: Any) -> bool:
        self.me = self.me or self.call("GET", "user")["id"]
        return bool(item["author"]["id"] == self.me)

    def change_comment(self, found: Any, body: str) -> None:
        self.call("PUT", f"{self.comments}/{found['id']}", {"body": body})

    def open_issues(self) -> Iterator[Any]:
        return self.pages(f"{self.project}/issues", state="opened", labels=LABEL)

    def open_issue(self, body: str) -> None:
        issue = {"title": TITLE, "description": body, "labels": LABEL}
        self.call("POST", f"{self.project}/issues", issue)

    def change_issue(self, found: Any, body: str) -> None:
        self.call("PUT", f"{self.project}/issues/{found['iid']}", {"description": body})

    def close_issue(self, found: Any, body: str) -> None:
        issue = f"{self.project}/issues/{found['iid']}"
        self.call("POST", f"{issue}/notes", {"body": body})
        self.call("PUT", issue, {"state_event": "close"})


def approved(gitlab: GitLab, file: str) -> None:
    """Writes the plan of the merge request that was merged as this commit, as it was last made,
    into `file`; writes none where a commit came otherwise."""
    commit = os.environ["CI_COMMIT_SHA"]
    merged = [
        one
        for one in gitlab.pages(f"{gitlab.project}/repository/commits/{commit}/merge_requests")
        if one["state"] == "merged"
        and one["target_branch"] == os.environ["CI_COMMIT_BRANCH"]
        and one["source_project_id"] == one["target_project_id"]
        and commit in (one["merge_commit_sha"], one["squash_commit_sha"], one["sha"])
    ]
    if not merged:
        say("This commit is not a merged merge request, so nobody has approved a plan of it.")
        return
    number = merged[0]["iid"]
    pipelines = gitlab.pages(f"{gitlab.project}/merge_requests/{number}/pipelines")
    last = next((one for one in pipelines if one["source"] == "merge_request_event"), None)
    jobs: Iterator[Any] = iter(())
    if last is not None and last["status"] == "success":
        jobs = gitlab.pages(f"{gitlab.project}/pipelines/{last['id']}/jobs")
    planned = next((one for one in jobs if one["name"] == JOB), None)
    if planned is None:
        say(f"Merge request {number} was merged without a green review of its plan.")
        return
    plan = gitlab.read("GET", f"{gitlab.project}/jobs/{planned['id']}/artifacts/{ARTIFACT}")
    Path(file).parent.mkdir(parents=True, exist_ok=True)
    Path(file).write_bytes(plan)
    say(f"Approved: the plan of merge request {number}")


if __name__ == "__main__":
    forge.main(GitLab, str(__doc__), {"approved": approved})
