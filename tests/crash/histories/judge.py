"""The rules, held against the account's own ledger.

Owns: what counts as bought too often, lost, wrongly released, held twice. Must not know: how
anything is bought or released, or by which engine.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from invoca.promo_number import record
from invoca_simulator import Simulator
from invoca_simulator.records import Entry as LedgerEntry
from tests.crash.histories.program import Entry, Holding, Program


class Before(NamedTuple):
    """A run's beginning. may_destroy: names that the run was told to destroy."""

    entries: dict[str, Entry]
    holdings: list[Holding]
    ledger: int
    may_destroy: frozenset[str]


@dataclass
class Judge:
    """violations: sentences, in the order in which they were found. counts_ids: whether one id is
    one number in this account."""

    account: Simulator
    violations: list[str] = field(default_factory=list)
    counts_ids: bool = True
    _needs: set[tuple[object, ...]] = field(default_factory=set)
    _need_of: dict[str, tuple[object, ...]] = field(default_factory=dict)
    _sent_for: dict[str, tuple[object, ...]] = field(default_factory=dict)  # by id
    _adopted: set[str] = field(default_factory=set)
    _let_go: set[str] = field(default_factory=set)

    def before(
        self, program: Program, holdings: list[Holding], may_destroy: Iterable[str] = ()
    ) -> Before:
        self._needs |= {entry.need for entry in program.entries.values()}
        self._note(program, holdings)
        ledger = len(self.account.ledger())
        return Before(dict(program.entries), holdings, ledger, frozenset(may_destroy))

    def after(self, program: Program, before: Before, holdings: list[Holding], told: str) -> None:
        """told: what the run said to a person."""
        self._note(program, holdings)
        # Of a purchase that was pending a state never held the digits.
        known = {*(one.digits for one in before.holdings), *self._bought()}
        left, named = known - {one.digits for one in holdings}, _as_said(told)
        self._let_go |= {digits for digits in left if digits in named}
        self.violations += [
            *self._bought_too_often(),
            *self._wrongly_released(before),
            *self._held_twice(before, holdings),
            *self._live_twice(holdings),
            *self._meddled_with(before),
        ]

    def in_the_end(self, holdings: list[Holding], told: str) -> None:
        """told: what was said to a person since the last misfortune. A number that a state let go
        of was to be named then or in the run that let go of it."""
        held = {holding.digits for holding in holdings}
        live = {str(number["promo_number"]) for number in self.account.numbers()}
        named = _as_said(told)
        self.violations += [
            f"{digits} is live, has no holder, and nobody was told"
            for digits in sorted((live & self._bought()) - held - self._let_go)
            if digits not in named
        ]
        self.violations += [f"{digits} is in the state but gone" for digits in sorted(held - live)]

    def unheld(self, holdings: list[Holding]) -> dict[str, dict[str, object]]:
        """By digits, the live numbers that were bought for the stack and have no holder, but for
        those that a state held once and let go of in so many words."""
        held, ours = {one.digits for one in holdings}, self._bought()
        live = {str(number["promo_number"]): number for number in self.account.numbers()}
        named = {digits for digits in self._let_go if self.need_of(digits) is not None}
        return {digits: live[digits] for digits in (live.keys() & ours) - held - named}

    def need_of(self, digits: str) -> tuple[object, ...] | None:
        """What the number was first held for; None where no state ever held it."""
        return self._need_of.get(digits)

    def _note(self, program: Program, holdings: list[Holding]) -> None:
        for holding in holdings:
            entry = program.entries.get(holding.name)
            if entry is None or holding.is_leaving:
                continue
            if holding.is_pending:
                self._sent_for.setdefault(_id_of_pending(holding), entry.need)
            else:
                need = self._sent_need(holding.digits) or entry.need
                self._need_of.setdefault(holding.digits, need)

    def _sent_need(self, digits: str) -> tuple[object, ...] | None:
        """What a purchase was sent for that was pending until its entry asked for another number;
        None where it was never pending."""
        sold = self.account.ledger("bought")
        ids = [one.id_from_network for one in sold if one.promo_number == digits]
        sent = (need for asked, need in self._sent_for.items() if ids and _carries(ids[0], asked))
        return next(sent, None)

    def _bought(self) -> set[str]:
        """The digits of all that was ever bought for the stack."""
        sold = self.account.ledger("bought")
        return {entry.promo_number for entry in sold if entry.by == "api"}

    def _bought_too_often(self) -> Iterator[str]:
        sold = [entry for entry in self.account.ledger("bought") if entry.by == "api"]
        ours = {entry.promo_number for entry in sold}
        released = [e for e in self.account.ledger("released") if e.promo_number in ours]
        if len(sold) > len(self._needs) + len(released):
            yield (
                f"{len(sold)} bought for {len(self._needs)} that were ever declared and "
                f"{len(released)} released"
            )
        if not self.counts_ids:
            return
        gone = Counter(entry.id_from_network for entry in released)
        for id_, count in Counter(entry.id_from_network for entry in sold).items():
            if count > 1 + gone[id_]:
                yield f"{count} bought for id {id_}, {gone[id_]} released"

    def _held_twice(self, before: Before, holdings: list[Holding]) -> Iterator[str]:
        staying = Counter(holding.digits for holding in holdings if not holding.is_leaving)
        for digits, count in staying.items():
            if count > 1:
                yield f"{digits} is held by {count} resources"

    def _live_twice(self, holdings: list[Holding]) -> Iterator[str]:
        """Of the numbers that were ever held for one need, one lives; or two, while one leaves."""
        ours = self._bought()
        live = {str(number["promo_number"]) for number in self.account.numbers()}
        staying = ours & live - {one.digits for one in holdings if one.is_leaving}
        by_need: dict[tuple[object, ...], list[str]] = {}
        for digits in sorted(staying):
            need = self._need_of.get(digits)
            if need is not None:
                by_need.setdefault(need, []).append(digits)
        for digits_of_one in by_need.values():
            if len(digits_of_one) > 1:
                yield f"{' and '.join(digits_of_one)} were bought for one entry, and live"

    def _released(self, before: Before) -> list[LedgerEntry]:
        """By the run itself."""
        since = self.account.ledger()[before.ledger :]
        return [one for one in since if (one.event, one.by) == ("released", "api")]

    def _wrongly_released(self, before: Before) -> Iterator[str]:
        # One that leaves may be held by one that stays as well.
        leaving_first = sorted(before.holdings, key=lambda one: not one.is_leaving)
        held = {holding.digits: holding for holding in leaving_first}
        for entry in self._released(before):
            digits = entry.promo_number
            holding = held.get(digits) or _pending_as(before.holdings, entry.id_from_network)
            if holding is None:
                yield f"{digits} was released, and no state held it when the run began"
            elif holding.is_leaving:
                continue
            elif holding.protected:
                yield f"{digits} ({holding.name}) was released, and the state protected it"
            elif holding.name not in before.may_destroy and self._is_wanted(before, digits):
                yield f"{digits} ({holding.name}) was released, and is declared"

    def _meddled_with(self, before: Before) -> Iterator[str]:
        """Numbers that somebody bought by hand are touched only where they are declared."""
        ledger = self.account.ledger()
        theirs = {one.promo_number for one in ledger if (one.event, one.by) == ("bought", "hand")}
        adopted = {one.adopt for one in before.entries.values()}
        for entry in ledger[before.ledger :]:
            if entry.by == "api" and entry.promo_number in theirs - adopted - self._adopted:
                yield f"{entry.promo_number}, which somebody bought by hand, was {entry.event}"
        self._adopted |= {str(one) for one in adopted if one}

    def _is_wanted(self, before: Before, digits: str) -> bool:
        need = self._need_of.get(digits)
        return need is not None and any(need == one.need for one in before.entries.values())


def _pending_as(holdings: list[Holding], id_: str | None) -> Holding | None:
    """What a state holds of a purchase of that id, however the account stores it; None for
    nothing."""
    for one in holdings:
        if one.is_pending and _carries(id_, _id_of_pending(one)):
            return one
    return None


def _id_of_pending(holding: Holding) -> str:
    return holding.digits.removeprefix(record.PENDING_PREFIX)


def _carries(id_: str | None, asked: str) -> bool:
    """Whether an account may store an id so that was asked for."""
    return bool(id_) and asked.strip().lower() in str(id_).lower()


def _as_said(told: str) -> str:
    """However it was wrapped or written, digits stand together."""
    return "".join(character for character in told if character.isalnum() or character == "\n")
