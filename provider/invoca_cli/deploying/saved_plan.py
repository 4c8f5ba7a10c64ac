"""A plan in a file, so that what was approved is what is done, and nothing beyond.

Owns: the file's format (versioned, with a checksum), and the difference, in words, between what was
approved and what would be done now. A deployment may do less than was approved: the rest was done
before. It may not do anything else. Must not know: how a plan is made, or who approves.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from invoca.counted import plural, some
from invoca.errors import FixDeclaration
from invoca.plan.planned import IDLE, Kind, Planned
from invoca.promo_number.models import Declaration
from invoca.version import VERSION
from pulumi_stack.kinds import NUMBERS

from ..planning.numbers import SILENT
from ..reports.words import one_line, phone
from ..workspace.project import AccountPlace, short_name
from .stack_plans import StackPlan

FORMAT = 1
MOST_DIFFERENCES = 20  # that are listed for one stack
_NEW = "invoca plan --save {file}"


class _SavedPart(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SavedStep(_SavedPart):
    """One step about one number. inputs: what it would be given, as far as that is known. buys:
    whether it may buy one; plans from before that was noted say so by their kind."""

    kind: Kind
    name: str
    promo_number: str
    id: str
    campaign: str
    takes_over: str
    changes: list[tuple[str, str, str]]
    inputs: dict[str, Any]
    buys: bool = True


class SavedStack(_SavedPart):
    """base_url, network_id: the account. others: what is done to other resources."""

    stack: str
    base_url: str
    network_id: str
    is_new: bool
    steps: list[SavedStep]
    others: dict[str, int]


class SavedPlan(_SavedPart):
    """made_at: ISO 8601. commit: of the files, or "" outside a git repository."""

    format: int
    invoca: str
    made_at: str
    project: str
    commit: str
    stacks: list[SavedStack]


def saved(
    plans: Sequence[StackPlan],
    places: Mapping[str, AccountPlace],
    *,
    project: str,
    commit: str,
    made_at: str,
) -> str:
    """The text of the file. places: by stack. Raises FixDeclaration for plans with errors."""
    wrong = [one.stack for one in plans if one.plan.failures or not one.can_be_deployed]
    if wrong:
        raise FixDeclaration(
            "saving the plan",
            answer=f"it has errors ({some(wrong)}), so it is not known what would be done",
            remedy="Nothing was saved. Correct what it names, and plan again",
        )
    stacks = [_stack(one, places[one.stack]) for one in plans]
    plan = SavedPlan(
        format=FORMAT,
        invoca=VERSION,
        made_at=made_at,
        project=project,
        commit=commit,
        stacks=stacks,
    )
    content = plan.model_dump(mode="json")
    return (
        json.dumps({**content, "checksum": _checksum(content)}, indent=1, ensure_ascii=False) + "\n"
    )


def read_saved(file: Path) -> SavedPlan:
    """Raises FixDeclaration where the file is not a plan, or was changed; OSError."""
    try:
        content = json.loads(file.read_bytes())
        checksum = content.pop("checksum", "")
    except (ValueError, TypeError, AttributeError, RecursionError):
        raise _refused(file, "it is not what `invoca plan --save` writes") from None
    if content.get("format") != FORMAT:
        made_by = one_line(str(content.get("invoca", "another program")), 40)
        raise _refused(file, f"this version cannot read its format; it was made by {made_by}")
    if checksum != _checksum(content):
        raise _refused(file, "it was changed after it was made, so nobody has approved this")
    try:
        return SavedPlan.model_validate(content)
    except ValidationError:
        raise _refused(file, "it is not what `invoca plan --save` writes") from None


def require_of(plan: SavedPlan, file: Path, project: str) -> None:
    """Raises FixDeclaration where the plan is another project's."""
    if plan.project != project:
        raise _refused(file, f"it is for project '{plan.project}', but this is project '{project}'")


def beyond(approved: SavedStack, now: StackPlan, place: AccountPlace) -> list[str]:
    """What would be done now that was not approved, a sentence each; none where all of it was."""
    was = AccountPlace(approved.base_url, approved.network_id)
    if was != place:
        return [
            f"the plan is for network {was.network_id} at {was.base_url}, and this run is for "
            f"network {place.network_id} at {place.base_url}"
        ]
    if now.is_new and not approved.is_new:
        return ["the stack existed when the plan was made, but is not in this backend"]
    steps = {(step.kind, step.name): step for step in approved.steps}
    told = [text for step in _steps(now) for text in _beyond(step, steps)]
    for operation, count in now.plan.others.items():
        allowed = approved.others.get(operation, 0)
        if count > allowed:
            told.append(f"{operation} {plural(count, 'other resource')}; approved: {allowed}")
    more = len(told) - MOST_DIFFERENCES
    return told if more <= 0 else [*told[:MOST_DIFFERENCES], f"and {more:,} more differences"]


def _stack(one: StackPlan, place: AccountPlace) -> SavedStack:
    return SavedStack(
        stack=short_name(one.stack),
        base_url=place.base_url,
        network_id=place.network_id,
        is_new=one.is_new,
        steps=list(_steps(one)),
        others=dict(one.plan.others),
    )


def _steps(one: StackPlan) -> Iterator[SavedStep]:
    inputs = _inputs(one)
    for step in one.plan.steps:
        if step.kind not in IDLE:
            yield SavedStep(
                kind=step.kind,
                name=step.name,
                promo_number=step.promo_number,
                id=step.id,
                campaign="/".join(part or "" for part in step.campaign),
                takes_over=step.takes_over,
                changes=[(change.field, change.old, change.new) for change in step.changes],
                inputs=inputs.get(step.name, {}) if _is_given(step) else {},
                buys=step.buys,
            )


def _is_given(step: Planned) -> bool:
    """Whether the number is created or changed, so that what it is given counts."""
    return step.kind not in (Kind.RELEASE, Kind.FORGET, Kind.UNPROTECT)


def _inputs(one: StackPlan) -> dict[str, dict[str, Any]]:
    """What each number would be given, by name. Secrets are hidden by the engine already."""
    found: dict[str, dict[str, Any]] = {}
    for step in one.preview.steps if one.preview else ():
        if step.op in SILENT or step.new is None or step.new.type not in NUMBERS:
            continue
        known = step.new.inputs
        found[step.name] = {
            name: known[name] for name in Declaration.model_fields if known.get(name) is not None
        }
    return found


def _beyond(step: SavedStep, approved: Mapping[tuple[Kind, str], SavedStep]) -> Iterator[str]:
    who = f"{one_line(step.name)} {phone(step.promo_number)}".strip()
    same = approved.get((step.kind, step.name))
    bought = approved.get((Kind.BUY, step.name)) or approved.get((Kind.SETTLE, step.name))
    is_rest = same is None and step.kind in (Kind.ADOPT, Kind.SETTLE)
    if is_rest and bought is not None and bought.id == step.id:
        # A run that was struck has bought it, or sent its purchase; to take it over, or to find out
        # what came of that, is what is left.
        found = {"promo_number": step.promo_number, "changes": step.changes}
        same = bought.model_copy(update=found)
    if same is None:
        kinds = [kind.value for kind, name in approved if name == step.name]
        yield f"{step.kind.value} {who}; approved: {' and '.join(kinds) or 'nothing'}"
        return
    if step.buys and not same.buys:
        yield f"{step.kind.value} {who}: it may buy a number; approved: it buys none"
    for label in ("promo_number", "id", "campaign", "takes_over"):
        old, new = getattr(same, label), getattr(step, label)
        if old != new:
            yield f"{step.kind.value} {who}: {label} '{one_line(new)}'; approved: '{one_line(old)}'"
    yield from _changed(step, same, who)


def _changed(step: SavedStep, same: SavedStep, who: str) -> Iterator[str]:
    old = {field: (before, after) for field, before, after in same.changes}
    new = {field: (before, after) for field, before, after in step.changes}
    told = set()
    for field in dict.fromkeys([*old, *new]):
        if old.get(field) != new.get(field):
            told.add(field.partition(".")[0])
            yield f"{step.kind.value} {who}: {_way(field, new)}; approved: {_way(field, old)}"
    for field in dict.fromkeys([*same.inputs, *step.inputs]):
        before, after = same.inputs.get(field), step.inputs.get(field)
        if before != after and field not in told:
            yield (
                f"{step.kind.value} {who}: {field} would be {_value(after)}; approved: "
                f"{_value(before)}"
            )


def _way(field: str, changes: Mapping[str, tuple[str, str]]) -> str:
    if field not in changes:
        return f"{one_line(field)} stays"
    before, after = changes[field]
    return f"{one_line(field)} from '{one_line(before, 60)}' to '{one_line(after, 60)}'"


def _value(value: Any) -> str:
    return "nothing" if value is None else one_line(json.dumps(value, ensure_ascii=False), 80)


def _checksum(content: Mapping[str, Any]) -> str:
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _refused(file: Path, why: str) -> FixDeclaration:
    return FixDeclaration(
        f"deploying the plan in {file}",
        answer=why,
        remedy=f"Nothing was deployed. Make a new plan with `{_NEW.format(file=file)}`, and have "
        "it approved",
    )
