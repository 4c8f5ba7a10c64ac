"""What a seed makes of two stacks: the scenes of each, mixed, and those that are about both.

Owns: what comes how often, and in which order it makes sense. Must not know: how a step is carried
out.
"""

from __future__ import annotations

import random
from collections.abc import Callable

from tests.crash.histories import steps
from tests.crash.histories.chance import NAMES, Author
from tests.crash.histories.steps import ACCOUNTS, CAMPAIGNS, USELESS, On, Step


def history_of_two(seed: int, length: int) -> list[Step]:
    """The steps of a seed, about so many: an account, a first deployment of each, then anything."""
    return _Editor(seed).write(length)


class _Editor:
    def __init__(self, seed: int) -> None:
        self._rng = random.Random(f"two {seed}")  # noqa: S311 - no secret
        self._authors = [Author(2 * seed + index) for index in range(2)]
        self._steps: list[Step] = []

    def write(self, length: int) -> list[Step]:
        rng = self._rng
        useful = sorted(set(ACCOUNTS) - USELESS)
        accounts = tuple(rng.sample(useful, rng.choice((1, 1, 2, 3))))
        self._steps.append(steps.Knobs(accounts, rng.random() < 0.25))
        for index in range(2):
            self._by(index, "add", "add", "up")
        while len(self._steps) < length:
            self._scene()
        return self._steps

    def _scene(self) -> None:
        scenes, weights = zip(*self._scenes().items(), strict=True)
        self._rng.choices(scenes, weights)[0]()

    def _scenes(self) -> dict[Callable[[], None], int]:
        return {
            self._of_one: 50,
            self._paste: 16,
            self._give_state: 8,
            self._same_id: 8,
            self._adopt_theirs: 6,
            self._move_all: 3,
            self._old_state: 4,
            self._lost: 2,
            self._one_dies: 8,
        }

    # -- scenes ------------------------------------------------------------------------------------

    def _of_one(self) -> None:
        """Anything that may happen to a stack alone."""
        author, index = self._one()
        scenes, weights = zip(*author.scenes().items(), strict=True)
        self._rng.choices(scenes, weights)[0]()
        self._collect(index)

    def _paste(self) -> None:
        rng = self._rng
        author, index = self._one()
        name = author.name()
        if rng.random() < 0.4:
            author.consent(name)
            self._collect(index)
        self._put(index, steps.Paste(name, self._new(name, index), rng.random() < 0.6))
        self._ups(index)

    def _give_state(self) -> None:
        author, index = self._one()
        name = author.name()
        lines = self._rng.random() < 0.7
        self._put(index, steps.GiveState(name, self._new(name, index), lines))
        self._ups(index)

    def _same_id(self) -> None:
        rng = self._rng
        _, index = self._one()
        campaign = rng.choice((None, None, *CAMPAIGNS))
        if rng.random() < 0.6:
            self._put(1 - index, steps.Add(rng.choice(NAMES), CAMPAIGNS[0], own_id=True))
            if rng.random() < 0.7:
                self._up(1 - index)
        self._put(index, steps.SameId(rng.choice(NAMES), rng.randint(0, 1), campaign))
        self._ups(index)

    def _adopt_theirs(self) -> None:
        _, index = self._one()
        self._put(index, steps.AdoptTheirs(self._rng.choice(NAMES), self._rng.randint(0, 3)))
        self._ups(index)

    def _move_all(self) -> None:
        _, index = self._one()
        self._put(index, steps.MoveAll(self._rng.choice(CAMPAIGNS)))
        self._ups(index)

    def _old_state(self) -> None:
        """Of one, from before something went to the other, or came from it."""
        _, index = self._one()
        self._put(index, steps.SaveState())
        self._rng.choice((self._paste, self._give_state, self._adopt_theirs))()
        self._put(index, steps.RestoreState())
        self._ups(index)

    def _lost(self) -> None:
        _, index = self._one()
        self._put(index, steps.LoseState())
        self._ups(index)

    def _one_dies(self) -> None:
        """A purchase of one is struck, and the other goes on."""
        author, index = self._one()
        author.add()
        author.up(often=1)
        self._collect(index)
        self._rng.choice((self._paste, self._same_id, self._give_state, self._move_all))()

    # -- parts of scenes ---------------------------------------------------------------------------

    def _one(self) -> tuple[Author, int]:
        index = self._rng.randint(0, 1)
        return self._authors[index], index

    def _new(self, name: str, index: int) -> str:
        """As what it is known in the other."""
        new = name if self._rng.random() < 0.7 else self._rng.choice(NAMES)
        self._authors[index].forget(name)
        self._authors[1 - index].declared.append(new)
        return new

    def _ups(self, index: int) -> None:
        """Runs of one, of the other, or of both, in any order."""
        for one in self._rng.choice(((0,), (1,), (0, 1), (1, 0), (index, 1 - index, index))):
            self._up(one)

    def _up(self, index: int) -> None:
        self._authors[index].up()
        self._collect(index)

    def _put(self, index: int, step: Step) -> None:
        self._steps.append(On(index, step))

    def _by(self, index: int, *scenes: str) -> None:
        for scene in scenes:
            getattr(self._authors[index], scene)()
        self._collect(index)

    def _collect(self, index: int) -> None:
        """What an author wrote meanwhile. A few runs are on a machine that sees no other state."""
        author = self._authors[index]
        is_blind = self._rng.random() < 0.15
        for step in author.steps:
            is_run = isinstance(step, steps.Up)
            meanwhile = is_run and step.strike is not None and self._rng.random() < 0.3
            self._steps.append(On(index, step, not (is_blind and is_run), meanwhile))
        author.steps.clear()
