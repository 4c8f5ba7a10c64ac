"""The page at `/`: the account as a marketing team would want to see it.

Gathers and words what templates/index.html shows. Changes nothing itself: what a person changes on
the page goes through the control plane.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from dataclasses import dataclass, field

from .account import SimulatedAccount
from .records import Access, Call, Json, Parent, StoredNumber
from .scenarios import SCENARIOS
from .templates import ENVIRONMENT
from .templates import render as render_template
from .validation import MEDIA_TYPES

NUMBERS_SHOWN = 200  # of each campaign: a page is read, thousands of rows are searched elsewhere
CALLS_SHOWN = 12


@dataclass(frozen=True)
class PageSection:
    """One campaign, or an affiliate's share of it. total: with the numbers that are not shown."""

    name: str
    parent: Parent
    numbers: list[StoredNumber]
    total: int
    access: Access = "open"
    affiliates: tuple[str, ...] = ()
    inherited: Json = field(default_factory=dict)

    @property
    def more(self) -> int:
        return self.total - len(self.numbers)


@dataclass(frozen=True)
class AccountTotals:
    live: int
    campaigns: int
    released: int
    calls: int


def render(account: SimulatedAccount, query: str = "") -> str:
    """query: words that a number has to have somewhere, to be shown."""
    with account.state.transaction():
        # Before the rest, so that what changes meanwhile is asked for again.
        version = account.version()
        live = account.state.numbers.all(released=False)
        sections = _sections(account, live, query.casefold().split())
        fields = list(account.state.directory.custom_fields())
        totals = AccountTotals(
            live=len(live),
            campaigns=len(account.state.directory.campaigns()),
            released=len(account.state.numbers.all(released=True)),
            calls=account.state.calls.count(),
        )
        calls = account.state.calls.last(CALLS_SHOWN)
    return render_template(
        "index.html",
        sections=sections,
        totals=totals,
        calls=calls,
        knobs=account.knobs.off_default(),
        version=version,
        query=query.strip(),
        found=sum(section.total for section in sections),
        scenarios=SCENARIOS,
        played=account.scenario,
        fields=fields,
        media_types=MEDIA_TYPES,
    )


def _sections(
    account: SimulatedAccount, live: list[StoredNumber], words: list[str]
) -> list[PageSection]:
    by_parent: defaultdict[Parent, list[StoredNumber]] = defaultdict(list)
    campaigns = {
        (campaign.advertiser, campaign.campaign): campaign
        for campaign in account.state.directory.campaigns()
    }
    for (advertiser, name), campaign in campaigns.items():
        for affiliate in (None, *campaign.affiliates):
            by_parent[Parent(advertiser, name, affiliate)] = []
    for number in live:
        by_parent[number.parent].append(number)
    sections = []
    for parent, numbers in by_parent.items():
        its = campaigns.get((parent.advertiser, parent.campaign))
        title = its.name if its else parent.campaign
        found = [number for number in numbers if _has(number, title, words)]
        if not found and (words or parent.affiliate is not None):
            continue
        access: Access = its.access if its else "open"
        affiliates = its.affiliates if its else ()
        inherited = its.inherited_custom_data if its else {}
        shown = found[:NUMBERS_SHOWN]
        sections.append(
            PageSection(title, parent, shown, len(found), access, affiliates, inherited)
        )
    return sections


def _has(number: StoredNumber, campaign: str, words: list[str]) -> bool:
    """Whether every word stands somewhere in what is shown of the number."""
    parts = (
        number.promo_number,
        phone(number.promo_number),
        number.description,
        number.media_type,
        number.id_from_network or "",
        campaign,
        *map(str, number.parent.__dict__.values()),
        *(f"{key} {value}" for key, value in number.custom_data.items()),
    )
    text = " ".join(parts).casefold()
    return all(word in text for word in words)


def as_form(number: StoredNumber) -> Json:
    """What the form that changes a number begins with."""
    return {
        "promo_number": number.promo_number,
        "shown": phone(number.promo_number),
        "description": number.description,
        "media_type": number.media_type,
        "id_from_network": number.id_from_network or "",
        "custom_data": number.custom_data,
    }


def phone(promo_number: str) -> str:
    """8885550123 -> (888) 555-0123; anything else as it is."""
    return re.sub(r"^(\d{3})(\d{3})(\d{4})$", r"(\1) \2-\3", promo_number)


def short_path(call: Call) -> str:
    """The path from the campaign on: the part in which calls differ."""
    return call.path.partition("/advertiser_campaigns/")[2] or call.path


ENVIRONMENT.filters["phone"] = phone
ENVIRONMENT.filters["as_form"] = lambda number: json.dumps(as_form(number))
ENVIRONMENT.filters["json"] = json.dumps
ENVIRONMENT.filters["short_path"] = short_path
