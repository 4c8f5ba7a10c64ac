"""The words for a purchase that is not settled, or whose id is taken: why, and what to do next.

Owns: the sentences. Must not know: when each is said.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .. import next_steps as step
from ..errors import HeldByAnother, InvocaError, LookAtAccount, Unclear
from .models import CampaignRef, Declaration, PromoNumber
from .record import as_time

ANOTHER_ID = (
    "If the number of this id was released, or is somebody else's, declare another "
    "id_from_network; if it was bought a few minutes ago, run it again in five minutes"
)


def unread_before_buying(
    declared: Declaration, unread: Sequence[tuple[str, InvocaError]]
) -> LookAtAccount:
    what, error = unread[0]
    more = f" and {len(unread) - 1} more" if len(unread) > 1 else ""
    return LookAtAccount(
        f"buying a number for id '{declared.id_from_network}' in {declared.campaign}",
        answer=f"Invoca says that the id is taken, and {what}{more} could not be read "
        f"({error.answer})",
        remedy="Find out which number has that id. Give the token the right to read it, or "
        "increase `generation` to buy another one",
    )


def taken_elsewhere(
    declared: Declaration, said: InvocaError, live: PromoNumber, where: CampaignRef
) -> LookAtAccount:
    """A declared id is taken by a number of another campaign."""
    return LookAtAccount(
        said.doing,
        answer=f"{said.answer}, by {live.promo_number} (id '{live.id_from_network}') in {where}",
        remedy=f"If id '{declared.id_from_network}' is yours, write "
        f"{step.written('adopt', 'true')} and it is moved to {declared.campaign}; if not, declare "
        "another id_from_network",
        status=said.status,
    )


def moved_instead(
    declared: Declaration, live: PromoNumber, where: CampaignRef, holder: str
) -> LookAtAccount:
    """A purchase under a declared id bought nothing. where: the number was there before. holder:
    its name, with its stack where that is another."""
    return LookAtAccount(
        f"buying a number for id '{declared.id_from_network}' in {declared.campaign}",
        answer=f"Invoca sold none, and moved {live.promo_number} there from {where}, which "
        f"'{holder}' holds",
        remedy=f"Move it back to {where} in Invoca, and declare another id_from_network here",
    )


def bought_for_another(declared: Declaration, live: PromoNumber, holder: str) -> HeldByAnother:
    """Where Invoca picks the id, a purchase of the same facts is another one's. holder: its name,
    with its stack where that is another."""
    return HeldByAnother(
        f"taking over {live.promo_number} ('{declared.description}') in {declared.campaign}",
        answer=f"it was bought for the same facts, and '{holder}' holds it, or asked for it",
        next_step="give this number a description of its own. If it is to be "
        "this one, remove it from the other one's file and state, which releases nothing, and "
        f"write {step.adopting(live.promo_number)}. If a purchase for this one is pending, say "
        f"that it was not carried out with {step.configure('settledBefore <when it was sent>')}",
    )


class MayLackSome(LookAtAccount):
    """A list shows no such number, and is no proof that there is none."""


def list_may_lack_some(declared: Declaration) -> MayLackSome:
    """Where Invoca picks the id, nothing but the campaign's list tells what was bought."""
    return MayLackSome(
        f"buying a number ('{declared.description}') in {declared.campaign}",
        answer=f"the list of {declared.campaign} may lack some of its numbers: it is as long as a "
        "list is cut at, or says that it is a part, so nobody knows whether this one is there "
        "already",
        remedy=f"Nothing was bought. Look in Invoca: if it is there, write {step.adopting()}; if "
        "not, buy one in Invoca and name it in the same way, which also tells a list of exactly "
        "so many numbers from one that is cut; or leave out id_assigned_by, so that an id tells "
        "the number",
    )


class PendingPurchase(Unclear):
    """A purchase was sent, and nobody knows whether it was carried out. since: seconds since the
    epoch. record: the outputs with which a state holds it; None where none does yet. sent_as: as
    what it was sent, where its entry was edited before any state held it; None where it was not."""

    since: float = 0.0
    record: Mapping[str, Any] | None = None
    sent_as: Declaration | None = None


def pending(
    declared: Declaration,
    since: float,
    at: str,
    unclear: InvocaError,
    named: PromoNumber | None = None,
) -> PendingPurchase:
    """at: the time of the purchase, as a person reads it. named: the number that Invoca's answer
    named, though nothing shows that it is the one."""
    by, found = f"id '{declared.id_from_network}'", ""
    if not declared.id_from_network:
        by, found = (
            "it",
            f"If a number is new in the campaign, name it with {step.adopting()}. ",
        )
    if named is not None:
        found = f"If {named.promo_number} is it, write {step.adopting(named.promo_number)}. "
    error = PendingPurchase(
        unclear.doing,
        answer=f"{unclear.answer}, and no new number has appeared since, so nobody knows whether "
        "one was bought",
        remedy=f"Nothing was sent a second time; {_looks_again(by, at, found)}",
        status=unclear.status,
    )
    error.since = since
    return error


def _looks_again(by: str, at: str, found: str = "", stack: str = "", engine: str = "") -> str:
    word = step.configure(f"settledBefore {at}", stack, engine)
    return (
        f"{step.deploy(stack, engine)} looks for {by} again. {found}If Invoca shows no such number "
        f"by then, say so with {word}, and it is bought"
    )


def in_state(id_: str, since: float, *, is_over: bool, stack: str = "", engine: str = "") -> str:
    """What a state that holds a purchase as pending says, and the next step.

    id_: under which it was sent; "" where Invoca picks it. is_over: a person said that what Invoca
    does not show of it was not bought.
    """
    at = as_time(since + 1)
    if is_over:
        up = step.deploy(stack, engine)
        return (
            f"A purchase was sent at {at}, and somebody said that it was not carried out: {up} "
            "looks once more, and buys the number where Invoca shows none"
        )
    again = _looks_again(f"id '{id_}'" if id_ else "it", at, stack=stack, engine=engine)
    return f"A purchase was sent at {at}, and nobody knows whether it was carried out; {again}"


def let_go(since: float, *, is_over: bool, is_made_here: bool, stack: str = "") -> str:
    """What becomes of a purchase that a state holds as pending, where its entry is gone.

    is_over: as `in_state`. is_made_here: its id was made of its name, so what carries it is ours.
    """
    at = as_time(since + 1)
    then = "is released for good" if is_made_here else "is named, and stays live"
    if is_over:
        return (
            f"Its entry is gone, and somebody said that its purchase of {at} was not carried out: "
            "the state lets go of it. If Invoca shows its number after all, that "
            f"number {then}"
        )
    word = step.configure(f"settledBefore {at}", stack)
    return (
        f"Its entry is gone, a purchase was sent at {at}, and nobody knows whether it was carried "
        f"out: what was bought {then} as soon as it shows. Until then it stays in the state; if "
        f"Invoca shows no such number in five minutes, say so with {word}"
    )


def forgotten(since: float) -> str:
    """The engine takes a purchase that is pending out of the state, and asks nobody."""
    return (
        f"The stack forgets that a purchase was sent at {as_time(since + 1)}, and nobody knows "
        "whether it was carried out: what it bought stays live and costs money, and nobody manages "
        "it"
    )


def shows_now(digits: str, since: float, stack: str = "", engine: str = "") -> str:
    """A purchase that a state holds as pending bought a number that is live."""
    return (
        f"{digits} is live: the purchase that was sent at {as_time(since + 1)} was carried out. "
        f"{step.deploy(stack, engine)} takes it over; it buys nothing"
    )


def still_pending(
    declared: Declaration, since: float, at: str, named: PromoNumber | None = None
) -> PendingPurchase:
    by = f"id '{declared.id_from_network}'" if declared.id_from_network else "this declaration"
    return pending(
        declared,
        since,
        at,
        Unclear(
            f"buying a number for {by} in {declared.campaign}",
            answer=f"a purchase was sent at {at}",
        ),
        named,
    )


def taken_and_not_shown(since: float, at: str, said: InvocaError) -> PendingPurchase:
    """An id that was made here is taken, and no search shows by what. at: when that was said, as a
    person reads it."""
    error = PendingPurchase(
        said.doing,
        answer=f"{said.answer}, and no campaign that was looked through shows a number of that id",
        remedy=f"Nothing was bought. If its number was bought or moved a few minutes ago, "
        f"{step.deploy()} takes it over as soon as it shows. If it was released, and Invoca shows "
        f"no number of that id, say so with {step.configure(f'settledBefore {at}')}, and the next "
        "id is bought",
        status=said.status,
    )
    error.since = since
    return error


def removed_while_pending(declared: Declaration, name: str, at: str) -> LookAtAccount:
    """The entry of a purchase that is pending was removed. at: when it was sent."""
    then = "what was bought is released where it shows"
    remedy = _wait_or_say(at, then, ", and the state forgets it")
    doing = "giving up the purchase for"
    return _not_wanted(declared, name, doing, f"it was sent at {at}", remedy)


def changed_while_pending(declared: Declaration, name: str, at: str) -> LookAtAccount:
    """The entry of a purchase that is pending asks for another number. at: when it was sent."""
    remedy = _wait_or_say(
        at, "what was bought is named where it shows, and the other one is bought"
    )
    sent = f"a purchase of it was sent at {at}"
    return _not_wanted(declared, name, "buying another number in place of", sent, remedy)


def _not_wanted(
    declared: Declaration, name: str, doing: str, sent: str, remedy: str
) -> LookAtAccount:
    asked = f"id '{declared.id_from_network}'" if declared.id_from_network else "a number"
    called = f" ('{name}')" if name else ""
    return LookAtAccount(
        f"{doing} {asked}{called} in {declared.campaign}",
        answer=f"{sent}, no number has appeared since, and nobody knows whether one was bought",
        remedy=remedy,
    )


def _wait_or_say(at: str, then: str, so: str = "") -> str:
    """then: what the next run does. so: what follows from a person's word."""
    return (
        f"Run {step.deploy()} again in five minutes: {then}. If Invoca shows no such number by "
        f"then, say so with {step.configure(f'settledBefore {at}')}{so}"
    )


def left_behind(live: PromoNumber, where: CampaignRef) -> str:
    return (
        f"{live.promo_number} (id '{live.id_from_network}') was bought in {where} for what this "
        "entry declared before, and nothing holds it now: release it in Invoca if nobody needs it"
    )


def no_id_is_free(declared: Declaration, id_: str, tried: int) -> LookAtAccount:
    return LookAtAccount(
        f"buying a number for id '{id_}' in {declared.campaign}",
        answer=f"Invoca says that this id is taken, and so are {tried - 1} ids after it",
        remedy="Increase `generation` to ask for another id",
    )


def named_another(declared: Declaration, answer: PromoNumber) -> Unclear:
    """A purchase was answered with a number that this run did not ask for."""
    return Unclear(
        f"buying a number for id '{declared.id_from_network}' in {declared.campaign}",
        answer=f"Invoca answered with another number, {answer.promo_number} (id "
        f"'{answer.id_from_network}')",
    )
