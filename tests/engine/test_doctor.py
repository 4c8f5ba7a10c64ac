"""`invoca doctor` beside the real engine: what it calls well works, what it names is there."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from typing import Any

from tests.engine.workspace import STACK, Workspace

ONE = "numbers: {kroq: {description: KROQ drive time}}"


def doctor(workspace: Workspace, *arguments: str) -> dict[str, dict[str, str]]:
    """The checks by name; exit code and document have to agree."""
    command = [sys.executable, "-c", "from invoca_cli.app import main; main()", "doctor", "--json"]
    done = subprocess.run(
        [*command, *arguments],
        cwd=workspace.folder,
        env=workspace.environment(),
        capture_output=True,
        encoding="utf-8",
    )
    workspace.transcript += done.stdout + done.stderr
    document: dict[str, Any] = json.loads(done.stdout)
    assert document["ok"] is (done.returncode == 0), done.stdout
    assert done.stderr == ""
    return {one["check"]: one for one in document["checks"]}


def test_where_the_engine_works_nothing_is_wrong(workspace: Workspace) -> None:
    workspace.campaign(ONE)
    workspace.up()
    checks = doctor(workspace, "--stack", STACK)
    # The purchase of a moment ago is remembered.
    assert [one for one in checks.values() if one["status"] != "ok"] == [checks["journal"]]
    assert {"engine", "language host", "python", "versions", "backend", "state"} <= set(checks)
    assert "1 promo number, no foreign code" in checks["state"]["text"]


def test_a_stack_that_was_never_made_is_a_note_with_all_and_wrong_by_name(
    workspace: Workspace,
) -> None:
    workspace.campaign(ONE, stack="summer-tv")
    assert doctor(workspace, "--all")["state"]["status"] == "note"
    assert doctor(workspace, "--stack", "summer-tv")["state"]["status"] == "wrong"


def test_a_backend_that_is_not_there_is_a_note(workspace: Workspace) -> None:
    workspace.campaign(ONE)
    workspace.settings["PULUMI_BACKEND_URL"] = f"file://{workspace.folder}/nowhere"
    assert doctor(workspace)["backend"]["status"] == "note"


def test_what_a_killed_run_left_is_told_and_the_remedy_helps(workspace: Workspace) -> None:
    workspace.campaign(ONE)
    account, seen = workspace.account, threading.Event()
    account.add_fault("hang_after", method="POST")
    account.on_call = lambda call, when: seen.set() if call.method == "POST" else None
    run = subprocess.Popen(
        ["pulumi", "up", "--yes", "--skip-preview", "--non-interactive"],
        cwd=workspace.folder,
        env=workspace.environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    assert seen.wait(120)
    workspace.lose_power()
    run.wait()
    found = doctor(workspace, "--stack", STACK)["pending"]
    assert "a run was killed halfway through creating kroq" in found["text"]
    cancel = ("cancel", "--yes", "--stack", STACK)
    assert f"When no other run is under way: `pulumi {' '.join(cancel)}`" in found["remedy"]
    workspace.succeeds(*cancel)
    workspace.up()
    assert account.writes().count("POST") == 1
    found = doctor(workspace, "--stack", STACK)["pending"]
    assert "creating kroq was completed by a later run" in found["text"]
    refresh = ("refresh", "--clear-pending-creates", "--stack", STACK)
    assert found["remedy"].startswith(f"`pulumi {' '.join(refresh)}`")
    workspace.succeeds(*refresh, "--yes", "--skip-preview")
    assert "pending" not in doctor(workspace, "--stack", STACK)
