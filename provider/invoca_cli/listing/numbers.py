"""What is shown of each number that a stack holds.

Owns: which facts these are, and their order. Must not know: formats, or how a state is read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from invoca.drift.findings import UNHELD, Finding, Kind, Managed
from invoca.natural import natural
from invoca.promo_number.models import CampaignRef
from invoca.promo_number.values import e164


class ListedNumber(NamedTuple):
    """One number. promo_number: ten digits, "" while its purchase is pending. id: its
    id_from_network, or "". live: how it differs in Invoca, a phrase; "" where it does not, None
    where nobody looked."""

    stack: str
    name: str
    promo_number: str
    e164: str
    where: CampaignRef
    media_type: str
    description: str
    custom_data: Mapping[str, str]
    id: str
    live: str | None = None


def held_numbers(managed: Iterable[Managed]) -> list[ListedNumber]:
    """The numbers that are held, by stack and name, 2 before 10."""
    found = [
        _number(one)
        for one in managed
        if one.is_deployed and not one.is_unheld and not one.is_leaving
    ]
    return sorted(found, key=lambda one: (natural(one.stack), natural(one.name)))


def compared(numbers: Iterable[ListedNumber], findings: Iterable[Finding]) -> list[ListedNumber]:
    """The same numbers with how they differ in Invoca."""
    found: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for finding in findings:
        if finding.kind not in UNHELD:
            found[finding.stack, finding.name].append(_phrase(finding))
    return [one._replace(live=", ".join(found[one.stack, one.name])) for one in numbers]


def _phrase(finding: Finding) -> str:
    if finding.kind in (Kind.CHANGED, Kind.ID_CHANGED):
        return f"{finding.field} is '{finding.live}'" if finding.live else f"no {finding.field}"
    if finding.kind is Kind.MOVED:
        return f"moved to {finding.live}"
    return str(finding.kind.value).replace("_", " ")


def _number(one: Managed) -> ListedNumber:
    declared = one.declared
    return ListedNumber(
        stack=one.stack,
        name=one.name,
        promo_number=one.promo_number,
        e164=e164(one.promo_number) if one.promo_number else "",
        where=one.where,
        media_type=declared.media_type if declared else "",
        description=declared.description if declared else "",
        custom_data=declared.managed_custom_data if declared else {},
        id=one.ids[0] if one.ids else "",
    )
