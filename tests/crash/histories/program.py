"""What is declared, and what a person has in mind by it.

Owns: the entries of the campaign file, which of them mean the same number, and how many numbers all
of it ever needed. Must not know: an engine, an account.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import yaml

from tests.crash.histories import steps
from tests.crash.histories.steps import AFFILIATE


@dataclass(frozen=True)
class Entry:
    """One number of the file. lineage: the same for all that a person takes for one number.

    protect: as written; None for not at all. was: former names, the latest first. picked: by
    Invoca, its id.
    """

    lineage: int
    campaign: str = "spring-radio"
    affiliate: bool = False
    description: str = ""
    station: str | None = None
    area: str | None = None
    generation: int = 1
    own_id: str | None = None
    adopt: str | bool | None = None
    was: tuple[str, ...] = ()
    protect: bool | None = None
    # Not in what some models draw their chances from.
    picked: bool = field(default=False, repr=False)

    @property
    def need(self) -> tuple[object, ...]:
        """What makes it another number than the entry of that lineage that was there before."""
        return (self.lineage, self.generation, self.area, self.own_id)

    @property
    def place(self) -> tuple[str, str, str | None]:
        return ("acme", self.campaign, AFFILIATE if self.affiliate else None)

    def inputs(self) -> dict[str, Any]:
        """The keys of the campaign file, `was` and `protect` left out."""
        data = {"channel": "radio", **({"station": self.station} if self.station else {})}
        values = {
            "advertiser_id": "acme",
            "campaign_id": self.campaign,
            "affiliate_id": AFFILIATE if self.affiliate else None,
            "description": self.description,
            "media_type": "Offline: Radio",
            "custom_data": data,
            "local_center": {"tn_prefix": self.area} if self.area else None,
            "generation": self.generation if self.generation != 1 else None,
            "id_from_network": self.own_id,
            "id_assigned_by": "invoca" if self.picked else None,
            "adopt": self.adopt,
        }
        return {name: value for name, value in values.items() if value is not None}

    def written(self) -> dict[str, Any]:
        more = {"was": list(self.was) or None, "protect": self.protect}
        return self.inputs() | {name: value for name, value in more.items() if value is not None}


@dataclass(frozen=True)
class Holding:
    """What a state says of a number. name: of its resource. is_leaving: replaced, not yet deleted.

    protected: as the engine knows it. digits: of the number, or a mark of a purchase whose number
    is not known yet.
    """

    name: str
    digits: str
    protected: bool
    is_leaving: bool = False
    is_pending: bool = False


Held = Mapping[str, Holding]  # by name; what is leaving is not among them


@dataclass
class Program:
    """The campaign file, as it is edited. picks: whether Invoca picks the ids of its numbers.
    removed: the entries that were taken out, by name, as they were last."""

    entries: dict[str, Entry] = field(default_factory=dict)
    lineages: int = 0
    picks: bool = False
    removed: dict[str, Entry] = field(default_factory=dict)

    @property
    def names(self) -> set[str]:
        """All by which a state may know what is declared."""
        former = {name for entry in self.entries.values() for name in entry.was}
        return {*self.entries, *former}

    def text(self) -> str:
        numbers = {name: entry.written() for name, entry in self.entries.items()}
        head = {"advertiser_id": "acme", "campaign_id": "spring-radio"}
        return yaml.safe_dump({**head, "numbers": numbers}, sort_keys=False)

    def edit(self, step: steps.Edit, held: Held, by_hand: Mapping[str, str]) -> bool:
        """Whether the edit was possible. held: by what the state says a person acts with consent.
        by_hand: the numbers that somebody bought by hand, and their campaigns."""
        name = step.name
        if isinstance(step, (steps.Add, steps.AdoptByDigits)):
            return self._add(step, held, by_hand)
        entry = self.entries.get(name)
        if entry is None:
            return False
        if isinstance(step, steps.Rename):
            return self._rename(entry, step, held)
        if isinstance(step, steps.Remove):
            if not self._may_go(name, held):
                return False
            self.removed[name] = self.entries.pop(name)
            return True
        edited = self._edited(entry, step, held)
        self.entries[name] = edited
        return edited != entry

    def _edited(self, entry: Entry, step: steps.Edit, held: Held) -> Entry:
        if isinstance(step, steps.Change):
            station = step.words.upper() if step.station else None
            return replace(entry, description=f"{entry.lineage} {step.words}", station=station)
        if isinstance(step, steps.Move):
            if entry.adopt and step.name not in held:
                return entry  # it is taken over where it is
            return replace(entry, campaign=step.campaign, affiliate=step.affiliate)
        if isinstance(step, steps.Protect):
            return replace(entry, protect=not step.consent)
        if isinstance(step, steps.Renew) and self._may_go(step.name, held):
            return self.renewed(entry, step.area)
        if isinstance(step, steps.ForgetFormerName) and step.name in held:
            return replace(entry, was=())
        return entry

    def renewed(self, entry: Entry, area: str | None) -> Entry:
        if entry.adopt or entry.own_id:
            return entry  # another number needs another id there, which is another entry
        if area is not None and area != entry.area:
            return replace(entry, area=area)
        return replace(entry, generation=entry.generation + 1)

    def _may_go(self, name: str, held: Held) -> bool:
        """Whether the state has the consent to release what the entry holds, or knows no number."""
        entry, holding = self.entries[name], held.get(name)
        if holding is None:
            # Under its former name it may be held all the same.
            return not any(name in held for name in entry.was)
        return not holding.protected

    def _add(
        self, step: steps.Add | steps.AdoptByDigits, held: Held, by_hand: Mapping[str, str]
    ) -> bool:
        if step.name in held:
            return False  # a number that was just taken out is gone before its name is used again
        if step.name in self.names:
            return False  # refused by the file itself: one name for two
        self.lineages += 1
        entry = Entry(self.lineages, description=f"{self.lineages} new", picked=self.picks)
        if isinstance(step, steps.AdoptByDigits):
            if step.index >= len(by_hand):
                return False
            digits, campaign = list(by_hand.items())[step.index]
            if any(other.adopt == digits for other in self.entries.values()):
                return False
            self.entries[step.name] = replace(entry, adopt=digits, campaign=campaign)
            return True
        self.entries[step.name] = replace(
            entry,
            campaign=step.campaign,
            affiliate=step.affiliate,
            area=step.area,
            own_id=f"own-{step.name}-{self.lineages}" if step.own_id else None,
        )
        return True

    def _rename(self, entry: Entry, step: steps.Rename, held: Held) -> bool:
        if step.new in self.names or step.new in held:
            return False
        del self.entries[step.name]
        self.entries[step.new] = replace(entry, was=(step.name, *entry.was))
        return True
