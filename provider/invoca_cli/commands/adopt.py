"""`invoca adopt`: how one live number is declared, so that `pulumi up` adopts it. Changes nothing.

Owns: the options, and where the number is looked for.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from invoca.at_once import PARALLEL
from invoca.campaign_file import CampaignFile, read_campaign_file
from invoca.campaign_file.editing import Add, edited
from invoca.campaign_file.exported import ExportedNumber, exported, own_place, without_defaults
from invoca.campaign_file.naming import first_free
from invoca.campaign_file.writer import number_lines, place_lines
from invoca.client import Client
from invoca.client.listing import Listing
from invoca.counted import some
from invoca.errors import FixDeclaration, LookAtAccount
from invoca.promo_number.locate import Locator
from invoca.promo_number.models import CampaignRef, PromoNumber, short
from invoca.promo_number.values import ten_digits
from invoca.timing import Timing

from .. import completion
from ..exporting.campaigns import campaigns_of, named_campaign, read_all
from ..exporting.known_names import known_names
from ..reports.words import one_line, phone
from ..workspace.project import account_of, project_around, shown
from ..workspace.publishing import publish
from .options import Parallel, with_progress


def adopt(
    number: Annotated[str, typer.Argument(help="The number, such as 8885550123.")],
    stack: Annotated[
        str | None,
        typer.Option(
            help="The stack whose file should declare it.", autocompletion=completion.stacks
        ),
    ] = None,
    advertiser: Annotated[
        str | None, typer.Option(help="Look in this advertiser's campaigns instead.")
    ] = None,
    campaign: Annotated[str | None, typer.Option(help="With --advertiser: this one only.")] = None,
    affiliate: Annotated[
        str | None, typer.Option(help="With --campaign: the affiliate that has it.")
    ] = None,
    name: Annotated[
        str | None, typer.Option(help="The name to give it; by default, made from its description.")
    ] = None,
    write: Annotated[
        bool, typer.Option("--write", help="Write the lines into the campaign file, or its sheet.")
    ] = False,
    parallel: Parallel = PARALLEL,
) -> None:
    """Print the lines that declare a live number, or write them. Changes nothing in Invoca."""
    if write and stack is None:
        raise typer.BadParameter("--write needs --stack")
    _require_sense(stack, advertiser, campaign, affiliate)
    wanted = _NumberToAdopt(_digits(number), name)
    project = project_around(Path.cwd())
    client = Client(account_of(stack or "", project), timing=Timing())

    def look(tell: Callable[[str], None]) -> list[str]:
        if stack is not None:
            path = project.campaign_file(stack)
            entry = _for_file(wanted, path, client, parallel, tell)
            return _written(entry, path) if write else _printed(entry, path)
        places = _places(client, advertiser or "", campaign, affiliate, parallel)
        return _alone(wanted, _look(wanted, places, client, parallel, tell))

    typer.echo("\n".join(with_progress(look)))


def _require_sense(
    stack: str | None, advertiser: str | None, campaign: str | None, affiliate: str | None
) -> None:
    if (stack is None) == (advertiser is None):
        raise typer.BadParameter("give either --stack or --advertiser")
    if (campaign and not advertiser) or (affiliate and not campaign):
        raise typer.BadParameter("--campaign needs --advertiser, and --affiliate needs --campaign")


class _NumberToAdopt(NamedTuple):
    """name: None where its description names it."""

    digits: str
    name: str | None


class _Found(NamedTuple):
    """Where the number is, and every live number of that campaign."""

    where: CampaignRef
    live: PromoNumber
    listed: Sequence[PromoNumber]


def _digits(text: str) -> str:
    try:
        return ten_digits(text)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="NUMBER") from None


def _places(
    client: Client, advertiser: str, campaign: str | None, affiliate: str | None, parallel: int
) -> list[CampaignRef]:
    if campaign is None:
        return campaigns_of(client, advertiser, parallel, partial(typer.echo, err=True))
    return [named_campaign(advertiser, campaign, affiliate)]


class _Entry(NamedTuple):
    """number: as the campaign file is to have it. notes: comments for it."""

    number: ExportedNumber
    notes: list[str]


def _for_file(
    wanted: _NumberToAdopt, path: Path, client: Client, parallel: int, tell: Callable[[str], None]
) -> _Entry:
    """What to write into the campaign file. Raises FixDeclaration where it is there already."""
    file = read_campaign_file(path, shown_as=shown(path))
    entries = file.numbers.values()
    places = dict.fromkeys([file.where, *(entry.declaration.campaign for entry in entries)])
    found = _look(wanted, list(places), client, parallel, tell)
    there = known_names(path, found.listed).get(wanted.digits)
    if there is not None or wanted.name in file.numbers:
        raise _is_there(wanted, file, path.stem, there)
    name = wanted.name or first_free(found.live, file.numbers.keys())
    number, notes = _declared(found, name)
    own = without_defaults(number.declaration, file.defaults)
    values = {**own_place(found.where, file.where), **own}
    return _Entry(number._replace(values=values), notes)


def _printed(entry: _Entry, path: Path) -> list[str]:
    place = f"# Add this to `numbers:` in {shown(path)}; then {_up(path.stem)} adopts it:"
    return [place, *entry.notes, *number_lines(entry.number)]


def _written(entry: _Entry, path: Path) -> list[str]:
    """The change of the files, which is made."""
    number = entry.number
    # What a default must not say is overruled, which only a campaign file can.
    found = edited(path, [Add(number.name, number.values)], shown_as=shown(path))
    publish(found.files, force=True, before=found.before)
    return [*entry.notes, *found.diff.splitlines(), f"Run {_up(path.stem)} to adopt it"]


def _up(stack: str) -> str:
    return f"`pulumi up --stack {shlex.quote(stack)}`"


def _alone(wanted: _NumberToAdopt, found: _Found) -> list[str]:
    """The beginning of a campaign file with this number only."""
    number, notes = _declared(found, wanted.name or first_free(found.live, ()))
    return [*notes, *place_lines(found.where), "numbers:", *number_lines(number)]


def _declared(found: _Found, name: str) -> tuple[ExportedNumber, list[str]]:
    names = {found.live.promo_number: name}
    alone = exported(found.where, [found.live], kept_names=names, among=found.listed)
    return alone.numbers[0], [f"# {note}" for note in alone.notes]


def _look(
    wanted: _NumberToAdopt,
    places: Sequence[CampaignRef],
    client: Client,
    parallel: int,
    tell: Callable[[str], None],
) -> _Found:
    """The number, in the first of `places` that has it. Raises LookAtAccount where none has."""
    lists = read_all(client, places, parallel, tell)
    for where, listed in lists.items():
        for one in listed:
            if one.promo_number == wanted.digits and not one.is_released:
                return _Found(where, one, listed)
    locator = Locator(client, Listing(client))
    for where, listed in lists.items():
        # A list may be cut, or lag behind.
        unlisted = locator.seen(where, wanted.digits)
        if unlisted is not None:
            return _Found(where, unlisted, listed)
    looked_in = some([one_line(short(where)) for where in places])
    raise LookAtAccount(
        f"looking for {phone(wanted.digits)} in {looked_in}",
        answer="no such number is live there",
        remedy="Check the digits, or name its campaign with --advertiser, --campaign and, for an "
        "affiliate campaign, --affiliate",
    )


def _is_there(
    wanted: _NumberToAdopt, file: CampaignFile, stack: str, there: str | None
) -> FixDeclaration:
    entry = file.numbers[there or str(wanted.name)]
    what = "it is declared there already" if there else "another number has that name"
    return FixDeclaration(
        f"declaring {phone(wanted.digits)}",
        answer=f"{what}, as '{entry.name}' at {entry.file}:{entry.line}",
        remedy=f"{_up(stack)} takes it over, if the stack does not hold it yet"
        if there
        else "Give it another --name",
    )
