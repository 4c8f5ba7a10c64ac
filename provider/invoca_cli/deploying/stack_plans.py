"""What a deployment of each stack would do, and why it cannot be told of some.

Owns: that a lock is looked at first, that nothing foreign in a state is run, and that a stack which
was never made is planned like any other. Changes nothing.
"""

from __future__ import annotations

import contextlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import NamedTuple

from invoca.at_once import PARALLEL
from invoca.campaign_file import NumberEntry, read_campaign_file
from invoca.client.account_fields import FieldsOfAccounts
from invoca.counted import first, some
from invoca.drift.findings import Failure, Managed
from invoca.errors import InvocaError, LookAtAccount, in_words
from invoca.plan import sentences as say
from invoca.plan.planned import Kind, Plan, Planned, joined
from invoca.promo_number.comparison import same_value
from invoca.promo_number.ignored import path_parts
from invoca.promo_number.models import MOVING, UPDATING, Declaration
from invoca.promo_number.record import digits_of
from pulumi_stack.words import for_stack

from ..planning import Places, plan_of
from ..workspace.locks import Lock, locks_of
from ..workspace.preview import Preview, Step, run_preview
from ..workspace.project import Project, place_of, shown
from ..workspace.stacks import without_file
from ..workspace.state import ExportedStack, NoSuchStack, export_state
from .live_account import LiveAccount, Tell

AT_ONCE = 2  # previews: each is an engine and a program


class StackPlan(NamedTuple):
    """preview, state: None where the plan could not be made. is_new: the stack was never made.
    unseen: what else the deployment does and neither the engine nor the plan tells, a sentence
    each, such as outputs that are rewritten. beyond: what would be done and was not
    approved, a sentence each; then nothing of it is done."""

    stack: str
    plan: Plan
    preview: Preview | None = None
    state: ExportedStack | None = None
    is_new: bool = False
    unseen: tuple[str, ...] = ()
    beyond: tuple[str, ...] = ()

    @property
    def can_be_deployed(self) -> bool:
        return self.preview is not None and not self.preview.errors

    @property
    def does_something(self) -> bool:
        steps = self.preview.steps if self.preview else ()
        told = any(map(_is_told, steps))
        untold = (*self.plan.steps, *self.plan.in_state, *self.unseen)
        does = told or any(map(_changes_protection, steps)) or bool(untold)
        return self.can_be_deployed and does


def plan_stacks(
    stacks: Sequence[str],
    project: Project,
    *,
    parallel: int = PARALLEL,
    tell: Tell = lambda text: None,
    for_deployment: bool = False,
    may_make: bool = True,
) -> list[StackPlan]:
    """A plan of each, in their order.

    for_deployment: a locked stack is not planned at all. may_make: neither is one that was never
    made, where this is false.
    """
    locks = locks_of(stacks, project) if for_deployment else {}
    plan = partial(
        plan_stack,
        project=project,
        parallel=parallel,
        tell=tell,
        may_make=may_make,
        accounts=FieldsOfAccounts(),
    )
    pool = ThreadPoolExecutor(AT_ONCE)
    try:
        asked = {stack: pool.submit(plan, stack) for stack in stacks if stack not in locks}
        found = []
        for done, stack in enumerate(stacks):
            tell(f"previewed {done} of {len(stacks)} stacks; nothing is bought")
            if stack in locks:
                found.append(_locked(locks[stack]))
            else:
                found.append(asked[stack].result())
        return without_shared(found, project)
    finally:
        # Whoever interrupts does not wait for previews that are under way.
        pool.shutdown(wait=False, cancel_futures=True)


def plan_stack(
    stack: str,
    project: Project,
    parallel: int,
    tell: Tell,
    *,
    accounts: FieldsOfAccounts,
    may_make: bool = True,
) -> StackPlan:
    """The plan of one stack, with what goes wrong as a failure of it."""
    try:
        state = _state(stack, project)
        if state is None and not may_make:
            return _failed(stack, _never_made([stack]))
        preview = run_preview(stack, project, is_new=state is None)
        plan = plan_of_preview(preview, project, parallel, tell, accounts)
    except (InvocaError, OSError) as error:
        return _failed(stack, for_stack(in_words(error), stack, is_new=False))
    plan = plan._replace(failures=_for_stack(plan.failures, stack, is_new=state is None))
    held = state or ExportedStack(stack, [], [])
    entries = _entries(stack, project)
    unseen = (*_outputs(stack, held), *_agreed_already(entries, held, preview))
    plan = plan._replace(notes=(*plan.notes, *first(unseen, "note of this kind")))
    return StackPlan(stack, plan, preview, held, state is None, unseen)


def together(plans: Sequence[StackPlan]) -> Plan:
    """One plan of all."""
    found = joined([one.plan for one in plans])
    # What concerns several stacks is said once.
    found = found._replace(failures=tuple(dict.fromkeys(found.failures)))
    new = [one.stack for one in plans if one.is_new]
    never_made = [_never_made(new)] if new else []
    # A campaign's limit is of all stacks that it gets numbers from.
    limits = map(say.limited, found.limits)
    failing = [one.stack for one in plans if one.plan.steps and not one.can_be_deployed]
    not_done = [_not_done(failing)] if failing and len(plans) > 1 else []
    return found._replace(notes=(*found.notes, *limits, *not_done, *never_made))


def with_those_left_out(plan: Plan, project: Project) -> Plan:
    """The plan of all stacks that have a campaign file, with a note of the others."""
    if not (left_out := without_file(project)):
        return plan
    note = (
        f"not planned, as no campaign file is here: {some(left_out)}. What numbers they hold stays "
        "live, and costs money; to release them, put the file back, and see `invoca release`"
    )
    return plan._replace(notes=(*plan.notes, note))


def without_shared(plans: Sequence[StackPlan], project: Project) -> list[StackPlan]:
    """`plans`, where those that would take over one number together fail, and say so: each run sees
    that no state holds it yet, so that none would refuse it."""
    takers: defaultdict[tuple[str, str, str], list[tuple[str, Planned]]] = defaultdict(list)
    for one in plans:
        taking = [(digits, step) for step in one.plan.steps if (digits := _taken_over(step))]
        account = _account(one.stack, project) if taking else ""
        for digits, step in taking:
            takers[account, step.campaign.advertiser_id, digits].append((one.stack, step))
    told: defaultdict[str, list[Failure]] = defaultdict(list)
    for (_, _, digits), several in takers.items():
        stacks = dict.fromkeys(stack for stack, _ in several)
        for stack in stacks if len(stacks) > 1 else ():
            told[stack].append(_shared(digits, several))
    return [_refused(one, told[one.stack]) if one.stack in told else one for one in plans]


def _taken_over(step: Planned) -> str:
    """Ten digits, or ""."""
    return step.promo_number if step.kind is Kind.ADOPT else step.takes_over


def _account(stack: str, project: Project) -> str:
    """What tells it from others; "" for each that cannot be told."""
    with contextlib.suppress(InvocaError, OSError):
        return " ".join(place_of(stack, project))
    return ""


def _refused(one: StackPlan, failures: Sequence[Failure]) -> StackPlan:
    """Those that `failures` name are not taken over."""
    names = {name for failure in failures for name in failure.numbers}
    steps = tuple(
        step._replace(is_refused=True, means=say.is_refused(step.kind))
        if _taken_over(step) and (one.stack, step.name) in names
        else step
        for step in one.plan.steps
    )
    plan = one.plan._replace(steps=steps, failures=(*one.plan.failures, *failures))
    return one._replace(plan=plan, preview=None)


def _shared(digits: str, takers: Sequence[tuple[str, Planned]]) -> Failure:
    who = " and ".join(f"{stack}/{step.name}" for stack, step in takers)
    stacks = ", ".join(dict.fromkeys(stack for stack, _ in takers))
    text = (
        f"{who} would each take over {digits}, and a number has one holder: keep its entry in one "
        "of these stacks. They are not deployed together"
    )
    names = tuple((stack, step.name) for stack, step in takers)
    return Failure(text, stacks, takers[0][1].campaign, names)


def plan_of_preview(
    preview: Preview, project: Project, parallel: int, tell: Tell, accounts: FieldsOfAccounts
) -> Plan:
    """The preview in the words of a review, with what the live account says of it.

    accounts: what was asked of accounts already.
    """

    live = LiveAccount(
        preview.stack, project, parallel, tell, accounts, settled_before=preview.settled_before
    )
    return plan_of(preview, _places(preview.stack, project), live)


def _for_stack(failures: Sequence[Failure], stack: str, *, is_new: bool) -> tuple[Failure, ...]:
    return tuple(one._replace(text=for_stack(one.text, stack, is_new=is_new)) for one in failures)


def _state(stack: str, project: Project) -> ExportedStack | None:
    """None where the stack was never made. Raises InvocaError, also for a state that is foreign."""
    try:
        state = export_state(stack, project.folder)
    except NoSuchStack:
        return None
    # A refresh executes what lies in the state: a foreign one is not previewed.
    for found in state.foreign():
        raise LookAtAccount(
            f"previewing {state.source}",
            answer=f"{found.urn} would run code that is not ours ({found.runs})",
            remedy="Nothing was run. Do not run pulumi on it; `invoca doctor --stack "
            f"{stack}` says more",
        )
    return state


def _is_told(step: Step) -> bool:
    return step.op not in ("same", "refresh")


def _changes_protection(step: Step) -> bool:
    return bool(step.old and step.new and step.old.protect != step.new.protect)


def _never_made(stacks: Sequence[str]) -> str:
    option = f"--stack {stacks[0]}" if len(stacks) == 1 else "--all"
    return (
        f"not in this backend yet: {some(stacks)}. `invoca up {option} --create` creates what is "
        "missing; if it was deployed before, check PULUMI_BACKEND_URL"
    )


def _not_done(stacks: Sequence[str]) -> str:
    which, its = (
        (f"stack {stacks[0]}", "its")
        if len(stacks) == 1
        else (f"stacks {some(stacks, between=' and ')}", "their")
    )
    return (
        f"nothing of {which} is done before {its} errors are corrected, and {its} steps may not be "
        "all that there is to do"
    )


def _locked(lock: Lock) -> StackPlan:
    error = LookAtAccount(f"deploying {lock.stack}", answer=str(lock), remedy=lock.remedy)
    return _failed(lock.stack, str(error))


def _failed(stack: str, why: str) -> StackPlan:
    return StackPlan(stack, Plan(failures=(Failure(why, stack),)))


def _outputs(stack: str, state: ExportedStack) -> Iterator[str]:
    held = state.promo_numbers()
    digits = {digits_of(str(one.get("id", "")), one.get("outputs") or {}) for one in held}
    if told := {*state.output_numbers()} - digits:
        yield (
            f"the output `numbers` of stack {stack} still names {some(sorted(told))}, which it "
            "does not hold; it is rewritten"
        )


def _agreed_already(
    entries: Sequence[NumberEntry], state: ExportedStack, preview: Preview
) -> Iterator[str]:
    """What was changed in Invoca and is now declared: the refresh of a deployment is all that
    the state needs, and the engine tells no step of it. A preview that failed tells nothing."""
    if preview.errors:
        return
    changing = {step.name for step in preview.steps if _is_told(step)}
    held = {one.name: one for one in state.held()[0] if one.name not in changing}
    for entry in entries:
        one = held.get(entry.name)
        if one is not None and (fields := list(_differing(entry.declaration, one))):
            names = ", ".join(fields)
            yield f"{entry.name}: Invoca has {names} as declared, and the state will record that"


def _differing(declared: Declaration, held: Managed) -> Iterator[str]:
    if held.declared is None or held.is_leaving:
        return
    now, before = declared.model_dump(mode="json"), held.declared.model_dump(mode="json")
    ignored = {part for path in held.ignored for part in path_parts(path)[:1]}
    for name in (*MOVING, *UPDATING):
        is_ignored = ignored & {name, "*"}
        if not is_ignored and not same_value(name, now[name], before[name]):
            yield name


def _entries(stack: str, project: Project) -> list[NumberEntry]:
    """Those of the campaign file; none where there is none, or it has mistakes."""
    path = project.existing_campaign_file(stack)
    try:
        return list(read_campaign_file(path, shown_as=shown(path)).numbers.values()) if path else []
    except (InvocaError, OSError):
        return []  # the program says what is wrong with it


def _places(stack: str, project: Project) -> Places:
    """Where the campaign file declares the numbers, by today's name and the one before."""
    path = project.existing_campaign_file(stack)
    if path is None:
        return Places()
    entries = _entries(stack, project)
    lines = {was: (entry.file, entry.line) for entry in entries for was in entry.was}
    lines |= {entry.name: (entry.file, entry.line) for entry in entries}
    return Places(lines, shown(path), {entry.name: entry.was for entry in entries if entry.was})
