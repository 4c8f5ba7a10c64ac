"""A repository on GitHub and a project on GitLab: the example's pipelines, as each would run them.

Owns: which secrets and variables exist for which environment, and what is known to each event.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.account import Account
from tests.examples.forge import MERGED, REQUEST, GitHub, GitLab
from tests.examples.github_runner import Run
from tests.examples.gitlab_runner import Pipeline
from tests.examples.repository import Repository

PUSHED = "ba5eba11"  # a commit that came without a request


class OnGitHub(Repository):
    """Runs the workflows of examples/github-actions as GitHub would."""

    reporter = night_reporter = "report"

    def __init__(self, folder: Path, account: Account) -> None:
        super().__init__(folder, account, "github-actions")
        self.forge = GitHub()
        self.outputs: list[str] = []
        self.run_id = 100
        self.commit = PUSHED

    def review(self, *labels: str, head: str = "o/r") -> Run:
        """head: the repository that the branch is in."""
        pull_request = {
            "number": REQUEST,
            "head": {"repo": {"full_name": head}},
            "labels": [{"name": label} for label in labels],
        }
        run = self._run("promo-numbers-review.yml", {"event": {"pull_request": pull_request}})
        self.forge.review(self.run_id, is_green=run.is_green, of=head)
        return run

    def merge(self) -> None:
        """The pull request that was reviewed becomes the commit that is deployed."""
        self.commit = MERGED
        self.forge.merge()

    def deploy(self, *, person: bool = False, **inputs: Any) -> Run:
        """person: whether somebody lets go on what goes beyond an approved plan."""
        waits = frozenset() if person else frozenset({"production-beyond"})
        return self._run("promo-numbers-deploy.yml", inputs=inputs, waits=waits)

    def unlock(self) -> Run:
        return self.deploy(unlock=True)

    @property
    def waiting(self) -> dict[str, str]:
        """What became of the jobs of a deployment that waits for a person."""
        return {"up": "success", "rest": "success", "beyond": "waiting"}

    @property
    def done(self) -> dict[str, str]:
        """... and of one that did all there was to do."""
        return {"up": "success", "rest": "success", "beyond": "skipped"}

    def night(self) -> Run:
        return self._run("promo-numbers-drift.yml")

    def _run(
        self,
        workflow: str,
        github: dict[str, Any] | None = None,
        inputs: Any = None,
        waits: frozenset[str] = frozenset(),
    ) -> Run:
        self.run_id += 1
        if not self.forge.runs or self.forge.runs[0] < self.run_id:
            self.forge.runs.insert(0, self.run_id)
        pulumi = {"PULUMI_CONFIG_PASSPHRASE": self.passphrase}
        secrets = {
            "review": {"INVOCA_API_TOKEN": self.reader, **pulumi},
            "production": {"INVOCA_API_TOKEN": self.writer, **pulumi},
            "production-beyond": {"INVOCA_API_TOKEN": self.writer, **pulumi},
        }
        contexts = {
            "github": {"repository": "o/r", "token": self.forge.token, **(github or {})},
            "inputs": inputs or {},
            "vars": {
                "INVOCA_NETWORK_ID": self.account.network_id,
                "INVOCA_BASE_URL": self.account.url,
                "PULUMI_BACKEND_URL": self.backend(),
            },
        }
        machine = {
            **self.machine(),
            "GITHUB_API_URL": self.forge.url,
            "GITHUB_SERVER_URL": "https://github.com",
            "GITHUB_REPOSITORY": "o/r",
            "GITHUB_RUN_ID": str(self.run_id),
            "GITHUB_REF_NAME": "main",
            "GITHUB_SHA": self.commit,
            "GITHUB_WORKFLOW_REF": f"o/r/.github/workflows/{workflow}@refs/heads/main",
        }
        run = Run(self.folder, contexts, secrets, machine, waits).workflow(workflow)
        self.outputs += [run.output, run.summary.read_text("utf-8"), *run.uploaded]
        return run


class OnGitLab(Repository):
    """Runs the pipeline of examples/gitlab-ci as GitLab would."""

    reporter, night_reporter = "comment", "issue"

    def __init__(self, folder: Path, account: Account) -> None:
        super().__init__(folder, account, "gitlab-ci")
        self.forge = GitLab()
        self.outputs: list[str] = []
        self.commit = PUSHED

    def review(self, *labels: str, source: str = "7") -> Pipeline:
        """source: the id of the project that the branch is in."""
        run = self._run(
            CI_PIPELINE_SOURCE="merge_request_event",
            CI_MERGE_REQUEST_IID=str(REQUEST),
            CI_MERGE_REQUEST_SOURCE_PROJECT_ID=source,
            CI_MERGE_REQUEST_PROJECT_ID="7",
            CI_MERGE_REQUEST_LABELS=",".join(labels),
        )
        plan = self.folder / "reports" / "plan.json"
        stored = plan.read_bytes() if plan.exists() else b""
        self.forge.review(stored, is_green=run.is_green)
        return run

    def merge(self) -> None:
        """The merge request that was reviewed becomes the commit that is deployed."""
        self.commit = MERGED
        self.forge.merge()

    def deploy(self, *, person: bool = False, **variables: str) -> Pipeline:
        """person: whether somebody starts the job for what goes beyond an approved plan."""
        push = {"CI_PIPELINE_SOURCE": "push", "CI_COMMIT_BRANCH": "main"}
        starts = frozenset({"beyond"}) if person else frozenset()
        return self._run(starts, **{**push, **variables})

    def unlock(self) -> Pipeline:
        return self.deploy(CI_PIPELINE_SOURCE="web", UNLOCK="true")

    @property
    def waiting(self) -> dict[str, str]:
        """What became of the jobs of a deployment that waits for a person."""
        return {"approved": "success", "up": "success", "rest": "warning"}

    @property
    def done(self) -> dict[str, str]:
        """... and of one that did all there was to do."""
        return {"approved": "success", "up": "success", "rest": "success"}

    def night(self) -> Pipeline:
        return self._run(CI_PIPELINE_SOURCE="schedule", CI_COMMIT_BRANCH="main")

    def planned(self, **predefined: str) -> list[str]:
        """The jobs that such a pipeline has; nothing is run."""
        known = {"CI_DEFAULT_BRANCH": "main", **predefined}
        return list(Pipeline(self.folder, known, {}, {}).planned())

    def _run(self, starts: frozenset[str] = frozenset(), **predefined: str) -> Pipeline:
        pulumi = {
            "PULUMI_CONFIG_PASSPHRASE": self.passphrase,
            "PULUMI_BACKEND_URL": self.backend(),
        }
        scoped = {
            "*": {
                "INVOCA_NETWORK_ID": self.account.network_id,
                "INVOCA_BASE_URL": self.account.url,
            },
            "review": {"INVOCA_API_TOKEN": self.reader, **pulumi},
            "production": {"INVOCA_API_TOKEN": self.writer, **pulumi},
            "production-beyond": {"INVOCA_API_TOKEN": self.writer, **pulumi},
            "reports": {"GITLAB_TOKEN": self.forge.token},
        }
        known = {
            "CI_API_V4_URL": self.forge.url,
            "CI_PROJECT_ID": "7",
            "CI_PIPELINE_URL": "https://gitlab.com/o/r/-/pipelines/1",
            "CI_DEFAULT_BRANCH": "main",
            "CI_COMMIT_SHA": self.commit,
            **predefined,
        }
        run = Pipeline(self.folder, known, scoped, self.machine(), starts).run()
        self.outputs.append(run.output)
        return run
