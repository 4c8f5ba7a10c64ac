"""`invoca drift`: how the live account differs from what was declared and deployed.

Owns: where declarations come from (state, campaign file), which account each stack uses, and the
exit codes: 0 no drift, 2 drift, 1 where anything could not be checked.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timezone
from functools import partial
from pathlib import Path
from typing import Annotated, Any, NamedTuple, TypeVar

import typer
from typer.core import TyperCommand

from invoca import drift as live
from invoca.account import NAMESPACE, Account
from invoca.campaign_file import NumberEntry, read_campaign_file
from invoca.client import Client
from invoca.errors import InvocaError
from invoca.findings import Failure, Kind, Managed, Report, joined
from invoca.identity import generated_id
from invoca.timing import Timing
from invoca.yaml_source import read_yaml

from . import reports
from .reports import document
from .reports.progress import Progress
from .state import State, export_state, read_state

DEFAULT_PROJECT = "promo-numbers"
FAILS = ",".join(kind.value for kind in Kind if kind is not Kind.UNMANAGED)
INTERRUPTED = 130  # as shells say it of SIGINT

_T = TypeVar("_T")


class Command(TyperCommand):
    """Ends a wrong command line with 1: 2 says that there is drift."""

    def make_context(
        self, info_name: str | None, args: list[str], parent: Any = None, **extra: Any
    ) -> Any:
        with _wrong_is_1():
            return super().make_context(info_name, args, parent, **extra)

    def invoke(self, ctx: Any) -> Any:
        with _wrong_is_1():
            return super().invoke(ctx)


@contextmanager
def _wrong_is_1() -> Iterator[None]:
    # UsageError, wherever Typer has it from: Click, or its own copy of it.
    usage_error: Any = typer.BadParameter.__mro__[1]
    try:
        yield
    except usage_error as error:
        error.exit_code = 1
        raise


class Project(NamedTuple):
    """The folder with Pulumi.yaml, and what is said there."""

    folder: Path
    name: str

    def campaign_file(self, stack: str) -> Path:
        return self.folder / "stacks" / f"{stack}.yaml"


class Source(NamedTuple):
    """What one stack holds or declares. settings: its folder with Pulumi.<stack>.yaml."""

    stack: str
    settings: Path
    numbers: tuple[Managed, ...] = ()
    failures: tuple[Failure, ...] = ()


def drift(
    stack: Annotated[
        list[str] | None,
        typer.Option(help="Compare the deployed state of this stack. Repeatable."),
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
    formats: Annotated[
        list[reports.Format] | None,
        typer.Option("--format", help="How to report. Repeatable; text is the default."),
    ] = None,
    outputs: Annotated[
        list[str] | None,
        typer.Option("--output", "-o", help="The file of the format, in the same order."),
    ] = None,
    parallel: Annotated[
        int, typer.Option(min=1, max=128, help="Calls to Invoca at once.")
    ] = live.PARALLEL,
    schema: Annotated[
        bool, typer.Option("--schema", help="Print the JSON Schema of the json format, only.")
    ] = False,
) -> None:
    """Tell how the live account differs from what was deployed or declared. Changes nothing.

    Exit code 0: no drift. 2: drift. 1: something could not be checked.
    """
    if schema:
        typer.echo(json.dumps(document.schema(), indent=2))
        return
    kinds = _kinds(fail_on)
    targets = reports.targets(formats or [], outputs or [])
    readers = _readers(stack or [], state or [], file or [], everything, declared, stack_name)
    progress = Progress(sys.stderr)
    try:
        with progress:
            report = _report(readers, parallel, progress.tell)
    except KeyboardInterrupt:
        _end_now()
    view = reports.View(report, kinds, datetime.now(timezone.utc))
    reports.write(view, targets)
    raise typer.Exit(view.exit_code)


def _end_now() -> None:
    """Calls that are under way cannot be called off, and Python would wait for their threads."""
    sys.stderr.write("interrupted; nothing was changed\n")
    sys.stderr.flush()
    os._exit(INTERRUPTED)


def _kinds(text: str) -> frozenset[Kind]:
    words = [word.strip() for word in text.split(",") if word.strip()]
    known = [kind.value for kind in Kind]
    for word in words:
        if word not in known:
            raise typer.BadParameter(
                f"'{word}' is none of {', '.join(known)}", param_hint="--fail-on"
            )
    return frozenset(map(Kind, words))


# -- where declarations come from ------------------------------------------------------------------


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
    here = _project(Path.cwd())
    if everything:
        found = _campaign_files(here)
        files = found if declared else []
        stacks = [] if declared else [path.stem for path in found]
    return [
        *(_reader(_of_stack, name, here) for name in dict.fromkeys(stacks)),
        *(_reader(_of_export, source, here) for source in dict.fromkeys(states)),
        *(_reader(partial(_of_file, stack_name), path, here) for path in dict.fromkeys(files)),
    ]


def _reader(
    read: Callable[[_T, Project], Source], what: _T, project: Project
) -> Callable[[], Source]:
    """`read`, with what goes wrong as a failure of that stack."""

    def attempt() -> Source:
        try:
            return read(what, project)
        except InvocaError as error:
            text = str(error)
        except OSError as error:
            where = f"{error.filename}: " if error.filename else ""
            text = f"{where}{error.strerror or error}"
        return Source(str(what), project.folder, failures=(Failure(text, str(what)),))

    return attempt


def _campaign_files(project: Project) -> list[Path]:
    files = sorted((project.folder / "stacks").glob("*.yaml"))
    found = [path for path in files if not path.name.startswith("Pulumi.")]
    if not found:
        raise typer.BadParameter("there are no campaign files in stacks/", param_hint="--all")
    return found


def _of_stack(name: str, project: Project) -> Source:
    return _of_state(export_state(name, project.folder), project)


def _of_export(source: str, project: Project) -> Source:
    return _of_state(read_state(source), project)


def _of_state(state: State, project: Project) -> Source:
    stack = state.stack()
    path = project.campaign_file(stack)
    foreign = [
        f"{found.urn} would run code that is not ours ({found.runs}); nothing of this state is "
        "used. Do not run pulumi on it; see `invoca doctor`"
        for found in state.foreign()
    ]
    if foreign:
        return Source(stack, path.parent, (), _failures(state, foreign))
    numbers, problems = state.held()
    if re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9._-]*", stack) and path.is_file():
        try:
            numbers = _with_file(numbers, _declared(path, stack, project))
        except InvocaError as error:
            problems.append(str(error))
    if not numbers and not problems:
        problems = ["holds no promo numbers: it was never deployed, or is in another backend"]
    return Source(stack, path.parent, tuple(numbers), _failures(state, problems))


def _failures(state: State, problems: list[str]) -> tuple[Failure, ...]:
    return tuple(Failure(f"{state.source}: {text}", state.stack()) for text in problems)


def _with_file(held: list[Managed], declared: list[tuple[Managed, str]]) -> list[Managed]:
    """The state's numbers with their lines, and the declared ones that the state lacks."""
    by_name = {number.name: number for number in held}
    lines: dict[str, Managed] = {}
    lacking = []
    for number, was in declared:
        name = number.name if number.name in by_name else was
        if name in by_name:
            lines[name] = number
        else:
            lacking.append(number._replace(is_undeployed=True))
    return [
        number._replace(file=lines[number.name].file, line=lines[number.name].line)
        if number.name in lines
        else number
        for number in held
    ] + lacking


def _of_file(stack_name: str | None, path: Path, _project_here: Project) -> Source:
    stack = stack_name or path.stem
    numbers = [number for number, _ in _declared(path, stack, _project(path.parent))]
    return Source(stack, path.parent, tuple(numbers))


def _declared(path: Path, stack: str, project: Project) -> list[tuple[Managed, str]]:
    """What the campaign file declares; each with the name it had before, or ""."""
    campaign = read_campaign_file(path, shown_as=_shown(path))
    return [
        (_managed(entry, stack, project.name), entry.was or "")
        for entry in campaign.numbers.values()
    ]


def _managed(entry: NumberEntry, stack: str, project: str) -> Managed:
    declared = entry.declaration
    adopted = declared.adopt if isinstance(declared.adopt, str) else ""
    ids: tuple[str, ...] = ()
    if declared.id_from_network:
        ids = (declared.id_from_network,)
    elif declared.id_assigned_by == "caller":
        # A renamed number keeps the id that was made of its first name.
        ids = tuple(
            generated_id(
                project=project,
                stack=stack,
                name=name,
                create_only=declared.create_only(),
                generation=declared.generation,
            )
            for name in (entry.name, entry.was)
            if name
        )
    return Managed(
        stack,
        entry.name,
        declared.campaign,
        declared,
        promo_number=adopted,
        ids=ids,
        file=entry.file,
        line=entry.line,
    )


# -- where it all is -------------------------------------------------------------------------------


def _project(start: Path) -> Project:
    """The Pulumi project around `start`; `start` itself where there is none."""
    folder = next((up for up in _upwards(start) if (up / "Pulumi.yaml").is_file()), None)
    if folder is None:
        return Project(start, DEFAULT_PROJECT)
    value = read_yaml(folder / "Pulumi.yaml").value
    name = value.get("name") if isinstance(value, dict) else None
    return Project(folder, str(name or DEFAULT_PROJECT))


def _upwards(start: Path) -> list[Path]:
    folder = start.resolve()
    return [folder, *folder.parents]


def _shown(path: Path) -> str:
    """The path as the repository knows it, so that reports fit every machine."""
    for root in _upwards(path.parent):
        if (root / ".git").exists() or (root / "Pulumi.yaml").is_file():
            return path.resolve().relative_to(root).as_posix()
    return f"{path.resolve().parent.name}/{path.name}"


def _account(source: Source) -> Account:
    """The account of the stack: from the environment, or from its Pulumi.<stack>.yaml."""
    path = source.settings / f"Pulumi.{source.stack.rsplit('/', 1)[-1]}.yaml"
    value = read_yaml(path).value if path.is_file() else None
    config = value.get("config") if isinstance(value, dict) else None
    # Secrets are maps there ({secure: ...}); only the engine can open them.
    plain: Mapping[str, Any] = {
        key: item
        for key, item in (config if isinstance(config, dict) else {}).items()
        if isinstance(item, str)
    }
    return Account.load(lambda name: plain.get(f"{NAMESPACE}:{name}"), os.environ)


# -- what comes of it ------------------------------------------------------------------------------


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
                by_account[_account(source)] += source.numbers
            except InvocaError as error:
                failures.append(Failure(str(error), source.stack))
    checked = [
        live.check(numbers, _client(account, tell), parallel=parallel, tell=tell)
        for account, numbers in by_account.items()
    ]
    return joined([*checked, Report(failures=tuple(failures))])


def _client(account: Account, tell: Callable[[str], None]) -> Client:
    return Client(account, timing=Timing(), tell=tell)
