"""`invoca plan`: what `pulumi up` would do to the numbers, in the words of a review.

Owns: the options, and the exit codes: 0 nothing to do, 2 something to do, 1 where the plan could
not be made or anything could not be checked.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timezone
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from invoca.at_once import PARALLEL
from invoca.campaign_file import read_campaign_file
from invoca.client import Client
from invoca.drift.findings import Failure
from invoca.errors import InvocaError, LookAtAccount, in_words
from invoca.plan import takeovers
from invoca.plan.planned import IDLE, OTHER, Kind, Plan, joined
from invoca.plan.takeovers import Answer, Wanted
from invoca.timing import Timing

from .. import completion, reports
from ..planning import Places, plan_of
from ..reports import plan_document
from ..reports.plan import View
from ..workspace.preview import Preview, read_preview, run_preview
from ..workspace.project import Project, account_of, project_around, shown
from ..workspace.state import export_state
from .options import Formats, Outputs, Parallel, Schema, kinds_of, with_progress

KINDS = (*(kind.value for kind in Kind), OTHER)
FAILS = ",".join([*(kind.value for kind in Kind if kind not in IDLE), OTHER])
AT_ONCE = 2  # previews: each is an engine and a program


def plan(
    stack: Annotated[
        list[str] | None,
        typer.Option(
            help="Preview this stack with the engine. Repeatable.", autocompletion=completion.stacks
        ),
    ] = None,
    preview: Annotated[
        list[str] | None,
        typer.Option(
            help="Read what `pulumi preview --refresh --json` printed; - is standard input. "
            "Repeatable."
        ),
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Preview the stack of every campaign file in stacks/.")
    ] = False,
    fail_on: Annotated[
        str, typer.Option(help="The kinds of steps that make the exit code 2, with commas.")
    ] = FAILS,
    formats: Formats = None,
    outputs: Outputs = None,
    parallel: Parallel = PARALLEL,
    schema: Schema = False,
) -> None:
    """Tell what `pulumi up` would buy, change, move, release. Changes nothing.

    Exit code 0: nothing to do. 2: something to do. 1: the plan could not be made or checked.
    """
    if schema:
        typer.echo(json.dumps(plan_document.schema(), indent=2))
        return
    kinds = kinds_of(fail_on, KINDS)
    targets = reports.targets(formats or [], outputs or [])
    readers = _readers(stack or [], preview or [], everything)
    found = with_progress(lambda tell: _plan(readers, parallel, tell))
    view = View(found, kinds, datetime.now(timezone.utc))
    reports.write(view, targets)
    raise typer.Exit(view.exit_code)


def _readers(
    stacks: list[str], previews: list[str], everything: bool
) -> list[tuple[str, Callable[[], Preview]]]:
    """What to read, one call a stack, each with its name."""
    if sum(map(bool, (stacks, previews, everything))) != 1:
        raise typer.BadParameter("give exactly one of --stack, --preview and --all")
    here = project_around(Path.cwd())
    if everything:
        stacks = [path.stem for path in here.require_campaign_files()]
    return [
        *((name, partial(preview_of, name, here)) for name in dict.fromkeys(stacks)),
        *((source, partial(read_preview, source)) for source in dict.fromkeys(previews)),
    ]


def preview_of(name: str, project: Project) -> Preview:
    """What the engine would do to a stack. Raises InvocaError, also for a state that is foreign."""
    # A refresh executes what lies in the state: a foreign one is not previewed.
    state = export_state(name, project.folder)
    for found in state.foreign():
        raise LookAtAccount(
            f"previewing {state.source}",
            answer=f"{found.urn} would run code that is not ours ({found.runs})",
            remedy="Nothing was run. Do not run pulumi on it; `invoca doctor --stack "
            f"{name}` tells more",
        )
    return run_preview(name, project.folder)


def _plan(
    readers: Sequence[tuple[str, Callable[[], Preview]]],
    parallel: int,
    tell: Callable[[str], None],
) -> Plan:
    """Every stack's plan as one."""
    make = partial(plan_of_preview, parallel=parallel, tell=tell)
    names = ", ".join(name for name, _ in readers)
    tell(f"previewing {names}; nothing is bought")
    pool = ThreadPoolExecutor(AT_ONCE)
    try:
        asked = [pool.submit(_attempt, name, read, make) for name, read in readers]
        return joined([future.result() for future in asked])
    finally:
        # Whoever interrupts does not wait for previews that are under way.
        pool.shutdown(wait=False, cancel_futures=True)


def _attempt(name: str, read: Callable[[], Preview], make: Callable[[Preview], Plan]) -> Plan:
    """The plan of one stack, with what goes wrong as a failure of it."""
    try:
        return make(read())
    except (InvocaError, OSError) as error:
        return Plan(failures=(Failure(in_words(error), name),))


def plan_of_preview(preview: Preview, parallel: int, tell: Callable[[str], None]) -> Plan:
    """The preview in the words of a review, with what the live account says of it."""
    here = project_around(Path.cwd())

    def look_up(wanted: Sequence[Wanted], held: frozenset[str]) -> list[Answer]:
        try:
            account = account_of(preview.stack, here)
        except InvocaError as error:
            return [Answer(error=error)] * len(wanted)
        client = Client(account, timing=Timing(), tell=tell)
        return takeovers.look_up(wanted, client, held=held, parallel=parallel, tell=tell)

    return plan_of(preview, _places(preview.stack, here), look_up)


def _places(stack: str, project: Project) -> Places:
    """Where the campaign file declares the numbers, by today's name and the one before."""
    path = project.existing_campaign_file(stack)
    if path is None:
        return Places()
    try:
        entries = read_campaign_file(path, shown_as=shown(path)).numbers.values()
    except (InvocaError, OSError):
        return Places(file=shown(path))  # the program says what is wrong with it
    lines = {was: (entry.file, entry.line) for entry in entries for was in entry.was}
    lines |= {entry.name: (entry.file, entry.line) for entry in entries}
    return Places(lines, shown(path))
