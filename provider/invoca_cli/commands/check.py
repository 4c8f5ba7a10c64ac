"""`invoca check` and `invoca schema`: campaign files without an account and without an engine."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated

import typer

from invoca.campaign_file import CampaignFile, CampaignFileMistakes, read_campaign_file
from invoca.campaign_file.schema import campaign_file_schema
from invoca.campaign_file.together import declared_twice
from invoca.counted import plural
from invoca.promo_number.known_fields import unknown_fields

from ..workspace.project import project_around


def check(
    files: Annotated[list[Path], typer.Argument(help="Campaign files, such as stacks/x.yaml.")],
    strict: Annotated[bool, typer.Option("--strict", help="Treat warnings as errors.")] = False,
) -> None:
    """Report every mistake of campaign files, without sending anything."""
    mistaken = 0
    campaigns: dict[Path, tuple[str, CampaignFile]] = {}
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
        campaigns[file.resolve()] = (str(file), campaign)
        warnings = [*campaign.warnings(), *_unlisted(file, campaign)]
        _warn(warnings, strict=strict)
        if strict and warnings:
            mistaken += 1
            continue
        typer.echo(f"{file}: {plural(len(campaign.numbers), 'number')}, no mistakes")
    shared = list(declared_twice(dict(campaigns.values())))
    _warn(shared, strict=strict)
    if mistaken or (strict and shared):
        raise typer.Exit(1)


def _warn(warnings: Iterable[str], *, strict: bool) -> None:
    for warning in warnings:
        typer.echo(f"{'error' if strict else 'warning'}: {warning}", err=True)


def _unlisted(file: Path, campaign: CampaignFile) -> Iterator[str]:
    """The custom data fields that the project's own list lacks, where it has one."""
    project = project_around(file.parent)
    declared = [
        (entry.name, entry.declaration.managed_custom_data.keys())
        for entry in campaign.numbers.values()
    ]
    listed = project.file.known_fields
    for field in unknown_fields(declared, listed.keys):
        yield f"{file}: {field.told(listed.by)}"


def schema() -> None:
    """Print the JSON Schema of campaign files, for editors."""
    typer.echo(json.dumps(campaign_file_schema(), indent=2, ensure_ascii=False))
