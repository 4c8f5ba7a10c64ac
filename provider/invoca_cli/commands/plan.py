"""`invoca plan`: what `pulumi up` would do to the numbers, in the words of a review.

Owns: the options, and the exit codes: 0 nothing to do, 2 something to do, 1 where the plan could
not be made or anything could not be checked.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import datetime, timezone
from pathlib import Path
from shlex import quote
from typing import Annotated

import typer

from invoca.at_once import PARALLEL
from invoca.client.account_fields import FieldsOfAccounts
from invoca.drift.findings import Failure
from invoca.errors import InvocaError, in_words
from invoca.next_steps import speak_of
from invoca.plan.planned import IDLE, OTHER, Kind, Plan

from .. import completion, reports
from ..deploying.live_account import Tell
from ..deploying.saved_plan import saved
from ..deploying.stack_plans import (
    StackPlan,
    plan_of_preview,
    plan_stacks,
    together,
    with_those_left_out,
    without_shared,
)
from ..reports import plan_document
from ..reports.origin import origin_of
from ..reports.plan import PlanView
from ..workspace.accounts import require_own
from ..workspace.git import commit_of
from ..workspace.preview import Preview, read_preview
from ..workspace.project import Project, place_of, project_around
from ..workspace.publishing import publish
from ..workspace.stacks import asked_for
from ..workspace.terraform_plan import read_plan
from ..workspace.terraform_state import ENGINE
from .options import (
    Changed,
    Formats,
    LinkBase,
    Most,
    Outputs,
    Parallel,
    Schema,
    kinds_of,
    with_progress,
)

KINDS = (*(kind.value for kind in Kind), OTHER)
# How it is read, and the file that an engine wrote.
Made = tuple[Callable[[str], Preview], str]
FAILS = ",".join([*(kind.value for kind in Kind if kind not in IDLE), OTHER])


def plan(
    stack: Annotated[
        list[str] | None,
        typer.Option(
            help="Preview this stack with the engine. Repeatable; by default the selected one.",
            autocompletion=completion.stacks,
        ),
    ] = None,
    preview: Annotated[
        list[str] | None,
        typer.Option(
            help="Read what `pulumi preview --refresh --json` printed; - is standard input. "
            "Repeatable."
        ),
    ] = None,
    terraform: Annotated[
        list[str] | None,
        typer.Option(
            help="Read what `terraform show -json PLAN` printed; - is standard input. Repeatable."
        ),
    ] = None,
    everything: Annotated[
        bool,
        typer.Option(
            "--all", help="Preview every stack of the project, including those not created yet."
        ),
    ] = False,
    changed: Changed = None,
    save: Annotated[
        Path | None,
        typer.Option(help="Write the plan into this file, for `invoca up --plan FILE`."),
    ] = None,
    fail_on: Annotated[
        str, typer.Option(help="The kinds of steps that make the exit code 2, separated by commas.")
    ] = FAILS,
    formats: Formats = None,
    outputs: Outputs = None,
    strict: Annotated[
        bool,
        typer.Option("--strict", help="Treat an unknown custom data field as an error."),
    ] = False,
    parallel: Parallel = PARALLEL,
    most: Most = None,
    link_base: LinkBase = None,
    schema: Schema = False,
) -> None:
    """Report what `pulumi up` would buy, change, move and release. Changes nothing.

    Exit code 0: nothing to do. 2: something to do. 1: the plan could not be made or checked.
    """
    if schema:
        typer.echo(json.dumps(plan_document.schema(), indent=2))
        return
    kinds = kinds_of(fail_on, KINDS)
    targets = reports.targets(formats or [], outputs or [])
    given = (bool(stack), bool(preview), bool(terraform), everything, changed is not None)
    if sum(given) > 1:
        ways = "--stack, --preview, --terraform, --all and --changed"
        raise typer.BadParameter(f"give at most one of {ways}")
    if save is not None and (preview or terraform):
        raise typer.BadParameter(
            "--save needs stacks: it cannot be combined with --preview or --terraform"
        )
    here = project_around(Path.cwd())
    made: list[Made] = [(read_preview, one) for one in preview or ()]
    made += [(read_plan, one) for one in terraform or ()]
    if terraform:
        speak_of(ENGINE)
    stacks = [] if made else asked_for(stack or [], everything, changed, here)
    plans = with_progress(lambda tell: _plan(stacks, made, parallel, here, tell))
    whole = together(plans)
    if everything or changed is not None:
        whole = with_those_left_out(whole, here)
    found = whole.without_doubts() if strict else whole
    view = PlanView(found, kinds, datetime.now(timezone.utc), most)
    reports.write(view, targets, origin_of(os.environ, link_base))
    if save is not None:
        _save(plans, save, here)
    raise typer.Exit(view.exit_code)


def _save(plans: list[StackPlan], file: Path, here: Project) -> None:
    file.unlink(missing_ok=True)  # an old one is not what was planned now
    text = saved(
        plans,
        {one.stack: place_of(one.stack, here) for one in plans},
        project=here.name,
        commit=commit_of(here.folder),
        made_at=datetime.now(timezone.utc).isoformat(timespec="seconds"),
    )
    publish({file: text}, force=True)
    command = f"invoca up --plan {quote(str(file))}"
    typer.echo(f"Saved: `{command}` does this, and nothing beyond it", err=True)


def _plan(
    stacks: list[str], made: list[Made], parallel: int, here: Project, tell: Tell
) -> list[StackPlan]:
    """Of stacks, or of what an engine printed."""
    if not made:
        return plan_stacks(stacks, here, parallel=parallel, tell=tell)
    accounts = FieldsOfAccounts()
    read = [_read(one, parallel, here, tell, accounts) for one in dict.fromkeys(made)]
    return without_shared(read, here)


def _read(
    made: Made, parallel: int, here: Project, tell: Tell, accounts: FieldsOfAccounts
) -> StackPlan:
    read, source = made
    tell(f"reading {source}")
    try:
        preview = read(source)
        require_own(preview, here)
        plan = plan_of_preview(preview, here, parallel, tell, accounts)
        return StackPlan(preview.stack, plan, preview)
    except (InvocaError, OSError) as error:
        return StackPlan(source, Plan(failures=(Failure(in_words(error), source),)))
