"""Numbers whose ids Invoca picks: what of a history they cannot bear, and what a person answers
where only what is declared tells one from another.

Owns: the words of those messages, and why a step is left out. Must not know: which engine it is.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
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

    is_late: bool = False
    is_later: bool = False
    _edited: set[int] = field(default_factory=set)  # lineages, while a dead run's number is live
    _renamed: set[int] = field(default_factory=set)
    _died_elsewhere: dict[str, bool] = field(default_factory=dict)  # by digits
    _saved: frozenset[str] = frozenset()

    def forbid(
        self,
        step: steps.Step,
        program: Program,
        holdings: Collection[Holding],
        strays: Collection[str],
        live: Collection[Mapping[str, object]],
        *,
        is_lost: bool,
    ) -> bool:
        """strays: the live numbers that no state holds and nobody was told of."""
        now = frozenset(one.digits for one in holdings)
        if not strays:
            self._edited.clear()
            self._renamed.clear()
            self._died_elsewhere.clear()
        if isinstance(step, steps.SaveState):
            self._saved = now
        if isinstance(step, steps.RestoreState):
            return not now <= self._saved  # what it lacks is lost, and may be edited since
        by_hand = isinstance(step, (steps.ChangeByHand, steps.MoveByHand))
        if ((is_lost or strays) and by_hand) or (is_lost and isinstance(step, steps.Change)):
            return True  # it is known by what is declared, and by nothing else
        if isinstance(step, steps.LoseState):
            return bool(strays) or not _are_as_declared(program, holdings, live)
        if self.is_later and getattr(step, "strike", None) is not None:
            return True
        if isinstance(step, steps.Up) and any(
            self._died_elsewhere.get(digits, False) != step.elsewhere for digits in strays
        ):
            return self.is_late or bool(self._edited | self._renamed)
        if isinstance(step, steps.Edit) and strays:
            return self._is_lost_by(step, program, {one.name for one in holdings})
        return False

    def ran(self, step: steps.Operation, strays: Collection[str]) -> None:
        """strays: as they are after it. The notes of a run are on its machine."""
        for digits in strays:
            elsewhere = isinstance(step, steps.Up) and step.elsewhere
            self._died_elsewhere.setdefault(digits, elsewhere)

    def _is_lost_by(self, step: steps.Edit, program: Program, held: Collection[str]) -> bool:
        """Whether nothing leads from an entry to what a dead run bought for it any more."""
        entry = program.entries.get(step.name)
        if entry is None or not {step.name, *entry.was}.isdisjoint(held):
            return False
        if isinstance(step, steps.Remove) or any(self._died_elsewhere.values()):
            return True  # the last runs of a history are on the other machine
        is_rename = isinstance(step, (steps.Rename, steps.ForgetFormerName))
        done, other = (self._renamed, self._edited) if is_rename else (self._edited, self._renamed)
        if entry.lineage in other:
            return True
        done.add(entry.lineage)
        return False


def _are_as_declared(
    program: Program, holdings: Collection[Holding], live: Collection[Mapping[str, object]]
) -> bool:
    """Whether each number that a state holds would be found by what is declared of it."""
    numbers = {str(one["promo_number"]): one for one in live}
    for holding in holdings:
        number, entry = numbers.get(holding.digits), program.entries.get(holding.name)
        if number is None or entry is None or holding.is_leaving:
            return False
        is_there = (number["campaign"], number["affiliate"]) == entry.place[1:]
        if not is_there or number["description"] != entry.description:
            return False
    return True
