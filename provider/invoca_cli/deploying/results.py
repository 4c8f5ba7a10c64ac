"""What became of each stack, in the product's words: bought, adopted, changed, released, failed.

Owns: which of the engine's operations is which of these words, given what was planned; the one exit
code of several runs. Must not know: how a run is made.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from enum import Enum
from typing import NamedTuple

from invoca.counted import plural, some
from invoca.natural import natural
from invoca.plan.planned import DESTRUCTIVE, Kind, Plan, Planned
from invoca.troubles import told_in_full
from pulumi_stack.words import for_stack

from ..exit_codes import INTERRUPTED
from ..reports.words import one_line, phone
from .engine_run import Done, Ended
from .shared_refusals import told_together


class What(str, Enum):
    """In the order in which it is shown."""

    BOUGHT = "bought"
    ADOPTED = "adopted"
    SETTLED = "settled"
    RELEASED = "released"
    KEPT = "kept"
    MOVED = "moved"
    CHANGED = "changed"
    PROTECTED = "protected"
    UNPROTECTED = "unprotected"
    FAILED = "failed"


_LEFT = "left for approval"
_DELETES = frozenset({"delete", "delete-replaced"})
_CREATES = frozenset({"create", "create-replacement"})
# What becomes of a number that a forced replacement finds to be the one that there was.
_SAME = {Kind.MOVE: What.MOVED, Kind.CHANGE: What.CHANGED, Kind.KEEP: What.KEPT}


class Event(NamedTuple):
    """What was done to one number."""

    what: What
    name: str
    digits: str = ""


class Result(NamedTuple):
    """events: in the order in which they were done. unchanged: numbers that nothing was done to.
    errors: why something failed, a sentence each. next_step: "" where there is none."""

    stack: str
    code: int
    outcome: str
    events: tuple[Event, ...] = ()
    unchanged: int = 0
    errors: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    next_step: str = ""

    @property
    def is_left(self) -> bool:
        """Nothing failed, and what is declared is not deployed."""
        return self.outcome == _LEFT

    def count(self, what: What) -> int:
        return sum(event.what is what for event in self.events)

    def counts(self) -> Mapping[What, int]:
        return {what: self.count(what) for what in What if self.count(what)}


def result_of(stack: str, plan: Plan, ended: Ended, *, was_interrupted: bool) -> Result:
    """What a run did, of what was planned."""
    planned: dict[str, list[Planned]] = {}
    for step in plan.steps:
        planned.setdefault(step.name, []).append(step)
    done = _once(event for one in ended.done for event in _event(one, planned.get(one.name, [])))
    failed = dict.fromkeys(Event(What.FAILED, one.name, one.id) for one in ended.failed)
    outcome, next_step = "done", ""
    if was_interrupted:
        outcome, next_step = "interrupted", _go_on(stack)
    elif ended.code:
        outcome, next_step = "failed", f"Once the cause is fixed: {_go_on(stack)}"
    said = [for_stack(one.text, stack, is_new=False) for one in ended.errors]
    texts = dict.fromkeys(told_in_full(text, said) for text in said)
    errors = tuple(told_together(texts, plan.steps))
    return Result(
        stack,
        ended.code,
        outcome,
        (*done, *failed),
        len(plan.unchanged) - sum(event.what is What.PROTECTED for event in done),
        errors if ended.code else (),
        tuple(for_stack(text, stack, is_new=False) for text in ended.warnings),
        next_step,
    )


def not_begun(stack: str, why: str = "") -> Result:
    outcome = "not started"
    return Result(stack, 1, outcome, errors=(why,) if why else (), next_step=_go_on(stack))


def not_planned(stack: str, plan: Plan) -> Result:
    return Result(stack, 1, "not deployed", errors=tuple(one.text for one in plan.failures))


def left(stack: str, beyond: Sequence[str]) -> Result:
    """Nothing failed: what goes beyond the plan is for somebody else to approve."""
    told = tuple(f"not approved, so skipped: {text}" for text in beyond)
    return Result(stack, 0, _LEFT, warnings=told)


def nothing_to_do(stack: str, plan: Plan) -> Result:
    return Result(stack, 0, "nothing to do", unchanged=len(plan.unchanged))


def exit_code(results: Sequence[Result], *, was_interrupted: bool) -> int:
    """The one of all: 0 where all went well, 130 after Ctrl-C, the engine's own where all that
    failed say the same, else 1."""
    if was_interrupted:
        return INTERRUPTED
    codes = {result.code for result in results if result.code}
    return codes.pop() if len(codes) == 1 else int(bool(codes))


def lines(result: Result) -> list[str]:
    """What was done, a line a word, with the numbers; a long list is cut with a count."""
    told = []
    for what in What:
        events = [event for event in result.events if event.what is what]
        if events:
            told.append(f"{what.value} {plural(len(events), 'number')}: {_named(events)}")
    if result.unchanged:
        as_is = "as it is" if result.unchanged == 1 else "as they are"
        told.append(f"left {plural(result.unchanged, 'number')} {as_is}")
    return told


def summary(result: Result) -> str:
    """Such as: bought 3, changed 2; 40 unchanged."""
    counts = ", ".join(f"{what.value} {count:,}" for what, count in result.counts().items())
    rest = f"{result.unchanged:,} unchanged" if result.unchanged else ""
    return "; ".join(filter(None, (counts, rest))) or "nothing was done"


def _once(events: Iterable[Event]) -> list[Event]:
    """Without what is only kept and is told already: the engine deletes what it found again."""
    found = list(dict.fromkeys(events))
    told = {(one.name, one.digits) for one in found if one.what is not What.KEPT}
    return [one for one in found if one.what is not What.KEPT or one[1:] not in told]


def _event(done: Done, planned: Sequence[Planned]) -> Iterable[Event]:
    kinds = {step.kind for step in planned}
    if done.op in _CREATES:
        # What was done counts, not what was planned.
        planned_buy = not planned or any(step.buys for step in planned)
        bought = planned_buy if done.bought is None else done.bought
        found = next((_SAME[kind] for kind in _SAME if kind in kinds), What.ADOPTED)
        yield Event(What.BOUGHT if bought else found, done.name, done.id)
    elif done.op in _DELETES and (done.id or any(step.is_unwanted for step in planned)):
        yield Event(_let_go(done, kinds), done.name, done.id)
    elif done.op == "update" and kinds & {Kind.SETTLE, Kind.ADOPT}:  # it was pending
        yield Event(What.BOUGHT if done.bought else What.ADOPTED, done.name, done.id)
    elif done.protects is not None and kinds <= {Kind.UNPROTECT}:
        found = What.PROTECTED if done.protects else What.UNPROTECTED
        yield Event(found, done.name, done.id)
    elif done.op == "update":
        yield Event(What.MOVED if Kind.MOVE in kinds else What.CHANGED, done.name, done.id)


def _let_go(done: Done, kinds: Collection[Kind]) -> What:
    """What became of a number, or of a purchase, that its stack let go of."""
    if not done.id:
        return What.SETTLED
    is_same = done.op == "delete-replaced" and bool(kinds) and DESTRUCTIVE.isdisjoint(kinds)
    is_kept = is_same or not {Kind.KEEP, Kind.FORGET}.isdisjoint(kinds)
    return What.KEPT if is_kept else What.RELEASED


def _named(events: Sequence[Event]) -> str:
    ordered = sorted(events, key=lambda event: natural(event.name))
    told = [f"{one_line(event.name)} {phone(event.digits)}".strip() for event in ordered]
    return some(told)


def _go_on(stack: str) -> str:
    return (
        f"run `invoca up --stack {stack}` again: what was done is found, and nothing is bought "
        "twice"
    )


def total(results: Iterable[Result]) -> Mapping[What, int]:
    """In the order of the words, whichever stack was first."""
    found: Counter[What] = Counter()
    for result in results:
        found.update(result.counts())
    return {what: found[what] for what in What if found[what]}
