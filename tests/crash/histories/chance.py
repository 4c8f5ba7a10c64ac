"""What a seed makes of the vocabulary: scenes, one after the other, each a few steps long.

Owns: what comes how often, and in which order it makes sense. Must not know: how a step is carried
out. What is possible is only guessed here: a step that turns out not to be is passed over.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any, Literal

from tests.crash.histories import steps
from tests.crash.histories.steps import ACCOUNTS, CAMPAIGNS, USELESS, Step, Strike

NAMES = ("ann", "bob", "cat", "dan", "eve", "fay")
AREAS = ("310", "212")
WORDS = ("morning", "evening", "night")
METHODS = ("GET", "POST", "PUT", "DELETE")
HTML = "<html><body>It works!</body></html>"
FAULTS: tuple[dict[str, Any], ...] = (
    {"action": "drop_before"},
    {"action": "drop_after"},
    {"action": "garbage"},
    {"action": "truncate"},
    {"action": "status_before", "status": 500},
    {"action": "status_after", "status": 500},
    {"action": "status_before", "status": 503},
    {"action": "status_before", "status": 429},
    {"action": "status_before", "status": 403, "body": HTML},
    {"action": "status_after", "status": 303},
    {"action": "status_after", "status": 204},
    {"action": "status_after", "status": 403, "body": HTML},
    {"action": "status_after", "status": 409, "body": HTML},
)


def history(seed: int, length: int, *, picks: bool = False) -> list[Step]:
    """The steps of a seed, about so many: an account, a first deployment, then anything.

    picks: the same of numbers whose ids Invoca picks."""
    made = Author(seed).write(length)
    return [_without_an_id(step) for step in made] if picks else made


def _without_an_id(step: Step) -> Step:
    if isinstance(step, steps.Knobs):
        return step._replace(picks=True)
    return step._replace(own_id=False) if isinstance(step, steps.Add) else step


class Author:
    def __init__(self, seed: int) -> None:
        self._rng = random.Random(seed)  # noqa: S311 - no secret
        self.steps: list[Step] = []
        self.declared: list[str] = []  # names, as far as can be guessed

    def write(self, length: int) -> list[Step]:
        rng = self._rng
        useful = sorted(set(ACCOUNTS) - USELESS)
        accounts = tuple(rng.sample(useful, rng.choice((1, 1, 2, 3))))
        self.steps.append(steps.Knobs(accounts, rng.random() < 0.25))
        for _ in range(rng.randint(1, 3)):
            self.add()
        self.up(often=0.5)
        scenes, weights = zip(*self.scenes().items(), strict=True)
        while len(self.steps) < length:
            rng.choices(scenes, weights)[0]()
        return self.steps

    def scenes(self) -> dict[Callable[[], None], int]:
        return {
            self.up: 14,
            self._edit: 16,
            self.add: 4,
            self._remove: 5,
            self._renew: 5,
            self._rename: 4,
            self._reuse_a_name: 3,
            self._adopt: 2,
            self._hands: 6,
            self._illness: 10,
            self._forced: 5,
            self._hidden: 4,
            self._other: 6,
            self._boldly: 4,
            self._old_state: 2,
            self._lost: 1,
            self._wait: 3,
        }

    # -- scenes ----------------------------------------------------------------------------------

    def up(self, often: float = 0.35) -> None:
        rng = self._rng
        self.steps.append(
            steps.Up(
                refresh=rng.random() < 0.3,
                replace=self.name() if rng.random() < 0.1 else None,
                target=self.name() if rng.random() < 0.15 else None,
                continue_on_error=rng.random() < 0.2,
                run_program=rng.random() < 0.3,
                parallel=rng.choice((1, 2, 8, 32)),
                checkpoints=rng.random() < 0.7,
                elsewhere=rng.random() < 0.2,
                strike=self._strike(often),
            )
        )

    def _edit(self) -> None:
        """One edit or two at once, then mostly a run."""
        rng = self._rng
        for _ in range(rng.choice((1, 1, 2))):
            name = self.name()
            self.steps.append(
                rng.choice(
                    (
                        steps.Change(name, rng.choice(WORDS), rng.random() < 0.5),
                        steps.Move(name, rng.choice(CAMPAIGNS), rng.random() < 0.25),
                        steps.Move(name, rng.choice(CAMPAIGNS), rng.random() < 0.25),
                        steps.Protect(name, rng.random() < 0.7),
                    )
                )
            )
        self._mostly_up()

    def add(self) -> None:
        rng = self._rng
        free = [name for name in NAMES if name not in self.declared]
        if free:
            self._declare(rng.choice(free))

    def _remove(self) -> None:
        name = self.name()
        self.consent(name)
        self.steps.append(steps.Remove(name))
        self.forget(name)
        self._mostly_up()

    def _renew(self) -> None:
        name = self.name()
        self.consent(name)
        for _ in range(self._rng.choice((1, 1, 2))):
            self.steps.append(steps.Renew(name, self._rng.choice((None, None, *AREAS))))
            self._mostly_up()

    def _rename(self) -> None:
        name = self.name()
        new = self._rng.choice(NAMES)
        self.steps.append(steps.Rename(name, new))
        self.forget(name)
        self.declared.append(new)
        self._mostly_up()

    def _reuse_a_name(self) -> None:
        """Renamed, the trace taken away, and the old name used for another number."""
        name = self.name()
        self._rename()
        if self.steps[-1:] and isinstance(self.steps[-1], steps.Rename):
            self.up(often=0.2)
        new = self.declared[-1] if self.declared else name
        self.steps.append(steps.ForgetFormerName(new))
        self._mostly_up()
        free = [one for one in NAMES if one not in self.declared]
        for one in free[:2]:
            self._declare(one)
        self._mostly_up()

    def _adopt(self) -> None:
        free = [name for name in NAMES if name not in self.declared]
        if free:
            self.steps.append(steps.BuyByHand(self._rng.choice(CAMPAIGNS)))
            name = self._rng.choice(free)
            self.steps.append(steps.AdoptByDigits(name, self._rng.randint(0, 2)))
            self.declared.append(name)
            self._mostly_up()

    def _hands(self) -> None:
        rng, index = self._rng, self._rng.randint(0, 5)
        self.steps.append(
            rng.choice(
                (
                    steps.ChangeByHand(index),
                    steps.ReleaseByHand(index),
                    steps.MoveByHand(index, rng.choice(CAMPAIGNS), rng.random() < 0.3),
                    steps.BuyByHand(rng.choice(CAMPAIGNS)),
                )
            )
        )
        self._mostly_up()

    def _illness(self) -> None:
        rng = self._rng
        for _ in range(rng.choice((1, 1, 2))):
            details = dict(rng.choice(FAULTS))
            method, skip = rng.choice(METHODS), rng.choice((0, 0, 1, 3))
            self.steps.append(steps.Fault(method, skip, rng.randint(1, 6), details))
        self._edit()

    def _forced(self) -> None:
        """A number is asked to be replaced that may be, and is to stay."""
        rng, name = self._rng, self.name()
        self.consent(name)
        if rng.random() < 0.4:
            self.steps.append(steps.Move(name, rng.choice(CAMPAIGNS), rng.random() < 0.25))
        if rng.random() < 0.4:
            self.steps.append(steps.Taint(name))
            self.up()
        else:
            up = steps.Up(replace=name, refresh=rng.random() < 0.3, strike=self._strike(0.35))
            self.steps.append(up)

    def _hidden(self) -> None:
        """A purchase that no read shows, mostly without an answer; and whatever is done meanwhile,
        mostly from another machine. Nobody dies: a dead process could not say what it sent."""
        rng = self._rng
        free = [name for name in NAMES if name not in self.declared]
        if not free:
            return
        name = rng.choice(free)
        self.steps.append(steps.Hide())
        if rng.random() < 0.7:
            lost = rng.choice(({"action": "drop_after"}, {"action": "status_after", "status": 502}))
            self.steps.append(steps.Fault("POST", 0, 1, lost))
        self._declare(name)
        self.steps += [steps.Protect(name, consent=True), steps.Up()]
        for _ in range(rng.choice((1, 1, 2))):
            self._meanwhile(name)
        self.steps.append(steps.Show())
        self.steps.append(steps.Up(refresh=rng.random() < 0.5))

    def _meanwhile(self, name: str) -> None:
        rng = self._rng
        edits: tuple[Step | None, ...] = (
            None,
            None,
            steps.Taint(name),
            steps.Taint(name),
            steps.Move(name, rng.choice(CAMPAIGNS)),
            steps.Renew(name, None),
            steps.Change(name, rng.choice(WORDS), False),
            steps.Remove(name),
        )
        edit = rng.choice(edits)
        if edit is not None:
            self.steps.append(edit)
        if isinstance(edit, steps.Remove):
            self.forget(name)
        self.steps.append(
            steps.Up(
                replace=name if edit is None or rng.random() < 0.3 else None,
                refresh=rng.random() < 0.4,
                elsewhere=rng.random() < 0.7,
                checkpoints=rng.random() < 0.7,
            )
        )

    def _other(self) -> None:
        rng = self._rng
        step: Step = rng.choice(
            (
                steps.Refresh(rng.random() < 0.5, self._strike(0.2)),
                steps.TwoUps(),
                steps.Destroy(self.name(), self._strike(0.3)),
            )
        )
        if isinstance(step, steps.Destroy):
            self.consent(step.target)
        self.steps.append(step)

    def _boldly(self) -> None:
        hows: tuple[Any, ...] = ("remove", "generation", "area", "consent and generation")
        self.steps.append(steps.BoldUp(self.name(), self._rng.choice(hows)))

    def _old_state(self) -> None:
        self.steps.append(steps.SaveState())
        for _ in range(self._rng.randint(1, 3)):
            self._edit()
        self.steps.append(steps.RestoreState())
        self._mostly_up()

    def _lost(self) -> None:
        self.steps.append(steps.LoseState())

    def _wait(self) -> None:
        self.steps.append(steps.Wait(self._rng.choice((20, 400))))

    # -- parts of scenes -------------------------------------------------------------------------

    def name(self) -> str:
        rng = self._rng
        return rng.choice(self.declared if self.declared and rng.random() < 0.9 else NAMES)

    def forget(self, name: str) -> None:
        if name in self.declared:
            self.declared.remove(name)

    def _declare(self, name: str) -> None:
        rng = self._rng
        affiliate, own_id = rng.random() < 0.15, rng.random() < 0.15
        area = rng.choice((None, None, *AREAS))
        self.steps.append(steps.Add(name, rng.choice(CAMPAIGNS[:2]), affiliate, area, own_id))
        self.declared.append(name)

    def consent(self, name: str) -> None:
        self.steps += [steps.Protect(name, consent=True), steps.Up()]

    def _mostly_up(self) -> None:
        if self._rng.random() < 0.7:
            self.up()

    def _strike(self, often: float) -> Strike | None:
        rng = self._rng
        if rng.random() >= often:
            return None
        when: Literal["before", "after"] = rng.choice(("before", "after"))
        victim: steps.Victim = rng.choice(("provider", "engine"))
        return Strike(rng.randint(0, 7), when, victim)
