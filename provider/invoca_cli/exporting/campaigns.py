"""Which campaigns a command is about: one that is named, those in a list, or all of an advertiser.

Must not know: what is done with them.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import typer

from invoca.at_once import AtOnce
from invoca.campaign_file.sheet.csv_source import csv_text
from invoca.client import Client, Listed
from invoca.counted import plural, some
from invoca.errors import FixDeclaration, InvocaError, LookAtAccount, NotFound
from invoca.promo_number.models import CampaignRef, PromoNumber

_HEADER = list(CampaignRef._fields)


class Errors(InvocaError):
    """Several errors at once."""

    def __init__(self, errors: Sequence[InvocaError]) -> None:
        super().__init__(errors[0].doing)
        self.errors = errors

    def __str__(self) -> str:
        return "\n".join(map(str, self.errors))


def named_campaign(advertiser: str, campaign: str, affiliate: str | None) -> CampaignRef:
    """Raises typer.BadParameter where an id is not valid."""
    try:
        return CampaignRef.checked((advertiser, campaign, affiliate))
    except ValueError:
        raise typer.BadParameter(
            "--advertiser, --campaign and --affiliate must be the network's own ids: not empty, "
            "no spaces around them"
        ) from None


def campaigns_in(path: Path) -> list[CampaignRef]:
    """The campaigns of a list: lines of advertiser,campaign[,affiliate]; a header is not a
    campaign.

    Raises FixDeclaration naming every line that is not one, OSError where it cannot be read.
    """
    try:
        lines = csv.reader(io.StringIO(csv_text(path), newline=""))
        rows = [(lines.line_num, [cell.strip() for cell in cells]) for cells in lines]
    except (UnicodeDecodeError, csv.Error) as error:
        raise _no_list(path, [f"is not CSV in UTF-8: {error}"]) from None
    found: dict[CampaignRef, None] = {}
    wrong = []
    for line, cells in rows:
        if not any(cells) or cells == _HEADER[: len(cells)]:
            continue
        try:
            parts = [*cells, ""][:3] if len(cells) <= 3 else cells
            where = CampaignRef.checked(part or None for part in parts)
        except ValueError:
            wrong.append(f"line {line}: write advertiser,campaign or advertiser,campaign,affiliate")
            continue
        found[where] = None
    if wrong or not found:
        raise _no_list(path, wrong or ["names no campaign"])
    return list(found)


def campaigns_of(
    client: Client, advertiser: str, parallel: int, warn: Callable[[str], None]
) -> list[CampaignRef]:
    """Every campaign of the advertiser that Invoca lists, and every affiliate's share of these.

    warn: hears of shares that could not be listed. Raises InvocaError for the campaigns.
    """
    own = _own_campaigns(client, advertiser)
    return own + shares_of(client, own, parallel, warn)


def shares_of(
    client: Client, own: Sequence[CampaignRef], parallel: int, warn: Callable[[str], None]
) -> list[CampaignRef]:
    """Every affiliate's share of the campaigns `own`. warn: hears of those that could not be
    listed."""
    with AtOnce(parallel) as ask:
        answers = list(ask.each(client.list_affiliate_campaigns, own))
    for where, listed in answers:
        if isinstance(listed, InvocaError) and not isinstance(listed, NotFound):
            warn(
                f"warning: the affiliate campaigns of {where} could not be listed "
                f"({listed.answer}); if it has any, name them with --campaigns"
            )
    return [
        named_campaign(where.advertiser_id, where.campaign_id, share.affiliate_id_from_network)
        for where, listed in answers
        if not isinstance(listed, InvocaError)
        for share in listed
        if share.affiliate_id_from_network
    ]


def _own_campaigns(client: Client, advertiser: str) -> list[CampaignRef]:
    listed = client.list_campaigns(advertiser)
    nameless = [campaign.name or "?" for campaign in listed if not campaign.id_from_network]
    if nameless or not listed:
        missing = f"these have no id_from_network: {some(nameless)}"
        to_do = "Give them one in Invoca" if listed else "Check the advertiser's id"
        raise LookAtAccount(
            f"listing the campaigns of advertiser '{advertiser}'",
            answer=missing if listed else "Invoca lists none",
            remedy=f"{to_do}, or name a campaign with --campaign",
        )
    return [named_campaign(advertiser, str(one.id_from_network), None) for one in listed]


def read_all(
    client: Client,
    campaigns: Iterable[CampaignRef],
    parallel: int,
    tell: Callable[[str], None],
    leave_out: Callable[[InvocaError], bool] = lambda error: False,
) -> Mapping[CampaignRef, Listed[PromoNumber]]:
    """The numbers of every campaign. leave_out: whether a campaign of which this is said is left
    out. Raises Errors naming every other that was not read."""
    found, errors = {}, []
    wanted = list(campaigns)
    with AtOnce(parallel) as ask:
        for done, (where, numbers) in enumerate(ask.each(client.list, wanted)):
            tell(f"listed {done} of {plural(len(wanted), 'campaign')}")
            if isinstance(numbers, InvocaError):
                errors += [] if leave_out(numbers) else [numbers]
            else:
                found[where] = numbers
    if errors:
        raise Errors(list({str(error): error for error in errors}.values()))
    return found


def _no_list(path: Path, problems: Sequence[str]) -> FixDeclaration:
    return FixDeclaration(
        f"reading the campaigns in {path}",
        answer=some(problems, between="; "),
        remedy="Correct the list, then run this again; nothing was sent to Invoca",
    )
