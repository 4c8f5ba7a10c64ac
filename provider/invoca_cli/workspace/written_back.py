"""Phone numbers in a sheet, compared with those of the stack.

Must not know: who wrote them there.
"""

from __future__ import annotations

from collections.abc import Mapping

from invoca.campaign_file import CampaignFile


def wrong_digits(campaign: CampaignFile, digits: Mapping[str, str]) -> list[str]:
    """A sentence for each number whose sheet shows another one than the stack holds.

    digits: those that the stack holds, by name.
    """
    holders = {number: name for name, number in digits.items()}
    found = []
    for entry in campaign.numbers.values():
        shown, held = entry.written_back, digits.get(entry.name, "")
        if not shown or shown == held:
            continue
        place = f"{entry.file}:{entry.line}: {entry.name}: promo_number says {shown}"
        if held:
            found.append(f"{place}, but the stack holds {held}")
        elif shown in holders and holders[shown] not in entry.was:
            name = holders[shown]
            found.append(
                f"{place}, which the stack holds as {name}; where {entry.name} is that number "
                f"under a new name, write `was: {name}`"
            )
        elif shown not in holders:
            found.append(f"{place}, which the stack does not hold; empty the cell")
    return found
