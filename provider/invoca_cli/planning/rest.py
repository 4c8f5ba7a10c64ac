"""What a preview does not do, or does to other resources than promo numbers: nothing is hidden."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from invoca.plan import sentences as say
from invoca.plan.planned import Unchanged
from invoca.promo_number.ignored import whatever_is_declared
from pulumi_stack.kinds import NUMBERS

from ..workspace.preview import Preview, Resource, Step
from .fields import campaign_of
from .numbers import SILENT, PreviewedNumbers, once_each, type_of
from .steps import UNDERSTOOD, loses_protection, only_protects


def unchanged(numbers: PreviewedNumbers) -> Iterator[Unchanged]:
    missing = _missing(numbers)
    for one in _untouched(numbers):
        if one not in missing:
            where = campaign_of(one.outputs or one.inputs)
            yield Unchanged(numbers.stack, one.name, where, **numbers.places.of(one.name))


def other_operations(preview: Preview) -> dict[str, int]:
    """How often each operation; components do nothing themselves."""
    found = Counter(
        step.op
        for step in once_each(preview.steps)
        if step.op not in SILENT and step.resource and step.resource.custom
        if type_of(step) not in NUMBERS or step.op not in UNDERSTOOD
    )
    return dict(found)


def notes(numbers: PreviewedNumbers) -> Iterator[str]:
    yield from (warning.text for warning in numbers.preview.warnings)
    ignored: defaultdict[str, list[str]] = defaultdict(list)
    for one in numbers.before:
        for path in one.ignored:
            ignored[path].append(one.name)
    yield from whatever_is_declared(ignored)


def in_state(numbers: PreviewedNumbers, leftovers: Iterable[Resource]) -> Iterator[str]:
    """What changes in the state alone. leftovers: of interrupted replacements, those that are gone
    from Invoca."""
    if renamed := list(_renamed(numbers)):
        yield say.renamed(renamed)
    if protected := [step.old for step in numbers.steps if step.old and only_protects(step)]:
        yield say.protects([(one.name, one.promo_number) for one in protected])
    yield from (say.forgets_missing(one.name, one.promo_number) for one in _missing(numbers))
    yield from (say.forgets_leftover(one.name, one.promo_number) for one in leftovers)


def _renamed(numbers: PreviewedNumbers) -> Iterator[tuple[str, str, str]]:
    """Old name, new name and digits of each number that the file says has another name now."""
    held = {one.name: one.promo_number for one in numbers.before if not one.delete}
    for name, former in numbers.places.was.items():
        old = next((was for was in former if was in held), None)
        if name not in held and old is not None:
            yield old, name, held[old]


def _untouched(numbers: PreviewedNumbers) -> list[Resource]:
    """The numbers of which the engine tells no step; none where it did not come to its end."""
    if numbers.preview.errors:
        return []
    steps = [step for step in numbers.steps if _does_something(step)]
    touched = {step.urn for step in steps} | {step.old.urn for step in steps if step.old}
    return [one for one in numbers.before if one.urn not in touched and not one.delete]


def _does_something(step: Step) -> bool:
    does = step.op not in SILENT and not only_protects(step)
    return does or loses_protection(step)


def _missing(numbers: PreviewedNumbers) -> list[Resource]:
    """Numbers that are gone from Invoca and from the file; the engine forgets them silently.

    It counts what stays the same. What was there before and is neither counted nor told is gone.
    """
    preview, lines = numbers.preview, numbers.places.lines
    before = {step.urn for step in preview.steps if step.op == "refresh"}
    told = [step for step in once_each(preview.steps) if step.op not in SILENT]
    done = sum(step.old is not None or step.urn in before for step in told)
    if preview.same is None or len(before) - done <= preview.same or not lines:
        return []
    return [one for one in _untouched(numbers) if one.name not in lines]
