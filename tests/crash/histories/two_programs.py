"""A history of two stacks, played and judged: what a person does between the two files, and in the
end.

Owns: which steps are about both, what is judged of both together, and how two holders of one number
become one. Must not know: what a seed makes of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial

from invoca_simulator.records import Entry as LedgerEntry
from tests.crash.histories import steps
from tests.crash.histories.judge import Before, Judge
from tests.crash.histories.person import calm
from tests.crash.histories.play import Life, Played
from tests.crash.histories.program import Entry, Holding, Program
from tests.crash.histories.two_persons import OneOfTwoPersons
from tests.crash.histories.two_stacks import OneOfTwo

ROUNDS = 6
_APART = 1000  # the lineages of one program, and of the other


@dataclass
class JudgeOfTwo(Judge):
    """Of the account. lives: of both stacks. running: the index of the stack whose run it is."""

    lives: list[Life] = field(default_factory=list)
    running: int = 0
    judged: set[int] = field(default_factory=set)  # of the ledger, by a run within a run
    named: set[str] = field(default_factory=set)  # digits that somebody said change hands

    def before_run(self, index: int, may_destroy: Iterable[str]) -> Before:
        self.running = index
        for life in self.lives:
            self.named |= {str(one.adopt) for one in life.program.entries.values() if one.adopt}
        before = super().before(self.program(), self.holdings(), _keys(index, may_destroy))
        mine = {key: e for key, e in before.entries.items() if key.startswith(f"{index}/")}
        return before._replace(entries=mine)

    def after_run(self, before: Before, told: str) -> None:
        super().after(self.program(), before, self.holdings(), told)

    def program(self) -> Program:
        """Of both files, by index/name."""
        entries = {
            f"{index}/{name}": entry
            for index, life in enumerate(self.lives)
            for name, entry in life.program.entries.items()
        }
        return Program(entries)

    def holdings(self) -> list[Holding]:
        return [
            replace(one, name=f"{index}/{one.name}")
            for index, life in enumerate(self.lives)
            for one in life.engine.holdings()
        ]

    def in_the_end(self, holdings: list[Holding], told: str) -> None:
        super().in_the_end(self.holdings(), told)
        self.violations += [f"in the end {said}" for said in _twice(self.holdings()).values()]

    def _held_twice(self, before: Before, holdings: list[Holding]) -> Iterator[str]:
        """Twice in one stack, never; in two, where somebody said so, or nobody could see."""
        for index in range(len(self.lives)):
            mine = [one for one in holdings if one.name.startswith(f"{index}/")]
            yield from super()._held_twice(before, mine)
        engine = self.lives[self.running].engine
        assert isinstance(engine, OneOfTwo)
        if isinstance(engine.doing, steps.RestoreState) or not engine.sees_others:
            return
        known = _twice(before.holdings)
        for digits, said in _twice(holdings).items():
            if digits not in known and not self.named & {"True", digits}:
                yield said

    def _wrongly_released(self, before: Before) -> Iterator[str]:
        theirs = {
            one.digits: one.name
            for one in before.holdings
            if not (one.is_leaving or one.name.startswith(f"{self.running}/"))
        }
        engine = self.lives[self.running].engine
        assert isinstance(engine, OneOfTwo)
        yield from super()._wrongly_released(before)
        for entry in self._released(before):
            # docs/reliability.md, "What is not covered": where `pulumi` cannot be run.
            if entry.promo_number in theirs and engine.sees_others:
                name = theirs[entry.promo_number]
                yield f"{entry.promo_number} was released, and the other stack holds it as {name}"

    def _released(self, before: Before) -> list[LedgerEntry]:
        """By the run itself."""
        return [entry for entry in super()._released(before) if entry.seq not in self.judged]


class Seat(Judge):
    """The judge of two, as one of the stacks meets it."""

    def __init__(self, both: JudgeOfTwo, index: int) -> None:
        super().__init__(both.account, both.violations)
        self._both, self._index = both, index

    def before(
        self, program: Program, holdings: list[Holding], may_destroy: Iterable[str] = ()
    ) -> Before:
        return self._both.before_run(self._index, may_destroy)

    def after(self, program: Program, before: Before, holdings: list[Holding], told: str) -> None:
        self._both.after_run(before, told)

    def in_the_end(self, holdings: list[Holding], told: str) -> None:
        """Both together are judged then."""

    def need_of(self, digits: str) -> tuple[object, ...] | None:
        return self._both.need_of(digits)

    def unheld(self, holdings: list[Holding]) -> dict[str, dict[str, object]]:
        return self._both.unheld(self._both.holdings())


class TwoLives:
    def __init__(self, engines: tuple[OneOfTwo, OneOfTwo]) -> None:
        self.account = engines[0].account
        self.judge = JudgeOfTwo(self.account)
        self.lives = [
            Life(engine, Program(lineages=_APART * index), Seat(self.judge, index))
            for index, engine in enumerate(engines)
        ]
        self.judge.lives = self.lives
        self.played = Played(self.judge.violations)
        persons = []
        for life in self.lives:
            life.person = OneOfTwoPersons(life.engine, life.program, life.judge)
            life.person.moved = self.lives[0].person.moved
            life._by_hand = self.lives[0]._by_hand
            persons.append(life.person)
        persons[0].other, persons[1].other = persons[1], persons[0]

    def take(self, step: steps.Step) -> None:
        if isinstance(step, steps.On):
            if self._loses_a_purchase(step):
                return
            life = self.lives[step.stack]
            life.engine.sees_others = step.sees_others
            if step.meanwhile:
                life.engine.meanwhile = partial(self._run_meanwhile, 1 - step.stack)
            between = isinstance(step.step, steps.Between)
            done = self._between(step.stack, step.step) if between else life.take(step.step)
            life.engine.sees_others, life.engine.meanwhile = True, None
        else:
            taken = [life.take(step) for life in self.lives]  # it is about the account
            done = all(taken)
            self.judge.counts_ids = self.lives[0].judge.counts_ids
        for life in self.lives:
            life.person.remember()
        if done:
            self.played.done.append(step)

    def _loses_a_purchase(self, step: steps.On) -> bool:
        """Whether a state is restored of what went elsewhere that holds a purchase as pending, for
        which nobody would wait, or a number whose id is declared by another name since."""
        life = self.lives[step.stack]
        if not isinstance(step.step, steps.RestoreState):
            return False
        pending, ids = life.engine.in_saved()
        names = {one.own_id: name for name, one in life.program.entries.items() if one.own_id}
        is_renamed = any(names.get(id_, name) != name for name, id_ in ids.items())
        return is_renamed or not life.went.isdisjoint(pending)

    def _run_meanwhile(self, index: int) -> None:
        """What it does is judged, and not again. In a thread, because it is another process: who
        finds the call that is under way may not find this one."""
        outer, ledger = self.judge.running, len(self.account.ledger())
        with ThreadPoolExecutor(1) as process:
            process.submit(self.lives[index].take, steps.Up()).result()
        self.judge.judged |= {entry.seq for entry in self.account.ledger()[ledger:]}
        self.judge.running = outer

    def _between(self, index: int, step: steps.Between) -> bool:
        life, other = self.lives[index], self.lives[1 - index]
        if isinstance(step, steps.MoveAll):
            names = list(life.program.entries)
            moved = [life.take(steps.Move(name, step.campaign)) for name in names]
            return any(moved)
        if life._is_lost or other._is_lost:
            return False
        if isinstance(step, steps.Paste):
            return self._paste(life, other, step)
        if isinstance(step, steps.GiveState):
            return self._give_state(life, other, step)
        return self._declare_theirs(life, other, step)

    def _paste(self, life: Life, other: Life, step: steps.Paste) -> bool:
        entry, held = life.program.entries.get(step.name), _held(life).get(step.name)
        if entry is None or not _is_free(step.new, other):
            return False
        if step.adopt and (held is None or held.is_pending):
            return False
        if _declares_id(entry.own_id, other):
            return False
        if held is not None and held.is_pending and held.protected:
            return False  # what came of it would be told to nobody
        pasted = replace(entry, was=(), adopt=held.digits if step.adopt and held else None)
        if not (step.adopt or entry.own_id):  # whatever the person thinks, it is another number
            other.program.lineages += 1
            pasted = replace(pasted, lineage=other.program.lineages)
            life.person.cut[step.name] = entry
        del life.program.entries[step.name]
        other.program.entries[step.new] = pasted
        life.went.add(step.name)
        return True

    def _give_state(self, life: Life, other: Life, step: steps.GiveState) -> bool:
        entry = life.program.entries.get(step.name)
        if entry is None or step.name not in _held(life) or not _is_free(step.new, other):
            return False
        if step.with_lines and _declares_id(entry.own_id, other):
            return False
        if not (step.with_lines or life.engine.is_its_own(step.name)):
            return False  # by what stays in the file it would be another number
        if not life.engine.give(step.name, step.new):
            return False
        if step.with_lines:
            other.program.entries[step.new] = replace(life.program.entries.pop(step.name), was=())
            life.went.add(step.name)
        # What the state alone says, no other one tells: an older one is not restored.
        other._forgot, other._saved = True, None
        return True

    def _declare_theirs(
        self, life: Life, other: Life, step: steps.SameId | steps.AdoptTheirs
    ) -> bool:
        if not _is_free(step.name, life):
            return False
        program = life.program
        entry = Entry(program.lineages + 1, description=f"{program.lineages + 1} new")
        if isinstance(step, steps.AdoptTheirs):
            theirs = [one for one in _held(other).values() if not one.is_pending]
            if step.index >= len(theirs):
                return False
            taken = theirs[step.index]
            declared = other.person.declared_as(taken.name)
            if declared is None or any(e.adopt == taken.digits for e in program.entries.values()):
                return False
            there = {"campaign": declared.campaign, "affiliate": declared.affiliate}
            entry = replace(entry, adopt=taken.digits, **there)
        else:
            own = [one for one in other.program.entries.values() if one.own_id]
            if step.index >= len(own):
                return False
            twin = own[step.index]
            if _declares_id(twin.own_id, life):
                return False
            entry = replace(entry, own_id=twin.own_id, campaign=step.campaign or twin.campaign)
        program.lineages += 1
        program.entries[step.name] = entry
        return True

    def calm_down(self) -> str:
        calm(self.account)
        told = ""
        for life in self.lives:
            life.person.get_ready()
        for _ in range(ROUNDS):
            self.lives[0].person.settle_holders()
            ends = [life.person._until_it_converges() for life in self.lives]
            told += "".join(text for text, _ in ends)
            twice = _twice(self.judge.holdings())
            if all(converged for _, converged in ends) and not twice:
                break
        else:
            self.judge.violations.append(f"never converged: {told[-3000:]}")
        for life in self.lives:
            told += life.person._reviewed()
        self.judge.in_the_end([], told)
        return told


def play_two(history: list[steps.Step], engines: tuple[OneOfTwo, OneOfTwo]) -> Played:
    lives = TwoLives(engines)
    for step in history:
        lives.take(step)
        if lives.judge.violations:
            return lives.played
    lives.played.told = lives.calm_down()
    return lives.played


def _held(life: Life) -> dict[str, Holding]:
    return {one.name: one for one in life.engine.holdings() if not one.is_leaving}


def _is_free(name: str, life: Life) -> bool:
    return name not in life.program.names and name not in _held(life)


def _declares_id(own_id: str | None, life: Life) -> bool:
    return own_id in {one.own_id for one in life.program.entries.values() if one.own_id}


def _keys(index: int, names: Iterable[str]) -> set[str]:
    return {f"{index}/{name}" for name in names}


def _twice(holdings: list[Holding]) -> dict[str, str]:
    """Of the numbers that two resources hold, what is said of each, by digits."""
    staying = [one for one in holdings if not (one.is_leaving or one.is_pending)]
    count = Counter(one.digits for one in staying)
    return {
        digits: f"{digits} is held by {[one.name for one in staying if one.digits == digits]}"
        for digits, many in count.items()
        if many > 1
    }
