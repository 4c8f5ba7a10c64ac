"""Why a plan cannot be carried out, each reason once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from invoca.drift.findings import Failure
from invoca.plan import sentences as say
from invoca.plan.planned import DESTRUCTIVE, Kind, Planned
from invoca.promo_number.record import PROTECT
from invoca.troubles import told_in_full
from pulumi_stack.kinds import NATIVE, NUMBERS
from pulumi_stack.urns import name_of

from ..workspace.preview import EngineDiagnostic
from .numbers import PreviewedNumbers, type_of

# What the engine says of a number that it may not release.
_PROTECTED = ("because it is protected", "marked for protection")


def failures_of(numbers: PreviewedNumbers, found: Iterable[Planned]) -> Iterator[Failure]:
    """What the diagnostics of the engine, the program and the provider say."""
    found, stack = list(found), numbers.stack
    by_text: dict[str, list[str]] = {}
    protected: dict[Kind, list[Planned]] = {}
    urns = {step.urn for step in numbers.preview.steps if type_of(step) in NUMBERS}
    texts = list(dict.fromkeys(diagnostic.text for diagnostic in numbers.preview.errors))
    for diagnostic in numbers.preview.errors:
        name = name_of(diagnostic.urn) if diagnostic.urn in urns else ""
        refused = _refused_step(diagnostic, name, found)
        if refused is not None:
            protected.setdefault(refused.kind, []).append(refused)
            continue
        names = by_text.setdefault(told_in_full(diagnostic.text, texts), [])
        names += [name] if name and name not in names else []
    for kind, steps in protected.items():
        yield _protected(numbers, kind, steps)
    told = {one.promo_number for steps in protected.values() for one in steps}
    late = [one for one in found if one.promo_number not in told and _fails_late(numbers, one)]
    if late:
        yield _failure(numbers, late, say.fails_to_release(_named(late), _place(numbers, late)))
    for text, names in by_text.items():
        count = f" ({len(names):,} numbers)" if len(names) > 1 else ""
        yield Failure(text + count, stack, None, tuple((stack, name) for name in names))
    if not _is_refreshed(numbers):
        yield Failure(say.not_refreshed(), stack)


def with_refused(found: Iterable[Planned], numbers: PreviewedNumbers) -> list[Planned]:
    """`found`, where those that the protection of their number refuses say so."""
    found = list(found)
    told = {
        (step.kind, step.name)
        for one in numbers.preview.errors
        if (step := _refused_step(one, name_of(one.urn), found)) is not None
    }
    return [
        one._replace(is_refused=True, means=say.is_refused(one.kind))
        if (one.kind, one.name) in told or _fails_late(numbers, one)
        else one
        for one in found
    ]


def _refused_step(diagnostic: EngineDiagnostic, name: str, found: list[Planned]) -> Planned | None:
    """The step that the engine refuses because its number is protected."""
    if not any(words in diagnostic.text for words in _PROTECTED):
        return None
    goes = (one for one in found if one.kind in DESTRUCTIVE or one.is_unwanted)
    return next((one for one in goes if one.name == name), None)


def _fails_late(numbers: PreviewedNumbers, step: Planned) -> bool:
    """Whether the release of a number passes the engine, and is refused by the plugin, to which its
    own input `protect` counts."""
    held = numbers.by_digits.get(step.promo_number) if step.kind is Kind.RELEASE else None
    return held is not None and held.type == NATIVE and held.outputs.get(PROTECT) is True


def _protected(numbers: PreviewedNumbers, kind: Kind, steps: list[Planned]) -> Failure:
    text = say.protected(kind, _named(steps), _place(numbers, steps))
    return _failure(numbers, steps, text)


def _named(steps: list[Planned]) -> list[tuple[str, str]]:
    return [(one.name, one.promo_number) for one in steps]


def _place(numbers: PreviewedNumbers, steps: list[Planned]) -> str:
    """Where they are declared, or were."""
    file = f"`{numbers.places.file}`" if numbers.places.file else "the program"
    return steps[0].place if len(steps) == 1 and steps[0].line else file


def _failure(numbers: PreviewedNumbers, steps: list[Planned], text: str) -> Failure:
    names = tuple((numbers.stack, one.name) for one in steps)
    return Failure(text, numbers.stack, None, names)


def _is_refreshed(numbers: PreviewedNumbers) -> bool:
    steps = numbers.preview.steps
    return not any(step.old for step in steps) or any(step.op == "refresh" for step in steps)
