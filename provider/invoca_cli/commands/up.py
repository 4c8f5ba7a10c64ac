"""`invoca up`: the plan, consent, and `pulumi up` with the settings that many numbers want.

Owns: those settings, and when checkpoints may be skipped. Must not know: what a step means.

The engine writes the whole state at the start and end of every step, which takes ever longer the
more numbers there are. A run that is struck loses what no checkpoint holds: for promo numbers that
is no loss, because the next run finds each by its id (docs/reliability.md); for others it is.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from datetime import datetime, timezone
from pathlib import Path
from typing import Annotated

import typer

from invoca.errors import LookAtAccount

from .. import completion, reports
from ..reports.plan import View
from ..reports.progress import Progress
from ..workspace.preview import Preview
from ..workspace.project import project_around
from ..workspace.state import TYPE, State, export_state
from .options import kinds_of
from .plan import FAILS, KINDS, plan_of_preview, preview_of

PARALLEL = 32  # resources at a time; the engine's own default is 4 for each core
SKIP = "PULUMI_SKIP_CHECKPOINTS"
OURS = frozenset({TYPE, "invoca:index:Campaign", "pulumi:pulumi:Stack"})


def up(
    stack: Annotated[
        str, typer.Option(help="The stack to deploy.", autocompletion=completion.stacks)
    ],
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do it without asking.")] = False,
    parallel: Annotated[
        int, typer.Option(min=1, max=128, help="Numbers that are worked on at once.")
    ] = PARALLEL,
    checkpoints: Annotated[
        bool,
        typer.Option(
            "--checkpoints",
            help="Write the state after every step: slower.",
        ),
    ] = False,
) -> None:
    """Show the plan, ask, and deploy: `pulumi up`, made fast for thousands of numbers.

    Exit code 0: done, or nothing to do. 1 where `pulumi up` was not run; else that of `pulumi up`.
    """
    project = project_around(Path.cwd())
    state = export_state(stack, project.folder)
    progress = Progress(sys.stderr)
    with progress:
        progress.tell(f"previewing {stack}; nothing is bought")
        preview = preview_of(stack, project)
        plan = plan_of_preview(preview, parallel, progress.tell)
    view = View(plan, kinds_of(FAILS, KINDS), datetime.now(timezone.utc))
    reports.write(view, reports.targets([], []))
    if preview.errors:
        raise typer.Exit(1)
    if not any(step.op not in ("same", "refresh") for step in preview.steps):
        return
    _ask(yes, has_errors=view.exit_code == 1)
    environment = dict(os.environ)
    why_not = "it was asked for" if checkpoints else needs_checkpoints(preview, state)
    if why_not:
        environment.pop(SKIP, None)
        typer.echo(f"The state is written after every step: {why_not}.", err=True)
    else:
        environment[SKIP] = "true"
    command = ["pulumi", "up", "--yes", "--skip-preview", "--refresh", "--stack", stack]
    command += ["--parallel", str(parallel), *([] if sys.stdin.isatty() else ["--non-interactive"])]
    sys.stdout.flush()
    os.chdir(project.folder)
    # In place of this process, so that Ctrl-C and the exit code are the engine's own.
    os.execvpe(command[0], command, environment)  # noqa: S606 - no shell is wanted


def needs_checkpoints(preview: Preview, state: State) -> str:
    """Why a run that is struck would lose something without them; "" where it would not."""
    types = {str(resource.get("type", "")) for resource in state.resources}
    types |= {step.resource.type for step in preview.steps if step.resource}
    others = sorted(kind for kind in types - OURS if not kind.startswith("pulumi:providers:"))
    if others:
        return f"the stack holds other resources as well ({_some(others)})"
    picked = [step for step in preview.steps if step.new and _invoca_picks(step.new.inputs)]
    if picked:
        return "Invoca picks ids in it, by which an interrupted purchase cannot be found again"
    return ""


def _invoca_picks(inputs: dict[str, object]) -> bool:
    return inputs.get("id_assigned_by") == "invoca"


def _some(names: Iterable[str]) -> str:
    first, *more = names
    return f"{first} and {len(more)} more types" if more else first


def _ask(yes: bool, *, has_errors: bool) -> None:
    """Returns where somebody consented."""
    if yes:
        return
    if not sys.stdin.isatty():
        raise LookAtAccount(
            "deploying",
            answer="there is nobody to ask",
            remedy="Nothing was deployed. Where the plan was approved already, give --yes",
        )
    question = "The plan has errors, see above. Deploy it all the same?" if has_errors else ""
    typer.confirm(question or "Deploy this?", abort=True)
