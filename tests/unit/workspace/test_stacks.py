"""Which stacks are meant, which of them changed, and which are locked."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from invoca.errors import InvocaError
from invoca_cli.workspace.locks import locks_of
from invoca_cli.workspace.project import Project, project_around
from invoca_cli.workspace.stacks import changed_stacks, every_stack, named_or_selected

CAMPAIGN = "advertiser_id: acme\ncampaign_id: x\nnumbers: {kroq: {description: K}}\n"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A project with three campaigns in a git repository; its `pulumi` fails and says so."""
    (tmp_path / "bin").mkdir()
    program = tmp_path / "bin" / "pulumi"
    program.write_text("#!/bin/sh\necho 'error: no stack selected' >&2; exit 1\n", "utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("PULUMI_BACKEND_URL", f"file://{tmp_path}/state")
    monkeypatch.delenv("PULUMI_STACK", raising=False)
    folder = tmp_path / "project"
    (folder / "stacks").mkdir(parents=True)
    (folder / "Pulumi.yaml").write_text(
        "name: radio\nruntime: python\nstackConfigDir: stacks\n", "utf-8"
    )
    (folder / "__main__.py").write_text("", "utf-8")
    for stack in ("a", "b", "c"):
        (folder / "stacks" / f"{stack}.yaml").write_text(CAMPAIGN, "utf-8")
    return project_around(folder)


def test_without_a_name_the_selected_stack_is_meant(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert named_or_selected(["b", "a", "b"], project) == ["b", "a"]
    with pytest.raises(InvocaError, match=r"no stack selected.*--stack \(a, b, c\).*--all"):
        named_or_selected([], project)
    monkeypatch.setenv("PULUMI_STACK", "c")
    assert named_or_selected([], project) == ["c"]


def test_every_stack_is_one_with_a_campaign_file_else_one_with_settings(project: Project) -> None:
    (project.folder / "stacks" / "Pulumi.old.yaml").write_text("config: {}\n", "utf-8")
    assert every_stack(project) == ["a", "b", "c"]
    for stack in ("a", "b", "c"):
        (project.folder / "stacks" / f"{stack}.yaml").unlink()
    assert every_stack(project_around(project.folder)) == ["old"]


# -- what changed --------------------------------------------------------------------------------


def git(project: Project, *arguments: str) -> None:
    who = ["-c", "user.name=kim", "-c", "user.email=kim@example.com"]
    subprocess.run(["git", *who, *arguments], cwd=project.folder, check=True, capture_output=True)


@pytest.fixture
def repository(project: Project) -> Project:
    (project.folder / "stacks" / "a.yaml").write_text(CAMPAIGN + "numbers_from: a.csv\n", "utf-8")
    (project.folder / "stacks" / "a.csv").write_text("name\n", "utf-8")
    git(project, "init", "-b", "main")
    git(project, "add", ".")
    git(project, "commit", "-m", "all")
    git(project, "checkout", "-b", "branch")
    return project


@pytest.mark.parametrize(
    ("file", "stacks"),
    [
        ("stacks/a.csv", ["a"]),
        ("stacks/b.yaml", ["b"]),
        ("stacks/Pulumi.c.yaml", ["c"]),
        ("README.md", []),
        ("__main__.py", ["a", "b", "c"]),
        ("requirements.txt", ["a", "b", "c"]),
    ],
)
@pytest.mark.parametrize("is_committed", [True, False])
def test_a_campaign_has_changed_where_a_file_of_its_own_has(
    repository: Project, file: str, stacks: list[str], is_committed: bool
) -> None:
    path = repository.folder / file
    path.write_text(path.read_text("utf-8") + "# more\n" if path.exists() else "# new\n", "utf-8")
    if is_committed:
        git(repository, "add", ".")
        git(repository, "commit", "-m", "change")
    assert changed_stacks(repository, "main") == stacks


def test_a_base_that_is_not_there_is_told_with_what_to_give(repository: Project) -> None:
    with pytest.raises(InvocaError, match="Name a commit or branch that exists"):
        changed_stacks(repository, "origin/main")


def test_without_a_base_the_branch_that_changes_go_to_is_meant(repository: Project) -> None:
    (repository.folder / "stacks" / "b.yaml").write_text(CAMPAIGN + "numbers: {}\n", "utf-8")
    assert changed_stacks(repository, "") == ["b"]
    # The remote's own wins: what it has already is no change.
    git(repository, "commit", "-a", "-m", "change")
    git(repository, "update-ref", "refs/remotes/origin/trunk", "HEAD")
    git(repository, "symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/trunk")
    assert changed_stacks(repository, "") == []


def test_where_no_branch_is_the_usual_one_a_base_has_to_be_named(repository: Project) -> None:
    git(repository, "branch", "-D", "main")
    with pytest.raises(InvocaError, match="such as --changed origin/main"):
        changed_stacks(repository, "")


# -- locks ---------------------------------------------------------------------------------------


def lock(project: Project, stack: str, pid: int, host: str) -> None:
    folder = project.folder.parent / "state/.pulumi/locks/organization/radio" / stack
    folder.mkdir(parents=True, exist_ok=True)
    said = {"pid": pid, "username": "kim", "hostname": host, "timestamp": "2027-01-01T00:00:00Z"}
    (folder / "one.json").write_text(json.dumps(said), "utf-8")


def test_a_lock_is_told_with_its_maker_and_whether_that_has_ended(project: Project) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    lock(project, "a", os.getpid(), socket.gethostname())
    lock(project, "b", ended.pid, socket.gethostname())
    found = locks_of(["a", "b", "c"], project)
    assert set(found) == {"a", "b"}
    assert str(found["a"]) == (
        f"it is locked by kim@{socket.gethostname()} (process {os.getpid()}) since "
        "2027-01-01T00:00:00Z"
    )
    assert found["a"].remedy.startswith("Wait for that run to end")
    assert "no such process runs here any more" in str(found["b"])
    assert found["b"].remedy.startswith("Remove the lock with `pulumi cancel --yes --stack b`")


def test_a_lock_of_another_machine_is_never_said_to_be_left_behind(project: Project) -> None:
    lock(project, "a", 4_000_000, "another-machine")
    assert not locks_of(["organization/radio/a"], project)["organization/radio/a"].is_left


def test_a_lock_that_cannot_be_read_is_a_lock(project: Project) -> None:
    lock(project, "a", 1, "x")
    [file] = (project.folder.parent / "state").rglob("one.json")
    file.write_text("{", "utf-8")
    assert str(locks_of(["a"], project)["a"]) == "it is locked"
