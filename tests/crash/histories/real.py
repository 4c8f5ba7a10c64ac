"""The real engine: `pulumi` in a workspace of its own.

Owns: which commands a step is, and where a kill strikes. Must not know: what is judged.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from invoca.promo_number import record
from pulumi_stack import kinds, names
from tests.account import Account
from tests.crash.engine_matrix import DYNAMIC, FACES, PLUGIN
from tests.crash.histories import steps
from tests.crash.histories.person import Said
from tests.crash.histories.program import Holding, Program
from tests.engine.processes import kill
from tests.engine.workspace import Run, Workspace

# A purchase of unclear outcome is looked for so long; a history has no time for more.
SETTINGS = {"invoca:graceSeconds": "1", "invoca:readTimeoutSeconds": "5"}
PROJECT = "promo-numbers"
KINDS = {DYNAMIC: kinds.DYNAMIC, PLUGIN: kinds.NATIVE}


class RealEngine:
    has_time = False

    def __init__(
        self, folder: Path, account: Account, new_stack: Path | None = None, face: str = DYNAMIC
    ) -> None:
        """new_stack: the folder of a workspace whose stack was just made; a copy saves time."""
        self.account = account
        self._kind = f"{kinds.CAMPAIGN}${KINDS[face]}"
        self._workspace = FACES[face](folder, account, copy_of=new_stack)
        self._here, self._elsewhere = account.machine, account.machine.with_name("elsewhere")
        for name, value in SETTINGS.items():
            self._workspace.succeeds("config", "set", name, value)

    def run(self, operation: steps.Operation, program: Program) -> Said:
        """A killed engine leaves a lock, which a person takes away before the next run."""
        space = self._workspace
        space.campaign(program.text())
        if isinstance(operation, steps.Taint):
            return _said(space.run("state", "taint", "--yes", self._urn(operation.name)))
        if isinstance(operation, steps.LoseState):
            return self._lose_state()
        if isinstance(operation, (steps.SaveState, steps.RestoreState)):
            saved = str(space.folder / "saved.json")
            verb = "export" if isinstance(operation, steps.SaveState) else "import"
            return _said(space.run("stack", verb, "--file", saved))
        if isinstance(operation, steps.TwoUps):
            return self._two()
        strike = getattr(operation, "strike", None)
        with _Striking(space, strike):
            done = self._pulumi(operation)
        if strike is not None:
            space.run("cancel", "--yes")
        return done

    def _pulumi(self, operation: steps.Operation) -> Said:
        space = self._workspace
        if isinstance(operation, steps.Up):
            return self._up(operation)
        if isinstance(operation, steps.Refresh):
            program = ["--run-program"] * operation.run_program
            return _said(space.run("refresh", "--yes", "--skip-preview", *program))
        assert isinstance(operation, steps.Destroy)
        target = ("--target", self._urn(operation.target))
        return _said(space.run("destroy", "--yes", "--skip-preview", *target))

    def _up(self, up: steps.Up) -> Said:
        space = self._workspace
        names = {one.name for one in self.holdings()}
        arguments = ["--parallel", str(up.parallel)]
        arguments += ["--refresh"] * up.refresh
        arguments += ["--run-program"] * (up.refresh and up.run_program)
        arguments += ["--continue-on-error"] * up.continue_on_error
        if up.replace in names:
            arguments += ["--replace", self._urn(str(up.replace))]
        if up.target is not None:
            arguments += ["--target", self._urn(up.target)]
        space.settings["PULUMI_SKIP_CHECKPOINTS"] = str(not up.checkpoints).lower()
        self.account.machine = self._elsewhere if up.elsewhere else self._here
        try:
            return _said(space.run("up", "--yes", "--skip-preview", *arguments))
        finally:
            self.account.machine = self._here
            space.settings["PULUMI_SKIP_CHECKPOINTS"] = "false"

    def _two(self) -> Said:
        def up(_: int) -> Run:
            return self._workspace.run("up", "--yes", "--skip-preview")

        with ThreadPoolExecutor(2) as threads:
            first, second = threads.map(up, range(2))
        return Said(first.code == 0 or second.code == 0, first.output + second.output)

    def _lose_state(self) -> Said:
        space = self._workspace
        done = space.run("stack", "rm", "--force", "--yes", "--preserve-config", space.stack)
        space.select(space.stack)
        return _said(done)

    def holdings(self) -> list[Holding]:
        return [
            _holding(resource)
            for resource in self._workspace.resources()
            if resource["type"].endswith(":PromoNumber") and resource.get("id")
        ]

    def plan(self, program: Program, *, refresh: bool) -> Said:
        self._workspace.campaign(program.text())
        arguments = ["--refresh"] * refresh
        return _said(self._workspace.run("preview", *arguments, "--expect-no-changes"))

    def drift(self, program: Program) -> tuple[Said, list[str]]:
        space = self._workspace
        space.campaign(program.text())
        said = _said(space.invoca("drift", "--stack", space.stack))
        if said.succeeded:
            return said, []
        report = json.loads(
            space.invoca("drift", "--stack", space.stack, "--format", "json").output
        )
        found = report["findings"]
        return said, [one["promo_number"] for one in found if one["kind"] == "left"]

    def untaint(self) -> None:
        for name in {one.name for one in self.holdings()}:
            self._workspace.run("state", "untaint", "--yes", self._urn(name))

    def wait(self, seconds: float) -> None:
        """Not for so long; what a run looks for, it looks for by its own settings."""

    def forget(self, digits: str) -> None:
        for one in self.holdings():
            if one.digits == digits:
                self._workspace.run("state", "delete", "--force", "--yes", self._urn(one.name))

    def settle_purchases(self) -> None:
        now = datetime.now(timezone.utc).isoformat(timespec="seconds")
        self._workspace.succeeds("config", "set", "invoca:settledBefore", now)

    def heed(self, text: str, program: Program) -> None:
        """They are all in words that every engine has."""

    @property
    def transcript(self) -> str:
        return self._workspace.transcript

    def _urn(self, name: str) -> str:
        return f"urn:pulumi:{self._workspace.stack}::{PROJECT}::{self._kind}::{name}"


class _Striking:
    """While it is open, the kill strikes when its call comes."""

    def __init__(self, workspace: Workspace, strike: steps.Strike | None) -> None:
        self._workspace = workspace
        self._strike = strike
        self._seen = {"before": 0, "after": 0}

    def __enter__(self) -> None:
        on_call: Callable[[Any, Any], None] | None = self if self._strike else None
        self._workspace.account.on_call = on_call

    def __exit__(self, *_: object) -> None:
        self._workspace.account.on_call = None

    def __call__(self, call: Any, when: Any) -> None:
        assert self._strike is not None
        number = self._seen[when]
        self._seen[when] += 1
        if (number, when) == (self._strike.call, self._strike.when):
            kill(self._workspace, self._strike.victim)


def _said(run: Run) -> Said:
    return Said(run.code == 0, run.output)


def _holding(resource: dict[str, Any]) -> Holding:
    digits = record.digits_of(resource["id"], names.from_wire(resource.get("outputs") or {}))
    return Holding(
        resource["urn"].rsplit("::", 1)[1],
        digits or resource["id"],
        bool(resource.get("protect")),
        is_leaving=bool(resource.get("delete")),
        is_pending=not digits,
    )
