"""`invoca template`: an empty sheet to fill in, CSV or .xlsx.

Owns: which columns it has. Invoca is asked for the account's custom data fields where the settings
name an account; what a token may not see is left out.
"""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from invoca.account import Account
from invoca.campaign_file import CampaignFile, read_campaign_file
from invoca.campaign_file.sheet.xlsx_writer import NewWorkbook, workbook
from invoca.client import Client
from invoca.client.account_fields import account_fields
from invoca.counted import plural
from invoca.errors import InvocaError
from invoca.promo_number.media_types import MEDIA_TYPES
from invoca.timing import Timing

from .. import completion
from ..workspace.project import Project, account_of, project_around, shown
from ..workspace.publishing import publish, require_free

READY_ROWS = 500  # of a workbook, formatted and with their drop-downs
XLSX = ".xlsx"
_FIRST = ("name", "description")
_LAST = ("local_center.zipcode", "local_center.tn_prefix", "quantity")


def template(
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="The file, such as numbers.xlsx; default: print CSV."),
    ] = None,
    stack: Annotated[
        str | None,
        typer.Option(
            help="Use this stack's account, and what its campaign file already says.",
            autocompletion=completion.stacks,
        ),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite an existing file.")] = False,
) -> None:
    """Write an empty sheet with the columns of a number: CSV, or a workbook with drop-downs."""
    here = project_around(Path.cwd())
    campaign = _campaign(stack, here)
    if output is not None and not force:
        require_free([output])
    fields = _fields(stack or "", campaign, here)
    headings = _headings(campaign, fields)
    if output is None:
        typer.echo(_csv(headings), nl=False)
        return
    if output.suffix.lower() == XLSX:
        choices = {"media_type": MEDIA_TYPES}
        content = workbook(NewWorkbook("Numbers", headings, [], choices, READY_ROWS))
    else:
        content = _csv(headings).encode("utf-8-sig")
    publish({output: content}, force=True)
    file = here.campaign_file(stack) if stack else None
    # A campaign file names its sheet as it is found from there.
    name = os.path.relpath(output.absolute(), file.absolute().parent) if file else output.name
    where = f" {shown(file)}" if file else ""
    typer.echo(
        f"{output}: {plural(len(headings), 'column')}, {len(fields)} of them custom data. Fill in "
        f"one row per number, and write `numbers_from: {name}` into the campaign file"
        f"{where}",
        err=True,
    )


def _campaign(stack: str | None, here: Project) -> CampaignFile | None:
    """What the stack's campaign file says; None where there is none, or it still has mistakes."""
    path = here.existing_campaign_file(stack) if stack else None
    try:
        return read_campaign_file(path, shown_as=shown(path)) if path else None
    except (InvocaError, OSError):
        return None


def _fields(stack: str, campaign: CampaignFile | None, here: Project) -> list[str]:
    """Every custom data field that anybody knows of, by name."""
    known = set(here.file.known_fields.keys)
    if campaign is not None:
        entries = campaign.numbers.values()
        known |= {key for entry in entries for key in entry.declaration.custom_data}
    try:
        account = account_of(stack, here) if stack else Account.load(lambda _: None, os.environ)
    except InvocaError:
        return sorted(known)
    return sorted(known | account_fields(account).names | set(_live(account, campaign)))


def _live(account: Account, campaign: CampaignFile | None) -> Iterator[str]:
    """The fields that live numbers of the campaign carry."""
    if campaign is None:
        return
    try:
        for number in Client(account, timing=Timing()).list(campaign.where):
            yield from number.custom_data
    except InvocaError:
        return


def _headings(campaign: CampaignFile | None, fields: list[str]) -> list[str]:
    """What the campaign file says for all numbers needs no column."""
    said = campaign.defaults if campaign is not None else {}
    data = said.get("custom_data")
    below = data if isinstance(data, dict) else {}
    kept = [f"custom_data.{key}" for key in fields if key not in below]
    media_type = [] if "media_type" in said else ["media_type"]
    return [*_FIRST, *media_type, *kept, *_LAST]


def _csv(headings: list[str]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerow(headings)
    return text.getvalue()
