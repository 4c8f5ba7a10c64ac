"""`invoca up`: the plan, consent, `pulumi up` for one stack or many, and what became of them.

Owns: the options, and the order of these. Must not know: what a step means, or how a run is made.
"""

from __future__ import annotations

import sys
from datetime import datetime, timezone
from pathlib import Path
from shlex import quote
from typing import Annotated, NamedTuple

import typer

from invoca.plan.planned import Plan

from .. import completion, reports
from ..deploying import fleet, results, shown
from ..deploying.approval import Approved
from ..deploying.board import Board
from ..deploying.consent import Said, require_consent, require_proportion, share_of
from ..deploying.results import Result
from ..deploying.stack_plans import StackPlan, plan_stacks, together
from ..exit_codes import end_interrupted
from ..reports.brief import brief
from ..reports.cut import OPTION
from ..reports.plan import PlanView
from ..reports.progress import Progress
from ..workspace.project import Project, project_around
from ..workspace.stacks import asked_for
from .options import Changed, kinds_of
from .plan import FAILS, KINDS

PARALLEL = 32  # resources at a time; the engine's own default is 4 for each core
AT_ONCE = 4  # stacks
MOST_NAMED = 10  # stacks in one command


def up(
    stack: Annotated[
        list[str] | None,
        typer.Option(
            help="The stack to deploy. Repeatable; by default the selected one.",
            autocompletion=completion.stacks,
        ),
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Deploy every stack of the project.")
    ] = False,
    changed: Changed = None,
    plan: Annotated[
        Path | None,
        typer.Option(
            help="Deploy the plan that `invoca plan --save` wrote to this file, and nothing else."
        ),
    ] = None,
    leave_beyond: Annotated[
        bool,
        typer.Option(
            "--leave-beyond",
            help="With --plan: skip stacks whose changes were not approved, without failing.",
        ),
    ] = False,
    create: Annotated[
        bool, typer.Option("--create", help="Create the stacks that do not exist yet.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Deploy without asking.")] = False,
    allow_releases: Annotated[
        int | None,
        typer.Option(
            min=0, help="Allow up to this many releases, however large their share of the stack."
        ),
    ] = None,
    at_once: Annotated[
        int, typer.Option(min=1, max=16, help="How many stacks to deploy at once.")
    ] = AT_ONCE,
    parallel: Annotated[
        int, typer.Option(min=1, max=128, help="How many numbers to work on at once in each stack.")
    ] = PARALLEL,
    checkpoints: Annotated[
        bool,
        typer.Option("--checkpoints", help="Write the state after every step, which is slower."),
    ] = False,
    engine_output: Annotated[
        bool,
        typer.Option(
            "--engine-output", help="Show Pulumi's own output; works with one stack only."
        ),
    ] = False,
) -> None:
    """Show the plan, ask, and deploy one campaign or all of them: a faster, quieter `pulumi up`.

    Exit code 0: done, or nothing to do. 1: something was not deployed. Others: from `pulumi up`.
    """
    if sum((bool(stack), everything, changed is not None, plan is not None)) > 1:
        raise typer.BadParameter("give at most one of --stack, --all, --changed and --plan")
    if leave_beyond and plan is None:
        raise typer.BadParameter("--leave-beyond needs --plan")
    here = project_around(Path.cwd())
    approved = Approved.read(plan, here) if plan is not None else None
    stacks = approved.stacks if approved else asked_for(stack or [], everything, changed, here)
    if engine_output and len(stacks) != 1:
        raise typer.BadParameter("--engine-output works with one stack only")
    # Who approved the plan has consented.
    said = Said(yes or approved is not None, allow_releases, share_of(here.file.release_share))
    plans = _plan(stacks, here, create or approved is not None, parallel)
    if approved is not None:
        plans = approved.within(plans, here)
    if told := [one for one in plans if not (leave_beyond and one.beyond)]:
        _show(told)
    ready = [one for one in plans if one.can_be_deployed]
    doing = [one for one in ready if one.does_something or one.is_new]
    require_proportion(doing, said)
    if doing:
        require_consent(doing, said, _ask)
    how = fleet.How(at_once, parallel, checkpoints)
    if engine_output and doing:
        fleet.run_alone(doing[0], here, how)
    _deploy(_Deployment(plans, doing, leave_beyond), here, how)


class _Deployment(NamedTuple):
    """plans: of all stacks that were asked for. doing: those that are deployed. leaves_beyond: what
    goes beyond the approved plan is not a failure."""

    plans: list[StackPlan]
    doing: list[StackPlan]
    leaves_beyond: bool


def _plan(stacks: list[str], here: Project, create: bool, parallel: int) -> list[StackPlan]:
    progress = Progress(sys.stderr)
    try:
        with progress:
            return plan_stacks(
                stacks,
                here,
                parallel=parallel,
                tell=progress.tell,
                for_deployment=True,
                may_make=create,
            )
    except KeyboardInterrupt:
        end_interrupted()


def _show(plans: list[StackPlan]) -> None:
    # All of its steps: what a screen has no room for is cut, and counted, right below.
    view = PlanView(together(plans), kinds_of(FAILS, KINDS), datetime.now(timezone.utc), most=0)
    named = " ".join(f"--stack {quote(one.stack)}" for one in plans)
    asked = named if len(plans) <= MOST_NAMED else "--all"
    reports.show(brief(view.sheet(), f"invoca plan {asked} {OPTION} 0"))


def _ask(question: str) -> str:
    return str(typer.prompt(question, default="", show_default=False))


def _deploy(wanted: _Deployment, here: Project, how: fleet.How) -> None:
    """Deploys, tells what became of it, and ends the command."""
    was_interrupted = False
    found: dict[str, Result] = {}
    if wanted.doing:
        with Board([one.stack for one in wanted.doing], sys.stderr) as board:
            ended = fleet.deploy(wanted.doing, here, how, board)
        was_interrupted = ended.was_interrupted
        found = {result.stack: result for result in ended.results}
    all_of_them = [found.get(one.stack) or _other(one, wanted) for one in wanted.plans]
    if found or len(all_of_them) > 1 or wanted.leaves_beyond:
        typer.echo(shown.render(all_of_them), nl=False)
    raise typer.Exit(results.exit_code(all_of_them, was_interrupted=was_interrupted))


def _other(one: StackPlan, wanted: _Deployment) -> Result:
    if one.beyond and wanted.leaves_beyond:
        return results.left(one.stack, one.beyond)
    if one.can_be_deployed:
        return results.nothing_to_do(one.stack, one.plan)
    # Where nothing was deployed, what the plan says of it is right above.
    return results.not_planned(one.stack, one.plan if wanted.doing else Plan())
