"""What a look at the live account can find, and what the reader does about each.

Owns: the kinds of findings, their order, their fields and the remedies.
Must not know: how a finding is found, or how it is shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import Enum
from shlex import quote
from typing import NamedTuple

from .. import next_steps as step
from ..errors import InvocaError
from ..promo_number import open_purchases
from ..promo_number.models import CampaignRef, Declaration, short
from ..promo_number.moved import followed
from ..promo_number.record import as_time


class Kind(str, Enum):
    """In the order in which money and printed ads are at stake."""

    MISSING = "missing"  # in the state, certainly gone
    NOT_CREATED = "not_created"  # declared, but in no state or not live
    PENDING = "pending"  # its purchase was sent, and the state does not say what came of it
    MOVED = "moved"  # live in another campaign than the state says
    DUPLICATE = "duplicate"  # one id, or one number, twice
    CHANGED = "changed"  # a field has another value than was declared
    LEFT = "left"  # bought for a declaration of these stacks, and held by nobody
    ID_CHANGED = "id_changed"  # its id has another value than the state says
    NOT_SHOWN = "not_shown"  # bought minutes ago, and Invoca does not show it yet
    UNMANAGED = "unmanaged"  # live, and held by no stack


class Managed(NamedTuple):
    """One number that a stack holds, or that its campaign file declares.

    promo_number: ten digits, or "" where only the declaration is known. ids: under which it may
    live, likeliest first. declared: None where the declaration cannot be read; then only its
    existence is checked. line: 1-based, 0 for none. ignored: the paths of the fields that the
    engine was told to leave as they are. engine: "" for the one that this process speaks of; it has
    campaign files, which no other one has. has_file: the stack has one. is_always_read: no
    deployment does without a refresh. in_file: what the campaign file declares now, where
    `declared` is what was deployed; None where that is not known. pending_since, unseen_since: when
    its purchase was sent, in seconds since the epoch, while the state does not say what came of it,
    and while Invoca has not shown what it bought; else None.
    """

    stack: str
    name: str
    where: CampaignRef
    declared: Declaration | None
    promo_number: str = ""
    ids: tuple[str, ...] = ()
    file: str = ""
    line: int = 0
    is_deployed: bool = False  # the stack's state holds it
    declared_by: str = ""  # project/stack/name
    # The next deployment has to adopt or buy it: no usable state holds it. A state that cannot be
    # used may hold it all the same, so is_deployed may be true beside it (`invoca recover`).
    is_unheld: bool = False
    is_leaving: bool = False  # the engine has yet to release it: nobody minds if it is gone
    ignored: tuple[str, ...] = ()
    engine: str = ""
    has_file: bool = True
    is_always_read: bool = False
    urn: str = ""  # what the state calls it
    in_file: Declaration | None = None
    pending_since: float | None = None
    unseen_since: float | None = None
    holds_made_id: bool = False  # the state says that its id was made of its name
    network: str = ""  # whose the state says it is; "" where it says nothing

    @property
    def declares_no_id(self) -> bool:
        """Whether its ids were made of its name."""
        is_declared = self.declared is not None and not self.declared.id_from_network
        return is_declared or self.holds_made_id

    @property
    def place(self) -> str:
        """Where a person changes the declaration."""
        if self.engine:
            return "the configuration"
        if self.file:
            return f"`{self.file}:{self.line}`"
        return "the campaign file" if self.has_file else "the declaration"


# Told, but no drift unless somebody asks: nothing that was declared is different.
HARMLESS = frozenset({Kind.ID_CHANGED, Kind.NOT_SHOWN, Kind.UNMANAGED})
DECLARE_ANOTHER = (
    "where the account never gives an id twice, the run refuses; declare another id_from_network"
)
# About live numbers that no stack holds.
UNHELD = frozenset({Kind.LEFT, Kind.UNMANAGED})


class Finding(NamedTuple):
    """One difference between what was declared or deployed and what is live.

    name: the number's name in its stack. id: its id_from_network. field: what differs, such as
    "description" or "custom_data.station". remedy: a sentence. "" and 0 are for none.
    """

    kind: Kind
    campaign: CampaignRef
    remedy: str
    stack: str = ""
    name: str = ""
    promo_number: str = ""
    id: str = ""
    field: str = ""
    declared: str = ""
    live: str = ""
    file: str = ""
    line: int = 0

    @property
    def rank(self) -> int:
        return list(Kind).index(self.kind)


class Failure(NamedTuple):
    """Something that could not be checked. numbers: (stack, name) of those it leaves open."""

    text: str
    stack: str = ""
    campaign: CampaignRef | None = None
    numbers: tuple[tuple[str, str], ...] = ()


class Coverage(NamedTuple):
    """How many live numbers of a campaign are managed. live: None where it could not be read."""

    campaign: CampaignRef
    managed: int
    live: int | None


class Report(NamedTuple):
    """findings: by campaign, the costliest first. doubts: what may be incomplete, and notes: what
    else there is to know, in sentences."""

    numbers: tuple[Managed, ...] = ()
    findings: tuple[Finding, ...] = ()
    coverage: tuple[Coverage, ...] = ()
    failures: tuple[Failure, ...] = ()
    doubts: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def live(self) -> int:
        """The live numbers of every campaign that could be read."""
        return sum(item.live or 0 for item in self.coverage)

    @property
    def managed(self) -> int:
        """Of those, the ones that are managed."""
        return sum(item.managed for item in self.coverage if item.live is not None)

    def count(self, kind: Kind) -> int:
        return sum(finding.kind is kind for finding in self.findings)


def joined(reports: Iterable[Report]) -> Report:
    """One report of several accounts."""
    parts = list(reports)
    return Report(
        tuple(number for part in parts for number in part.numbers),
        tuple(finding for part in parts for finding in part.findings),
        tuple(item for part in parts for item in part.coverage),
        tuple(failure for part in parts for failure in part.failures),
        tuple(dict.fromkeys(doubt for part in parts for doubt in part.doubts)),
        tuple(note for part in parts for note in part.notes),
    )


def about(number: Managed, kind: Kind, remedy: str, **fields: str) -> Finding:
    """A finding of that kind about a managed number."""
    known = {
        "promo_number": number.promo_number,
        "id": number.ids[0] if number.ids else "",
        **fields,
    }
    return Finding(
        kind,
        number.where,
        remedy,
        stack=number.stack,
        name=number.name,
        file=number.file,
        line=number.line,
        **known,
    )


def undo_or_keep(number: Managed) -> str:
    undo = f"To undo it, run {step.deploy_refreshed(number.stack, number.engine)}; to keep it, "
    if number.engine or not number.has_file:
        return f"{undo}write it into {number.place}"
    return (
        f"{undo}run `invoca drift --accept {quote(number.name)} --stack {number.stack}`, which "
        f"writes it into {number.place}"
    )


def deploy_what_is_declared(number: Managed) -> str:
    return (
        f"{number.place} now declares what is live; {step.deploy_refreshed(number.stack)} "
        "writes it into the state, and changes nothing in Invoca"
    )


def note_the_id(number: Managed) -> str:
    return (
        "Somebody gave the number another id in Invoca. Runs identify it by its digits, so "
        "nothing else differs: set it back there, or record it with "
        f"{step.refresh(number.stack, number.engine)}"
    )


def find_out_who_released(number: Managed, twin: str) -> str:
    up = step.deploy_refreshed(number.stack, number.engine)
    remedy = (
        "Find out who released it, or moved it to another campaign, and whether it is still "
        f"printed; {up} buys another number in its place"
    )
    if twin:
        return f"{remedy} ({twin} carries its id now and would be taken over)"
    is_ours = number.declared is None or number.declares_no_id
    return remedy if is_ours else f"{remedy}. Its id was declared: {DECLARE_ANOTHER}"


def follow_or_move_back(number: Managed, there: CampaignRef, holder: str) -> str:
    up = step.deploy(number.stack, number.engine)
    if holder:
        return (
            f"Stack {holder} holds it there. Take its entry out of {number.place}, then "
            f"{step.forget(number.stack, number.engine, number.urn)}. Do both before {up}, which "
            "would buy another"
        )
    unrefreshed = step.deploy_unrefreshed(number.stack, number.engine)
    follow = followed(
        number.promo_number,
        number.where,
        there,
        unrefreshed="" if number.is_always_read else unrefreshed,
        place=f" in {number.place}",
        stack=number.stack,
        engine=number.engine,
        urn=number.urn,
        ignored=number.ignored,
    )
    return f"If it belongs there, {follow}; if not, move it back in Invoca"


def buy_it(number: Managed) -> str:
    if number.declared is not None and number.declared.adopt:
        return (
            "`adopt` never buys and finds nothing here: check the number and the campaign in "
            f"{number.place}, or remove `adopt` to buy one"
        )
    return f"{step.deploy(number.stack, number.engine)} buys it"


def take_it_over(number: Managed, digits: str) -> str:
    up = step.deploy(number.stack, number.engine)
    return f"{up} takes over {digits}, which is live; it buys nothing"


def refused(
    number: Managed, digits: str, where: CampaignRef, holder: str, error: InvocaError
) -> str:
    """where: the campaign in which the number with these digits is live. holder: as stack/name, or
    "". Of what the error says only the next step is told: no run was refused."""
    up = step.deploy(number.stack, number.engine)
    there = "" if where == number.where else f" in {short(where)}"
    held = f", and which '{holder}' holds" if holder else ""
    then = f"{error.next_step[:1].upper()}{error.next_step[1:]}"
    return f"{up} refuses to take over {digits}, which is live{there}{held}. {then}"


def settle_it(number: Managed, sent_at: float, is_over: Callable[[float], bool]) -> str:
    id_, said = number.ids[0] if number.ids else "", is_over(sent_at)
    return open_purchases.in_state(
        id_, sent_at, is_over=said, stack=number.stack, engine=number.engine
    )


def take_over_what_came(number: Managed, sent_at: float, digits: str) -> str:
    return open_purchases.shows_now(digits, sent_at, number.stack, number.engine)


def may_be_renamed(number: Managed, digits: str) -> str:
    return (
        f"{digits} is live, agrees with every declared field, and no stack here holds it. It may "
        f"be this number under an earlier name: `invoca drift --stack {number.stack}` shows "
        f"whether it is. If it is another, {step.deploy(number.stack, number.engine)} buys one"
    )


def release_one(kept: str) -> str:
    return (
        f"It was probably bought twice: find out which one is printed, this one or {kept}, and "
        "release the other in Invoca"
    )


def held_twice(number: Managed, other: Managed) -> str:
    return (
        f"{other.name} of stack {other.stack} holds it too. Keep one; to give up this one, take "
        f"its entry out of {number.place}, then "
        f"{step.forget(number.stack, number.engine, number.urn)}"
    )


def bought_a_moment_ago(at: float) -> str:
    """A number that was bought then, and that Invoca may show late."""
    return (
        f"It was bought at {as_time(at)}, and Invoca does not show it yet: look again in five "
        "minutes. Nothing is to be done, and it stays in the state"
    )


def list_is_cut(where: CampaignRef, lacking: int) -> str:
    numbers = "a number that exists" if lacking == 1 else f"{lacking:,} numbers that exist"
    return (
        f"listing the promo numbers of {where}: the list leaves out {numbers}. Run it again in a "
        "minute, lists may lag. If it stays that way, Invoca cuts the list: each declared number "
        "was checked by itself, but it is not known which others are live"
    )


def list_may_be_cut(where: CampaignRef, length: int) -> str:
    return (
        f"The list of {where} holds exactly {length:,} numbers, a usual limit or a part as Invoca "
        "says: where it leaves some out, live numbers that no stack holds are not seen"
    )


def settle_what_was_left(name: str, digits: str, stack: str) -> str:
    return (
        f"It was bought for '{name}' of stack {stack}, and nothing holds it: a run was "
        "interrupted, or it was taken out of the state. To keep it, declare it with adopt: "
        f'"{digits}"; if nobody needs it, release it in Invoca'
    )


def list_lacks_entries(where: CampaignRef, skipped: int) -> str:
    return (
        f"The list of {where} holds {skipped:,} that cannot be read as promo numbers: if these are "
        "live numbers that no stack holds, they are not seen"
    )


def declare_or_release(digits: str) -> str:
    return (
        f"`invoca adopt {digits} --stack NAME` prints the lines that declare it; or release it in "
        "Invoca where nobody needs it"
    )
