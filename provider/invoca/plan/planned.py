"""What a deployment's plan does to promo numbers: the steps as values, and the plan of them.

Owns: the kinds, their order and their fields. What each means is said in `sentences`. Must not
know: the engine that plans, how a plan is read, or how it is shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from enum import Enum
from typing import NamedTuple

from ..drift.findings import Failure
from ..natural import natural
from ..promo_number.models import CampaignRef
from .bought import About


class Kind(str, Enum):
    """In the order in which printed ads and money are at stake."""

    RELEASE = "release"  # the number is gone for good
    REPLACE = "replace"  # another number is bought, and this one is gone for good
    BUY = "buy"  # nothing live has its id
    SETTLE = "settle"  # a purchase was sent, and the state does not say what came of it
    FORGET = "forget"  # the stack lets go of it; it stays live
    UNPROTECT = "unprotect"  # a later plan may release it
    MOVE = "move"  # to another campaign, with its phone number
    ADOPT = "adopt"  # it is live already, and is taken over
    CHANGE = "change"  # in place
    KEEP = "keep"  # a delete or a replacement that leaves the number alone


DESTRUCTIVE = frozenset({Kind.RELEASE, Kind.REPLACE})
IDLE = frozenset({Kind.KEEP})
OTHER = "other"  # what is done to resources that are not promo numbers, where kinds are chosen
UNKNOWN = "known after deploy"


class Change(NamedTuple):
    """One field of a number, from what is to what will be; a report on drift points the same way.

    field: such as "custom_data.station". old: live now. new: as declared. "" is for no value.
    is_known: false where the new value is known only after the deployment, and `new` says so.
    """

    field: str
    old: str
    new: str
    is_known: bool = True


class Planned(NamedTuple):
    """One step of a plan, about one promo number.

    promo_number: ten digits that it holds now, or takes over; "" for one that is not bought yet.
    takes_over: ten digits that a replacement finds live under the new id, so that it buys none.
    description: what the number is for. about: what it is, or is to be. is_refused: it would fail,
    as far as is known, and so neither buys nor releases. is_unwanted: of a purchase that is
    settled, its entry is gone. means: a sentence. "" and 0 are for none. line: 1-based.
    """

    kind: Kind
    stack: str
    name: str
    campaign: CampaignRef
    means: str = ""
    promo_number: str = ""
    id: str = ""
    changes: tuple[Change, ...] = ()
    takes_over: str = ""
    description: str = ""
    is_refused: bool = False
    file: str = ""
    line: int = 0
    about: About = About()
    is_unwanted: bool = False

    @property
    def rank(self) -> int:
        return list(Kind).index(self.kind)

    @property
    def buys(self) -> bool:
        is_new = self.kind is Kind.BUY or (self.kind is Kind.REPLACE and not self.takes_over)
        may_be_new = self.kind is Kind.SETTLE and not self.is_unwanted
        return (is_new or may_be_new) and not self.is_refused

    @property
    def releases(self) -> bool:
        return self.kind in DESTRUCTIVE and not self.is_refused

    @property
    def place(self) -> str:
        return f"`{self.file}:{self.line}`" if self.line else "the declaration"


class Unchanged(NamedTuple):
    """A promo number that the plan leaves as it is."""

    stack: str
    name: str
    campaign: CampaignRef
    file: str = ""
    line: int = 0


class Limited(NamedTuple):
    """A campaign that holds no more than `most` promo numbers, and what plans bring into it.

    account: what tells it from the campaign with these ids of another account. live: those that it
    holds now. stacks: whose plans these are. bought, moved: how many come.
    """

    account: str
    campaign: CampaignRef
    most: int
    live: int
    stacks: tuple[str, ...]
    bought: int
    moved: int

    @property
    def beyond(self) -> int:
        """How many more than fit."""
        return max(0, self.live + self.bought + self.moved - self.most)


class Plan(NamedTuple):
    """steps: the costliest first. others: what is done to resources that are not promo numbers, as
    the engine calls it, and how often. notes: what is odd but not wrong, a sentence each. doubts:
    those of the notes that Invoca would likely refuse. in_state: those of what a deployment changes
    in the state alone: names, and numbers that are nowhere else. limits: the campaigns that hold
    only so many numbers, each once, whatever stacks it is of."""

    steps: tuple[Planned, ...] = ()
    unchanged: tuple[Unchanged, ...] = ()
    others: Mapping[str, int] = {}
    notes: tuple[str, ...] = ()
    failures: tuple[Failure, ...] = ()
    doubts: tuple[Failure, ...] = ()
    in_state: tuple[str, ...] = ()
    limits: tuple[Limited, ...] = ()

    def without_doubts(self) -> Plan:
        """The plan of somebody who does not deploy what is doubtful: its doubts are errors."""
        texts = {doubt.text for doubt in self.doubts}
        notes = tuple(note for note in self.notes if note not in texts)
        return self._replace(notes=notes, failures=(*self.failures, *self.doubts), doubts=())

    def count(self, kind: Kind) -> int:
        """Of those that are not refused."""
        return sum(step.kind is kind and not step.is_refused for step in self.steps)

    @property
    def refused(self) -> int:
        return sum(step.is_refused for step in self.steps)

    @property
    def bought(self) -> int:
        return sum(step.buys for step in self.steps)

    @property
    def purchases(self) -> list[About]:
        """What is bought, one for each number."""
        return [step.about for step in self.steps if step.buys]

    @property
    def released(self) -> int:
        return sum(step.releases for step in self.steps)

    @property
    def at_stake(self) -> int:
        """What is released where nothing refuses it any more when it is deployed: who consents, and
        to how many, is asked of these."""
        return sum(step.kind in DESTRUCTIVE for step in self.steps)


def joined(plans: Iterable[Plan]) -> Plan:
    """One plan of several stacks."""
    parts = list(plans)
    others: Counter[str] = Counter()
    for part in parts:
        others.update(part.others)
    return Plan(
        tuple(sorted((step for part in parts for step in part.steps), key=_order)),
        tuple(number for part in parts for number in part.unchanged),
        dict(sorted(others.items())),
        tuple(dict.fromkeys(note for part in parts for note in part.notes)),
        tuple(failure for part in parts for failure in part.failures),
        tuple(doubt for part in parts for doubt in part.doubts),
        tuple(note for part in parts for note in part.in_state),
        tuple(_of_all(one for part in parts for one in part.limits)),
    )


def _of_all(limits: Iterable[Limited]) -> Iterator[Limited]:
    """Each campaign once, with what all plans bring into it."""
    found: dict[tuple[str, CampaignRef], list[Limited]] = {}
    for one in limits:
        found.setdefault((one.account, one.campaign), []).append(one)
    for several in found.values():
        yield several[0]._replace(
            live=max(one.live for one in several),
            stacks=tuple(dict.fromkeys(stack for one in several for stack in one.stacks)),
            bought=sum(one.bought for one in several),
            moved=sum(one.moved for one in several),
        )


def _order(step: Planned) -> tuple[object, ...]:
    where = tuple(natural(part or "") for part in step.campaign)
    return (step.rank, *where, natural(step.stack), natural(step.name))
