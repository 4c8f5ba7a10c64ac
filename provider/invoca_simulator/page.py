"""The page at `/`: the account as a marketing team would want to see it.

Gathers and words what templates/index.html shows. Changes nothing.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass

from .account import Account
from .records import Call, Number, Parent
from .templates import ENVIRONMENT
from .templates import render as render_template

NUMBERS_SHOWN = 200  # of each campaign: a page is read, thousands of rows are searched elsewhere
CALLS_SHOWN = 12


@dataclass(frozen=True)
class Section:
    """One campaign, or an affiliate's share of it."""

    name: str
    parent: Parent
    numbers: list[Number]
    total: int

    @property
    def more(self) -> int:
        return self.total - len(self.numbers)


@dataclass(frozen=True)
class Totals:
    live: int
    campaigns: int
    released: int
    calls: int


def render(account: Account) -> str:
    with account.state.transaction():
        live = account.state.numbers.all(released=False)
        sections = _sections(account, live)
        totals = Totals(
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
    )


def _sections(account: Account, live: list[Number]) -> list[Section]:
    by_parent: defaultdict[Parent, list[Number]] = defaultdict(list)
    names: dict[tuple[str, str], str] = {}
    for campaign in account.state.directory.campaigns():
        names[campaign.advertiser, campaign.campaign] = campaign.name
        for affiliate in (None, *campaign.affiliates):
            by_parent[Parent(campaign.advertiser, campaign.campaign, affiliate)] = []
    for number in live:
        by_parent[number.parent].append(number)
    return [
        Section(
            name=names.get((parent.advertiser, parent.campaign), parent.campaign),
            parent=parent,
            numbers=numbers[:NUMBERS_SHOWN],
            total=len(numbers),
        )
        for parent, numbers in by_parent.items()
        if numbers or parent.affiliate is None
    ]


def phone(promo_number: str) -> str:
    """8885550123 -> (888) 555-0123; anything else as it is."""
    return re.sub(r"^(\d{3})(\d{3})(\d{4})$", r"(\1) \2-\3", promo_number)


def short_path(call: Call) -> str:
    """The path from the campaign on: the part in which calls differ."""
    return call.path.partition("/advertiser_campaigns/")[2] or call.path


ENVIRONMENT.filters["phone"] = phone
ENVIRONMENT.filters["short_path"] = short_path
