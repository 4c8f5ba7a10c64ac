"""What may happen in the life of a stack: edits, operations, faults, and hands in the account.

Owns: the vocabulary, how it is written, and what a seed makes of it. Must not know: how a step is
carried out, and whether it is possible when its turn comes.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any, Literal, NamedTuple

from tests.crash.alternatives import ALTERNATIVES

NAMES = ("ann", "bob", "cat", "dan")
NEW_NAMES = ("eve", "fay")
CAMPAIGNS = ("spring-radio", "direct-mail", "autumn-tv")
AFFILIATE = "kroq-network"
AREAS = ("310", "212")
WORDS = ("morning", "evening", "night")
METHODS = ("GET", "POST", "PUT", "DELETE")
FAULTS = (
    {"action": "drop_before"},
    {"action": "drop_after"},
    {"action": "garbage"},
    {"action": "truncate"},
    {"action": "status_before", "status": 500},
    {"action": "status_after", "status": 500},
    {"action": "status_before", "status": 503},
    {"action": "status_before", "status": 429},
    {"action": "status_after", "status": 303},
    {"action": "status_after", "status": 204},
    {"action": "status_after", "status": 403, "body": "<html>no</html>"},
)
# Where one id can name numbers in two campaigns, ids are of no use to count.
ACCOUNTS = sorted(set(ALTERNATIVES) - {"POST of an id elsewhere is allowed"})


class Add(NamedTuple):
    name: str
    campaign: str = CAMPAIGNS[0]
    affiliate: bool = False
    area: str | None = None
    own_id: bool = False


class Change(NamedTuple):
    name: str
    words: str
    station: bool


class Move(NamedTuple):
    name: str
    campaign: str
    affiliate: bool = False


class Protect(NamedTuple):
    """consent: whether the number may be released from then on."""

    name: str
    consent: bool


class Renew(NamedTuple):
    """Another number on purpose. area: by another area, and by `generation` where there is none."""

    name: str
    area: str | None = None


class Remove(NamedTuple):
    name: str


class Rename(NamedTuple):
    name: str
    new: str


class ForgetFormerName(NamedTuple):
    name: str


class AdoptByDigits(NamedTuple):
    """Declares the number of that index among those that somebody bought by hand."""

    name: str
    index: int


Victim = Literal["provider", "engine"]


class Strike(NamedTuple):
    """A kill before Invoca acts on a call of the run (from 0), or before its answer leaves."""

    call: int
    when: Literal["before", "after"]
    victim: Victim


class Up(NamedTuple):
    """elsewhere: on another machine. replace, target: names."""

    refresh: bool = False
    replace: str | None = None
    target: str | None = None
    continue_on_error: bool = False
    run_program: bool = False
    parallel: int = 8
    checkpoints: bool = True
    elsewhere: bool = False
    strike: Strike | None = None


class Refresh(NamedTuple):
    run_program: bool = False
    strike: Strike | None = None


class Destroy(NamedTuple):
    target: str
    strike: Strike | None = None


class Taint(NamedTuple):
    name: str


class TwoUps(NamedTuple):
    """Two at once; the lock lets one of them in."""


class BoldUp(NamedTuple):
    """An edit that takes a protected number away, in one run, and is taken back when it failed."""

    name: str
    how: Literal["remove", "generation", "area", "consent and generation", "consent and remove"]


class Fault(NamedTuple):
    method: str
    skip: int
    times: int
    details: dict[str, Any]


class ChangeByHand(NamedTuple):
    index: int


class ReleaseByHand(NamedTuple):
    index: int


class BuyByHand(NamedTuple):
    campaign: str


class MoveByHand(NamedTuple):
    index: int
    campaign: str


class LoseState(NamedTuple):
    """The stack is removed from the backend, and made again."""


class Knobs(NamedTuple):
    """How the account is: always the first step. lag: reads miss a write once or twice."""

    account: str
    lag: bool


Edit = Add | Change | Move | Protect | Renew | Remove | Rename | ForgetFormerName | AdoptByDigits
Operation = Up | Refresh | Destroy | Taint | TwoUps | BoldUp | LoseState
Hand = Fault | ChangeByHand | ReleaseByHand | BuyByHand | MoveByHand | Knobs
Step = Edit | Operation | Hand

VOCABULARY: dict[str, Callable[..., Step]] = {
    kind.__name__: kind
    for kind in (
        *(Add, Change, Move, Protect, Renew, Remove, Rename, ForgetFormerName, AdoptByDigits),
        *(Up, Refresh, Destroy, Taint, TwoUps, BoldUp, LoseState, Strike),
        *(Fault, ChangeByHand, ReleaseByHand, BuyByHand, MoveByHand, Knobs),
    )
}


def written(steps: list[Step]) -> str:
    return "\n".join(map(repr, steps))


def read(text: str) -> list[Step]:
    """What `written` wrote; nothing but the vocabulary can stand there."""
    return [
        eval(line, {"__builtins__": {}}, dict(VOCABULARY))  # noqa: S307 - our own test's output
        for line in text.splitlines()
        if line.strip()
    ]


def history(seed: int, length: int) -> list[Step]:
    """The steps of a seed: the account, some numbers deployed in peace, then anything."""
    rng = random.Random(seed)  # noqa: S311 - no secret
    steps: list[Step] = [Knobs(rng.choice(ACCOUNTS), rng.random() < 0.25)]
    steps += [_add(rng, name) for name in rng.sample(NAMES, rng.randint(1, 3))]
    steps.append(Up(parallel=rng.choice((1, 8, 32)), strike=_strike(rng, 0.5)))
    kinds, weights = zip(*_WEIGHTS.items(), strict=True)
    while len(steps) < length:
        steps.append(rng.choices(kinds, weights)[0](rng))
    return steps


def _name(rng: random.Random) -> str:
    return rng.choice(NAMES + NEW_NAMES)


def _add(rng: random.Random, name: str) -> Add:
    return Add(
        name,
        rng.choice(CAMPAIGNS[:2]),
        affiliate=rng.random() < 0.15,
        area=rng.choice((None, None, *AREAS)),
        own_id=rng.random() < 0.15,
    )


def _strike(rng: random.Random, often: float) -> Strike | None:
    if rng.random() >= often:
        return None
    when: Literal["before", "after"] = rng.choice(("before", "after"))
    victim: Victim = rng.choice(("provider", "engine"))
    return Strike(rng.randint(0, 7), when, victim)


def _up(rng: random.Random) -> Up:
    return Up(
        refresh=rng.random() < 0.3,
        replace=_name(rng) if rng.random() < 0.15 else None,
        target=_name(rng) if rng.random() < 0.15 else None,
        continue_on_error=rng.random() < 0.2,
        run_program=rng.random() < 0.3,
        parallel=rng.choice((1, 2, 8, 32)),
        checkpoints=rng.random() < 0.7,
        elsewhere=rng.random() < 0.2,
        strike=_strike(rng, 0.35),
    )


def _fault(rng: random.Random) -> Fault:
    details: dict[str, Any] = dict(rng.choice(FAULTS))
    return Fault(rng.choice(METHODS), rng.randint(0, 3), rng.randint(1, 6), details)


_BOLD: tuple[Any, ...] = (
    "remove",
    "generation",
    "area",
    "consent and generation",
    "consent and remove",
)
_WEIGHTS: dict[Callable[[random.Random], Step], int] = {
    lambda rng: _add(rng, _name(rng)): 8,
    lambda rng: Change(_name(rng), rng.choice(WORDS), rng.random() < 0.5): 6,
    lambda rng: Move(_name(rng), rng.choice(CAMPAIGNS), rng.random() < 0.25): 8,
    lambda rng: Protect(_name(rng), rng.random() < 0.8): 10,
    lambda rng: Renew(_name(rng), rng.choice((None, None, *AREAS))): 6,
    lambda rng: Remove(_name(rng)): 6,
    lambda rng: Rename(_name(rng), _name(rng)): 6,
    lambda rng: ForgetFormerName(_name(rng)): 3,
    lambda rng: AdoptByDigits(_name(rng), rng.randint(0, 2)): 3,
    _up: 38,
    lambda rng: Refresh(rng.random() < 0.5, _strike(rng, 0.2)): 5,
    lambda rng: Destroy(_name(rng), _strike(rng, 0.3)): 3,
    lambda rng: Taint(_name(rng)): 3,
    lambda rng: TwoUps(): 2,
    lambda rng: BoldUp(_name(rng), rng.choice(_BOLD)): 4,
    lambda rng: LoseState(): 1,
    _fault: 10,
    lambda rng: ChangeByHand(rng.randint(0, 9)): 4,
    lambda rng: ReleaseByHand(rng.randint(0, 9)): 3,
    lambda rng: BuyByHand(rng.choice(CAMPAIGNS)): 2,
    lambda rng: MoveByHand(rng.randint(0, 9), rng.choice(CAMPAIGNS)): 2,
}
