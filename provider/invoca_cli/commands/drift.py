"""`invoca drift`: how the live account differs from what was declared and deployed.

Owns: the options, and the exit codes: 0 no drift, 2 drift, 1 where anything could not be checked.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timezone
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from invoca import drift as live
from invoca.account import Account
from invoca.at_once import PARALLEL
from invoca.client import Client
from invoca.drift.findings import HARMLESS, Failure, Kind, Managed, Report, joined
from invoca.errors import InvocaError
from invoca.timing import Timing

from .. import completion, reports
from ..reports import drift_document
from ..reports.drift import View
from ..workspace.project import account_of, project_around
from ..workspace.sources import Source, of_any_stack, of_export, of_file, of_stack, source_reader
from .options import Formats, Outputs, Parallel, Schema, kinds_of, with_progress

FAILS = ",".join(kind.value for kind in Kind if kind not in HARMLESS)


def drift(
    stack: Annotated[
        list[str] | None,
        typer.Option(
            help="Compare the deployed state of this stack. Repeatable.",
            autocompletion=completion.stacks,
        ),
    ] = None,
    state: Annotated[
        list[str] | None,
        typer.Option(help="Compare this exported state; - is standard input. Repeatable."),
    ] = None,
    file: Annotated[
        list[Path] | None,
        typer.Option(help="Compare this campaign file, without a state. Repeatable."),
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Compare the stack of every campaign file in stacks/.")
    ] = False,
    declared: Annotated[
        bool, typer.Option("--declared", help="With --all: the campaign files, without states.")
    ] = False,
    stack_name: Annotated[
        str | None, typer.Option(help="With --file: the stack, where it is not named as the file.")
    ] = None,
    fail_on: Annotated[
        str, typer.Option(help="The kinds of findings that make the exit code 2, with commas.")
    ] = FAILS,
    formats: Formats = None,
    outputs: Outputs = None,
    parallel: Parallel = PARALLEL,
    schema: Schema = False,
) -> None:
    """Tell how the live account differs from what was deployed or declared. Changes nothing.

    Exit code 0: no drift. 2: drift. 1: something could not be checked.
    """
    if schema:
        typer.echo(json.dumps(drift_document.schema(), indent=2))
        return
    kinds = frozenset(map(Kind, kinds_of(fail_on, (kind.value for kind in Kind))))
    targets = reports.targets(formats or [], outputs or [])
    readers = _readers(stack or [], state or [], file or [], everything, declared, stack_name)
    report = with_progress(lambda tell: _report(readers, parallel, tell))
    view = View(report, kinds, datetime.now(timezone.utc))
    reports.write(view, targets)
    raise typer.Exit(view.exit_code)


def _readers(
    stacks: list[str],
    states: list[str],
    files: list[Path],
    everything: bool,
    declared: bool,
    stack_name: str | None,
) -> list[Callable[[], Source]]:
    """What to read, one call a stack."""
    if sum(map(bool, (stacks, states, files, everything))) != 1:
        raise typer.BadParameter("give exactly one of --stack, --state, --file and --all")
    if declared and not everything:
        raise typer.BadParameter("--declared goes with --all")
    if stack_name is not None and len(files) != 1:
        raise typer.BadParameter("--stack-name goes with one --file")
    here = project_around(Path.cwd())
    campaign_files = here.require_campaign_files() if everything else []
    deployed = [] if declared else [path.stem for path in campaign_files]
    files = campaign_files if declared else files
    reads = [
        *((partial(of_any_stack, name, here), name) for name in deployed),
        *((partial(of_stack, name, here), name) for name in dict.fromkeys(stacks)),
        *((partial(of_export, source, here), source) for source in dict.fromkeys(states)),
        *((partial(of_file, path, stack_name), str(path)) for path in dict.fromkeys(files)),
    ]
    return [source_reader(read, name, here.folder) for read, name in reads]


def _report(
    readers: list[Callable[[], Source]], parallel: int, tell: Callable[[str], None]
) -> Report:
    """Every stack, account by account."""
    tell("reading what is declared")
    pool = ThreadPoolExecutor(parallel)
    try:
        sources = [future.result() for future in [pool.submit(read) for read in readers]]
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
    failures = [failure for source in sources for failure in source.failures]
    by_account: defaultdict[Account, list[Managed]] = defaultdict(list)
    for source in sources:
        if source.numbers:
            try:
                by_account[account_of(source.stack, source.settings)] += source.numbers
            except InvocaError as error:
                failures.append(Failure(str(error), source.stack))
    checked = [
        live.check(numbers, _client(account, tell), parallel=parallel, tell=tell)
        for account, numbers in by_account.items()
    ]
    return joined([*checked, Report(failures=tuple(failures))])


def _client(account: Account, tell: Callable[[str], None]) -> Client:
    return Client(account, timing=Timing(), tell=tell)
