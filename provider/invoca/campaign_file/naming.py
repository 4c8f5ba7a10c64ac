"""Readable names for what is found live: numbers by their descriptions, stacks by their campaigns.

Owns: that names are unique and stay what they are when numbers are added. Must not know: files.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

from ..promo_number.models import CampaignRef, PromoNumber

SLUG_MAXIMUM = 60  # characters of a description that a name repeats
STACK_MAXIMUM = 80  # characters; engines allow 100 and more


def slug(text: str) -> str:
    """`KROQ drive time (Größe L)` as `kroq-drive-time-grosse-l`; "" where no letter is left."""
    plain = unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")
    if len(words) <= SLUG_MAXIMUM:
        return words
    cut = words[: SLUG_MAXIMUM + 1].rpartition("-")[0]
    return cut or words[:SLUG_MAXIMUM]


def number_names(numbers: Iterable[PromoNumber], kept: Mapping[str, str]) -> dict[str, str]:
    """The name of each number, by digits.

    kept: names that some have already, by digits. Of several numbers with the same description the
    oldest gets it alone as its name, so that a later number changes no name.
    """
    names = dict(kept)
    taken = set(names.values())
    for number in sorted(numbers, key=_age):
        if number.promo_number not in names:
            name = first_free(number, taken)
            names[number.promo_number] = name
            taken.add(name)
    return names


def first_free(number: PromoNumber, taken: Collection[str]) -> str:
    """The shortest name for the number that is not `taken`."""
    return next(name for name in _candidates(number) if name not in taken)


def _age(number: PromoNumber) -> tuple[bool, int, str]:
    # Invoca counts its own ids up.
    return number.id is None, number.id or 0, number.promo_number


def _candidates(number: PromoNumber) -> Iterator[str]:
    digits, base = number.promo_number, slug(number.description or "")
    if base:
        yield base
        yield from (f"{base}-{digits[-count:]}" for count in (4, 7, len(digits)))
    else:
        yield digits
    count = 2
    while True:
        yield f"{base or digits}-{digits}-{count}"
        count += 1


def stack_names(
    campaigns: Collection[CampaignRef], *, reserved: str = ""
) -> dict[CampaignRef, str]:
    """The stack that each campaign becomes, in letters, digits and `_.-`.

    reserved: how the names of an engine's own files begin, in lower case; "" for none. Names that
    differ only in case count as one: some file systems cannot tell them apart.
    """

    def named(way: Callable[[CampaignRef], str], where: CampaignRef) -> str:
        name = way(where)
        is_reserved = reserved and name.casefold().startswith(reserved)
        return f"campaign-{name}" if is_reserved else name

    names: dict[CampaignRef, str] = {}
    ways: Sequence[Callable[[CampaignRef], str]] = (_by_campaign, _by_everything, _by_hash)
    for way in ways:
        left = [where for where in campaigns if where not in names]
        wanted = Counter(named(way, where).casefold() for where in left)
        taken = {name.casefold() for name in names.values()}
        for where in left:
            name = named(way, where)
            if wanted[name.casefold()] == 1 and name.casefold() not in taken:
                names[where] = name
    return names


def _by_campaign(where: CampaignRef) -> str:
    return _stack(where.campaign_id, where.affiliate_id or "")


def _by_everything(where: CampaignRef) -> str:
    return _stack(where.advertiser_id, where.campaign_id, where.affiliate_id or "")


def _by_hash(where: CampaignRef) -> str:
    digest = hashlib.sha256("\n".join(part or "" for part in where).encode()).hexdigest()
    return f"{_by_everything(where)}-{digest[:8]}"


def _stack(*ids: str) -> str:
    text = unicodedata.normalize("NFKD", "-".join(filter(None, ids)))
    ascii_ = text.encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9_.-]+", "-", ascii_).strip("-.")[:STACK_MAXIMUM] or "campaign"
