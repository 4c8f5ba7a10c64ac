"""Runs a GitHub workflow here: jobs in order, shell steps in bash, artifacts, environments.

Owns: what a runner does between the lines of a workflow, as far as the examples need it. Actions
that are not ours are not run: checkout and set-up do nothing, artifacts are copied, and the rest is
only noted.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import yaml

from tests.examples.expressions import at, evaluate, text

Json = dict[str, Any]
STATUS_FUNCTIONS = ("cancelled(", "always(", "failure(", "success(")


def load(path: Path) -> Json:
    """A workflow; YAML 1.1 reads its `on` as true."""
    document: dict[Any, Any] = yaml.safe_load(path.read_text("utf-8"))
    if True in document:
        document["on"] = document.pop(True)
    return document


class Run:
    """One run of one workflow in `folder`.

    contexts: github, vars, inputs. secrets: those of each environment; a job without an environment
    gets none. environment: what a runner sets for every step. waits: the environments whose jobs
    nobody has let go on.
    """

    def __init__(
        self,
        folder: Path,
        contexts: Json,
        secrets: dict[str, Json],
        environment: dict[str, str],
        waits: frozenset[str] = frozenset(),
    ) -> None:
        self.folder = folder
        self.contexts = contexts
        self.secrets = secrets
        self.environment = environment
        self.waits = waits
        self.results: dict[str, str] = {}  # job -> success, failure, skipped, waiting
        self.job_outputs: dict[str, Json] = {}
        self.steps: dict[str, str] = {}  # step's name -> success, failure, skipped
        self.uploaded: list[str] = []  # the SARIF files
        self.output = ""
        self.artifacts = folder.parent / "artifacts" / environment["GITHUB_RUN_ID"]
        self.summary = folder.parent / "summary.md"
        self.summary.write_text("", "utf-8")

    @property
    def is_green(self) -> bool:
        return "failure" not in self.results.values()

    def workflow(self, name: str) -> Run:
        for job, definition in load(self.folder / ".github/workflows" / name)["jobs"].items():
            self.results[job] = self._job(job, definition)
        return self

    def _job(self, name: str, job: Json) -> str:
        needs = job.get("needs", [])
        needs = [needs] if isinstance(needs, str) else needs
        contexts = {
            **self.contexts,
            "needs": {
                one: {"result": self.results[one], "outputs": self.job_outputs.get(one, {})}
                for one in needs
            },
            "secrets": self.secrets.get(job.get("environment", ""), {}),
            "steps": {},
        }
        is_fine = all(self.results[one] == "success" for one in needs)
        if not self._is_wanted(job, contexts, is_fine):
            return "skipped"
        if job.get("environment") in self.waits:
            return "waiting"
        for left in ("reports", "approved"):  # each job has a fresh machine
            shutil.rmtree(self.folder / left, ignore_errors=True)
        self.is_fine = True
        for step in job["steps"]:
            self._step(step, contexts)
        outputs = job.get("outputs", {}).items()
        self.job_outputs[name] = {one: self._filled(value, contexts) for one, value in outputs}
        return "success" if self.is_fine else "failure"

    def _is_wanted(self, item: Json, contexts: Json, is_fine: bool) -> bool:
        condition = text(item.get("if", "success()")).removeprefix("${{").removesuffix("}}")
        if not any(name in condition for name in STATUS_FUNCTIONS):
            condition = f"success() && ({condition})"
        return bool(self._value(condition, contexts, is_fine))

    def _step(self, step: Json, contexts: Json) -> None:
        outcome = "skipped"
        outputs: Json = {}
        if self._is_wanted(step, contexts, self.is_fine):
            did, outputs = self._do(step, contexts)
            outcome = "success" if did else "failure"
            self.is_fine &= did or step.get("continue-on-error", False)
        contexts["steps"][step.get("id", "")] = {"outcome": outcome, "outputs": outputs}
        self.steps[step.get("name") or step["uses"]] = outcome

    def _do(self, step: Json, contexts: Json) -> tuple[bool, Json]:
        uses, given = step.get("uses", ""), step.get("with", {})
        if "run" in step:
            return self._shell(step, contexts)
        if uses.startswith("./"):
            action = yaml.safe_load((self.folder / uses / "action.yml").read_text("utf-8"))
            return all(self._do(one, contexts)[0] for one in action["runs"]["steps"]), {}
        if uses.startswith("actions/upload-artifact@"):
            return self._copy(self.folder / given["path"], self.artifacts / given["name"]), {}
        if uses.startswith("actions/download-artifact@"):
            run = self._filled(given.get("run-id", self.artifacts.name), contexts)
            stored = self.artifacts.parent / run / given["name"]
            return self._copy(stored, self.folder / given["path"]), {}
        if uses.startswith("github/codeql-action/upload-sarif@"):
            self.uploaded.append((self.folder / given["sarif_file"]).read_text("utf-8"))
        return True, {}

    def _copy(self, source: Path, target: Path) -> bool:
        if source.is_dir():
            shutil.copytree(source, target, dirs_exist_ok=True)
        return source.is_dir()

    def _shell(self, step: Json, contexts: Json) -> tuple[bool, Json]:
        given = {name: self._filled(value, contexts) for name, value in step.get("env", {}).items()}
        output_file = self.folder.parent / "step-output"
        output_file.write_text("", "utf-8")
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
            cwd=self.folder,
            env={
                **self.environment,
                **given,
                "GITHUB_OUTPUT": str(output_file),
                "GITHUB_STEP_SUMMARY": str(self.summary),
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
        )
        self.output += done.stdout
        lines = output_file.read_text("utf-8").splitlines()
        return done.returncode == 0, dict(line.split("=", 1) for line in lines)

    def _filled(self, value: Any, contexts: Json) -> str:
        """`value` with every ${{ }} replaced."""
        return re.sub(
            r"\$\{\{(.*?)\}\}",
            lambda found: text(self._value(found[1], contexts, True)),
            text(value),
        )

    def _value(self, expression: str, contexts: Json, is_fine: bool) -> Any:
        return evaluate(
            expression,
            lambda name: at(contexts, name),
            {
                "success": lambda: is_fine,
                "cancelled": lambda: False,
                "contains": lambda items, item: item in (items or []),
                "hashFiles": lambda path: "hash" if (self.folder / path).exists() else "",
            },
        )
