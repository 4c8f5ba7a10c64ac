"""`invoca init`: a working repository of one's own, in under a minute.

Owns: the options and the questions, and that nothing that exists is overwritten.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from invoca.campaign_file.naming import stack_names
from invoca.errors import FixDeclaration
from invoca.promo_number.models import CampaignRef

from ..exporting.campaigns import named_campaign
from ..starting import files as starting
from ..starting.files import Answers, Language, Pipelines
from ..workspace.git import remote_of
from ..workspace.project_file import NAMES
from ..workspace.publishing import publish
from .export import texts_of


def init(
    folder: Annotated[Path, typer.Argument(help="The project's folder; created if needed.")] = Path(
        "."
    ),
    name: Annotated[
        str | None, typer.Option(help="The project's name; by default the folder's.")
    ] = None,
    advertiser: Annotated[
        str | None,
        typer.Option(help="The advertiser of the first campaign, as the network's own id."),
    ] = None,
    campaign: Annotated[
        str | None,
        typer.Option(help="The first campaign, as the network's own id; its stack gets this name."),
    ] = None,
    media_type: Annotated[
        str | None, typer.Option(help="Its media type, such as 'Offline: Radio'.")
    ] = None,
    network_id: Annotated[
        str | None,
        typer.Option(
            help="The network id to write into Pulumi.yaml; by default from INVOCA_NETWORK_ID."
        ),
    ] = None,
    language: Annotated[
        Language,
        typer.Option(help="The language of the program; campaign files are the same in each."),
    ] = Language.PYTHON,
    pipelines: Annotated[
        Pipelines | None,
        typer.Option(help="Add pipelines for plan, deployment and drift to this forge."),
    ] = None,
    simulator: Annotated[
        bool,
        typer.Option(
            "--simulator", help="Create a practice project that uses a simulated account."
        ),
    ] = False,
    from_account: Annotated[
        str | None,
        typer.Option(
            metavar="ADVERTISER",
            help="Start from the live campaigns of this advertiser, whose numbers are adopted.",
        ),
    ] = None,
    as_csv: Annotated[bool, typer.Option("--csv", help="Put the numbers into a CSV file.")] = False,
    complete: Annotated[
        bool,
        typer.Option(
            "--complete", help="Accept lists that may be cut, as `invoca export --complete` does."
        ),
    ] = False,
    template: Annotated[
        bool, typer.Option("--template", help="Only print the template folder for `pulumi new`.")
    ] = False,
) -> None:
    """Make a project with a first campaign. Overwrites no file, and changes nothing in Invoca."""
    if template:
        typer.echo(starting.TEMPLATE)
        return
    _require_new(folder)
    ask = _Questions(sys.stdin.isatty() and not simulator and from_account is None)
    project = name or ask("Project", starting.project_name(folder))
    if not re.fullmatch(r"[A-Za-z0-9_.-]{1,100}", project):
        raise typer.BadParameter("use letters, digits, - _ and . only", param_hint="--name")
    exported: Mapping[str, str] = {}
    where = CampaignRef("acme", "spring-radio")
    if from_account is not None:
        texts = texts_of(
            from_account, campaign, folder / starting.STACKS, as_csv=as_csv, complete=complete
        )
        exported = {path.name: text for path, text in texts.items()}
    else:
        where = named_campaign(
            advertiser or ask("Advertiser (your network's id)", "acme"),
            campaign or ask("First campaign (your network's id)", "spring-radio"),
            None,
        )
    answers = Answers(
        project,
        stack_names([where])[where],
        where,
        media_type or ask("Media type", "Offline: Radio"),
        as_csv,
        network_id or ("" if os.environ.get("INVOCA_NETWORK_ID") else ask("Network id", "")),
        pipelines or _pipelines(folder, simulator, ask),
        simulator,
        exported,
        language,
    )
    _write(answers, folder)


class _Questions:
    """Asks people, and takes the usual answer where there is nobody."""

    def __init__(self, is_asking: bool) -> None:
        self._is_asking = is_asking

    def __call__(self, question: str, usual: str) -> str:
        if not self._is_asking:
            return usual
        answer = typer.prompt(question, default=usual, show_default=bool(usual))
        return str(answer).strip()


def _require_new(folder: Path) -> None:
    for file in NAMES:
        if (folder / file).exists():
            raise FixDeclaration(
                f"making a project in {folder}",
                answer=f"{folder / file} exists, so it is a project already",
                remedy="Nothing was written. Give another folder",
            )


def _pipelines(folder: Path, is_simulated: bool, ask: _Questions) -> Pipelines:
    if is_simulated:
        return Pipelines.NONE
    usual = Pipelines.GITLAB if "gitlab" in remote_of(folder) else Pipelines.GITHUB
    answer = ask("Pipelines (github, gitlab, none)", usual.value)
    try:
        return Pipelines(answer)
    except ValueError:
        raise typer.BadParameter(
            f"'{answer}' is not one of github, gitlab, none", param_hint="--pipelines"
        ) from None


def _write(answers: Answers, folder: Path) -> None:
    files = starting.project_files(answers)
    kept = [path for path in files if path in starting.MAY_BE_THERE and (folder / path).exists()]
    new = {folder / path: content for path, content in files.items() if path not in kept}
    there = [str(path) for path in new if os.path.lexists(path)]
    if there:
        raise FixDeclaration(
            f"making a project in {folder}",
            answer=f"{', '.join(there)}: already there",
            remedy="Nothing was written. Give another folder, or move them away",
        )
    publish(new, force=False)
    typer.echo(f"Made {answers.name} in {folder.resolve()}: {len(new)} files")
    for path in kept:
        more = f"; add {starting.requirement(answers)} to it" if path.endswith(".txt") else ""
        typer.echo(f"kept {path} as it was{more}")
    typer.echo("Next:")
    for command in starting.next_commands(answers, folder):
        typer.echo(f"  {command}")
