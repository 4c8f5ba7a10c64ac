"""Deploys planned stacks, a few at a time; a failure of one stops no other.

Owns: the order, what an interruption means for those that are under way and those that have not
begun. Must not know: how one run is made, or how results look.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import NamedTuple, NoReturn

import typer

from invoca import machine
from invoca.errors import InvocaError, in_words
from pulumi_stack.kinds import NUMBERS

from ..planning.numbers import SILENT
from ..workspace.project import Project
from ..workspace.stacks import make_stack
from . import results
from .board import Board
from .engine_run import EngineRun, Interruption, why_checkpoints
from .results import Result
from .stack_plans import StackPlan

LOOK_SECONDS = 0.5


class How(NamedTuple):
    """at_once: stacks. parallel: numbers of each. checkpoints: wanted in any case."""

    at_once: int
    parallel: int
    checkpoints: bool


class Fleet(NamedTuple):
    """results: in the order of the plans."""

    results: list[Result]
    was_interrupted: bool


def deploy(plans: Sequence[StackPlan], project: Project, how: How, board: Board) -> Fleet:
    """Deploys each. Never raises for what goes wrong with one; that is its result."""
    interruption = Interruption()
    pool = ThreadPoolExecutor(how.at_once)
    with machine.ending_is_interrupting():
        try:
            runs = [pool.submit(_deploy, one, project, how, board, interruption) for one in plans]
            _wait(runs, board, interruption)
            return Fleet([run.result() for run in runs], interruption.count > 0)
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def run_alone(one: StackPlan, project: Project, how: How) -> NoReturn:
    """Deploys one stack with the engine's own output, in place of this command."""
    if one.is_new:
        make_stack(one.stack, project)
    _run_of(one, project, how, lambda text: typer.echo(text, err=True)).take_over()


def _run_of(one: StackPlan, project: Project, how: How, say: Callable[[str], None]) -> EngineRun:
    """The engine's run of one plan, and no purchase beyond it."""
    why = "--checkpoints asks for it" if how.checkpoints else ""
    if not why and one.preview is not None and one.state is not None:
        why = why_checkpoints(one.preview, one.state)
    if why:
        say(f"{one.stack}: The state is written after every step: {why}.")
    return EngineRun(
        one.stack,
        project,
        parallel=how.parallel,
        purchases=one.plan.bought,
        has_checkpoints=bool(why),
    )


def _wait(runs: Sequence[Future[Result]], board: Board, interruption: Interruption) -> None:
    while True:
        try:
            _, left = wait(runs, LOOK_SECONDS)
            if not left:
                return
        except KeyboardInterrupt:
            interruption.ask()
            board.say(
                "interrupted: each run finishes what it has started; press Ctrl-C again to stop at "
                "once"
                if interruption.count == 1
                else "interrupted again: waiting for the engine to stop"
            )


def _deploy(
    one: StackPlan, project: Project, how: How, board: Board, interruption: Interruption
) -> Result:
    if interruption.count:
        result = results.not_begun(one.stack)
    elif not one.does_something and not one.is_new:
        result = results.nothing_to_do(one.stack, one.plan)
    else:
        result = _run(one, project, how, board, interruption)
    board.end(one.stack, f"{result.outcome}: {results.summary(result)}")
    return result


def _run(
    one: StackPlan, project: Project, how: How, board: Board, interruption: Interruption
) -> Result:
    steps = _steps(one)
    board.begin(one.stack, steps)
    try:
        if one.is_new:
            make_stack(one.stack, project)
        run = _run_of(one, project, how, board.say)
        ended = run.told(lambda counts: board.count(one.stack, counts, steps), interruption)
    except (InvocaError, OSError) as error:
        return results.not_begun(one.stack, in_words(error))
    was_interrupted = bool(interruption.count and ended.code)
    return results.result_of(one.stack, one.plan, ended, was_interrupted=was_interrupted)


def _steps(one: StackPlan) -> int:
    """Steps about promo numbers, as the engine counts them."""
    steps = one.preview.steps if one.preview else ()
    return sum(
        step.op not in SILENT and step.resource is not None and step.resource.type in NUMBERS
        for step in steps
    )
