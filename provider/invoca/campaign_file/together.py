"""What is odd about several campaign files that are right each by itself.

Owns: numbers that two of them declare. Must not know: what is live, or in a state.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from ..counted import listed
from ..promo_number.models import CampaignRef, short
from .format import CampaignFile, NumberEntry
from .identities import identities

_OF_A_PROJECT = ("id_from_network", "adopt")  # what no two numbers of several files share, either


def declared_twice(campaigns: Mapping[str, CampaignFile]) -> Iterator[str]:
    """A sentence for each sheet and each number that several declare. campaigns: by the file, as
    messages name it."""
    yield from _sheets(campaigns)
    first: dict[tuple[object, ...], NumberEntry] = {}
    for campaign in campaigns.values():
        for entry in campaign.numbers.values():
            for field, value in identities(entry):
                if field not in _OF_A_PROJECT:
                    continue
                other = first.setdefault((field, value), entry)
                if (other.file, other.line) != (entry.file, entry.line):
                    yield (
                        f"{entry.file}:{entry.line}: {entry.name}: {field} '{value[-1]}' is also "
                        f"used by {other.name} ({other.file}:{other.line}), and one number cannot "
                        "belong to two stacks"
                    )


def _sheets(campaigns: Mapping[str, CampaignFile]) -> Iterator[str]:
    users: dict[tuple[Path, str | None, CampaignRef], list[str]] = {}
    for file, campaign in campaigns.items():
        if campaign.sheet is not None:
            path, tab = campaign.sheet.path.resolve(), campaign.sheet.tab
            users.setdefault((path, tab, campaign.where), []).append(file)
    for (path, _, where), files in users.items():
        if len(files) > 1:
            yield (
                f"{listed(files)} declare the rows of {path.name} in one campaign, "
                f"{short(where)}, and each buys numbers of its own"
            )
