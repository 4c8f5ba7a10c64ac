"""`invoca drift`: how the live account differs from what was declared and deployed.

Owns: the options, and the exit codes: 0 no drift, 2 drift, 1 where anything could not be checked.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
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
from invoca.counted import plural, some
from invoca.drift.findings import HARMLESS, UNHELD, Finding, Kind, Report, joined
from invoca.timing import Timing

from .. import completion, reports
from ..exporting.accepting import accepted
from ..reports import drift_document
from ..reports.drift import DriftView
from ..reports.origin import origin_of
from ..reports.shared import told_once
from ..workspace.accounts import by_account
from ..workspace.neighbours import OtherStacks, Stranger
from ..workspace.project import AccountPlace, project_around
from ..workspace.publishing import publish
from ..workspace.sources import Source, of_any_stack, of_export, of_file, of_stack, source_reader
from ..workspace.stacks import every_stack, named_or_selected
from .options import Formats, LinkBase, Most, Outputs, Parallel, Schema, kinds_of, with_progress

FAILS = ",".join(kind.value for kind in Kind if kind not in HARMLESS)


def drift(
    names: Annotated[
        list[str] | None,
        typer.Argument(help="With --accept: the numbers to accept; by default, all that changed."),
    ] = None,
    stack: Annotated[
        list[str] | None,
        typer.Option(
            help="Compare the deployed state of this stack. Repeatable; by default the "
            "selected one.",
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
        bool, typer.Option("--all", help="Compare every stack of the project.")
    ] = False,
    declared: Annotated[
        bool,
        typer.Option(
            "--declared", help="With --all: compare the campaign files only, without states."
        ),
    ] = False,
    stack_name: Annotated[
        str | None, typer.Option(help="With --file: the stack, if its name is not the file's.")
    ] = None,
    fail_on: Annotated[
        str,
        typer.Option(help="The kinds of findings that make the exit code 2, separated by commas."),
    ] = FAILS,
    accept: Annotated[
        bool,
        typer.Option(
            "--accept", help="Write live values that differ into the files that declare them."
        ),
    ] = False,
    formats: Formats = None,
    outputs: Outputs = None,
    parallel: Parallel = PARALLEL,
    most: Most = None,
    link_base: LinkBase = None,
    schema: Schema = False,
) -> None:
    """Report how Invoca differs from what was deployed or declared. Changes nothing in Invoca.

    Exit code 0: no drift. 2: drift. 1: something could not be checked.
    """
    if schema:
        typer.echo(json.dumps(drift_document.schema(), indent=2))
        return
    kinds = frozenset(map(Kind, kinds_of(fail_on, (kind.value for kind in Kind))))
    if names and not accept:
        raise typer.BadParameter("names of numbers need --accept")
    targets = reports.targets(formats or [], outputs or [])
    readers = _readers(stack or [], state or [], file or [], everything, declared, stack_name)
    report = with_progress(lambda tell: _report(readers, parallel, not declared, tell))
    if accept:
        raise typer.Exit(_accept(report, names or [], file or [], stack_name))
    view = DriftView(report, kinds, datetime.now(timezone.utc), most)
    reports.write(view, targets, origin_of(os.environ, link_base))
    raise typer.Exit(view.exit_code)


def _accept(report: Report, names: list[str], files: list[Path], stack_name: str | None) -> int:
    """Writes what can be accepted, and shows it. The exit code."""
    for failure in told_once(report.failures):
        typer.echo(f"error: {failure.text}", err=True)
    changed = {one.name for one in report.findings if one.kind is Kind.CHANGED}
    if report.failures and not (changed.issuperset(names) and changed):
        typer.echo("Nothing was written: not everything could be read", err=True)
        return 1
    here = project_around(Path.cwd())
    given = {stack_name or path.stem: path for path in files}

    def file_of(stack: str) -> Path | None:
        return given.get(stack) or here.existing_campaign_file(stack)

    count, left = 0, 0
    for one in accepted(report.findings, names, file_of):
        publish(one.edited.files, force=True, before=one.edited.before)
        typer.echo(one.edited.diff, nl=False)
        for why in one.refused:
            typer.echo(f"error: {why}", err=True)
        count += len(one.names)
        left += len(one.refused)
    typer.echo(
        f"Accepted the live values of {plural(count, 'number')}; `invoca plan` shows what is left, "
        "and `invoca up` deploys it"
        if count
        else "Nothing to accept: no value differs from what was declared"
    )
    return 1 if report.failures or left else 0


def _readers(
    stacks: list[str],
    states: list[str],
    files: list[Path],
    everything: bool,
    declared: bool,
    stack_name: str | None,
) -> list[Callable[[], Source]]:
    """What to read, one call per stack."""
    if sum(map(bool, (stacks, states, files, everything))) > 1:
        raise typer.BadParameter("give at most one of --stack, --state, --file and --all")
    if declared and not everything:
        raise typer.BadParameter("--declared needs --all")
    if stack_name is not None and len(files) != 1:
        raise typer.BadParameter("--stack-name needs exactly one --file")
    here = project_around(Path.cwd())
    deployed = every_stack(here) if everything and not declared else []
    files = here.require_campaign_files() if declared else files
    if not (everything or states or files):
        stacks = named_or_selected(stacks, here)
    reads = [
        *((partial(of_any_stack, name, here), name) for name in deployed),
        *((partial(of_stack, name, here), name) for name in dict.fromkeys(stacks)),
        *((partial(of_export, source, here), source) for source in dict.fromkeys(states)),
        *((partial(of_file, path, stack_name), str(path)) for path in dict.fromkeys(files)),
    ]
    known = {*deployed, *stacks}
    return [source_reader(read, name, here, is_stack=name in known) for read, name in reads]


def _report(
    readers: list[Callable[[], Source]],
    parallel: int,
    looks_around: bool,
    tell: Callable[[str], None],
) -> Report:
    """Every stack, account by account. looks_around: at what other stacks hold, too."""
    tell("reading what is declared")
    pool = ThreadPoolExecutor(parallel)
    try:
        sources = [future.result() for future in [pool.submit(read) for read in readers]]
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
    failures = [failure for source in sources for failure in source.failures]
    accounts, unsettled = by_account(sources)
    failures += unsettled
    others = _beside(sources) if looks_around else None
    checked = []
    for account, numbers in accounts:
        found = live.check(
            numbers,
            _client(account, tell),
            parallel=parallel,
            searches_elsewhere=account.search_other_campaigns,
            is_over=account.is_over,
            tell=tell,
        )
        if others is not None:
            found = _without_neighbours(found, others, AccountPlace.of(account), tell)
        checked.append(found)
    return joined([*checked, Report(failures=tuple(failures))])


def _beside(sources: Sequence[Source]) -> OtherStacks | None:
    """The stacks of the project that were not asked for; None where there is no project."""
    if not sources or not sources[0].project.exists:
        return None
    return OtherStacks({source.stack for source in sources}, sources[0].project)


def _without_neighbours(
    report: Report, others: OtherStacks, place: AccountPlace, tell: Callable[[str], None]
) -> Report:
    """The report of one account without the numbers that other stacks of the project hold: those
    are managed, and with what could not be looked at."""
    strangers = {
        Stranger(one.promo_number, one.id, one.campaign)
        for one in report.findings
        if one.kind in UNHELD
    }
    if not strangers:
        return report
    tell("looking at what other stacks hold")
    found = others.holders_of(strangers, place)
    doubts = list(report.doubts)
    if found.unread:
        doubts.append(
            f"The states of {some(found.unread, between=' and ')} could not be read, so a number "
            "that one of them holds may be reported as held by no stack"
        )
    theirs = Counter(one.campaign for one in report.findings if _is_held_by(one, found.holders))
    return report._replace(
        findings=tuple(one for one in report.findings if not _is_held_by(one, found.holders)),
        coverage=tuple(
            one._replace(managed=one.managed + theirs[one.campaign]) for one in report.coverage
        ),
        doubts=tuple(doubts),
    )


def _is_held_by(finding: Finding, holders: Mapping[str, str]) -> bool:
    return finding.kind in UNHELD and finding.promo_number in holders


def _client(account: Account, tell: Callable[[str], None]) -> Client:
    return Client(account, timing=Timing(), tell=tell)
