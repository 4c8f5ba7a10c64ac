"""What a stack holds or declares: from its deployed state, an exported one, or its campaign file.

Owns: how the two are laid over each other. Must not know: what is live, or how it is compared.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from invoca.campaign_file import CampaignFile, NumberEntry, read_campaign_file
from invoca.counted import first
from invoca.drift.findings import Failure, Managed
from invoca.errors import InvocaError, in_words
from invoca.promo_number.declaring import ids_of
from invoca.promo_number.identity import Declarer
from pulumi_stack.words import for_stack

from .project import Project, project_around, short_name, shown
from .state import ExportedStack, NoSuchStack, export_state, read_state
from .written_back import wrong_digits

# By whether another engine than Pulumi wrote the state.
_NO_NUMBERS = {
    False: "holds no promo numbers. If it was deployed, check PULUMI_BACKEND_URL; if it is new, "
    "`invoca drift --file` compares its campaign file",
    True: "holds no promo numbers. Check that it is the state of that configuration",
}


class Source(NamedTuple):
    """What one stack of `project` holds or declares."""

    stack: str
    project: Project
    numbers: tuple[Managed, ...] = ()
    failures: tuple[Failure, ...] = ()


class Declared(NamedTuple):
    """A number of a campaign file. was: the names that the file says it had."""

    number: Managed
    was: tuple[str, ...] = ()


def source_reader(
    read: Callable[[], Source], stack: str, project: Project, *, is_stack: bool
) -> Callable[[], Source]:
    """`read`, with what goes wrong as a failure of that stack. is_stack: false where a file stands
    for it, which no command takes."""

    def attempt() -> Source:
        try:
            return read()
        except (InvocaError, OSError) as error:
            text = in_words(error)
            told = for_stack(text, stack, is_new=False) if is_stack else text
            return Source(stack, project, failures=(Failure(told, stack),))

    return attempt


def of_stack(name: str, project: Project) -> Source:
    """What a deployed stack holds. Raises InvocaError where its state cannot be read."""
    return _of_state(export_state(name, project.folder), project)


def of_any_stack(name: str, project: Project) -> Source:
    """As `of_stack`, but a stack that was never deployed counts as its campaign file declares."""
    try:
        state = export_state(name, project.folder)
    except NoSuchStack:
        state = ExportedStack(name, [], [])
    if state.resources:
        return _of_state(state, project)
    path = project.campaign_file(name)
    stack = short_name(name)
    if not path.is_file():  # a program without campaign files; only a deployment says what it has
        told = f"`invoca plan --stack {name}` shows what it declares"
        what = f"stack {stack} has not been deployed yet; {told}"
        return Source(stack, project, failures=(Failure(what, stack),))
    numbers = (one.number._replace(is_unheld=True) for one in _read(path, stack, project))
    return Source(stack, project, tuple(numbers))


def of_export(source: str, project: Project) -> Source:
    """What an exported state holds. source: a file, or "-". Raises InvocaError, OSError."""
    return _of_state(read_state(source), project)


def _of_state(state: ExportedStack, project: Project) -> Source:
    stack = state.stack()
    foreign = [
        f"{found.urn} would run code that is not ours ({found.runs}); nothing of this state is "
        f"used. Do not run pulumi on it; `invoca doctor --stack {stack}` says more"
        for found in state.foreign()
    ]
    if foreign:
        return Source(stack, project, (), _failures(state, foreign))
    numbers, problems = state.held()
    file = None if state.engine else project.existing_campaign_file(stack)
    if file is None:
        numbers = [one._replace(has_file=False) for one in numbers]
    else:
        try:
            campaign = read_campaign_file(file, shown_as=shown(file))
            held = {one.name: one.promo_number for one in numbers if not one.is_leaving}
            problems += first(wrong_digits(campaign, held), "cell")
            numbers = _with_file(numbers, declared_by(campaign, stack, project))
        except InvocaError as error:
            problems.append(str(error))
    if not numbers and not problems:
        problems = [_NO_NUMBERS[bool(state.engine)]]
    return Source(stack, project, tuple(numbers), _failures(state, problems))


def _failures(state: ExportedStack, problems: list[str]) -> tuple[Failure, ...]:
    stack = state.stack()
    told = (for_stack(text, stack, is_new=False) if stack else text for text in problems)
    return tuple(Failure(f"{state.source}: {text}", stack) for text in told)


def _with_file(held: list[Managed], declared: list[Declared]) -> list[Managed]:
    """The state's numbers with their lines, and the declared ones that the state lacks."""
    by_name = {number.name: number for number in held}
    lines: dict[str, Managed] = {}
    lacking = []
    for number, was in declared:
        name = next((name for name in (number.name, *was) if name in by_name), None)
        if name is not None:
            lines[name] = number
        else:
            lacking.append(number._replace(is_unheld=True))
    return [
        _as_in_file(number, lines[number.name]) if number.name in lines else number
        for number in held
    ] + lacking


def _as_in_file(held: Managed, declared: Managed) -> Managed:
    return held._replace(file=declared.file, line=declared.line, in_file=declared.declared)


def of_file(path: Path, stack: str | None = None) -> Source:
    """stack: where the file is not named as it."""
    stack = stack or path.stem
    # The settings of a file that lies elsewhere may lie beside it.
    project = project_around(path.parent)._replace(campaigns=path.parent)
    declared = _read(path, stack, project)
    return Source(stack, project, tuple(one.number for one in declared))


def declared_by(campaign: CampaignFile, stack: str, project: Project) -> list[Declared]:
    """The numbers of a campaign file that was read."""
    return [
        Declared(_managed(entry, stack, project.name), entry.was)
        for entry in campaign.numbers.values()
    ]


def _read(path: Path, stack: str, project: Project) -> list[Declared]:
    return declared_by(read_campaign_file(path, shown_as=shown(path)), stack, project)


def _managed(entry: NumberEntry, stack: str, project: str) -> Managed:
    declared = entry.declaration
    who = Declarer(project, stack, entry.name)
    return Managed(
        stack,
        entry.name,
        declared.campaign,
        declared,
        promo_number=declared.adopted_digits,
        # A renamed number keeps the id that was made of a name that it had.
        ids=ids_of(who, declared, entry.was),
        file=entry.file,
        line=entry.line,
        declared_by=str(who),
    )
