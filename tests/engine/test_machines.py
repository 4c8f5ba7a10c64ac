"""Machines as they are: no HOME, a checkout that cannot be written, a user without a name."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.engine.workspace import Run, Workspace

ONE = "numbers: {kroq: {description: KROQ}}"
NOBODY = 54321  # as a container is given one
# Reads what root may read, where this machine keeps its Python, and writes what NOBODY may write.
AS_NOBODY = (
    "setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups",
    "--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search",
)  # fmt: skip
NEEDS_ROOT = pytest.mark.skipif(
    os.name == "nt" or os.geteuid() != 0 or shutil.which("setpriv") is None,
    reason="only root can become somebody else",
)


def invoca(workspace: Workspace, *arguments: str, **environment: str | None) -> Run:
    """As somebody in no list of users; all that is said. environment: None takes one away."""
    asked = {**workspace.environment(), **environment}
    done = subprocess.run(
        [*AS_NOBODY, "invoca", *arguments],
        cwd=workspace.folder,
        env={name: value for name, value in asked.items() if value is not None},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
    )
    assert "Traceback" not in done.stdout, done.stdout
    workspace.transcript += done.stdout
    return Run(done.returncode, " ".join(done.stdout.split()))


def lock_up(workspace: Workspace) -> None:
    """A checkout that NOBODY can only read, beside a backend and a home that are NOBODY's."""
    own = {workspace.folder / name for name in ("state", "home", "machine")}
    for path in own:
        path.mkdir(exist_ok=True)
        for one in (path, *path.rglob("*")):
            os.chown(one, NOBODY, NOBODY, follow_symlinks=False)
    for path in (workspace.folder, workspace.folder / "stacks"):
        path.chmod(0o755)


def test_without_a_home_everything_works(workspace: Workspace, tmp_path: Path) -> None:
    workspace.campaign(ONE)
    workspace.settings["HOME"] = ""
    workspace.settings["XDG_STATE_HOME"] = ""
    assert workspace.invoca("up", "--yes").code == 0, workspace.transcript
    assert workspace.invoca("plan").code == 0, workspace.transcript
    assert workspace.invoca("drift").code == 0, workspace.transcript
    doctor = workspace.invoca("doctor")
    assert doctor.code == 0, workspace.transcript
    assert "Set HOME or XDG_STATE_HOME" in doctor.output


@NEEDS_ROOT
@pytest.mark.parametrize("home", [None, "/nonexistent"])
def test_a_user_without_a_name_is_told_what_to_set(workspace: Workspace, home: str | None) -> None:
    workspace.campaign(ONE)
    lock_up(workspace)
    unnamed = {"HOME": home, "USER": None, "LOGNAME": None, "PULUMI_HOME": None}
    for command in (("plan",), ("up", "--yes")):
        ended = invoca(workspace, *command, **unnamed)
        assert ended.code == 1
        assert "Set USER and HOME: the system has no entry for this user" in ended.output
    assert "Set USER and HOME" in invoca(workspace, "doctor", **unnamed).output
    assert workspace.account.writes() == []


@NEEDS_ROOT
def test_a_checkout_that_cannot_be_written_is_planned_deployed_and_reviewed(
    workspace: Workspace,
) -> None:
    workspace.campaign(ONE)
    lock_up(workspace)
    named = {"HOME": str(workspace.folder / "home"), "USER": "ci"}
    assert invoca(workspace, "plan", **named).code == 2, workspace.transcript
    assert invoca(workspace, "up", "--yes", **named).code == 0, workspace.transcript
    assert invoca(workspace, "drift", **named).code == 0, workspace.transcript
    assert workspace.account.writes() == ["POST"]

    saved = invoca(workspace, "plan", "--save", "plan.json", **named)
    assert (saved.code, "plan.json: Permission denied" in saved.output) == (1, True), saved.output
    kept = invoca(workspace, "release", "kroq", **named)
    assert kept.code == 1
    assert f"stacks/{workspace.stack}.yaml: Permission denied" in kept.output

    # A stack's settings are written when it is made.
    workspace.campaign(ONE.replace("KROQ", "Jazz").replace("kroq", "jazz"), "summer-tv")
    made = invoca(workspace, "up", "--stack", "summer-tv", "--create", "--yes", **named)
    assert made.code == 1
    assert "commit the Pulumi.summer-tv.yaml that it writes" in made.output
    assert workspace.account.writes() == ["POST"]
