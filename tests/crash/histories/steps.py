"""What may happen in the life of a stack: edits, operations, faults, and changes made by hand in
the account.

Owns: the vocabulary, how it is written, and what a seed makes of it. Must not know: how a step is
carried out, and whether it is possible when its turn comes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, NamedTuple

from tests.crash.alternatives import EVERY_ALTERNATIVE, NEVER_AS_DECLARED

NAMES = ("ann", "bob", "cat", "dan")
CAMPAIGNS = ("spring-radio", "direct-mail", "autumn-tv")
AFFILIATE = "kroq-network"
ACCOUNTS = EVERY_ALTERNATIVE
# Accounts in which what these histories declare can never be had, whatever is done.
USELESS = frozenset(
    {
        *NEVER_AS_DECLARED,
        "DELETE does nothing",
        "lists hold odd entries",  # and nothing else, where a campaign is empty
    }
)


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
    """index: among the live numbers that were bought for the stack, counted round and round."""

    index: int


class ReleaseByHand(NamedTuple):
    index: int


class BuyByHand(NamedTuple):
    campaign: str


class MoveByHand(NamedTuple):
    index: int
    campaign: str
    affiliate: bool = False


class Wait(NamedTuple):
    seconds: int


class Hide(NamedTuple):
    """From now on no read shows what is written, and the account would sell an id twice."""


class Show(NamedTuple):
    """Reads show everything again."""


class SaveState(NamedTuple):
    """Somebody exports the state."""


class RestoreState(NamedTuple):
    """Somebody imports what was exported before."""


class LoseState(NamedTuple):
    """The stack is removed from the backend, and made again."""


class Knobs(NamedTuple):
    """How the account is: always the first step. lag: reads miss a write once or twice. picks:
    whether Invoca picks the ids of all numbers."""

    accounts: tuple[str, ...]
    lag: bool
    picks: bool = False


class Paste(NamedTuple):
    """An entry is cut from the file of one stack, and pasted in the other's. adopt: whether the
    person writes it, with the digits of the number."""

    name: str
    new: str
    adopt: bool


class SameId(NamedTuple):
    """Declares a number under an id that the other stack declares. index: among its own ids."""

    name: str
    index: int
    campaign: str | None = None


class AdoptTheirs(NamedTuple):
    """Declares the number of that index among those that the other stack's state holds."""

    name: str
    index: int


class GiveState(NamedTuple):
    """`pulumi state move` to the other stack. with_lines: and the entry goes, too."""

    name: str
    new: str
    with_lines: bool


class MoveAll(NamedTuple):
    """`campaign_id` of the file is changed."""

    campaign: str


class On(NamedTuple):
    """Of two stacks, what happens to one. sees_others: whether the machine of a run can read the
    other's state. meanwhile: whether a strike is no strike, but the moment at which a whole run of
    the other stack comes between."""

    stack: int
    step: Any
    sees_others: bool = True
    meanwhile: bool = False


Edit = Add | Change | Move | Protect | Renew | Remove | Rename | ForgetFormerName | AdoptByDigits
Operation = Up | Refresh | Destroy | Taint | TwoUps | BoldUp | LoseState | SaveState | RestoreState
Hand = Fault | ChangeByHand | ReleaseByHand | BuyByHand | MoveByHand | Knobs | Wait | Hide | Show
# What a person does between two stacks.
Between = Paste | SameId | AdoptTheirs | GiveState | MoveAll
Step = Edit | Operation | Hand | Between | On

VOCABULARY: dict[str, Callable[..., Step]] = {
    kind.__name__: kind
    for kind in (
        *(Add, Change, Move, Protect, Renew, Remove, Rename, ForgetFormerName, AdoptByDigits),
        *(Up, Refresh, Destroy, Taint, TwoUps, BoldUp, LoseState),
        *(SaveState, RestoreState, Strike),
        *(Fault, ChangeByHand, ReleaseByHand, BuyByHand, MoveByHand, Knobs, Wait),
        *(Hide, Show),
        *(Paste, SameId, AdoptTheirs, GiveState, MoveAll, On),
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
