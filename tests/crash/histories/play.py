"""Plays a history on an engine, lets it end in peace, and has it judged.

Owns: when a step is possible. Must not know: which engine it is.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from tests.crash.histories import steps
from tests.crash.histories.judge import Judge
from tests.crash.histories.person import Engine, Moved, Person, place, run_judged
from tests.crash.histories.picked import Bounds
from tests.crash.histories.program import Entry, Program
from tests.crash.histories.steps import AFFILIATE

# How late reads are where time cannot be made to pass.
SOON_SECONDS = 2.0

# What a person does in such an account only with a remedy that these histories do not know.
IMPOSSIBLE: dict[str, tuple[type, ...]] = {
    # ... where a name is given anew, its number may be in another campaign.
    "moves are refused": (steps.Move, steps.MoveByHand, steps.ForgetFormerName),
    "a move changes the id": (steps.LoseState,),
    "POST of a released id is refused": (steps.ReleaseByHand, steps.Destroy),
    "a released id is refused": (steps.ReleaseByHand, steps.Destroy),
}
# Where one id can name numbers in two campaigns, or changes in a move, it is of no use to count.
UNCOUNTED = frozenset(
    {
        "a move changes the id",
        "POST of an id elsewhere is allowed",
        "POST of an id elsewhere moves it",
    }
)


# A PUT of a number that was released, or moved away, a moment ago and is shown still sells one
# (docs/reliability.md, "What is not covered").
SELL_BY_PUT = frozenset({"PUT of a missing number buys, 201", "PUT of a missing number buys, 200"})


# What was bought since the state was saved may be where nobody looks (docs/reliability.md, "What is
# not covered"): nothing leads there once its entry is gone, too.
UNSEARCHED = "campaigns may not be listed"


@dataclass
class Played:
    """violations: sentences. done: the steps that were possible. told: what was said, at last."""

    violations: list[str] = field(default_factory=list)
    done: list[steps.Step] = field(default_factory=list)
    told: str = ""


class Life:
    def __init__(self, engine: Engine, program: Program, judge: Judge) -> None:
        self.engine = engine
        self.account = engine.account
        self.program = program
        self.judge = judge
        self.played = Played(self.judge.violations)
        self.person = Person(engine, self.program, self.judge)
        self._by_hand: dict[str, str] = {}
        self._impossible: tuple[type, ...] = ()
        self._forgot = False
        self._is_lost = False
        self._is_restored = False
        self._is_late = False
        self._bounds = Bounds(self.program, self.judge)
        self._furnished = steps.Knobs((), False)
        self._saved: frozenset[str] | None = None  # names that an exported state holds
        self.went: set[str] = set()  # names that are declared by another stack since

    # -- steps -----------------------------------------------------------------------------------

    def take(self, step: steps.Step) -> bool:
        """Whether it was possible."""
        done = self._is_thinkable(step) and self._try(step)
        if done:
            self.played.done.append(step)
        return done

    def _is_thinkable(self, step: steps.Step) -> bool:
        if isinstance(step, self._impossible):
            return False
        if not self.program.picks:
            return True
        return not self._bounds.forbid(step, self.engine.holdings(), is_lost=self._is_lost)

    def _try(self, step: steps.Step) -> bool:
        if isinstance(step, steps.Edit):
            if self._is_lost and not isinstance(step, (steps.Add, steps.Change)):
                return False  # whose state is lost makes it again before anything else
            if isinstance(step, steps.Move) and self._is_late and self._sells_by_put:
                return False
            is_unsearched = UNSEARCHED in self._furnished.accounts
            if isinstance(step, steps.Remove) and self._is_restored and is_unsearched:
                return False
            held = {one.name: one for one in self.engine.holdings() if not one.is_leaving}
            done = self.program.edit(step, held, self._by_hand)
            self._forgot |= done and isinstance(step, steps.ForgetFormerName)
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
        said = run_judged(self.judge, self.engine, step, self.program, destroyed)
        self._bounds.ran(step, self.engine.holdings())
        self._is_restored |= isinstance(step, steps.RestoreState)
        if isinstance(step, steps.LoseState):
            self._is_lost = True
        elif isinstance(step, steps.SaveState):
            self._saved = frozenset(one.name for one in self.engine.holdings())
        elif isinstance(step, steps.Up) and said.succeeded and step.target is None:
            self._is_lost = self._is_restored = False
        return True

    def _is_possible(self, step: steps.Operation) -> bool:
        if not self.program.entries:
            return False  # a file without numbers is a mistake
        held = {one.name: one for one in self.engine.holdings() if not one.is_leaving}
        if isinstance(step, steps.Destroy):
            return step.target in held
        if isinstance(step, steps.Taint):
            return step.name in held and not held[step.name].protected
        if isinstance(step, steps.RestoreState):
            return self._saved is not None and self._saved <= self.program.names | self.went
        if isinstance(step, steps.LoseState):
            # What nothing in the file tells is looked for by `invoca recover`, another test's. And
            # reads are later here than a purchase is looked for after a death.
            return not self._is_late and not self._forgot and set(held) <= self.program.names
        return True

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
            run_judged(self.judge, self.engine, steps.Up(), self.program)
        # In place: whoever else looks at the file sees it too.
        self.program.entries.clear()
        self.program.entries.update(before)
        return possible

    def _bold_edit(self, entry: Entry, how: str) -> Entry | None:
        if how.endswith("remove"):
            return None
        area = "310" if entry.area == "212" else "212"
        edited = self.program.renewed(entry, area if how == "area" else None)
        return replace(edited, protect=False) if how.startswith("consent") else edited

    @property
    def _sells_by_put(self) -> bool:
        return not SELL_BY_PUT.isdisjoint(self._furnished.accounts)

    # -- somebody else ---------------------------------------------------------------------------

    def _by_a_hand(self, step: steps.Hand) -> bool:
        account = self.account
        if isinstance(step, steps.Knobs):
            return self._furnish(step)
        if isinstance(step, steps.Wait):
            self.engine.wait(step.seconds)
            return True
        if isinstance(step, steps.Fault):
            times = {"method": step.method, "skip": step.skip, "times": step.times}
            account.add_fault(**times, **step.details)
            return True
        if isinstance(step, steps.Hide):
            if self._is_late or self._sells_by_put:
                return False  # where it would hide what was shown before, or a move
            account.show_no_writes()
            return True
        if isinstance(step, steps.Show):
            account.catch_up()
            return self._furnish(self._furnished)
        if isinstance(step, steps.BuyByHand):
            self._by_hand[account.put_number("acme", step.campaign)] = step.campaign
            return True
        return self._to_a_number(step)

    def _furnish(self, step: steps.Knobs) -> bool:
        self._furnished = step
        self.program.picks = step.picks
        kinds = (IMPOSSIBLE.get(account, ()) for account in step.accounts)
        self._impossible = tuple(kind for some in kinds for kind in some)
        self.judge.counts_ids = UNCOUNTED.isdisjoint(step.accounts)
        knobs = {name: one for each in step.accounts for name, one in steps.ACCOUNTS[each].items()}
        seconds = [name for name in knobs if name.endswith("_lag_seconds")]
        self._bounds.is_late = self._is_late = step.lag or bool(seconds)
        self._bounds.is_later = "list_lag_seconds" in knobs
        self._bounds.is_late |= knobs.get("list_answer") == "eventual"
        if not self.engine.has_time:
            knobs |= dict.fromkeys(seconds, SOON_SECONDS)
        late = "lag" if step.lag else "immediate"
        self.account.set_knobs(**knobs, read_after_write=late)
        return True

    def _to_a_number(
        self, step: steps.ChangeByHand | steps.ReleaseByHand | steps.MoveByHand
    ) -> bool:
        live = [one for one in self.account.numbers() if one["promo_number"] not in self._by_hand]
        if not live:
            return False
        number = live[step.index % len(live)]
        digits = str(number["promo_number"])
        if isinstance(step, steps.ChangeByHand):
            self.account.change_number(digits, description="by hand", custom_data={})
        elif isinstance(step, steps.ReleaseByHand):
            if self._is_late and (self._sells_by_put or not self.engine.has_time):
                return False  # nobody can tell it from a number that shows late, for minutes
            self.account.release_number(digits)
        else:
            here, there = (
                place(number),
                ("acme", step.campaign, AFFILIATE if step.affiliate else None),
            )
            self.account.move_number(digits, *there)
            self.person.moved.append(Moved(digits, here, there))
        return True


def play(history: list[steps.Step], engine: Engine) -> Played:
    life = Life(engine, Program(), Judge(engine.account))
    for step in history:
        life.take(step)
        if life.judge.violations:
            return life.played  # what follows from it proves nothing more
    life.played.told = life.person.calm_down()
    return life.played
