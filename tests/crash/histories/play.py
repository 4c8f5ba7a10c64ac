"""Plays a history on an engine, lets it end in peace, and has it judged.

Owns: when a step is possible, what a person does when everything is calm again. Must not know:
which engine it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import NamedTuple, Protocol

from invoca_simulator import Simulator
from tests.crash.alternatives import ALTERNATIVES
from tests.crash.histories import steps
from tests.crash.histories.judge import Judge
from tests.crash.histories.program import Entry, Holding, Program

CALM_RUNS = 8
CATCHING_UP = 4  # reviews in which a lagging answer may still show an old value

# What a person does in such an account only with a remedy that these histories do not know.
IMPOSSIBLE: dict[str, tuple[type, ...]] = {
    "moves are refused": (steps.Move, steps.MoveByHand),
    "a move changes the id": (steps.LoseState,),
    "POST of a released id is refused": (steps.ReleaseByHand, steps.Destroy),
    "GET of a released number is 403": (steps.ReleaseByHand, steps.Destroy),
}


class Said(NamedTuple):
    """How a command ended, and what it said to a person."""

    succeeded: bool
    text: str


class Engine(Protocol):
    """What a history is played on: one stack, of one account."""

    account: Simulator

    def run(self, operation: steps.Operation, program: Program) -> Said: ...

    def holdings(self) -> list[Holding]: ...

    def plan(self, program: Program, *, refresh: bool) -> Said:
        """Succeeds where there is nothing to do; else the text says what there is."""

    def drift(self, program: Program) -> Said:
        """Succeeds where nothing is different from what is declared and deployed."""

    def untaint(self) -> None: ...

    def settle_purchases(self) -> None:
        """The person's word that every purchase of unclear outcome was looked at by now."""


@dataclass
class Played:
    """violations: sentences. done: the steps that were possible. told: what was said, at last."""

    violations: list[str] = field(default_factory=list)
    done: list[steps.Step] = field(default_factory=list)
    told: str = ""


class _Moved(NamedTuple):
    digits: str
    here: tuple[str, str, str | None]
    there: tuple[str, str, str | None]


class _Life:
    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.account = engine.account
        self.program = Program()
        self.judge = Judge(engine.account)
        self.played = Played(self.judge.violations)
        self._by_hand: dict[str, str] = {}
        self._moved: list[_Moved] = []
        self._impossible: tuple[type, ...] = ()
        self._renamed = False
        self._is_lost = False

    # -- steps -----------------------------------------------------------------------------------

    def take(self, step: steps.Step) -> None:
        if not isinstance(step, self._impossible) and self._try(step):
            self.played.done.append(step)

    def _try(self, step: steps.Step) -> bool:
        if isinstance(step, steps.Edit):
            if self._is_lost and not isinstance(step, (steps.Add, steps.Change)):
                return False  # whose state is lost makes it again before anything else
            held = {one.name: one for one in self.engine.holdings() if not one.is_leaving}
            done = self.program.edit(step, held, self._by_hand)
            self._renamed |= done and isinstance(step, (steps.Rename, steps.ForgetFormerName))
            return done
        if isinstance(step, steps.Operation):
            return self._operate(step)
        return self._by_a_hand(step)

    def _operate(self, step: steps.Operation) -> bool:
        if isinstance(step, steps.BoldUp):
            return self._boldly(step)
        if not self._is_possible(step):
            return False
        destroyed = {step.target} if isinstance(step, steps.Destroy) else set()
        with self._judged(destroyed):
            said = self.engine.run(step, self.program)
        if isinstance(step, steps.LoseState):
            self._is_lost = True
        elif isinstance(step, steps.Up) and said.succeeded and step.target is None:
            self._is_lost = False
        return True

    def _is_possible(self, step: steps.Operation) -> bool:
        if not self.program.entries:
            return False  # a file without numbers is a mistake
        held = {one.name: one for one in self.engine.holdings() if not one.is_leaving}
        if isinstance(step, steps.Destroy):
            return step.target in held
        if isinstance(step, steps.Taint):
            return step.name in held and not held[step.name].protected
        if isinstance(step, steps.LoseState):
            # Whose name was changed is looked for by `invoca recover`, which is another test's.
            return not self._renamed and set(held) <= set(self.program.entries)
        return True

    @contextmanager
    def _judged(self, may_destroy: Iterable[str] = ()) -> Iterator[None]:
        before = self.judge.before(self.program, self.engine.holdings(), may_destroy)
        yield
        self.judge.after(self.program, before, self.engine.holdings())

    def _boldly(self, step: steps.BoldUp) -> bool:
        held = {one.name: one for one in self.engine.holdings() if not one.is_leaving}
        entry, holding = self.program.entries.get(step.name), held.get(step.name)
        if entry is None or holding is None or not holding.protected:
            return False
        before = dict(self.program.entries)
        bold = self._bold_edit(entry, step.how)
        if bold is None:
            del self.program.entries[step.name]
        else:
            self.program.entries[step.name] = bold
        possible = bool(self.program.entries) and bold != entry
        if possible:
            with self._judged():
                self.engine.run(steps.Up(), self.program)
        self.program.entries = before
        return possible

    def _bold_edit(self, entry: Entry, how: str) -> Entry | None:
        if how.endswith("remove"):
            return None
        area = "310" if entry.area == "212" else "212"
        edited = self.program.renewed(entry, area if how == "area" else None)
        return replace(edited, protect=False) if how.startswith("consent") else edited

    # -- somebody else ---------------------------------------------------------------------------

    def _by_a_hand(self, step: steps.Hand) -> bool:
        account = self.account
        if isinstance(step, steps.Knobs):
            self._impossible = IMPOSSIBLE.get(step.account, ())
            late = "lag" if step.lag else "immediate"
            account.set_knobs(**ALTERNATIVES[step.account], read_after_write=late)
            return True
        if isinstance(step, steps.Fault):
            times = {"method": step.method, "skip": step.skip, "times": step.times}
            account.add_fault(**times, **step.details)
            return True
        if isinstance(step, steps.BuyByHand):
            self._by_hand[account.put_number("acme", step.campaign)] = step.campaign
            return True
        return self._to_a_number(step)

    def _to_a_number(
        self, step: steps.ChangeByHand | steps.ReleaseByHand | steps.MoveByHand
    ) -> bool:
        live = [one for one in self.account.numbers() if one["promo_number"] not in self._by_hand]
        if step.index >= len(live):
            return False
        number = live[step.index]
        digits = str(number["promo_number"])
        if isinstance(step, steps.ChangeByHand):
            self.account.change_number(digits, description="by hand", custom_data={})
        elif isinstance(step, steps.ReleaseByHand):
            self.account.release_number(digits)
        else:
            here, there = _place(number), ("acme", step.campaign, None)
            self.account.move_number(digits, *there)
            self._moved.append(_Moved(digits, here, there))
        return True

    # -- calm ------------------------------------------------------------------------------------

    def calm(self) -> None:
        """Every misfortune is over, and a person does what the messages ask for."""
        account = self.account
        account.clear_faults()
        account.set_knobs(read_after_write="immediate", list_answer="complete")
        account.reads.clear()
        account.lists.clear()
        self._undo_moves()
        self.engine.untaint()
        self._take_out_what_cannot_be_adopted()
        if not self.program.entries:
            self.program.edit(steps.Add("zoe"), {}, {})
        told, converged = self._until_it_converges()
        if not converged:
            self.judge.violations.append(f"never converged: {told[-3000:]}")
        told += self._reviewed()
        self.judge.in_the_end(self.engine.holdings(), told)
        self.played.told = told

    def _until_it_converges(self) -> tuple[str, bool]:
        """Plain runs until one succeeds, then one that looks at everything once more."""
        told, refresh = "", False
        for run in range(CALM_RUNS):
            with self._judged():
                said = self.engine.run(steps.Up(refresh=refresh or run > 2), self.program)
            told += said.text
            if said.succeeded and refresh:
                return told, True
            refresh = said.succeeded
            self._do_what_is_asked_for(said.text)
        return told, False

    def _do_what_is_asked_for(self, text: str) -> None:
        if "settledBefore" in text:
            self.engine.settle_purchases()
        for name, entry in self.program.entries.items():
            # An own id may be anybody's: who declared it says that it is his.
            if entry.own_id is not None and f"'{entry.own_id}'" in text and "adopt" in text:
                self.program.entries[name] = replace(entry, adopt=True)

    def _reviewed(self) -> str:
        """What a last look says; complains where it finds anything to do."""
        told = ""
        for refresh in (False, True):
            plan = self.engine.plan(self.program, refresh=refresh)
            told += plan.text
            if not plan.succeeded:
                name = "the plan after a refresh" if refresh else "the next plan"
                self.judge.violations.append(f"{name} is not empty: {plan.text[-1500:]}")
        drift = self.engine.drift(self.program)
        if not drift.succeeded:
            self.judge.violations.append(f"drift does not agree: {drift.text[-1500:]}")
        return told + drift.text

    def _undo_moves(self) -> None:
        live = {str(one["promo_number"]): one for one in self.account.numbers()}
        for moved in reversed(self._moved):
            number = live.get(moved.digits)
            if number is not None and _place(number) == moved.there:
                self.account.move_number(moved.digits, *moved.here)
                number["campaign"], number["affiliate"] = moved.here[1:]

    def _take_out_what_cannot_be_adopted(self) -> None:
        live = {number["promo_number"] for number in self.account.numbers()}
        for name, entry in list(self.program.entries.items()):
            if isinstance(entry.adopt, str) and entry.adopt not in live:
                del self.program.entries[name]


def _place(number: dict[str, object]) -> tuple[str, str, str | None]:
    affiliate = number["affiliate"]
    return str(number["advertiser"]), str(number["campaign"]), affiliate and str(affiliate)


def play(history: list[steps.Step], engine: Engine) -> Played:
    life = _Life(engine)
    for step in history:
        life.take(step)
        if life.judge.violations:
            return life.played  # what follows from it proves nothing more
    life.calm()
    return life.played
