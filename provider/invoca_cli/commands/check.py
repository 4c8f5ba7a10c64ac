"""`invoca check` and `invoca schema`: campaign files without an account and without an engine."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from invoca.campaign_file import CampaignFileMistakes, read_campaign_file
from invoca.campaign_file.schema import campaign_file_schema

from ..reports.words import plural


def check(
    files: Annotated[list[Path], typer.Argument(help="Campaign files, such as stacks/x.yaml.")],
) -> None:
    """Tell every mistake of campaign files, without sending anything."""
    mistaken = 0
    for file in files:
        if file.name.startswith("Pulumi."):
            typer.echo(f"{file}: skipped, it holds a stack's settings")
            continue
        try:
            campaign = read_campaign_file(file)
        except CampaignFileMistakes as error:
            mistaken += 1
            typer.echo(str(error), err=True)
            continue
        for warning in campaign.warnings():
            typer.echo(f"warning: {warning}", err=True)
        typer.echo(f"{file}: {plural(len(campaign.numbers), 'number')}, no mistakes")
    if mistaken:
        raise typer.Exit(1)


def schema() -> None:
    """Print the JSON Schema of campaign files, for editors."""
    typer.echo(json.dumps(campaign_file_schema(), indent=2, ensure_ascii=False))
