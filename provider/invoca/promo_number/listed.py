"""Which numbers of a campaign's list may be the one that is looked for.

Owns: by what a list is looked up, so that thousands of purchases cost no more each than three do.
What is found so is a candidate: `located.Sought` knows what the number is known by.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import cache

from ..client.listing import CampaignListing, Key
from .comparison import differences
from .identity import folded_id, may_be_same_id, name_in
from .located import Sought
from .models import Declaration, PromoNumber

END_LENGTH = 8  # of an id, in characters: enough to tell generated ones, and most others, apart


def with_ids(ids: Sequence[str], listing: CampaignListing) -> list[PromoNumber]:
    """Those whose id ends with one of `ids`, however the account stores them; released ones too."""
    ends = tuple(map(folded_id, ids))
    length = min([END_LENGTH, *map(len, ends)])
    near = listing.having(_by_end(length), {_end(id_, length) for id_ in ends})
    return [shown for shown in near if folded_id(shown.id_from_network).endswith(ends)]


@cache
def _by_end(length: int) -> Key:
    """An account may put something before an id, so that only its end can be looked up."""
    return lambda live: _end(folded_id(live.id_from_network), length)


def _end(id_: str, length: int) -> str:
    return id_[len(id_) - length :] if len(id_) > length else id_


def lookalikes(sought: Sought, listing: CampaignListing) -> Iterator[PromoNumber]:
    """The live numbers whose generated id was made for the same name by other facts; of an id that
    somebody declared, those before whose id the account may have put something."""
    if not sought.is_generated:
        yield from (live for live in with_ids(sought.ids, listing) if not live.is_released)
        return
    name = name_in(sought.ids[0])
    if name is not None:
        yield from of_name(name, listing)
        yield from _of_longer_name(name, sought, listing)


def _of_longer_name(name: str, sought: Sought, listing: CampaignListing) -> Iterator[PromoNumber]:
    """Those of which an account that puts something before ids may have made a longer name. That
    may be another's name as well, so every declared field has to agree."""
    like = sought.declared
    for live in of_description(like, listing) if like else ():
        is_longer = may_be_same_id(name, name_in(live.id_from_network))
        if like and is_longer and not live.is_released:
            unlike = (one.field for one in differences(like, live))
            if all(field in sought.hidden for field in unlike):
                yield live


def of_description(declared: Declaration, listing: CampaignListing) -> Collection[PromoNumber]:
    """Those whose description may be the declared one, also where the list does not show it; all of
    them where none is declared."""
    if not declared.description:
        return listing.known().values()
    return listing.having(_described, {declared.description.strip(), ""})


def _described(live: PromoNumber) -> str:
    """An account may put blanks around a text."""
    return (live.description or "").strip()


def of_name(name: str, listing: CampaignListing) -> Iterator[PromoNumber]:
    """The live numbers whose generated id was made for a name (`identity.readable`)."""
    for live in listing.having(_name_of, {name}):
        if not live.is_released:
            yield live


def _name_of(live: PromoNumber) -> str | None:
    return name_in(live.id_from_network)
