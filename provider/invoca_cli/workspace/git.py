"""What git knows of the folder of a project. Changes nothing."""

from __future__ import annotations

from pathlib import Path

from invoca.errors import FixDeclaration

from .programs import run


def git(folder: Path, *arguments: str, doing: str) -> str:
    """What `git` prints. doing: why it is asked, for the error. Raises FixDeclaration."""
    ran = run("git", *arguments, folder=folder)
    if ran is not None and not ran.code:
        return ran.output
    said = "there is no `git` on PATH" if ran is None else ran.said
    remedy = "Name a commit or branch that exists, such as origin/main"
    if ran is not None and "dubious ownership" in ran.errors:
        said = "git does not trust a folder that belongs to somebody else"
        remedy = f"Run `git config --global --add safe.directory {folder}`"
    elif "shallow" in said or "no merge base" in said.lower():
        remedy = "Fetch more history (`git fetch --unshallow`)"
    raise FixDeclaration(doing, answer=said, remedy=remedy)


def remote_of(folder: Path) -> str:
    """The address that the repository around `folder` is pushed to; "" for none."""
    if not folder.is_dir():
        return ""
    ran = run("git", "remote", "get-url", "origin", folder=folder)
    return ran.output.strip() if ran is not None and not ran.code else ""


def commit_of(folder: Path) -> str:
    """The commit that is checked out; "" outside a repository."""
    ran = run("git", "rev-parse", "HEAD", folder=folder)
    return ran.output.strip() if ran is not None and not ran.code else ""


def usual_base(folder: Path) -> str:
    """The branch that changes go to: the remote's own, else main or master.

    Raises FixDeclaration where there is none."""
    ran = run("git", "symbolic-ref", "--short", "refs/remotes/origin/HEAD", folder=folder)
    if ran is not None and not ran.code and ran.output.strip():
        return ran.output.strip()
    for branch in ("origin/main", "origin/master", "main", "master"):
        ran = run("git", "rev-parse", "--verify", "--quiet", f"{branch}^{{commit}}", folder=folder)
        if ran is not None and not ran.code:
            return branch
    raise FixDeclaration(
        "looking for the branch that changes go to",
        answer="there is no remote with a default branch, no main and no master",
        remedy="Name a commit or branch, such as --changed origin/main",
    )
