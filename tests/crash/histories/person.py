"""What a person does when everything is calm again: what the messages ask for, and nothing else.

Owns: how a history ends, and what is looked at then. Must not know: which engine it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple, Protocol

from invoca_simulator import Simulator
from tests.crash.histories import picked, steps
from tests.crash.histories.judge import Judge
from tests.crash.histories.program import Entry, Holding, Program

CALM_RUNS = 10
# After so long nobody takes a number that does not show for one that shows late.
LONG_SECONDS = 600.0
# As an account is once nothing is out of order any more.
CALM = {
    "read_after_write": "immediate",
    "list_answer": "complete",
    "get_lag_seconds": 0,
    "list_lag_seconds": 0,
    "answers_other_number": (),
    "campaigns_list": "open",
    "affiliates_list": "open",
}
Where = tuple[str, str, str | None]  # advertiser, campaign, affiliate
_IS_ELSEWHERE = re.compile(
    r"promo number (\d{10}) in campaign '([^']+)' of advertiser '([^']+)'"
    r"(?:, affiliate '([^']+)')?: it is in campaign"
)
_MAY_BE_RELEASED = re.compile(
    r"promo number (\d{10}) (?:in|of) .* answered 403.*if it was released, take"
)
_SAYS_ADOPT = re.compile(r'adopt(: true| = "true")')
_IS_ASKED_TWICE = re.compile(r"If '([a-z]+)' is another number, increase its `generation`")
_LOOKS_LIKE = re.compile(
    r"for id '([a-z]+)-[^']*' in [^:]*: ((?:\d{10} \(id [^)]*\)(?:, )?)+) was bought for"
)
_IS_STORED_AS = re.compile(r"looking for id '([^']+)' in .*?: Invoca has (\d{10}) there")
_IS_PROTECTED = re.compile(r"releasing promo number \d{10} of '([a-z]+)': it is protected")
_DIGITS = re.compile(r"\b\d{10}\b")


class Said(NamedTuple):
    """How a command ended, and what it said to a person."""

    succeeded: bool
    text: str


class Engine(Protocol):
    """What a history is played on: one stack, of one account."""

    account: Simulator
    has_time: bool  # whether `wait` lets time pass

    def run(self, operation: steps.Operation, program: Program) -> Said: ...

    def holdings(self) -> list[Holding]: ...

    def plan(self, program: Program, *, refresh: bool) -> Said:
        """Succeeds where there is nothing to do; else the text says what there is."""

    def drift(self, program: Program) -> tuple[Said, list[str]]:
        """Succeeds where nothing is different from what is declared and deployed; and the numbers
        that it says an interrupted run has left."""

    def untaint(self) -> None: ...

    def wait(self, seconds: float) -> None: ...

    def forget(self, digits: str) -> None:
        """Takes what holds a number out of the state."""

    def settle_purchases(self) -> None:
        """The person's word that every purchase of unclear outcome was looked at by now."""

    def heed(self, text: str, program: Program) -> None:
        """Does what messages ask for in words that this engine alone has."""


class Moved(NamedTuple):
    """A number that somebody moved by hand."""

    digits: str
    here: Where
    there: Where


def place(number: dict[str, object]) -> Where:
    affiliate = number["affiliate"]
    return str(number["advertiser"]), str(number["campaign"]), affiliate and str(affiliate)


def calm(account: Simulator) -> None:
    """Nothing is out of order in it any more."""
    account.clear_faults()
    account.set_knobs(**CALM)
    account.reads.clear()
    account.lists.clear()


def run_judged(
    judge: Judge,
    engine: Engine,
    operation: steps.Operation,
    program: Program,
    may_destroy: Iterable[str] = (),
) -> Said:
    """may_destroy: names that the run is told to destroy."""
    before = judge.before(program, engine.holdings(), may_destroy)
    said = engine.run(operation, program)
    judge.after(program, before, engine.holdings(), said.text)
    return said


class Person:
    """moved: what somebody else moved by hand."""

    def __init__(self, engine: Engine, program: Program, judge: Judge) -> None:
        self.engine = engine
        self.account = engine.account
        self.program = program
        self.judge = judge
        self.moved: list[Moved] = []
        self._declared_again: set[str] = set()  # names, until a run succeeds

    def calm_down(self) -> str:
        """Every misfortune is over. What was said from then on."""
        calm(self.account)
        self.get_ready()
        told, converged = self._until_it_converges()
        if not converged:
            self.judge.violations.append(f"never converged: {told[-1500:]}")
        told += self._reviewed()
        self.judge.in_the_end(self.engine.holdings(), told)
        return told

    def get_ready(self) -> None:
        self._undo_moves()
        self.engine.untaint()
        self._take_out_what_cannot_be_adopted()
        if not self.program.entries:
            self.program.edit(steps.Add("zoe"), {}, {})

    def _until_it_converges(self) -> tuple[str, bool]:
        """Plain runs until one succeeds, then one that looks at everything once more."""
        told, refresh = "", False
        for run in range(CALM_RUNS):
            self.engine.wait(LONG_SECONDS)
            up = steps.Up(refresh=refresh or run > 2)
            said = run_judged(self.judge, self.engine, up, self.program)
            told += said.text + "\n"
            if said.succeeded and refresh and not self._declared_again:
                return told, True
            refresh = said.succeeded
            if said.succeeded:
                self._remove_again()
            self._do_what_is_asked_for(said.text)
        return told, False

    # -- what messages ask for ---------------------------------------------------------------------

    def _do_what_is_asked_for(self, text: str) -> None:
        if "settledBefore" in text:
            self.engine.settle_purchases()
        self.engine.heed(text, self.program)
        if self.program.picks:
            held = {one.digits for one in self.engine.holdings()}
            picked.answer(text, self.program, self.judge, self.account, held)
        for found in _IS_ELSEWHERE.finditer(text):
            digits, campaign, advertiser, affiliate = found.groups()
            self.account.move_number(digits, advertiser, campaign, affiliate)
        self._declare_with_consent(text)
        live = {str(one["promo_number"]) for one in self.account.numbers()}
        for digits in set(_MAY_BE_RELEASED.findall(text)) - live:
            self.engine.forget(digits)
        for name, alike in _LOOKS_LIKE.findall(text):
            self._choose(name, _DIGITS.findall(alike))
        for own_id, digits in _IS_STORED_AS.findall(text):
            for name, entry in [*self.program.entries.items()]:
                if entry.own_id == own_id:
                    self._choose(name, [digits])
        for name in set(_IS_ASKED_TWICE.findall(text)) & set(self.program.entries):
            entry = self.program.entries[name]
            self.program.entries[name] = self.program.renewed(entry, entry.area)
        for name, entry in self.program.entries.items():
            if "holds it already" in text and f"for '{entry.description}'" in text:
                self.program.entries[name] = self.program.renewed(entry, None)
            elif entry.adopt is True and f"'{entry.own_id}'" in text and "remove `adopt`" in text:
                self.program.entries[name] = replace(entry, adopt=None)
            # An own id may be anybody's: who declared it says that it is his.
            elif entry.own_id is not None and f"'{entry.own_id}'" in text:
                if "remove `adopt` to buy" in text:
                    self.program.entries[name] = replace(entry, adopt=None)
                elif _SAYS_ADOPT.search(text):
                    self.program.entries[name] = replace(entry, adopt=True)

    def _declare_with_consent(self, text: str) -> None:
        """With consent, what was taken out while something in the state lacked it."""
        names = set(_IS_PROTECTED.findall(text)) - self.program.names
        for name in names & set(self.program.removed):
            self.program.entries[name] = replace(self.program.removed[name], protect=False)
            self._declared_again.add(name)

    def _remove_again(self) -> None:
        for name in self._declared_again:
            del self.program.entries[name]
        self._declared_again = set()

    def _choose(self, name: str, alike: list[str]) -> None:
        """Which of the live numbers that look like the one to be bought is the one, if any is."""
        entry = self.program.entries.get(name)
        if entry is None:
            return
        mine = [digits for digits in alike if self.judge.need_of(digits) == entry.need]
        if mine:
            self.program.entries[name] = replace(entry, adopt=mine[0])
        else:
            self.program.entries[name] = self.program.renewed(entry, None)

    # -- what is looked at in the end --------------------------------------------------------------

    def _reviewed(self) -> str:
        """What a last look says; complains where it finds anything to do."""
        told = ""
        for refresh in (False, True):
            plan = self.engine.plan(self.program, refresh=refresh)
            told += plan.text + "\n"
            if not plan.succeeded:
                name = "the plan after a refresh" if refresh else "the next plan"
                self.judge.violations.append(f"{name} is not empty: {plan.text[-1500:]}")
        drift, left = self.engine.drift(self.program)
        told += drift.text + "\n"
        if left:
            self._release(left)
            drift, _ = self.engine.drift(self.program)
        if not drift.succeeded:
            self.judge.violations.append(f"drift does not agree: {drift.text[-1500:]}")
        return told + drift.text

    def _release(self, left: list[str]) -> None:
        """By hand, what an interrupted run has left and nobody needs."""
        for digits in left:
            if self._is_needed(self.judge.need_of(digits)):
                self.judge.violations.append(f"{digits} is needed, and left without a holder")
            self.account.release_number(digits)

    def _is_needed(self, need: tuple[object, ...] | None) -> bool:
        return any(entry.need == need for entry in self.program.entries.values())

    # -- what somebody else did --------------------------------------------------------------------

    def _undo_moves(self) -> None:
        """What somebody moved by hand goes back, unless it is declared where it is by now."""
        live = {str(one["promo_number"]): one for one in self.account.numbers()}
        for moved in reversed(self.moved):
            number = live.get(moved.digits)
            entry = self._entry_of(moved.digits)
            if number is None or place(number) != moved.there:
                continue
            if entry is None or entry.place != moved.there:
                self.account.move_number(moved.digits, *moved.here)
                number["campaign"], number["affiliate"] = moved.here[1:]

    def _entry_of(self, digits: str) -> Entry | None:
        """As what a number is declared that a state holds."""
        names = {one.digits: one.name for one in self.engine.holdings()}
        return self.program.entries.get(names.get(digits, ""))

    def _take_out_what_cannot_be_adopted(self) -> None:
        live = {number["promo_number"] for number in self.account.numbers()}
        for name, entry in list(self.program.entries.items()):
            if isinstance(entry.adopt, str) and entry.adopt not in live:
                del self.program.entries[name]
