"""Which numbers of a plan are live already, and which of its deletes leave a number alone.

Must not know: how the live account is read.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from typing import Any

from invoca.counted import plural
from invoca.drift.findings import Failure
from invoca.errors import InvocaError
from invoca.lifecycle.held import HeldNumbers
from invoca.plan import sentences as say
from invoca.plan.planned import UNKNOWN, Change, Kind, Planned
from invoca.plan.takeovers import LookedUp
from invoca.promo_number.decide import Wanted
from invoca.promo_number.identity import Declarer
from invoca.promo_number.models import (
    COMPARED,
    MOVING,
    CampaignRef,
    Declaration,
    PromoNumber,
    short,
)
from invoca.promo_number.open_purchases import PendingPurchase
from invoca.promo_number.record import (
    DECLARED_BY,
    DECLARED_ID,
    FORMER_IDS,
    ID_IS_GENERATED,
    adopted_digits,
    unchecked,
)
from invoca.troubles import Troubles

from ..workspace import preview as engine
from ..workspace.preview import Resource, Step
from .fields import campaign_of, shown_value
from .numbers import REPLACES, PreviewedNumbers
from .steps import StepDraft

LookUp = Callable[[Sequence[Wanted], HeldNumbers], list[LookedUp]]
# Of digits and who declared them: who holds them, as stack/name, where another stack does as well.
HeldTwice = Callable[[Mapping[str, Declarer]], Mapping[str, Sequence[str]]]
# Which numbers, of digits and the campaign that the state says, are certainly gone: their digits.
AreGone = Callable[[Mapping[str, CampaignRef]], Container[str]]


def with_live(
    drafts: list[StepDraft], numbers: PreviewedNumbers, look_up: LookUp
) -> tuple[list[Planned], list[Failure]]:
    """What `drafts` do, with what is live taken over where it would be bought.

    look_up: an answer for each number that would be created; takes what the run will hold, too.
    """
    found = [draft.planned for draft in drafts]
    wanted: dict[int, Wanted] = {}
    for index, (planned, step) in enumerate(drafts):
        if step.new and (planned.buys or _may_be_shown(planned, step.new)):
            sought = _wanted(step.name, step.new.inputs)
            if sought is not None:
                wanted[index] = sought
            elif planned.kind is Kind.BUY:
                found[index] = planned._replace(means=say.buys_under_unknown_id())
    answers = look_up(list(wanted.values()), _of_the_run(numbers)) if wanted else []
    open_: dict[str, tuple[InvocaError, list[Planned]]] = {}
    for index, answer in zip(wanted, answers, strict=True):
        found[index] = _answered(drafts[index], answer, numbers)
        error = answer.error or answer.refused
        if error is not None and not _says_itself(drafts[index].planned, answer):
            open_.setdefault(str(error), (error, []))[1].append(found[index])
    troubles = Troubles()
    return found, [_not_looked_up(troubles.in_words(error), some) for error, some in open_.values()]


def still_there(
    some: Sequence[Resource], are_gone: AreGone
) -> tuple[list[Resource], list[Resource]]:
    """Those that may be live, and those that are certainly gone."""
    known = {one.promo_number: one for one in some if one.promo_number}
    places = {digits: campaign_of(one.outputs or one.inputs) for digits, one in known.items()}
    gone = are_gone(places) if places else ()
    is_gone = [one.promo_number in gone for one in some]
    return (
        [one for one, gone_ in zip(some, is_gone, strict=True) if not gone_],
        [one for one, gone_ in zip(some, is_gone, strict=True) if gone_],
    )


def kept(found: Iterable[Planned], numbers: PreviewedNumbers) -> list[Planned]:
    """`found`, where a delete of a number that something else holds leaves it alone.

    The provider sees to that: a number that a create, or a diff without replacement, has claimed
    is not released in the same run (invoca.lifecycle.held).
    """
    found = list(found)
    ending = REPLACES | {"delete"}
    gone = {step.old.urn for step in numbers.steps if step.old and step.op in ending}
    holders = {one.promo_number: one.name for one in _held(numbers) if one.urn not in gone}
    holders |= {one.promo_number: one.name for one in found if one.kind is Kind.ADOPT}
    holders |= {one.takes_over: one.name for one in found if one.takes_over}
    return [
        one._replace(kind=Kind.KEEP, means=say.keeps(holders[one.promo_number]))
        if one.kind in {Kind.RELEASE, Kind.FORGET} and one.promo_number in holders
        else one
        for one in found
    ]


def kept_for_others(
    found: Sequence[Planned], numbers: PreviewedNumbers, held_twice: HeldTwice
) -> list[Planned]:
    """`found`, where what another stack holds as well is not released, as the run sees to."""
    asked: dict[str, Declarer] = {}
    for one in found:
        held = numbers.by_digits.get(one.promo_number)
        if one.kind is Kind.RELEASE and not one.is_refused and held is not None:
            asking = Declarer.read(held.outputs.get(DECLARED_BY))
            asked |= {one.promo_number: asking} if asking else {}
    others = held_twice(asked) if asked else {}
    return [
        one._replace(kind=Kind.FORGET, means=say.keeps_for_others(others[one.promo_number]))
        if one.kind is Kind.RELEASE and others.get(one.promo_number)
        else one
        for one in found
    ]


def _answered(draft: StepDraft, answer: LookedUp, numbers: PreviewedNumbers) -> Planned:
    planned, step = draft
    if answer.live is not None:
        return _taken_over(planned, step, answer.live, answer)
    if _says_itself(planned, answer):
        return planned
    if answer.refused is not None:
        return planned._replace(is_refused=True, means=say.is_refused(planned.kind))
    if answer.error is not None:
        is_open = planned.kind is Kind.BUY
        return planned._replace(means=say.buys_unless_live()) if is_open else planned
    return _bought(planned, step, answer, numbers) if planned.buys else planned


def _says_itself(planned: Planned, answer: LookedUp) -> bool:
    """Whether a step is that of the purchase for whose sake it would be refused."""
    return planned.kind is Kind.SETTLE and isinstance(answer.refused, PendingPurchase)


def _bought(planned: Planned, step: Step, answer: LookedUp, numbers: PreviewedNumbers) -> Planned:
    """A purchase, with what the run would say of it."""
    gone = numbers.by_urn.get(step.urn) if step.op == "create" else None
    told = [say.buys_again(gone.promo_number) if gone else planned.means]
    if answer.looks_first:
        told.append(say.looks_first(*answer.looks_first))
    if answer.is_spent:
        told.append(say.id_was_released())
    elif gone and _asks_for_its_id(step, gone):
        told.append(say.id_was_of(gone.promo_number))
    if answer.beside:
        told.append(answer.beside)
    if answer.unread:
        told.append(say.not_looked_for(answer.unread))
    return planned._replace(means=". ".join(told))


def _asks_for_its_id(step: Step, gone: Resource) -> bool:
    """Whether an id that somebody declared is that of a number that is gone."""
    inputs = step.new.inputs if step.new else {}
    id_ = inputs.get("id_from_network")
    return bool(id_) and not inputs.get(ID_IS_GENERATED) and id_ == gone.outputs.get(DECLARED_ID)


def _taken_over(planned: Planned, step: Step, live: PromoNumber, answer: LookedUp) -> Planned:
    digits, inputs = live.promo_number, step.new.inputs if step.new else {}
    if planned.kind is Kind.REPLACE and digits == planned.promo_number:
        return _taken_over_by_itself(planned, step)
    here = campaign_of(inputs)
    moves = answer.where is not None and answer.where != here
    way = (short(answer.where or here), short(here)) if moves else ("", "")
    moved = (Change("campaign", *way),) if moves else ()
    if planned.kind is Kind.REPLACE:
        means = say.replaces_with_live(planned.promo_number, digits, *way)
        if not any(one.field == "campaign" for one in planned.changes):
            planned = planned._replace(changes=(*moved, *planned.changes))
        return planned._replace(takes_over=digits, means=means)
    differ = (Change(one.field, one.live, one.declared) for one in answer.changes)
    return planned._replace(
        kind=Kind.ADOPT,
        promo_number=digits,
        means=say.adopts(*way),
        changes=(*moved, *differ, *_known_later(inputs, live)),
        is_refused=False,
    )


def _taken_over_by_itself(planned: Planned, step: Step) -> Planned:
    """A forced replacement that finds the very number, wherever that is to be now: it stays."""
    if step.old and step.new and campaign_of(step.old.outputs) != campaign_of(step.new.inputs):
        return planned._replace(kind=Kind.MOVE, means=say.moves())
    kind = Kind.CHANGE if planned.changes else Kind.KEEP
    means = say.changes(one.field for one in planned.changes)
    return planned._replace(kind=kind, means=means if planned.changes else say.keeps_itself())


def _may_be_shown(planned: Planned, new: Resource) -> bool:
    """Whether a purchase that is not settled can be looked up as one that was never sent: by an id
    that was made here, or by the digits that somebody named. A refresh did the rest."""
    if planned.kind is not Kind.SETTLE or new.inputs.get("id_assigned_by") == "invoca":
        return False
    return bool(new.inputs.get(ID_IS_GENERATED)) or bool(adopted_digits(new.inputs))


def _held(numbers: PreviewedNumbers) -> Iterator[Resource]:
    """What the state held, but for purchases that are pending."""
    return (one for one in numbers.before if one.promo_number and not one.delete)


def _of_the_run(numbers: PreviewedNumbers) -> HeldNumbers:
    """What the run will know that it holds. A number that is replaced by force, for no reason of
    its own, is the one that is asked for again; any other one that goes is not."""
    held = HeldNumbers()
    forced = {step.urn: step.old for step in numbers.steps if step.op in REPLACES and step.old}
    for step in numbers.steps:
        if step.reasons:
            forced.pop(step.urn, None)
    for one in _held(numbers):
        held.claim(one.promo_number, one.name)
        old = forced.get(one.urn)
        if old is None:
            held.will_replace(one.promo_number)
        else:
            held.saw(one.name, old.id, old.outputs)
    return held


def _wanted(name: str, inputs: Mapping[str, Any]) -> Wanted | None:
    """What would be created; None where what it is found by is not known yet."""
    by = ("adopt",) if adopted_digits(inputs) else ("id_from_network",)
    if any(shown_value(inputs.get(name)) == UNKNOWN for name in (*MOVING, "id_assigned_by", *by)):
        return None
    known = {
        name: inputs[name] for name in Declaration.model_fields if inputs.get(name) is not None
    }
    hidden = frozenset(_hidden(known))
    for name in {field.partition(".")[0] for field in hidden}:
        known[name] = _without_hidden(known[name])
    former = inputs.get(FORMER_IDS) or ()
    return Wanted(
        unchecked(known).declared,
        bool(inputs.get(ID_IS_GENERATED)),
        tuple(map(str, former)),
        shown_value(inputs.get(DECLARED_BY)) or str(Declarer("", "", name)),
        hidden,
    )


def _hidden(known: Mapping[str, Any]) -> Iterator[str]:
    """The fields that are secret or not known yet, by the names that differences have."""
    for name, value in known.items():
        if name == "custom_data" and isinstance(value, Mapping):
            yield from (f"{name}.{key}" for key, item in value.items() if _holds_hidden(item))
        elif _holds_hidden(value):
            yield name


def _known_later(inputs: Mapping[str, Any], live: PromoNumber) -> Iterator[Change]:
    for field in _hidden({name: inputs.get(name) for name in Declaration.model_fields}):
        name, _, key = field.partition(".")
        value = inputs[name][key] if key else inputs[name]
        if value == engine.UNKNOWN:
            yield Change(field, _now(live, name, key), UNKNOWN, is_known=False)


def _now(live: PromoNumber, name: str, key: str) -> str:
    """What is live in a field; of custom data, of which others put theirs there, in a key."""
    if name == "custom_data":
        return live.custom_data.get(key, "")
    return shown_value(getattr(live, name)) if name in COMPARED else ""


def _without_hidden(value: Any) -> Any:
    """What is known of a value; some text for one of which nothing is."""
    if isinstance(value, Mapping):
        return {key: item for key, item in value.items() if not _holds_hidden(item)} or None
    return None if isinstance(value, (list, tuple)) else UNKNOWN


def _holds_hidden(value: Any) -> bool:
    """Whether a value, or anything inside it, is a secret or not known yet."""
    if isinstance(value, Mapping):
        return any(map(_holds_hidden, value.values()))
    if isinstance(value, (list, tuple)):
        return any(map(_holds_hidden, value))
    return bool(value == engine.UNKNOWN) or engine.is_secret(value)


def _not_looked_up(text: str, some: list[Planned]) -> Failure:
    names = tuple((one.stack, one.name) for one in some)
    return Failure(
        f"{text} ({plural(len(names), 'number')})", some[0].stack, some[0].campaign, names
    )
