"""`invoca release`, `rename` and `move`: changes of campaign files that are easily made wrong.

Owns: the options, which change is the next one, and what is typed after it. Nothing is sent to
Invoca, and nothing is deployed. Must not know: how YAML or a spreadsheet is changed.
"""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import typer

from invoca.campaign_file import CampaignFile, NumberEntry, read_campaign_file
from invoca.campaign_file.editing import Add, Edit, Rename, Set, TakeOut, edited
from invoca.campaign_file.exported import own_place, without_defaults
from invoca.counted import plural
from invoca.errors import FixDeclaration, LookAtAccount
from invoca.promo_number.models import CampaignRef
from invoca.promo_number.record import digits_of
from pulumi_stack.urns import name_of

from .. import completion
from ..reports.words import phone
from ..workspace.project import Project, project_around, shown
from ..workspace.publishing import publish
from ..workspace.stacks import named_or_selected
from ..workspace.state import ExportedStack, NoSuchStack, export_state

Stack = Annotated[
    str | None,
    typer.Option(
        help="The stack whose campaign file is changed; by default the selected one.",
        autocompletion=completion.stacks,
    ),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show the change, and write nothing.")]


class _Desk:
    """One stack: its campaign file, and the numbers that its state holds."""

    def __init__(self, stack: str, project: Project) -> None:
        self.stack = stack
        self.project = project
        self.path = project.campaign_file(stack)
        self.file = read_campaign_file(self.path, shown_as=shown(self.path))

    @cached_property
    def held(self) -> Mapping[str, _Held] | None:
        """By name; None where the stack was never made. Raises LookAtAccount."""
        try:
            return _held(export_state(self.stack, self.project.folder))
        except NoSuchStack:
            return None

    def entry(self, name: str) -> NumberEntry:
        found = self.file.numbers.get(name)
        if found is None:
            raise FixDeclaration(
                f"changing '{name}' of stack {self.stack}",
                answer=f"{shown(self.path)} declares no such number",
                remedy="`invoca numbers` lists the names",
            )
        return found

    def held_as(self, name: str) -> _Held | None:
        """By its name, or one that it had before."""
        names = [name, *self.entry(name).was]
        return next((self.held[one] for one in names if self.held and one in self.held), None)


class _Held(NamedTuple):
    """digits: "" while its purchase is pending."""

    urn: str
    digits: str
    is_protected: bool


def release(
    names: Annotated[list[str], typer.Argument(help="The numbers, by their names in the file.")],
    stack: Stack = None,
    dry_run: DryRun = False,
) -> None:
    """Take the next step towards releasing numbers: first the consent, then out of the file."""
    desk = _desk(stack)
    edits: list[Edit] = []
    consents, leaves = [], []
    for name in dict.fromkeys(names):
        if desk.entry(name).protect is not False and not _was_never_bought(desk, name):
            consents.append(name)
            edits.append(Set(name, {"protect": False}))
        else:
            leaves.append(name)
            edits.append(TakeOut(name))
    _require_unprotected(desk, leaves)
    if len(leaves) == len(desk.file.numbers):
        raise FixDeclaration(
            f"taking the last number out of {shown(desk.path)}",
            answer="a campaign file declares at least one",
            remedy=f"`pulumi destroy --stack {desk.stack}` releases all that the stack holds",
        )
    _write({desk.path: edits}, dry_run)
    up = f"invoca up --stack {shlex.quote(desk.stack)}"
    again = shlex.join(["invoca", "release", *consents, "--stack", desk.stack])
    told = []
    if consents:
        told += [f"{up}  # removes the protection, and releases nothing yet", again]
    if leaves:
        told.append(f"{up}  # {_what_leaves(desk, leaves)}")
    _tell_next(told, dry_run)


def _what_leaves(desk: _Desk, names: Sequence[str]) -> str:
    """What the deployment does with those that were taken out of the file."""
    held = [one for name in names if (one := desk.held_as(name))]
    if not held and desk.held is not None:
        return "they were never bought"
    digits = [one.digits for one in held if one.digits]
    gone = ", ".join(map(phone, digits)) or plural(len(names), "number")
    sent = len(held) - len(digits)
    told = [f"releases {gone} for good"] if digits or not sent else []
    if sent:
        told.append(f"settles {plural(sent, 'purchase')}, and releases what came of it")
    return "; ".join(told)


def rename(
    old: Annotated[str, typer.Argument(help="The number's name in the file.")],
    new: Annotated[str, typer.Argument(help="Its new name.")],
    stack: Stack = None,
    dry_run: DryRun = False,
) -> None:
    """Give a number another name in its campaign file; it stays the same phone number."""
    desk = _desk(stack)
    desk.entry(old)
    edit: Edit = Rename(old, new)
    _write({desk.path: [edit]}, dry_run)
    up = f"invoca up --stack {shlex.quote(desk.stack)}"
    _tell_next([f"{up}  # notes the name; nothing happens in Invoca"], dry_run)


def move(
    name: Annotated[str, typer.Argument(help="The number's name in the file.")],
    to: Annotated[
        str | None,
        typer.Option(help="The campaign to move it to: CAMPAIGN, or ADVERTISER/CAMPAIGN."),
    ] = None,
    to_stack: Annotated[
        str | None,
        typer.Option(help="The stack to move it to.", autocompletion=completion.stacks),
    ] = None,
    stack: Stack = None,
    dry_run: DryRun = False,
) -> None:
    """Move a number to another campaign, or into another stack's file; it stays the same number."""
    if (to is None) == (to_stack is None):
        raise typer.BadParameter("give either --to or --to-stack")
    desk = _desk(stack)
    if to is not None:
        _write({desk.path: [Set(name, _place(desk, name, to))]}, dry_run)
        up = f"invoca up --stack {shlex.quote(desk.stack)}"
        _tell_next([f"{up}  # moves it in Invoca, with its phone number"], dry_run)
        return
    _to_stack(desk, name, str(to_stack), dry_run)


def _desk(stack: str | None) -> _Desk:
    here = project_around(Path.cwd())
    [name] = named_or_selected([stack] if stack else [], here)
    return _Desk(name, here)


def _held(state: ExportedStack) -> dict[str, _Held]:
    found = {}
    for resource in state.promo_numbers():
        urn = str(resource.get("urn", ""))
        is_protected = bool(resource.get("protect"))
        digits = digits_of(str(resource.get("id", "")), resource.get("outputs") or {})
        found[name_of(urn)] = _Held(urn, digits, is_protected)
    return found


def _was_never_bought(desk: _Desk, name: str) -> bool:
    return desk.held is not None and desk.held_as(name) is None


def _require_unprotected(desk: _Desk, names: Sequence[str]) -> None:
    """Else the next deployment would fail, and nobody would know why."""
    protected = [name for name in names if (held := desk.held_as(name)) and held.is_protected]
    if protected:
        raise LookAtAccount(
            f"taking {', '.join(protected)} out of {shown(desk.path)}",
            answer="the state of the stack still protects what the file no longer does",
            remedy=f"Run `invoca up --stack {desk.stack}` first, then this again. Nothing was "
            "written",
        )


def _place(desk: _Desk, name: str, to: str) -> dict[str, str | None]:
    """What the number says of its campaign: nothing where that is the file's own."""
    now = desk.entry(name).declaration.campaign
    if now.affiliate_id is not None:
        raise FixDeclaration(
            f"moving {name} to {to}",
            answer="it belongs to an affiliate, which the other campaign may not have",
            remedy=f"Change advertiser_id, campaign_id and affiliate_id at {_line(desk, name)} by "
            "hand",
        )
    advertiser, _, campaign = to.rpartition("/")
    there = CampaignRef(advertiser or now.advertiser_id, campaign)
    head = desk.file.where
    return {
        field: own if own != top else None
        for field, own, top in zip(CampaignRef._fields[:2], there, head, strict=False)
        if own is not None
    }


def _line(desk: _Desk, name: str) -> str:
    entry = desk.entry(name)
    return f"{entry.file}:{entry.line}"


def _to_stack(desk: _Desk, name: str, to_stack: str, dry_run: bool) -> None:
    """From one file into the other. The engine cannot do it: a component's child that is moved to
    another state loses its place, and would be bought and released there."""
    there = _Desk(to_stack, desk.project)
    doing = f"moving {name} from stack {desk.stack} to {to_stack}"
    if there.path.resolve() == desk.path.resolve():
        raise FixDeclaration(
            doing,
            answer=f"{shown(desk.path)} has it already",
            remedy="Name another stack with --to-stack. Nothing was written",
        )
    entry, held = desk.entry(name), desk.held_as(name)
    if held is None:
        raise LookAtAccount(
            doing,
            answer="the stack does not hold it",
            remedy="Move its lines by hand: the stack that gets them buys it",
        )
    if not held.digits:
        raise _not_settled(doing, desk.stack)
    if entry.protect is False or not held.is_protected:
        raise LookAtAccount(
            doing,
            answer="it is not protected, so a deployment in the wrong order would release it",
            remedy=f"{_protect(desk, entry)} `invoca up --stack {desk.stack}`, then this again",
        )
    values = _as_declared_there(entry, held, there.file)
    _write({there.path: [Add(name, values)], desk.path: [TakeOut(name)]}, dry_run)
    forget = ["pulumi", "state", "delete", held.urn, "--stack", desk.stack, "--force", "--yes"]
    _tell_next(
        [
            f"{shlex.join(forget)}  # forgets it here, and releases nothing",
            f"invoca up --stack {shlex.quote(to_stack)}  # takes {phone(held.digits)} over",
            f"invoca up --stack {shlex.quote(desk.stack)}  # rewrites its outputs",
        ],
        dry_run,
    )


def _not_settled(doing: str, stack: str) -> LookAtAccount:
    return LookAtAccount(
        doing,
        answer="its purchase is pending, so nobody knows its digits, and only this stack says that "
        "one was sent",
        remedy=f"`invoca drift --stack {stack}` says how that is settled; then this again. Nothing "
        "was written",
    )


def _protect(desk: _Desk, entry: NumberEntry) -> str:
    """The state is protected by a deployment, once the file no longer says otherwise."""
    if entry.protect is not False:
        return "Run"
    return f"Write `protect: true` at {_line(desk, entry.name)}, run"


def _as_declared_there(entry: NumberEntry, held: _Held, file: CampaignFile) -> dict[str, Any]:
    """What the number has to say in another file to be declared as it is, and found."""
    found = entry.declaration.model_copy(update={"adopt": held.digits})
    return {**own_place(found.campaign, file.where), **without_defaults(found, file.defaults)}


def _write(edits: Mapping[Path, Sequence[Edit]], dry_run: bool) -> None:
    """Shows every change, and writes all of them or none."""
    found = [edited(path, some, shown_as=shown(path)) for path, some in edits.items()]
    for one in found:
        typer.echo(one.diff, nl=False)
    if not dry_run:
        files = {path: raw for one in found for path, raw in one.files.items()}
        before = {path: raw for one in found for path, raw in one.before.items()}
        publish(files, force=True, before=before)


def _tell_next(commands: Sequence[str], dry_run: bool) -> None:
    typer.echo("Nothing was written. The next steps would be:" if dry_run else "Next:")
    for command in commands:
        typer.echo(f"  {command}")
