"""`invoca numbers`: the phone numbers of the stacks, as a table, a sheet, or JSON.

Owns: the options, and the exit codes: 0 done, 2 where --live found a difference, 1 where something
could not be read. Without --live, Invoca is not asked.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from enum import Enum
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from invoca import drift
from invoca.at_once import PARALLEL
from invoca.client import Client
from invoca.counted import plural, some
from invoca.drift.findings import Managed, Report, joined
from invoca.errors import InvocaError, in_words
from invoca.timing import Timing

from .. import completion
from ..listing import documents
from ..listing.numbers import ListedNumber, compared, held_numbers
from ..listing.table import as_table
from ..listing.write_back import WrittenBack, names_of, written_back
from ..reports.shared import told_once
from ..workspace.accounts import by_account
from ..workspace.project import Project, project_around
from ..workspace.publishing import publish
from ..workspace.sources import Source, of_any_stack, of_export, of_stack, source_reader
from ..workspace.stacks import every_stack, named_or_selected
from .options import Parallel, with_progress

STATES_AT_ONCE = 4  # each is an engine


class NumbersFormat(str, Enum):
    TABLE = "table"
    CSV = "csv"
    XLSX = "xlsx"
    JSON = "json"


_BY_SUFFIX = {".csv": NumbersFormat.CSV, ".xlsx": NumbersFormat.XLSX, ".json": NumbersFormat.JSON}


def numbers(
    stack: Annotated[
        list[str] | None,
        typer.Option(
            help="The numbers of this stack. Repeatable; by default the selected one.",
            autocompletion=completion.stacks,
        ),
    ] = None,
    state: Annotated[
        list[str] | None,
        typer.Option(help="The numbers of this exported state, or of a Terraform state."),
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="The numbers of every stack of the project.")
    ] = False,
    format_: Annotated[
        NumbersFormat | None,
        typer.Option(
            "--format", help="The output format; by default, the one that -o ends in, or a table."
        ),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="The file to write, such as numbers.xlsx.")
    ] = None,
    compare: Annotated[
        bool, typer.Option("--live", help="Ask Invoca how each differs from what was deployed.")
    ] = False,
    write_back: Annotated[
        bool,
        typer.Option(
            "--write-back",
            help="Write the phone numbers into the sheets that declare them instead.",
        ),
    ] = False,
    parallel: Parallel = PARALLEL,
) -> None:
    """List the phone numbers that were bought, from the deployed state. Changes nothing in Invoca.

    With --write-back, the sheet that a campaign file names gets a column promo_number.
    """
    if sum(map(bool, (stack, state, everything))) > 1:
        raise typer.BadParameter("give at most one of --stack, --state and --all")
    if write_back and (output is not None or format_ is not None or compare):
        raise typer.BadParameter("--write-back cannot be combined with -o, --format or --live")
    chosen = format_ or _BY_SUFFIX.get(output.suffix.lower() if output else "", NumbersFormat.TABLE)
    if chosen is NumbersFormat.XLSX and output is None and sys.stdout.isatty():
        raise typer.BadParameter("a workbook needs a file, such as -o numbers.xlsx")
    here = project_around(Path.cwd())
    sources = _sources(stack or [], state or [], everything, here)
    if write_back:
        raise typer.Exit(_write_back(sources))
    found = held_numbers(number for source in sources for number in source.numbers)
    failed = any(source.failures for source in sources)
    if compare:
        report = with_progress(partial(_live, sources, parallel))
        found = compared(found, report.findings)
        _tell(failure.text for failure in told_once(report.failures))
        failed = failed or bool(report.failures)
    _write(found, chosen, output)
    _tell_unbought(sources)
    raise typer.Exit(1 if failed else 2 if any(one.live for one in found) else 0)


def _sources(stacks: list[str], states: list[str], everything: bool, here: Project) -> list[Source]:
    reads: list[tuple[Callable[[], Source], str]]
    if states:
        reads = [(partial(of_export, source, here), source) for source in states]
    elif everything:
        reads = [(partial(of_any_stack, name, here), name) for name in every_stack(here)]
    else:
        reads = [(partial(of_stack, name, here), name) for name in named_or_selected(stacks, here)]
    is_stack = not states
    readers = [source_reader(read, name, here, is_stack=is_stack) for read, name in reads]
    with ThreadPoolExecutor(STATES_AT_ONCE) as pool:
        sources = list(pool.map(lambda read: read(), readers))
    failures = [failure for source in sources for failure in source.failures]
    _tell(failure.text for failure in told_once(failures))
    return sources


def _live(sources: list[Source], parallel: int, tell: Callable[[str], None]) -> Report:
    accounts, failures = by_account(sources)
    reports = [
        drift.check(
            held,
            Client(account, timing=Timing(), tell=tell),
            parallel=parallel,
            searches_elsewhere=account.search_other_campaigns,
            is_over=account.is_over,
            tell=tell,
        )
        for account, held in accounts
    ]
    return joined([*reports, Report(failures=tuple(failures))])


def _write(found: list[ListedNumber], format_: NumbersFormat, output: Path | None) -> None:
    if format_ is NumbersFormat.TABLE:
        content = as_table(found).encode("utf-8", "backslashreplace")
    elif format_ is NumbersFormat.CSV:
        # Excel takes UTF-8 in a file for something else unless a byte order mark says so.
        encoding = "utf-8" if output is None else "utf-8-sig"
        content = documents.as_csv(found).encode(encoding, "backslashreplace")
    elif format_ is NumbersFormat.JSON:
        content = documents.as_json(found).encode("utf-8", "backslashreplace")
    else:
        content = documents.as_xlsx(found)
    if output is None:
        typer.echo(content, nl=False)
        return
    publish({output: content}, force=True)
    typer.echo(f"{output}: {plural(len(found), 'number')}", err=True)


def _tell_unbought(sources: list[Source]) -> None:
    """What is declared and not there: nobody should think that the list is the whole file."""
    for source in sources:
        count = sum(one.is_unheld for one in source.numbers)
        if count:
            verb = "is" if count == 1 else "are"
            what = f"{plural(count, 'number')} of its campaign file {verb} not bought yet"
            typer.echo(f"{source.stack}: {what}; `invoca plan` shows them", err=True)
        if sent := [one.name for one in source.numbers if _is_pending(one)]:
            what = "a purchase is pending, so nobody knows its digits"
            typer.echo(f"{source.stack}: {some(sent)}: {what}; `invoca drift` says more", err=True)


def _is_pending(number: Managed) -> bool:
    return number.pending_since is not None and not number.is_leaving


def _write_back(sources: list[Source]) -> int:
    """The exit code."""
    done = not any(source.failures for source in sources)
    for source in sources:
        path = source.project.existing_campaign_file(source.stack)
        if path is None:
            _tell([f"stack {source.stack} has no campaign file"])
            done = False
            continue
        try:
            found = written_back(path, names_of(source.numbers, path))
            if found.edited is not None:
                publish(found.edited.files, force=True, before=found.edited.before)
        except (InvocaError, OSError) as error:
            _tell([in_words(error)])
            done = False
            continue
        typer.echo(_said(found))
    return 0 if done else 1


def _said(found: WrittenBack) -> str:
    told = f"{found.sheet}: {plural(found.rows, 'row')} changed in column promo_number"
    if not found.rows:
        told = f"{found.sheet}: column promo_number is as it should be"
    if found.elsewhere:
        told += f"; {plural(found.elsewhere, 'number')} of the campaign file itself left alone"
    return told


def _tell(errors: Iterable[str]) -> None:
    for error in errors:
        typer.echo(f"error: {error}", err=True)
