"""What each operation of the engine does to a promo number, as far as the preview tells.

Must not know: what is live.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from invoca.plan import sentences as say
from invoca.plan.planned import Change, Kind, Planned
from invoca.promo_number.open_purchases import forgotten, in_state, let_go
from invoca.promo_number.record import ID_IS_GENERATED, adopted_digits

from ..workspace.preview import Resource, Step, is_secret
from .fields import about_of, campaign_of, changes, shown_value
from .numbers import REPLACES, PreviewedNumbers

# Whether a person said that what Invoca does not show of a purchase that was sent then, in seconds
# since the epoch, was not bought.
IsOver = Callable[[float], bool]
UNDERSTOOD = REPLACES | {"create", "update", "delete"}


class StepDraft(NamedTuple):
    """What a step does, and the step."""

    planned: Planned
    step: Step


def drafts_of(numbers: PreviewedNumbers, is_over: IsOver) -> list[StepDraft]:
    return [
        StepDraft(planned, step)
        for step in numbers.steps
        for planned in _planned(numbers, step, is_over)
    ]


def leftovers(numbers: PreviewedNumbers) -> list[Resource]:
    """What interrupted replacements left behind; the engine's preview does not tell it."""
    told = {step.old.id for step in numbers.steps if step.old and step.op.startswith("delete")}
    return [old for old in numbers.before if old.delete and old.id not in told]


def leftover(numbers: PreviewedNumbers, old: Resource, is_over: IsOver) -> Planned:
    """What becomes of a live one."""
    step = Step(op="delete", urn=old.urn)
    if old.pending_since is not None:
        return _let_go(numbers, step, old, old.pending_since, is_over)
    return _gone(numbers, step, old, say.releases_leftover())


def loses_protection(step: Step) -> bool:
    return _changes_protection(step, to=False)


def only_protects(step: Step) -> bool:
    """Whether the number is protected from then on, and is the same in Invoca."""
    old, new = step.old, step.new
    if not _changes_protection(step, to=True) or old is None or new is None:
        return False
    live = old.outputs or old.inputs
    differs = changes(live, new.inputs) or campaign_of(live) != campaign_of(new.inputs)
    return not differs and old.pending_since is None and not _hides(new.inputs)


def _changes_protection(step: Step, *, to: bool) -> bool:
    """Whether a number that stays is protected from then on, or no longer."""
    if step.op not in {"same", "update"} or step.old is None or step.new is None:
        return False
    return (bool(step.old.protect), bool(step.new.protect)) == (not to, to)


def _hides(value: object) -> bool:
    """Whether something in it is not shown, and so may differ."""
    if isinstance(value, Mapping):
        return any(map(_hides, value.values()))
    return any(map(_hides, value)) if isinstance(value, list) else is_secret(value)


def _planned(numbers: PreviewedNumbers, step: Step, is_over: IsOver) -> Iterator[Planned]:
    old, new = step.old, step.new
    sent_at = old.pending_since if old else None
    if step.op in UNDERSTOOD and old and sent_at is not None:
        yield _settled(numbers, step, old, sent_at, is_over)
    elif step.op == "delete" and old:
        yield _gone(numbers, step, old, say.releases())
    elif step.op == "create" and new:
        yield _about(numbers, Kind.BUY, step, new, say.buys(_area(new)))
    elif step.op in REPLACES and old and new:
        yield from _replacement(numbers, step, old, new)
    elif step.op == "update" and old and new:
        yield from _update(numbers, step, old, new)
    if old and loses_protection(step):
        yield _about(numbers, Kind.UNPROTECT, step, old, say.unprotects())


def _about(
    numbers: PreviewedNumbers, kind: Kind, step: Step, resource: Resource, means: str
) -> Planned:
    held = resource.outputs or resource.inputs
    return Planned(
        kind,
        numbers.stack,
        step.name,
        campaign_of(held),
        means,
        promo_number=resource.promo_number,
        id=shown_value(held.get("id_from_network")),
        description=shown_value(held.get("description")),
        about=about_of(resource),
        **numbers.places.of(step.name),
    )


def _gone(numbers: PreviewedNumbers, step: Step, old: Resource, means: str) -> Planned:
    if numbers.is_left_alone(old):
        return _about(numbers, Kind.FORGET, step, old, say.forgets())
    return _about(numbers, Kind.RELEASE, step, old, means)


def _settled(
    numbers: PreviewedNumbers, step: Step, old: Resource, sent_at: float, is_over: IsOver
) -> Planned:
    """What becomes of a purchase that the state holds as pending: nothing is bought for it before a
    person said that it was not carried out, also where its entry asks for another number now."""
    new = step.new
    if step.op == "delete" or new is None:
        return _let_go(numbers, step, old, sent_at, is_over)
    id_ = shown_value(old.outputs.get("id_from_network"))
    is_settled = is_over(sent_at)
    means = in_state(id_, sent_at, is_over=is_settled, stack=numbers.stack)
    told = _about(numbers, Kind.SETTLE, step, old, means)
    return told._replace(
        campaign=campaign_of(new.inputs),
        changes=changes(old.outputs, new.inputs),
        about=about_of(new),
        is_refused=not is_settled,
    )


def _let_go(
    numbers: PreviewedNumbers, step: Step, old: Resource, sent_at: float, is_over: IsOver
) -> Planned:
    if numbers.is_left_alone(old):
        return _about(numbers, Kind.FORGET, step, old, forgotten(sent_at))
    is_settled = is_over(sent_at)
    is_made_here = bool(old.outputs.get(ID_IS_GENERATED))
    means = let_go(sent_at, is_over=is_settled, is_made_here=is_made_here, stack=numbers.stack)
    told = _about(numbers, Kind.SETTLE, step, old, means)
    return told._replace(is_refused=not is_settled, is_unwanted=True)


def _replacement(
    numbers: PreviewedNumbers, step: Step, old: Resource, new: Resource
) -> Iterator[Planned]:
    differing = changes(old.outputs, new.inputs)
    if _asks_for_itself(old, new):
        kept = _about(numbers, Kind.KEEP, step, old, say.keeps_itself())
        if differing:  # it is taken over, and so brought to what is declared
            kept = kept._replace(kind=Kind.CHANGE, means=_changed_in_place(differing))
        yield kept._replace(changes=differing)
        return
    digits = old.promo_number
    if not numbers.is_left_alone(old):
        means = say.replaces(digits, step.reasons, _area(new))
        told = _about(numbers, Kind.REPLACE, step, old, means)
        yield told._replace(changes=differing, about=about_of(new))
        return
    yield _about(numbers, Kind.FORGET, step, old, say.forgets())
    means = say.buys_beside(digits, step.reasons, _area(new))
    bought = _about(numbers, Kind.BUY, step, new, means)
    yield bought._replace(promo_number="", changes=differing)


def _area(new: Resource) -> str:
    """Where a number is asked for. Nobody knows which area code a place gives."""
    center, allowed = new.inputs.get("local_center"), new.inputs.get("tn_prefix_whitelist")
    if not isinstance(center, Mapping):
        return say.in_area("", shown_value(center), ()) if center else ""
    told = {name: shown_value(value) for name, value in center.items()}
    place = ", ".join(told[part] for part in ("zipcode", "city", "state") if told.get(part))
    codes = map(shown_value, allowed) if isinstance(allowed, list) else ()
    return say.in_area(told.get("tn_prefix", ""), place, codes)


def _asks_for_itself(old: Resource, new: Resource) -> bool:
    """A forced replacement: the number that is created is found, and is the one there is."""
    if adopted := adopted_digits(new.inputs):
        return adopted == old.promo_number
    wanted = new.inputs.get("id_from_network")
    is_here = campaign_of(old.outputs) == campaign_of(new.inputs)
    return is_here and bool(wanted) and wanted == old.outputs.get("id_from_network")


def _update(
    numbers: PreviewedNumbers, step: Step, old: Resource, new: Resource
) -> Iterator[Planned]:
    """What an update changes; nothing where all that it does is to give consent or to take it back,
    told as that."""
    live = old.outputs or old.inputs
    found = changes(live, new.inputs)
    moves = campaign_of(live) != campaign_of(new.inputs)
    if only_protects(step) or (not found and not moves and loses_protection(step)):
        return
    told = _about(numbers, Kind.CHANGE, step, old, "")
    told = told._replace(changes=found, means=_changed_in_place(found))
    by_hand = _changed_by_hand(numbers, old, live) & {change.field for change in found}
    if not found:
        gains = _changes_protection(step, to=True)
        told = told._replace(means=say.protects_unseen() if gains else say.changes_nothing_shown())
    elif by_hand:
        told = told._replace(means=say.changes_back(sorted(by_hand), told.place))
    yield told._replace(kind=Kind.MOVE, means=say.moves()) if moves else told


def _changed_in_place(found: Iterable[Change]) -> str:
    return say.changes(change.field for change in found)


def _changed_by_hand(numbers: PreviewedNumbers, old: Resource, live: Mapping[str, Any]) -> set[str]:
    """The fields whose live value is not the one that was deployed."""
    before = numbers.by_digits.get(old.promo_number)
    return {change.field for change in changes(before.outputs, live)} if before else set()
