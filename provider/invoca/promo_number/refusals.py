"""The words for what is refused: which number, why, what to do next.

Owns: the sentences. Must not know: when each is said.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence

from .. import next_steps as step
from ..counted import some
from ..errors import (
    FixDeclaration,
    HeldByAnother,
    InvalidRequest,
    InvocaError,
    LookAtAccount,
    NotFound,
    NotKept,
    PurchaseRefused,
)
from ..yaml_text import scalar
from .comparison import Difference
from .models import CampaignRef, Declaration, PromoNumber
from .moved import followed

NO_SEARCH = "searchOtherCampaigns false"


def nothing_to_adopt(declared: Declaration, answer: str) -> PurchaseRefused:
    by = declared.adopted_digits or f"id '{declared.id_from_network}'"
    return PurchaseRefused(
        f"adopting {by} in {declared.campaign}",
        answer=answer,
        remedy="`adopt` never buys. Check the number and the campaign, or remove `adopt` to buy",
    )


class NotShownYet(InvocaError):
    """A number that was bought a short while ago is not shown yet; it is not gone."""


def not_certainly_ours(
    declared: Declaration, live: PromoNumber, changes: Sequence[Difference]
) -> LookAtAccount:
    asked, stored = declared.id_from_network, live.id_from_network
    meant = "" if asked == stored else f", for id '{asked}'"
    return LookAtAccount(
        f"taking over {live.promo_number}, which already has id '{stored}' in "
        f"{declared.campaign}{meant}",
        answer="; ".join(map(str, changes))
        or "another stack may hold it, though it agrees with every declared field",
        remedy=f"If it is yours, write {step.written('adopt', 'true')} and it is changed to match "
        "the declaration; if not, declare another id_from_network",
    )


def not_everything_was_read(
    promo_number: str, where: CampaignRef, unread: Sequence[tuple[str, InvocaError]]
) -> LookAtAccount:
    """unread: what could not be looked at, and why."""
    what, error = unread[0]
    more = f" and {len(unread) - 1} more" if len(unread) > 1 else ""
    return LookAtAccount(
        f"looking for promo number {promo_number}",
        answer=f"it is not in {where} any more, and {what}{more} could not be read "
        f"({error.answer}), so it may have been moved there",
        remedy="It counts as gone only when everything could be read. Give the token the right to "
        f"read it, or, if it can never be read whole, use {step.configure(NO_SEARCH)}",
    )


def held_already(declared: Declaration, live: PromoNumber, holder: str) -> HeldByAnother:
    """holder: the name of the other one; "" where it is not known."""
    by = f"'{holder}'" if holder else "another number of this run"
    was = step.written("was", holder)
    renamed = f"if '{holder}' was renamed, write {was}; if not, " if holder else ""
    return HeldByAnother(
        f"taking over {live.promo_number} for '{declared.description}'",
        answer=f"{by} holds it already",
        next_step=f"{renamed}give one of the two another id_from_network than "
        f"'{live.id_from_network}', or increase `generation` to buy another",
    )


def known_late(declared: Declaration, live: PromoNumber) -> LookAtAccount:
    return LookAtAccount(
        f"taking over {live.promo_number}, which is live already, for '{declared.description}'",
        answer="by what it is asked for came to be known only in this run, so nobody could see "
        "whether another resource holds it",
        remedy=f"Nothing was changed; run {step.deploy()} again: it takes the number over, or says "
        "what holds it",
    )


def held_by_another_stack(declared: Declaration, live: PromoNumber, holder: str) -> HeldByAnother:
    """holder: as stack/name."""
    return HeldByAnother(
        f"taking over {live.promo_number}, which already has id '{live.id_from_network}' in "
        f"{declared.campaign}",
        answer=f"another stack holds it, as '{holder}'",
        next_step="if it is to be this stack's, remove it from the other one's "
        f"file and state, which releases nothing, and write {step.adopting(live.promo_number)} "
        "here; if not, declare another id_from_network, or increase `generation` to buy another",
    )


def held_elsewhere(promo_number: str, name: str, holder: str) -> LookAtAccount:
    """holder: the name of the other one, with its stack where that is another."""
    return LookAtAccount(
        f"importing {promo_number} as '{name}'",
        answer=f"'{holder}' holds it already",
        remedy="A number has one holder. To use it without holding it, read it by "
        f"{step.lookup()}; to hold it here, remove it from the state of the other one first, "
        "which releases nothing",
    )


def not_there(doing: str, where: CampaignRef) -> NotFound:
    """doing: with the digits or the id that were asked for."""
    return NotFound(
        doing,
        answer=f"{where} has no live number with these digits or this id",
        remedy="Look at the campaign's numbers in Invoca, and write the ids that the network gave "
        "the advertiser and the campaign",
    )


def looks_like_ours(declared: Declaration, twins: Sequence[PromoNumber]) -> LookAtAccount:
    """A live number was bought for the same name, by other facts than those of today."""
    told = some([f"{one.promo_number} (id '{one.id_from_network}')" for one in twins])
    return LookAtAccount(
        f"buying a number for id '{declared.id_from_network}' in {declared.campaign}",
        answer=f"{told} was bought for the same name, in another project or stack or by an earlier "
        "declaration, and nothing here holds it",
        remedy=f"If it is this one, write {step.adopting(twins[0].promo_number)}; if not, increase "
        "`generation` to buy another",
    )


def has_the_id_elsewhere(
    declared: Declaration, live: PromoNumber, where: CampaignRef
) -> LookAtAccount:
    """Another campaign has a live number of an id that somebody declared, and nothing known here
    holds it: where the account gives an id once a campaign, it may be another one."""
    return LookAtAccount(
        f"buying a number for id '{declared.id_from_network}' in {declared.campaign}",
        answer=f"{live.promo_number} has the id '{live.id_from_network}' in {where}, and nothing "
        "here holds it",
        remedy=f"If it is this one, write {step.written('adopt', 'true')} and it is moved; if not, "
        "increase `generation` to buy another",
    )


def needs_consent(name: str, promo_number: str, fields: Iterable[str]) -> FixDeclaration:
    """A change that would release a number whose state says that it is protected."""
    return FixDeclaration(
        f"replacing promo number {promo_number} of '{name}', because of {', '.join(fields)}",
        answer="it is marked for protection, and the state does not hold your consent yet",
        remedy=f"Put {', '.join(fields)} back as before and set "
        f"{step.written('protect', 'false')}, run {step.deploy()}, then make this change and run "
        "it again",
    )


def released_without_consent(name: str, promo_number: str) -> FixDeclaration:
    return FixDeclaration(
        f"releasing promo number {promo_number} of '{name}'",
        answer="it is protected: the state does not hold your consent to release it yet",
        remedy=f"Declare it again with {step.written('protect', 'false')}, run {step.deploy()}, "
        "then remove it and run it again",
    )


def not_bought_beside(declared: Declaration, twins: Sequence[PromoNumber]) -> LookAtAccount:
    """Where Invoca picks the id, an earlier run may have bought one of these for `declared`."""
    digits = sorted(number.promo_number for number in twins)
    return LookAtAccount(
        f"buying a number ('{declared.description}') in {declared.campaign}",
        answer=f"{some(digits)} already {'agrees' if len(digits) == 1 else 'agree'} with every "
        "declared field",
        remedy=f"If it is this one, write {step.adopting(digits[0])}; if not, give "
        "this number a description of its own",
    )


def not_kept(live: PromoNumber, unlike: list[Difference]) -> NotKept:
    return NotKept(
        f"checking what Invoca made of promo number {live.promo_number}",
        answer="; ".join(map(str, unlike)),
        remedy=_how_to_keep(unlike, live),
        live=live,
    )


def _how_to_keep(unlike: Sequence[Difference], live: PromoNumber) -> str:
    """What to declare where an account stores a text in its own way, or drops it. Whoever does as
    it says is not told the same again."""
    fields = ", ".join(one.field for one in unlike)
    escaped = [one.field for one in unlike if _is_escaped(one)]
    shapes = [one.field for one in unlike if _is_shape(one.field, live)]
    respelled = {one.field: name for one in unlike if (name := _respelled(one, live))}
    told = {*escaped, *shapes, *respelled}
    kept = [one for one in unlike if one.live and one.field not in told]
    dropped = [one.field for one in unlike if not one.live and one.field not in told]
    advice = [f"Invoca accepted the request, but not {fields} as declared."]
    if kept:
        written = " and ".join(step.written(one.field, scalar(one.live)) for one in kept)
        advice.append(f"To declare what the account keeps, write {written}.")
    if any(one.declared and one.declared in one.live for one in kept):
        advice.append(
            "If it then adds the same once more, it never keeps a text as declared: have that "
            "turned off in Invoca."
        )
    if respelled:
        names = " and ".join(f"`{field}` as `{name}`" for field, name in respelled.items())
        advice.append(f"The account has names of its own for these: write {names}.")
    if shapes:
        advice.append(
            f"The account keeps more than one value of {', '.join(shapes)}, which text cannot "
            "express: take it out of custom_data."
        )
    if escaped:
        advice.append(
            "The account escapes HTML's special characters, and would escape what it keeps "
            f"once more: write {', '.join(escaped)} without &, <, > and quotes."
        )
    if dropped:
        is_custom = all(field.startswith("custom_data.") for field in dropped)
        what = "the custom data field exists in the account" if is_custom else "the account has it"
        advice.append(
            f"Invoca kept nothing in {', '.join(dropped)}: check in Invoca that {what}, and that "
            "the value fits it"
        )
    return " ".join(advice)


def _respelled(unlike: Difference, live: PromoNumber) -> str:
    """The name under which the account keeps a custom data field in other capitals; "" for none."""
    field, _, key = unlike.field.partition(".")
    names = [name for name in live.custom_data if name.casefold() == key.casefold()]
    return f"{field}.{names[0]}" if names and not unlike.live else ""


def _is_shape(field: str, live: PromoNumber) -> bool:
    """Whether a field's value is a list or a map, and no text."""
    text = live.custom_data.get(field.partition(".")[2], "")
    raw = live.custom_data_raw.get(field.partition(".")[2])
    return isinstance(raw, (list, dict)) and text[:1] in ("[", "{")


def _is_escaped(unlike: Difference) -> bool:
    return html.unescape(unlike.live) == unlike.declared


def may_be_released(remedy: str) -> str:
    """What to do about a number that a state holds, that Invoca refuses to show, and that its
    campaign's list does not have. remedy: what is to be done where it is live."""
    return (
        f"The list of its campaign does not show the number: if it was released, {step.forget()}, "
        f"and run it again. {_if_live(remedy)}"
    )


def id_may_be_spent(error: InvocaError, *, is_generated: bool) -> str:
    """What to do about an id under which Invoca refuses to show whether there is a number."""
    another = "increase `generation`" if is_generated else "declare another id_from_network"
    spent = f"If the number of this id was released, {another} to buy another one"
    if isinstance(error, InvalidRequest):
        return spent if error.is_invocas else f"{error.remedy}. {spent}"
    return f"{spent}. {_if_live(error.remedy)}"


def _if_live(remedy: str) -> str:
    return f"If it is live: {remedy[:1].lower()}{remedy[1:]}"


def vanished(promo_number: str, where: CampaignRef) -> LookAtAccount:
    return LookAtAccount(
        f"checking promo number {promo_number} in {where}",
        answer="it is no longer there",
        remedy=f"Run {step.refresh()}, then {step.preview()}: it shows what would be bought",
    )


def moved_away(promo_number: str, where: CampaignRef, elsewhere: CampaignRef) -> LookAtAccount:
    follow = followed(promo_number, where, elsewhere, unrefreshed=step.deploy_unrefreshed())
    return LookAtAccount(
        f"reading promo number {promo_number} in {where}",
        answer=f"it is in {elsewhere} now",
        remedy=f"If it belongs there, {follow}; if not, move it back in Invoca. Nothing is bought "
        "for it",
    )


def in_another_campaign(
    promo_number: str, name: str, where: CampaignRef, elsewhere: CampaignRef
) -> LookAtAccount:
    """A number that is to be released is not where the state says; its entry may be gone."""
    called = f"'{name}', " if name else ""
    return LookAtAccount(
        f"releasing {called}promo number {promo_number} in {where}",
        answer=f"it is in {elsewhere} now, and nothing was released",
        remedy="Somebody may need it there. If nobody does, release it in Invoca, or move it back "
        f"to {where}, and run it again; if it is to stay, {step.forget()}",
    )


def released_too_soon(promo_number: str, where: CampaignRef) -> LookAtAccount:
    return _too_soon(f"releasing promo number {promo_number} of {where}", "released")


def only_listed(promo_number: str, where: CampaignRef) -> LookAtAccount:
    return LookAtAccount(
        f"releasing promo number {promo_number} of {where}",
        answer="its list shows the number, but a look at the number itself does not, as it can be "
        "for a while after it was bought, moved or released",
        remedy="Nothing was released. Run it again in five minutes",
    )


def changed_too_soon(promo_number: str, where: CampaignRef) -> LookAtAccount:
    return _too_soon(f"changing promo number {promo_number} in {where}", "changed")


def replaced_too_soon(promo_number: str, where: CampaignRef) -> LookAtAccount:
    return _too_soon(f"replacing promo number {promo_number} in {where}", "bought")


def moved_too_soon(promo_number: str, where: CampaignRef) -> LookAtAccount:
    return _too_soon(f"looking for promo number {promo_number} in {where}", "bought", "moved there")


def _too_soon(doing: str, done: str, before: str = "bought") -> LookAtAccount:
    return LookAtAccount(
        doing,
        answer=f"it was {before} a short while ago, and Invoca does not show it yet",
        remedy=f"Nothing was {done}. Run it again in five minutes",
    )


def still_shown(promo_number: str, where: CampaignRef, *, is_certain: bool = True) -> LookAtAccount:
    """is_certain: whether its campaign's list lacks none; else Invoca may only hide it."""
    shows = "still shows the number" if is_certain else "does not show that it is gone"
    return LookAtAccount(
        f"releasing promo number {promo_number} of {where}",
        answer=f"Invoca accepted it, but {shows}",
        remedy=f"Look at it in Invoca; {step.deploy()} tries again",
    )


def several_fit(declared: Declaration, twins: Sequence[PromoNumber]) -> LookAtAccount:
    """Where Invoca picks the id, more than one number may be the one that was bought."""
    told = some(sorted(live.promo_number for live in twins))
    return LookAtAccount(
        f"finding out which number was bought for '{declared.description}'",
        answer=f"{told} all fit",
        remedy=f"Name the right one with {step.adopting()} and release the others",
    )


def asked_for_twice(id_: str, name: str, other: str, *, is_made: bool) -> str:
    """name: of the one that is new. other: the name of the other one, which an engine may let be
    the same. is_made: whether the id was made of the name."""
    if name == other:
        also = "" if is_made else " and another id_from_network"
        return (
            f"'{id_}' is asked for by two numbers that are named '{name}', so they would be one "
            f"number. Give one of them another name{also}"
        )
    another = "increase its `generation`" if is_made else "give it another id_from_network"
    return (
        f"'{id_}' is the number of '{other}' too: two names cannot hold one number. If '{name}' is "
        f"another number, {another}; if one of the two was renamed, write {step.former_name()}"
    )


def named_twice(name: str, where: str, elsewhere: str) -> str:
    """where, elsewhere: advertiser/campaign."""
    return (
        f"two numbers are named '{name}', one in {where} and one in {elsewhere}: a number's id is "
        "made from its name, so they would be one number. Give one of them another name, or its "
        "campaign a prefix"
    )
