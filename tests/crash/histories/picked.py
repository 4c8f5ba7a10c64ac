"""Numbers whose ids Invoca picks: what of a history they cannot bear, and what a person answers
where only what is declared tells one from another.

Owns: the words of those messages, and why a step is left out. Must not know: which engine it is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from invoca_simulator import Simulator
from tests.crash.histories import steps
from tests.crash.histories.judge import Judge
from tests.crash.histories.program import Entry, Holding, Program

_LOOKS_THE_SAME = re.compile(
    r"buying a number \('([^']*)'\) in [^:]*: ([\d, ]+) already agrees? with every"
)
_ALL_FIT = re.compile(r"which number was bought for '([^']*)'[^:]*: ([\d, ]+) all fit")
_FOR_ANOTHER = re.compile(r"taking over \d{10} \('([^']*)'\) in [^:]*: it was bought for the same")
_DIGITS = re.compile(r"\d{10}")


def answer(text: str, program: Program, judge: Judge, account: Simulator, held: set[str]) -> None:
    """Does what messages ask for. held: the digits that the state holds."""
    for name, entry in list(program.entries.items()):
        for description, alike in _LOOKS_THE_SAME.findall(text):
            if description == entry.description:
                program.entries[name] = _chosen(entry, _DIGITS.findall(alike), judge, held)
        for description, alike in _ALL_FIT.findall(text):
            if description == entry.description:
                chosen = _chosen(entry, _DIGITS.findall(alike), judge, held)
                program.entries[name] = chosen
                for digits in set(_DIGITS.findall(alike)) - held - {str(chosen.adopt)}:
                    account.release_number(digits)
        if entry.description in _FOR_ANOTHER.findall(text):
            program.entries[name] = _of_its_own(entry)


def _chosen(entry: Entry, alike: list[str], judge: Judge, held: set[str]) -> Entry:
    """What somebody knows who bought it: one that was never held came of a run that died."""
    mine = [
        digits
        for digits in alike
        if digits not in held and judge.need_of(digits) in (None, entry.need)
    ]
    return replace(entry, adopt=mine[0]) if mine else _of_its_own(entry)


def _of_its_own(entry: Entry) -> Entry:
    return replace(entry, description=f"{entry.description} too")


@dataclass
class Bounds:
    """What docs/reliability.md says is not covered of such numbers. All else is played.

    is_late: whether a list may miss a purchase once or twice. is_later: whether for longer than
    what a dead run bought is looked for."""

    program: Program
    judge: Judge
    is_late: bool = False
    is_later: bool = False
    _edited: set[int] = field(default_factory=set)  # lineages, while a dead run's number is live
    _renamed: set[int] = field(default_factory=set)
    _died_elsewhere: dict[str, bool] = field(default_factory=dict)  # by digits
    _saved: frozenset[str] = frozenset()

    def forbid(self, step: steps.Step, holdings: list[Holding], *, is_lost: bool) -> bool:
        strays = self._strays(holdings)
        self._edited &= set(strays.values())
        self._renamed &= set(strays.values())
        by_hand = isinstance(step, (steps.ChangeByHand, steps.MoveByHand))
        if by_hand or (is_lost and isinstance(step, steps.Change)):
            # One that no state holds is known by what is declared, and by nothing else.
            return is_lost or bool(strays)
        if isinstance(step, steps.Wait) and self.is_late and strays:
            return True  # a list may miss it still when it is given up
        if self.is_later and getattr(step, "strike", None) is not None:
            return True
        if isinstance(step, steps.Up):
            return any(self._is_unknown_to(step, *stray) for stray in strays.items())
        if isinstance(step, steps.Edit):
            return self._is_lost_by(step, strays)
        return self._loses_a_number(step, holdings, strays)

    def ran(self, step: steps.Operation, holdings: list[Holding]) -> None:
        """The notes of a run are on its machine."""
        elsewhere = isinstance(step, steps.Up) and step.elsewhere
        strays = self._strays(holdings)
        known = self._died_elsewhere
        self._died_elsewhere = {digits: known.get(digits, elsewhere) for digits in strays}

    def _strays(self, holdings: list[Holding]) -> dict[str, int]:
        """The lineages, by digits, of the live numbers that dead runs bought, or that a lost state
        held. A purchase that a state holds as pending is known to it, also under a former name."""
        lineages = {
            name: entry.lineage
            for now, entry in self.program.entries.items()
            for name in (*entry.was, now)
        }
        known = {lineages.get(one.name) for one in holdings if one.is_pending}
        unheld = self.judge.unheld(holdings)
        return {
            digits: lineage
            for digits, number in unheld.items()
            if (lineage := _lineage(number)) not in (None, *known)
        }

    def _is_unknown_to(self, up: steps.Up, digits: str, lineage: int) -> bool:
        if self._died_elsewhere.get(digits, False) == up.elsewhere:
            return False
        return self.is_late or lineage in self._edited | self._renamed

    def _is_lost_by(self, step: steps.Edit, strays: Mapping[str, int]) -> bool:
        """Whether nothing leads from an entry to what a dead run bought for it any more."""
        entry = self.program.entries.get(step.name)
        if entry is None or entry.lineage not in strays.values():
            return False
        died_elsewhere = any(
            self._died_elsewhere.get(digits, False)
            for digits, lineage in strays.items()
            if lineage == entry.lineage
        )
        if isinstance(step, steps.Remove) or died_elsewhere:
            return True  # the last runs of a history are on the other machine
        is_rename = isinstance(step, (steps.Rename, steps.ForgetFormerName))
        done, other = self._edited, self._renamed
        if is_rename:
            done, other = other, done
        if entry.lineage not in other:
            done.add(entry.lineage)
        return entry.lineage in other

    def _loses_a_number(
        self, step: steps.Step, holdings: list[Holding], strays: Mapping[str, int]
    ) -> bool:
        """Whether a state is lost, or an older one restored, that alone leads to a number."""
        now = frozenset(one.digits for one in holdings)
        if isinstance(step, steps.SaveState):
            self._saved = now
        if isinstance(step, steps.RestoreState):
            return not now <= self._saved
        if isinstance(step, steps.LoseState):
            return bool(strays) or not self._are_as_declared(holdings)
        return False

    def _are_as_declared(self, holdings: list[Holding]) -> bool:
        """Whether each number that a state holds would be found by what is declared of it."""
        live = self.judge.account.numbers()
        numbers = {str(one["promo_number"]): one for one in live}
        for holding in holdings:
            number = numbers.get(holding.digits)
            entry = self.program.entries.get(holding.name)
            if number is None or entry is None or holding.is_leaving:
                return False
            is_there = (number["campaign"], number["affiliate"]) == entry.place[1:]
            if not is_there or number["description"] != entry.description:
                return False
        return True


def _lineage(number: Mapping[str, object]) -> int | None:
    """Of the entry for which a number was bought; None where somebody changed what says so."""
    first = str(number["description"]).split(" ")[0]
    return int(first) if first.isdigit() else None
