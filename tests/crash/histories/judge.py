"""The rules, held against the account's own ledger.

Owns: what counts as bought too often, lost, wrongly released, held twice. Must not know: how
anything is bought or released, or by which engine.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from invoca_simulator import Simulator
from tests.crash.histories.program import Entry, Holding, Program


class Before(NamedTuple):
    """A run's beginning. may_destroy: names that the run was told to destroy."""

    entries: dict[str, Entry]
    holdings: list[Holding]
    ledger: int
    may_destroy: frozenset[str]


@dataclass
class Judge:
    """violations: sentences, in the order in which they were found."""

    account: Simulator
    violations: list[str] = field(default_factory=list)
    _needs: set[tuple[object, ...]] = field(default_factory=set)
    _need_of: dict[str, tuple[object, ...]] = field(default_factory=dict)

    def before(
        self, program: Program, holdings: list[Holding], may_destroy: Iterable[str] = ()
    ) -> Before:
        self._needs |= {entry.need for entry in program.entries.values()}
        self._note(program, holdings)
        ledger = len(self.account.ledger())
        return Before(dict(program.entries), holdings, ledger, frozenset(may_destroy))

    def after(self, program: Program, before: Before, holdings: list[Holding]) -> None:
        self._note(program, holdings)
        self.violations += [
            *self._bought_too_often(),
            *self._wrongly_released(before),
            *_held_twice(holdings),
        ]

    def in_the_end(self, holdings: list[Holding], told: str) -> None:
        """told: what was said to a person since the last misfortune."""
        held = {holding.digits for holding in holdings}
        ours = {entry.promo_number for entry in self.account.ledger("bought") if entry.by == "api"}
        live = {str(number["promo_number"]) for number in self.account.numbers()}
        said = "".join(character for character in told if character.isalnum() or character == "\n")
        self.violations += [
            f"{digits} is live, has no holder, and nobody was told"
            for digits in sorted((live & ours) - held)
            if digits not in said
        ]
        self.violations += [f"{digits} is in the state but gone" for digits in sorted(held - live)]

    def _note(self, program: Program, holdings: list[Holding]) -> None:
        for holding in holdings:
            entry = program.entries.get(holding.name)
            if entry is not None and not holding.is_leaving:
                self._need_of.setdefault(holding.digits, entry.need)

    def _bought_too_often(self) -> Iterator[str]:
        sold = [entry for entry in self.account.ledger("bought") if entry.by == "api"]
        ours = {entry.promo_number for entry in sold}
        released = [e for e in self.account.ledger("released") if e.promo_number in ours]
        if len(sold) > len(self._needs) + len(released):
            yield (
                f"{len(sold)} bought for {len(self._needs)} that were ever declared and "
                f"{len(released)} released"
            )
        gone = Counter(entry.id_from_network for entry in released)
        for id_, count in Counter(entry.id_from_network for entry in sold).items():
            if count > 1 + gone[id_]:
                yield f"{count} bought for id {id_}, {gone[id_]} released"

    def _wrongly_released(self, before: Before) -> Iterator[str]:
        held = {holding.digits: holding for holding in before.holdings}
        for entry in self.account.ledger()[before.ledger :]:
            if entry.event != "released" or entry.by != "api":
                continue
            digits = entry.promo_number
            holding = held.get(digits)
            if holding is None:
                yield f"{digits} was released, and no state held it when the run began"
            elif holding.is_leaving:
                continue
            elif holding.protected:
                yield f"{digits} ({holding.name}) was released, and the state protected it"
            elif holding.name not in before.may_destroy and self._is_wanted(before, digits):
                yield f"{digits} ({holding.name}) was released, and is declared"

    def _is_wanted(self, before: Before, digits: str) -> bool:
        need = self._need_of.get(digits)
        return need is not None and any(need == one.need for one in before.entries.values())


def _held_twice(holdings: list[Holding]) -> Iterator[str]:
    staying = Counter(holding.digits for holding in holdings if not holding.is_leaving)
    for digits, count in staying.items():
        if count > 1:
            yield f"{digits} is held by {count} resources"
