"""Which live number is which managed one.

Owns: the ways to tell, the surest first, and who holds a live number. Sends nothing.
Must not know: what is said of a match, or of a number that has none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from ..promo_number.comparison import differences
from ..promo_number.models import CampaignRef, PromoNumber
from .findings import Managed


class Match(NamedTuple):
    """A managed number that lives, in `where`."""

    number: Managed
    where: CampaignRef
    live: PromoNumber


class Matching:
    """lists: the live numbers of each campaign that could be read, by digits. holders: whose each
    live number is. matches: in the order in which they were found. held_twice: numbers whose live
    one another holds already, with that other."""

    def __init__(self) -> None:
        self.lists: dict[CampaignRef, dict[str, PromoNumber]] = {}
        self.holders: dict[str, Managed] = {}
        self.matches: list[Match] = []
        self.held_twice: list[tuple[Match, Managed]] = []
        self._by_id: dict[CampaignRef, dict[str, list[PromoNumber]]] = {}
        self._by_text: dict[tuple[CampaignRef, str | None], list[PromoNumber]] = {}

    def learn(self, where: CampaignRef, listed: Mapping[str, PromoNumber]) -> None:
        """What is live in a campaign."""
        self.lists[where] = dict(listed)
        by_id = self._by_id[where] = {}
        # The older of two comes first: Invoca counts its own ids up.
        for live in sorted(listed.values(), key=lambda live: live.id or 0):
            self._by_text.setdefault((where, live.description), []).append(live)
            if live.id_from_network:
                by_id.setdefault(live.id_from_network, []).append(live)

    def find(self, numbers: Iterable[Managed]) -> list[Managed]:
        """Finds numbers in the lists, the surest way first; those that are left."""
        for way in (self._in_its_campaign, self._in_another_campaign, self._by_likeness):
            numbers = [number for number in numbers if not self._matched(number, way(number))]
        return list(numbers)

    def claim(self, number: Managed, where: CampaignRef, live: PromoNumber) -> None:
        """Notes that `live` is `number`."""
        match = Match(number, where, live)
        self.matches.append(match)
        other = self.holders.get(live.promo_number)
        if other is None or other.is_leaving or other.is_unheld:
            self.holders[live.promo_number] = number
        elif where == number.where and not (number.is_leaving or number.is_unheld):
            self.held_twice.append((match, other))

    def see_again(self, looked_at: Mapping[str, PromoNumber]) -> None:
        """Live numbers as they are, by digits, in place of what their lists showed."""
        self.matches = [
            match._replace(live=looked_at.get(match.live.promo_number, match.live))
            for match in self.matches
        ]

    def listed(self, where: CampaignRef, number: Managed) -> PromoNumber | None:
        """The number in that campaign's list, by its digits; by its ids where it has none."""
        if number.promo_number:
            return self.lists[where].get(number.promo_number)
        twins = (self._by_id[where].get(id_, ()) for id_ in number.ids)
        return next((live for some in twins for live in some), None)

    def alike(self, number: Managed) -> PromoNumber | None:
        """A live number that nobody holds and that is as declared in every field."""
        declared = number.declared
        if declared is None:
            return None
        for live in self._by_text.get((number.where, declared.description), ()):
            if live.promo_number not in self.holders and not differences(declared, live):
                return live
        return None

    def twins(self, where: CampaignRef) -> Iterator[tuple[str, str]]:
        """The digits of each number that shares its id, with those of the one that has it first."""
        for twins in self._by_id[where].values():
            held = [live for live in twins if live.promo_number in self.holders]
            kept, *_rest = held or twins
            yield from (
                (live.promo_number, kept.promo_number) for live in twins if live is not kept
            )

    def _matched(self, number: Managed, found: tuple[CampaignRef, PromoNumber] | None) -> bool:
        if found is not None:
            self.claim(number, *found)
        return found is not None

    def _in_its_campaign(self, number: Managed) -> tuple[CampaignRef, PromoNumber] | None:
        live = self.listed(number.where, number)
        return (number.where, live) if live else None

    def _in_another_campaign(self, number: Managed) -> tuple[CampaignRef, PromoNumber] | None:
        for where in self.lists:
            live = self.listed(where, number)
            if live and (number.promo_number or live.promo_number not in self.holders):
                return where, live
        return None

    def _by_likeness(self, number: Managed) -> tuple[CampaignRef, PromoNumber] | None:
        """Where Invoca picks the id there is nothing else to go by."""
        if number.promo_number or number.ids:
            return None
        live = self.alike(number)
        return (number.where, live) if live else None
