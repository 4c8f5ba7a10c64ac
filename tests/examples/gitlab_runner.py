"""Runs a GitLab pipeline here: rules, jobs stage by stage, scripts in bash, artifacts.

Owns: what a runner does between the lines of .gitlab-ci.yml, as far as the example needs it.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

import yaml

from tests.examples.expressions import evaluate

Json = dict[str, Any]
KEYWORDS = ("stages", "workflow", "variables", "default")


def load(path: Path) -> Json:
    document: Json = yaml.safe_load(path.read_text("utf-8"))
    return document


def jobs_of(pipeline: Json) -> dict[str, Json]:
    """Every job with what it extends laid under it, in the order of the stages."""
    jobs = {
        name: _extended(job, pipeline)
        for name, job in pipeline.items()
        if name not in KEYWORDS and not name.startswith(".")
    }
    stages: list[str] = pipeline["stages"]
    return dict(sorted(jobs.items(), key=lambda item: stages.index(item[1]["stage"])))


def _extended(job: Json, pipeline: Json) -> Json:
    names = job.get("extends", [])
    names = [names] if isinstance(names, str) else names
    merged: Json = {}
    for name in names:
        merged |= pipeline[name]
    return merged | job


def environment_of(job: Json) -> str:
    environment = job.get("environment", "")
    return str(environment["name"] if isinstance(environment, dict) else environment)


class Pipeline:
    """One pipeline in `folder`.

    predefined: the CI_* variables. scoped: the project's variables of each environment; "*" is for
    every job. environment: what the image has. starts: the manual jobs that a person starts.
    """

    def __init__(
        self,
        folder: Path,
        predefined: dict[str, str],
        scoped: dict[str, dict[str, str]],
        environment: dict[str, str],
        starts: frozenset[str] = frozenset(),
    ) -> None:
        self.folder = folder
        self.predefined = predefined
        self.scoped = scoped
        self.environment = environment
        self.starts = starts
        self.results: dict[str, str] = {}  # job -> success, failure, warning; those that ran
        self.output = ""

    @property
    def is_green(self) -> bool:
        return "failure" not in self.results.values()

    def planned(self) -> dict[str, str]:
        """When each job of this pipeline runs; jobs that its rules leave out are not there."""
        pipeline = load(self.folder / ".gitlab-ci.yml")
        if self._when(pipeline["workflow"]["rules"]) == "never":
            return {}
        whens = {name: self._when(job["rules"]) for name, job in jobs_of(pipeline).items()}
        return {name: when for name, when in whens.items() if when != "never"}

    def run(self) -> Pipeline:
        pipeline = load(self.folder / ".gitlab-ci.yml")
        for name, when in self.planned().items():
            job = jobs_of(pipeline)[name]
            is_asked_for = when != "manual" or name in self.starts
            if is_asked_for and (when == "always" or self._may_begin(job)):
                self.results[name] = self._job(job, pipeline)
        return self

    def _may_begin(self, job: Json) -> bool:
        """Whether what it needs, or else every job before it, has ended well."""
        before = job.get("needs") or list(self.results)
        return all(self.results.get(name) in ("success", "warning") for name in before)

    def _when(self, rules: list[Json]) -> str:
        """What the first rule that fits says, or never. Every file counts as changed."""
        for rule in rules:
            if evaluate(rule["if"], lambda name: self.predefined.get(name[1:])):
                return str(rule.get("when", "on_success"))
        return "never"

    def _job(self, job: Json, pipeline: Json) -> str:
        if not job.get("needs"):
            for left in ("reports", "approved"):
                shutil.rmtree(self.folder / left, ignore_errors=True)
        done = subprocess.run(
            [
                "bash",
                "-eo",
                "pipefail",
                "-c",
                "\n".join(job.get("before_script", []) + job["script"]),
            ],
            cwd=self.folder,
            env={**self.environment, **self._variables(job, pipeline)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
        )
        self.output += done.stdout
        if done.returncode in self._allowed(job):
            return "warning"
        return "failure" if done.returncode else "success"

    def _allowed(self, job: Json) -> list[int]:
        """The exit codes that are no failure."""
        allowed = job.get("allow_failure")
        return list(allowed["exit_codes"]) if isinstance(allowed, dict) else []

    def _variables(self, job: Json, pipeline: Json) -> dict[str, str]:
        declared = {**pipeline["variables"], **job.get("variables", {})}
        values = {
            name: value["value"] if isinstance(value, dict) else value
            for name, value in declared.items()
        }
        scope = environment_of(job)
        return {**values, **self.predefined, **self.scoped["*"], **self.scoped.get(scope, {})}
