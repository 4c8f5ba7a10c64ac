"""Which stacks a command is about: those named, the selected one, every one, or those that changed.

Owns: how each of these is found out, and how a stack is made. Must not know: what is done with
them. A stack is called as whoever asks calls it: `spring-radio`, or fully qualified.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path

from invoca.campaign_file.editing import sheets_of
from invoca.errors import LookAtAccount

from .git import git, usual_base
from .programs import run
from .project import NO_PROJECT, Project, short_name
from .reasons import GET_ENGINE, NO_ENGINE, remedy_for


def named_or_selected(stacks: Sequence[str], project: Project) -> list[str]:
    """Those that were named, each once; else the one that `pulumi stack select` chose."""
    return list(dict.fromkeys(stacks)) or [selected_stack(project)]


def selected_stack(project: Project) -> str:
    """As `pulumi` without --stack means it. Raises LookAtAccount where none is selected."""
    if named := os.environ.get("PULUMI_STACK"):
        return named
    if not project.exists:
        doing = "looking for the selected stack"
        raise LookAtAccount(doing, answer=NO_PROJECT, remedy=project.way_to_one())
    ran = run("pulumi", "stack", "--show-name", "--non-interactive", folder=project.folder)
    if ran is not None and not ran.code and ran.output.strip():
        return ran.output.strip().splitlines()[-1]
    known = ", ".join(stack for stack, _ in zip(_local(project), range(5), strict=False))
    raise LookAtAccount(
        "looking for the selected stack",
        answer=NO_ENGINE if ran is None else ran.said,
        remedy=f"Name one with --stack{f' ({known})' if known else ''}, or use --all for all of "
        "them",
    )


def every_stack(project: Project) -> list[str]:
    """Those with a campaign file; in a project without such files, those with settings, or that the
    backend has. Raises typer.BadParameter where there are none."""
    found = _local(project) or list(stacks_in_backend(project) or ())
    if not found:
        project.require_campaign_files()
    return found


def _local(project: Project) -> list[str]:
    files = [path.stem for path in project.campaign_files()]
    return files or project.stacks_with_settings()


def stacks_in_backend(project: Project) -> dict[str, bool] | None:
    """The project's stacks, each with whether a run of it is under way as far as the backend says;
    None where it cannot be asked."""
    ran = run("pulumi", "stack", "ls", "--json", "--non-interactive", folder=project.folder)
    try:
        listed = json.loads(ran.output) if ran is not None and not ran.code else None
        busy = {str(one["name"]): bool(one.get("updateInProgress")) for one in listed or ()}
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    return None if listed is None else busy


def without_file(project: Project) -> list[str]:
    """The stacks of the backend whose campaign file is not here, in a project of campaign files:
    it was removed, or is on another branch. None where the backend cannot be asked."""
    names = {path.stem for path in project.campaign_files()}
    deployed = stacks_in_backend(project) if names else None
    return [stack for stack in deployed or () if short_name(stack) not in names]


def make_stack(stack: str, project: Project) -> None:
    """Raises LookAtAccount. The stack that is selected stays selected."""
    command = ["pulumi", "stack", "init", stack, "--no-select", "--non-interactive"]
    ran = run(*command, folder=project.folder)
    if ran is None or ran.code:
        raise LookAtAccount(
            f"making stack {stack}",
            answer=NO_ENGINE if ran is None else ran.said.strip(),
            remedy=GET_ENGINE if ran is None else remedy_for(ran.errors, stack),
        )


def changed_stacks(project: Project, base: str) -> list[str]:
    """The stacks whose campaign file, spreadsheet or settings differ from commit `base` ("": from
    the branch that changes go to); all of them where the program or what it needs differs. Raises
    FixDeclaration."""
    changed = _changed_files(project, base or usual_base(project.folder))
    every = every_stack(project)
    own = {stack: _files_of(stack, project) for stack in every}
    shared = changed - set().union(*own.values(), set())
    if any(_concerns_all(path) for path in shared):
        return every
    return [stack for stack in every if own[stack] & changed]


def _files_of(stack: str, project: Project) -> set[Path]:
    campaign = project.campaign_file(stack)
    files = {campaign, project.settings_file(stack)}
    if campaign.is_file():
        files |= set(sheets_of(campaign))
    return {Path(os.path.realpath(path)) for path in files}


def _concerns_all(path: Path) -> bool:
    """Whether what changed may change every stack: a program, a requirement, the project itself."""
    return path.suffix in {".py", ".toml", ".lock"} or path.name in {
        "Pulumi.yaml", "Pulumi.yml", "requirements.txt",
    }  # fmt: skip


def _changed_files(project: Project, base: str) -> set[Path]:
    doing = f"comparing the campaign files with {base}"
    folder = project.folder
    top = git(folder, "rev-parse", "--show-toplevel", doing=doing).strip()
    point = git(folder, "merge-base", base, "HEAD", doing=doing).strip()
    names = git(folder, "diff", "--name-only", "-z", point, "--", ".", doing=doing)
    others = ("ls-files", "--others", "--exclude-standard", "-z", "--full-name")
    new = git(folder, *others, doing=doing)
    found = [name for name in (names + new).split("\0") if name]
    return {Path(os.path.realpath(Path(top) / name)) for name in found}


def asked_for(
    named: Sequence[str], everything: bool, changed: str | None, project: Project
) -> list[str]:
    """The stacks that --stack, --all and --changed mean; none of them means the selected one."""
    if everything:
        return every_stack(project)
    if changed is not None:
        return changed_stacks(project, changed)
    return named_or_selected(named, project)
