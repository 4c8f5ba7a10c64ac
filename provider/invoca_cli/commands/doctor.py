"""`invoca doctor`: what would stand in the way of a deployment, and what to do about it.

Owns: what is looked at, all at once, and how it is reported. What each look finds is checkup's.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import textwrap
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from invoca.counted import plural
from invoca.promo_number.models import CampaignRef

from .. import completion
from ..checkup import Check, CheckStatus, note, ok
from ..checkup.campaigns import Campaigns, Declared, read_campaigns
from ..checkup.settings import JudgedSettings, settings_of, together
from ..reports.words import one_line
from ..workspace.project import NO_PROJECT, Project, project_around
from .options import with_progress

VERSION = 1  # of the JSON document
AT_ONCE = 8  # looks, of which some start the engine
NARROWEST, WIDEST = 40, 100  # columns, whatever the terminal has
_INDENT = " " * 6
_SIGNS = {CheckStatus.OK: "ok   ", CheckStatus.WRONG: "WRONG", CheckStatus.NOTE: "note "}

Look = Callable[[], list[Check]]


class DoctorOptions(NamedTuple):
    """What the command line says."""

    stack: str | None
    state: str | None
    files: list[Path]
    everything: bool
    network_id: str | None


def doctor(
    stack: Annotated[
        str | None,
        typer.Option(
            help="Check this stack: its campaign file and its deployed state.",
            autocompletion=completion.stacks,
        ),
    ] = None,
    state: Annotated[
        str | None, typer.Option(help="Check this exported state; - is standard input.")
    ] = None,
    file: Annotated[
        list[Path] | None, typer.Option(help="Check this campaign file. Repeatable.")
    ] = None,
    everything: Annotated[
        bool,
        typer.Option("--all", help="Check every campaign file and every state."),
    ] = False,
    network_id: Annotated[
        str | None, typer.Option(help="The network id, if no setting gives it.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the checks as JSON.")] = False,
) -> None:
    """Report what would stand in the way of a deployment, and what to do about it. Changes nothing.

    Without options: every campaign file of the project and its account, the engine, and no state.

    Exit code 0: nothing is wrong. 1: something is wrong, or a state could not be read.
    """
    asked = DoctorOptions(stack, state, file or [], everything, network_id)
    if sum((stack is not None, state is not None, everything)) > 1:
        raise typer.BadParameter("give at most one of --stack, --state and --all")
    checks = with_progress(lambda tell: _checks(asked, tell))
    is_ok = all(check.status is not CheckStatus.WRONG for check in checks)
    if as_json:
        document = {"version": VERSION, "ok": is_ok, "checks": [one._asdict() for one in checks]}
        typer.echo(json.dumps(document, indent=2))
    else:
        typer.echo("\n".join(_lines(checks)))
    raise typer.Exit(0 if is_ok else 1)


def _checks(asked: DoctorOptions, tell: Callable[[str], None]) -> list[Check]:
    here = project_around(Path.cwd())
    found, checks = read_campaigns(_files(asked, here), here)
    # A stack without a campaign file still has settings; "" is no stack at all.
    subjects = found or [Campaigns(asked.stack or "", here, "", ())]
    settings = [
        settings_of(one.stack, one.project, os.environ, asked.network_id) for one in subjects
    ]
    accounts = _account_looks(subjects, settings, here)
    looks = [*accounts, *_machine_looks(here), *_states(asked, here)]
    return [_project(here), *checks, *together(settings), *_at_once(looks, tell)]


def _project(here: Project) -> Check:
    if here.exists:
        return ok("project", f"{here.name} in {here.folder}")
    return note("project", NO_PROJECT, here.way_to_one())


def _files(asked: DoctorOptions, here: Project) -> list[Path]:
    if asked.stack is not None:
        path = here.campaign_file(asked.stack)
        return [*asked.files, *([path] if path.is_file() else [])]
    if asked.everything or not (asked.files or asked.state):
        return asked.files + here.campaign_files()
    return asked.files


def _account_looks(
    subjects: list[Campaigns], settings: list[JudgedSettings], here: Project
) -> list[Look]:
    # HTTP is imported only where something is sent.
    from ..checkup import account

    files: dict[object, dict[CampaignRef, list[str]]] = defaultdict(dict)
    fields: dict[object, dict[str, Declared]] = defaultdict(dict)
    for one, its in zip(subjects, settings, strict=True):
        if its.account is not None:
            fields[its.account][one.file] = one.fields
            by_place = files[its.account]
            for where in one.places:
                by_place.setdefault(where, []).append(one.file)
    accounts = {its.account: None for its in settings if its.account is not None}
    listed = here.file.known_fields
    return [partial(account.look_at, one, files[one], fields[one], listed) for one in accounts]


def _machine_looks(here: Project) -> list[Look]:
    from ..checkup.engine import look_at_backend, look_at_engine
    from ..checkup.journal import look_at_journal
    from ..checkup.program import look_at_program

    looks: list[Look] = [partial(look_at_engine, here), partial(look_at_journal, os.environ)]
    if here.exists:
        looks.insert(0, partial(look_at_program, here))
        looks.insert(2, partial(look_at_backend, here.folder))
    return looks


def _states(asked: DoctorOptions, here: Project) -> list[Look]:
    from ..checkup.state import look_at_export, look_at_locks, look_at_stack

    if asked.state is not None:
        return [partial(look_at_export, asked.state)]
    every = [path.stem for path in here.campaign_files()] or here.stacks_with_settings()
    names = [asked.stack] if asked.stack is not None else []
    names = every if asked.everything else names
    looks: list[Look] = [
        partial(look_at_stack, name, here.folder, must_exist=not asked.everything)
        for name in dict.fromkeys(names)
    ]
    if here.exists and (names or every) and not asked.files:
        # The locks of all stacks cost no more than that of one.
        looks.insert(0, partial(look_at_locks, names or every, here))
    return looks


def _at_once(looks: list[Look], tell: Callable[[str], None]) -> list[Check]:
    pool = ThreadPoolExecutor(AT_ONCE)
    try:
        checks: list[Check] = []
        under_way = [pool.submit(look) for look in looks]
        for done, future in enumerate(under_way):
            tell(f"{done} of {len(looks)} checks done")
            checks += future.result()
        return checks
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _lines(checks: list[Check]) -> list[str]:
    """States and answers are other people's text: they must not control a terminal."""
    lines = []
    for check in checks:
        text = f"{check.check}: {one_line(check.text)}"
        lines += _wrapped(text, f"{_SIGNS[check.status]} ")
        lines += _wrapped(one_line(check.remedy), _INDENT) if check.remedy else []
    count = sum(check.status is CheckStatus.WRONG for check in checks)
    notes = sum(check.status is CheckStatus.NOTE for check in checks)
    said = f"{plural(count, 'thing')} to fix" if count else "Nothing is wrong"
    return [*lines, "", f"{said}; {plural(notes, 'note')}" if notes else said]


def _wrapped(text: str, start: str) -> list[str]:
    """Broken between words where a person looks, and one line where a program reads."""
    width = _width()
    if not width:
        return [start + text]
    return textwrap.wrap(
        text,
        width,
        initial_indent=start,
        subsequent_indent=_INDENT,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _width() -> int:
    """Columns; 0 where the output is not a terminal."""
    if not sys.stdout.isatty():
        return 0
    return max(NARROWEST, min(shutil.get_terminal_size().columns, WIDEST))
