"""What each operation of the engine does to a promo number, as far as the preview tells.

Must not know: what is live.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from invoca.plan import sentences as say
from invoca.plan.planned import Kind, Planned

from ..workspace.preview import Resource, Step
from .fields import about_of, campaign_of, changes, shown_value
from .numbers import PreviewedNumbers

REPLACES = frozenset({"replace", "create-replacement"})
UNDERSTOOD = REPLACES | {"create", "update", "delete"}


class StepDraft(NamedTuple):
    """What a step does, and the step."""

    planned: Planned
    step: Step


def drafts_of(numbers: PreviewedNumbers) -> list[StepDraft]:
    return [
        StepDraft(planned, step) for step in numbers.steps for planned in _planned(numbers, step)
    ]


def leftovers(numbers: PreviewedNumbers) -> list[Resource]:
    """What interrupted replacements left behind; the engine's preview does not tell it."""
    told = {step.old.id for step in numbers.steps if step.old and step.op.startswith("delete")}
    return [old for old in numbers.before if old.delete and old.id not in told]


def leftover(numbers: PreviewedNumbers, old: Resource) -> Planned:
    """What becomes of a live one."""
    return _gone(numbers, Step(op="delete", urn=old.urn), old, say.releases_leftover())


def loses_protection(step: Step) -> bool:
    is_kept = step.op in {"same", "update"}
    return bool(is_kept and step.old and step.new and step.old.protect and not step.new.protect)


def _planned(numbers: PreviewedNumbers, step: Step) -> Iterator[Planned]:
    old, new = step.old, step.new
    if step.op == "delete" and old:
        yield _gone(numbers, step, old, say.releases())
    elif step.op == "create" and new:
        yield _about(numbers, Kind.BUY, step, new, say.buys(_area(new)))
    elif step.op in REPLACES and old and new:
        yield _replacement(numbers, step, old, new)
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
        promo_number=resource.id,
        id=shown_value(held.get("id_from_network")),
        description=shown_value(held.get("description")),
        about=about_of(resource),
        **numbers.places.of(step.name),
    )


def _gone(numbers: PreviewedNumbers, step: Step, old: Resource, means: str) -> Planned:
    if old.retain:
        return _about(numbers, Kind.FORGET, step, old, say.forgets())
    return _about(numbers, Kind.RELEASE, step, old, means)


def _replacement(numbers: PreviewedNumbers, step: Step, old: Resource, new: Resource) -> Planned:
    means = say.replaces(old.id, step.reasons, _area(new))
    told = _about(numbers, Kind.REPLACE, step, old, means)
    if _asks_for_itself(old, new):
        return told._replace(kind=Kind.KEEP, means=say.keeps_itself())
    return told._replace(changes=changes(old.outputs, new.inputs), about=about_of(new))


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
    adopted = new.inputs.get("adopt")
    if isinstance(adopted, str):
        return adopted == old.id
    wanted = new.inputs.get("id_from_network")
    is_here = campaign_of(old.outputs) == campaign_of(new.inputs)
    return is_here and bool(wanted) and wanted == old.outputs.get("id_from_network")


def _update(
    numbers: PreviewedNumbers, step: Step, old: Resource, new: Resource
) -> Iterator[Planned]:
    """What an update changes; nothing where all that it does is to give consent, told as that."""
    live = old.outputs or old.inputs
    found = changes(live, new.inputs)
    moves = campaign_of(live) != campaign_of(new.inputs)
    if not found and not moves and loses_protection(step):
        return
    told = _about(numbers, Kind.CHANGE, step, old, "")
    told = told._replace(changes=found, means=say.changes(change.field for change in found))
    by_hand = _changed_by_hand(numbers, old, live) & {change.field for change in found}
    if not found:
        told = told._replace(means=say.changes_nothing_shown())
    elif by_hand:
        told = told._replace(means=say.changes_back(sorted(by_hand), told.place))
    yield told._replace(kind=Kind.MOVE, means=say.moves()) if moves else told


def _changed_by_hand(numbers: PreviewedNumbers, old: Resource, live: Mapping[str, Any]) -> set[str]:
    """The fields whose live value is not the one that was deployed."""
    before = numbers.by_digits.get(old.id)
    return {change.field for change in changes(before.outputs, live)} if before else set()
