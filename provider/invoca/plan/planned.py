"""What a deployment's plan does to a promo number, and what that means for whoever reviews it.

Owns: the kinds, their order, their fields and the sentence of each.
Must not know: the engine that plans, how a plan is read, or how it is shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from enum import Enum
from typing import NamedTuple

from .. import next_steps as step
from ..counted import some
from ..drift.findings import Failure
from ..natural import natural
from ..promo_number.models import CampaignRef
from .bought import About


class Kind(str, Enum):
    """In the order in which printed ads and money are at stake."""

    RELEASE = "release"  # the number is gone for good
    REPLACE = "replace"  # another number is bought, and this one is gone for good
    BUY = "buy"  # nothing live has its id
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
MOST_NAMES = 10  # that one sentence lists


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
    description: what the number is for. about: what it is, or is to be. is_refused: creating it
    would fail. means: a sentence. "" and 0 are for none. line: 1-based.
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

    @property
    def rank(self) -> int:
        return list(Kind).index(self.kind)

    @property
    def buys(self) -> bool:
        is_new = self.kind is Kind.BUY or (self.kind is Kind.REPLACE and not self.takes_over)
        return is_new and not self.is_refused

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


class Plan(NamedTuple):
    """steps: the costliest first. others: what is done to resources that are not promo numbers, as
    the engine calls it, and how often. notes: what is odd but not wrong, a sentence each. doubts:
    those of the notes that Invoca would likely refuse. forgotten: those of numbers that only the
    state has, and that a deployment takes out of it."""

    steps: tuple[Planned, ...] = ()
    unchanged: tuple[Unchanged, ...] = ()
    others: Mapping[str, int] = {}
    notes: tuple[str, ...] = ()
    failures: tuple[Failure, ...] = ()
    doubts: tuple[Failure, ...] = ()
    forgotten: tuple[str, ...] = ()

    def without_doubts(self) -> Plan:
        """The plan of somebody who does not deploy what is doubtful: its doubts are errors."""
        texts = {doubt.text for doubt in self.doubts}
        notes = tuple(note for note in self.notes if note not in texts)
        return self._replace(notes=notes, failures=(*self.failures, *self.doubts), doubts=())

    def count(self, kind: Kind) -> int:
        return sum(step.kind is kind for step in self.steps)

    @property
    def bought(self) -> int:
        return sum(step.buys for step in self.steps)

    @property
    def purchases(self) -> list[About]:
        """What is bought, one for each number."""
        return [step.about for step in self.steps if step.buys]

    @property
    def released(self) -> int:
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
        tuple(note for part in parts for note in part.forgotten),
    )


def _order(step: Planned) -> tuple[object, ...]:
    where = tuple(natural(part or "") for part in step.campaign)
    return (step.rank, *where, natural(step.stack), natural(step.name))


FOR_GOOD = "ads that print it stop matching, and nobody can undo it"


def releases() -> str:
    return f"Releases the number for good: {FOR_GOOD}. Call flows may name it"


def releases_leftover() -> str:
    return f"Left over from a replacement that was interrupted. {releases()}"


def replaces(digits: str, reasons: Iterable[str], area: str = "") -> str:
    """area: where the new one is asked for, as `in_area` has it."""
    asking = ", ".join(reasons)
    why = f", because of {asking}," if asking else ""
    where = f" {area}" if area else ""
    return f"Buys another number{where}{why} and releases {digits} for good: {FOR_GOOD}"


def replaces_with_live(digits: str, live: str) -> str:
    return (
        f"Takes over {live}, which is live already, and releases {digits} for good: {FOR_GOOD}; "
        "buys nothing"
    )


def buys(area: str = "") -> str:
    """area: where it is asked for, as `in_area` has it."""
    return f"Buys a number{area and ' '}{area}"


def in_area(code: str, near: str, among: Iterable[str]) -> str:
    """Where a local number is asked for. code: its area code. near: a place, where only that is
    said. among: the area codes that are allowed. "" for none of them."""
    if code:
        return f"with area code {code}"
    allowed = " or ".join(among)
    if not near:
        return f"with area code {allowed}" if allowed else ""
    if near == UNKNOWN:
        return f"in an area that is {UNKNOWN}"
    which = f"{allowed}, which Invoca chooses" if allowed else "chosen by Invoca"
    return f"near {near}; its area code is {UNKNOWN} ({which})"


def buys_again(digits: str) -> str:
    return (
        f"Invoca no longer has {digits}: find out who released it, or moved it to another "
        "campaign, and whether it is still printed. This buys another number in its place"
    )


def buys_unless_live() -> str:
    return "Buys a number, unless one is live under its id: that could not be looked up"


def is_refused() -> str:
    return f"Buys nothing: {step.deploy()} refuses it, see the error"


def buys_under_unknown_id() -> str:
    return f"Buys a number, unless one is live under its id, which is {UNKNOWN}"


def forgets() -> str:
    return "The stack lets go of it: the number stays live and costs money, and nobody manages it"


def unprotects() -> str:
    return "Removes the protection: from then on, a plan can release the number"


def moves() -> str:
    return "Moved to another campaign; keeps its phone number"


def adopts() -> str:
    return "Live already, and taken over; buys nothing"


RULES = "call rules (recording, whisper) may test it"
# What call rules can test.
TESTED = ("description", "media_type", "custom_data")


def changes(fields: Iterable[str] = ()) -> str:
    tested = any(field.partition(".")[0] in TESTED for field in fields)
    return f"Changed in place; {RULES}" if tested else "Changed in place"


def changes_nothing_shown() -> str:
    return "Brought back to its declaration; no field that may be shown differs"


def changes_back(fields: Iterable[str], place: str) -> str:
    return (
        f"Undoes what somebody changed in Invoca ({', '.join(fields)}); to keep it, write the live "
        f"value into {place}"
    )


def renamed(pairs: Sequence[tuple[str, str, str]]) -> str:
    """pairs: old name, new name and digits of each."""
    told = some([f"{old} → {new} ({digits})" for old, new, digits in pairs], MOST_NAMES)
    is_one = len(pairs) == 1
    what = "keeps its phone number" if is_one else "keep their phone numbers"
    return f"renamed, and {what}: {told}"


def limited(where: str, most: int, live: int, bought: int) -> str:
    """A limit of the account beside what is bought there."""
    left = most - live
    fits = "" if bought <= left else f", {bought - left:,} more than fit"
    return f"{where} may hold {most:,} promo numbers: {live:,} live, {bought:,} to be bought{fits}"


# What says no more than that a step is of its kind.
PLAIN = frozenset(
    {releases(), buys(), forgets(), unprotects(), moves(), adopts(), changes(), changes(TESTED)}
)


def keeps(holder: str) -> str:
    return f"{holder} holds this number in the same plan, so nothing happens to it in Invoca"


def keeps_itself() -> str:
    return (
        "A forced replacement asks for the same id again, so the number is found and kept; "
        "increase `generation` to buy another one"
    )


def protected(kind: Kind, numbers: list[tuple[str, str]], place: str) -> str:
    """Why the whole plan fails, and how to consent. numbers: (name, digits) of each."""
    told = some([f"{name} ({digits})" for name, digits in numbers], MOST_NAMES)
    is_one = len(numbers) == 1
    what, last = "release", "take it out of the file" if is_one else "take them out of the file"
    if kind is Kind.REPLACE:
        what, last = "replace", "change it again" if is_one else "change them again"
    them, are = ("it", "is") if is_one else ("them", "are")
    return (
        f"the plan would {what} {told}, which {are} protected, so none of it can be carried out. "
        f"Put {them} back as before ({place}); to let {them} go, add `protect: false`, run "
        f"{step.deploy()}, and then {last}"
    )


def forgets_missing(name: str, digits: str) -> str:
    return f"{name} ({digits}) is neither declared nor in Invoca any more: the stack forgets it"


def forgets_leftover(name: str, digits: str) -> str:
    return (
        f"{digits} is left over from a replacement of {name} that was interrupted, and is not in "
        "Invoca any more: the stack forgets it"
    )


def not_refreshed() -> str:
    return (
        "the preview was made without --refresh, so what somebody changed in Invoca is not in it; "
        f"make it with {step.preview_refreshed()}"
    )
