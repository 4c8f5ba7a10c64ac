"""`invoca export`: campaign files of what is live, so that `pulumi up` adopts it.

Owns: the options, and that nothing is written until everything was read. Reads only.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from invoca.at_once import PARALLEL
from invoca.campaign_file.exported import ExportedCampaign, exported
from invoca.campaign_file.naming import stack_names
from invoca.campaign_file.writer import campaign_files
from invoca.client import Client, Listed
from invoca.counted import plural
from invoca.errors import InvocaError, LookAtAccount
from invoca.promo_number.models import CampaignRef, PromoNumber, short
from invoca.promo_number.values import ten_digits
from invoca.timing import Timing

from ..exporting.campaigns import Errors, campaigns_in, campaigns_of, named_campaign, read_all
from ..exporting.known_names import known_names
from ..exporting.network import Chosen, campaigns_of_network, is_hidden
from ..exporting.terraform_text import terraform_text
from ..reports.words import export_command, one_line
from ..workspace.project import Project, account_of, project_around
from ..workspace.publishing import publish, require_free
from .options import Parallel, with_progress

SETTINGS = "pulumi."  # how the names of stacks' own settings begin, in lower case


def export(
    advertiser: Annotated[
        str | None,
        typer.Option(help="Export all campaigns of this advertiser (the network's own id)."),
    ] = None,
    campaign: Annotated[
        str | None, typer.Option(help="With --advertiser: this campaign only.")
    ] = None,
    affiliate: Annotated[
        str | None, typer.Option(help="With --campaign: the numbers of this affiliate instead.")
    ] = None,
    campaigns: Annotated[
        Path | None,
        typer.Option(
            help="A file with one campaign per line: advertiser,campaign or "
            "advertiser,campaign,affiliate."
        ),
    ] = None,
    everything: Annotated[
        bool,
        typer.Option("--all", help="Export every campaign of the network that the token can see."),
    ] = False,
    only: Annotated[
        list[str] | None,
        typer.Option(help="With --all: these only, such as acme or 'acme/spring-*'. Repeatable."),
    ] = None,
    skip: Annotated[
        list[str] | None, typer.Option(help="With --all: all but these. Repeatable.")
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", help="The file to write, for one campaign, such as stacks/x.yaml."
        ),
    ] = None,
    folder: Annotated[
        Path | None,
        typer.Option(
            "--folder", "-d", help="The folder to write one file per campaign into, such as stacks."
        ),
    ] = None,
    as_csv: Annotated[
        bool,
        typer.Option("--csv", help="Put the numbers into a CSV file beside the campaign file."),
    ] = False,
    as_terraform: Annotated[
        bool,
        typer.Option("--terraform", help="Write Terraform's import blocks and resources instead."),
    ] = False,
    force: Annotated[
        bool,
        typer.Option(
            "--force", help="Overwrite existing files; numbers keep the names that they have there."
        ),
    ] = False,
    without: Annotated[
        list[str] | None,
        typer.Option(help="Leave out the number with these ten digits. Repeatable."),
    ] = None,
    complete: Annotated[
        bool,
        typer.Option(
            "--complete",
            help="Accept a list that may be cut (exactly 100, 250, 500 or 1,000 numbers) or has "
            "unreadable entries.",
        ),
    ] = False,
    parallel: Parallel = PARALLEL,
) -> None:
    """Write live numbers as campaign files that adopt them. Changes nothing in Invoca."""
    chosen = Chosen(only or [], skip or [])
    asked = _Asked(advertiser, campaign, affiliate, campaigns, everything, chosen)
    asked.require_sense()
    target = _Target(output, folder, as_csv, force, as_terraform)
    target.require_sense(asked)
    left_out = _digits(without or [])
    read, places = with_progress(lambda tell: _read(asked, target, parallel, tell))
    files = _files(read, places, target, left_out, complete, is_network=everything)
    if target.is_screen:
        typer.echo("".join(text for texts in files.values() for text in texts.values()), nl=False)
        return
    publish({path: text for texts in files.values() for path, text in texts.items()}, force=force)


def texts_of(
    advertiser: str, campaign: str | None, folder: Path, *, as_csv: bool, complete: bool
) -> dict[Path, str]:
    """The campaign files of an account, or of one campaign, by where they go; writes none.

    Raises InvocaError, also where one is there already; OSError.
    """
    asked = _Asked(advertiser, campaign, None, None)
    target = _Target(None, folder, as_csv, False)
    read, places = with_progress(lambda tell: _read(asked, target, PARALLEL, tell))
    files = _files(read, places, target, frozenset(), complete, tells_next=False)
    return {path: text for texts in files.values() for path, text in texts.items()}


class _Asked(NamedTuple):
    """Which campaigns the command line names."""

    advertiser: str | None
    campaign: str | None
    affiliate: str | None
    campaigns: Path | None
    everything: bool = False
    chosen: Chosen = Chosen()

    def require_sense(self) -> None:
        given = (self.advertiser is not None, self.campaigns is not None, self.everything)
        if sum(given) != 1:
            raise typer.BadParameter("give either --advertiser, --campaigns or --all")
        if self.chosen != Chosen([], []) and not self.everything:
            raise typer.BadParameter("--only and --skip need --all")
        if self.campaign is not None and self.advertiser is None:
            raise typer.BadParameter("--campaign needs --advertiser")
        if self.affiliate is not None and self.campaign is None:
            raise typer.BadParameter("--affiliate needs --campaign")

    def one(self) -> CampaignRef | None:
        """The only campaign, or None where there may be more."""
        if self.advertiser is None or self.campaign is None:
            return None
        return named_campaign(self.advertiser, self.campaign, self.affiliate)


class _Target(NamedTuple):
    """Where the files go."""

    output: Path | None
    folder: Path | None
    as_csv: bool
    force: bool
    as_terraform: bool = False

    @property
    def suffix(self) -> str:
        return ".tf" if self.as_terraform else ".yaml"

    @property
    def is_screen(self) -> bool:
        return self.output is None and self.folder is None

    def require_sense(self, asked: _Asked) -> None:
        if self.output is not None and self.folder is not None:
            raise typer.BadParameter("give either -o or -d")
        if asked.one() is None and self.folder is None:
            raise typer.BadParameter("several campaigns need a folder, such as -d stacks")
        if self.as_csv and self.is_screen:
            raise typer.BadParameter("--csv writes two files: say where with -o or -d")
        if self.as_csv and self.as_terraform:
            raise typer.BadParameter("give either --csv or --terraform")
        if self.output is not None and self.output.suffix != self.suffix:
            what = "a configuration is" if self.as_terraform else "a campaign file is"
            raise typer.BadParameter(f"{what} named <stack>{self.suffix}", param_hint="-o")

    def file(self, stack: str) -> Path:
        return self.output or (self.folder or Path()) / f"{stack}{self.suffix}"


def _digits(texts: list[str]) -> frozenset[str]:
    try:
        return frozenset(map(ten_digits, texts))
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--without") from None


def _read(
    asked: _Asked, target: _Target, parallel: int, tell: Callable[[str], None]
) -> tuple[Mapping[CampaignRef, Listed[PromoNumber]], Mapping[CampaignRef, Path]]:
    """The live numbers of every campaign, and the file that each becomes."""
    one = asked.one()
    stack = target.file(stack_names([one], reserved=SETTINGS)[one]).stem if one else ""
    client = Client(account_of(stack, _project(target)), timing=Timing(), tell=tell)
    warn = partial(typer.echo, err=True)
    if one:
        wanted = [one]
    elif asked.campaigns is not None:
        wanted = campaigns_in(asked.campaigns)
    elif asked.everything:
        wanted = campaigns_of_network(client, asked.chosen, parallel, warn)
    else:
        wanted = campaigns_of(client, asked.advertiser or "", parallel, warn)
    places = {
        where: target.file(name) for where, name in stack_names(wanted, reserved=SETTINGS).items()
    }
    if not (target.force or target.is_screen):
        require_free(path for file in places.values() for path in _written(file, target.as_csv))
    if not asked.everything:
        return read_all(client, wanted, parallel, tell), places

    def leave_out(error: InvocaError) -> bool:
        if is_hidden(error):
            warn(f"warning: {error.doing}: {error.answer}; it is left out")
        return is_hidden(error)

    return read_all(client, wanted, parallel, tell, leave_out), places


def _project(target: _Target) -> Project:
    """The one that the files go into; settings may lie beside them."""
    folder = target.folder or (target.output.parent if target.output else None)
    if folder is None:
        return project_around(Path.cwd())
    return project_around(folder)._replace(campaigns=folder)


def _written(file: Path, as_csv: bool) -> list[Path]:
    return [file, file.with_suffix(".csv")] if as_csv else [file]


def _files(
    read: Mapping[CampaignRef, Listed[PromoNumber]],
    places: Mapping[CampaignRef, Path],
    target: _Target,
    left_out: frozenset[str],
    complete: bool,
    *,
    tells_next: bool = True,
    is_network: bool = False,
) -> dict[CampaignRef, dict[Path, str]]:
    """The text of every file. Raises InvocaError telling of every campaign that cannot be one."""
    files: dict[CampaignRef, dict[Path, str]] = {}
    told, errors, empty = [], [], 0
    for where, numbers in read.items():
        try:
            if not complete:
                _require_whole(where, numbers)
            found, remarks = _campaign(where, numbers, places[where], target, left_out)
        except InvocaError as error:
            errors.append(error)
            continue
        told += remarks
        if found.numbers:
            files[where] = _texts(found, places[where], target, left_out)
            told += _told(found, places[where], target) if tells_next else []
        elif (where.affiliate_id is None and not is_network) or len(read) == 1:
            told.append(f"{short(where)} has no live numbers; no file is written for it")
        else:
            empty += 1
    if empty:
        what = "campaign" if is_network else "affiliate campaign"
        told.append(f"{plural(empty, what)} without live numbers; no files are written for them")
    if errors:
        raise Errors(errors)
    if not files:
        raise LookAtAccount(
            "exporting live numbers",
            answer="there are none",
            remedy="Check the campaign's id, and what --without leaves out; a campaign without "
            "numbers needs no export. Nothing was written",
        )
    for text in told:
        typer.echo(one_line(text), err=True)
    return files


def _campaign(
    where: CampaignRef,
    listed: Listed[PromoNumber],
    file: Path,
    target: _Target,
    left_out: frozenset[str],
) -> tuple[ExportedCampaign, list[str]]:
    numbers = [number for number in listed if number.promo_number not in left_out]
    names, remarks = {}, []
    if target.force and file.exists() and not target.as_terraform:
        try:
            names = known_names(file, numbers)
        except (InvocaError, OSError):
            remarks = [f"{file} cannot be read, so the names in it are not kept"]
    found = exported(where, numbers, kept_names=names, among=listed)
    return found, [*remarks, *(f"warning: {note}" for note in found.notes)]


def _require_whole(where: CampaignRef, numbers: Listed[PromoNumber]) -> None:
    if numbers.skipped:
        raise LookAtAccount(
            f"listing the promo numbers of {where}",
            answer=f"{numbers.skipped:,} of the entries cannot be read as promo numbers",
            remedy="Compare with Invoca's own page; if no number is missing here, run this again "
            "with --complete",
        )
    if numbers.is_cut:
        length = f"exactly {len(numbers):,}, a length at which lists are often cut"
        raise LookAtAccount(
            f"listing the promo numbers of {where}",
            answer=f"the first {len(numbers):,} of more" if numbers.is_part else length,
            remedy="Compare with Invoca's own page; if no number is missing here, run this again "
            "with --complete",
        )


def _texts(
    found: ExportedCampaign, file: Path, target: _Target, left_out: frozenset[str]
) -> dict[Path, str]:
    command = _command(found.where, target, left_out)
    if target.as_terraform:
        return {file: terraform_text(found, command)}
    texts = campaign_files(found, file.stem, command=command, as_csv=target.as_csv)
    return {file.parent / name: text for name, text in texts.items()}


def _command(where: CampaignRef, target: _Target, left_out: frozenset[str]) -> str:
    words = [*export_command(where), *(["--csv"] if target.as_csv else [])]
    words += ["--terraform"] * target.as_terraform
    words += [word for digits in sorted(left_out) for word in ("--without", digits)]
    return shlex.join(words)


def _told(found: ExportedCampaign, file: Path, target: _Target) -> list[str]:
    if target.is_screen:
        return []
    stack = shlex.quote(file.stem)
    written = f"{file}: {plural(len(found.numbers), 'number')} of {short(found.where)}"
    if target.as_terraform:
        return [f"{written}; `terraform apply` imports them, and buys nothing"]
    return [f"{written}; `pulumi stack select --create {stack}` and `pulumi up` adopt them"]
