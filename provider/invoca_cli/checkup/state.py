"""Whether a state may be used: that it runs no foreign code, and what a killed run left in it.

Must not know: promo numbers beyond their count. Nothing in a state is ever run here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from invoca import next_steps as step
from invoca.account import NAMESPACE, unknown_setting
from invoca.counted import plural, some
from invoca.errors import LookAtAccount

from ..workspace.locks import backend_folder, locks_of
from ..workspace.project import Project
from ..workspace.state import ExportedStack, Interrupted, NoSuchStack, export_state, read_state
from . import PATIENCE_SECONDS, SHOWN, Check, note, ok, wrong

_EXPORT = "Name a stack that exists, or a file that `pulumi stack export` wrote"


def look_at_export(source: str) -> list[Check]:
    """The state in the file `source`; "-" is standard input."""
    try:
        return _look_at(read_state(source))
    except LookAtAccount as error:
        return [wrong("state", f"{source}: {error.answer}", _EXPORT)]
    except OSError as error:
        return [wrong("state", f"{source}: {error.strerror or error}", _EXPORT)]


def look_at_stack(stack: str, folder: Path, *, must_exist: bool) -> list[Check]:
    """The deployed state of a stack of the project in `folder`."""
    try:
        return _look_at(export_state(stack, folder, patience=PATIENCE_SECONDS))
    except NoSuchStack as error:
        if must_exist:
            return [wrong("state", f"{stack}: cannot be read: {error.said}", _EXPORT)]
        remedy = f"`pulumi stack init {stack}` creates it"
        return [note("state", f"{stack}: {error.answer}", remedy)]
    except LookAtAccount as error:
        return [wrong("state", f"{stack}: cannot be read: {error.answer}", error.remedy)]


def look_at_locks(stacks: Sequence[str], project: Project) -> list[Check]:
    """Whether a run of one of `stacks` is under way, or left its lock; [] where not known."""
    found = locks_of(stacks, project)
    if found:
        return [wrong("lock", f"{stack}: {lock}", lock.remedy) for stack, lock in found.items()]
    if backend_folder(project) is None:
        return []
    return [ok("lock", "no run is under way")]


def _look_at(state: ExportedStack) -> list[Check]:
    foreign = _foreign(state)
    found = foreign or [_count(state), *_unsettled(state)]
    return [*found, *_remembered(state), *_pending(state)]


def _foreign(state: ExportedStack) -> list[Check]:
    remedy = (
        "Do not run pulumi on this state. Find out who wrote it, and restore a copy that you "
        "trust with `pulumi stack import`"
    )
    return [
        wrong("state", f"{found.urn} would run code that is not ours ({found.runs})", remedy)
        for found in state.foreign()
    ]


def _remembered(state: ExportedStack) -> list[Check]:
    """Settings that nobody has any more, or never had: they are in no file that could be looked
    at, and each refresh stops at them."""
    up = step.deploy(state.stack())
    return [
        wrong(
            "state",
            f"{state.source}: the last deployment wrote {NAMESPACE}:{name} into it, which "
            f"{unknown}; a refresh uses that",
            f"Run {up} without --refresh, which writes the settings of today",
        )
        for name in state.remembered_settings()
        if (unknown := unknown_setting(name))
    ]


def _count(state: ExportedStack) -> Check:
    count = len(state.promo_numbers())
    text = f"{state.source}: {plural(count, 'promo number')}, no foreign code"
    if count:
        return ok("state", text)
    up = step.deploy(engine=state.engine)
    return note("state", text, f"{up} deploys what is declared, if it should hold numbers")


def _unsettled(state: ExportedStack) -> Iterator[Check]:
    """The purchases of which the state says that nobody knows what came of them."""
    sent = [one.name for one in state.held()[0] if one.pending_since is not None]
    if sent:
        one = len(sent) == 1
        what = "the purchase" if one else f"{len(sent):,} purchases"
        text = f"{state.source}: {what} for {some(sent, SHOWN)} {'is' if one else 'are'}"
        remedy = f"`invoca drift{_named(state)}` says what is known, and what to do"
        yield note("pending", f"{text} pending: nobody knows whether a number was bought", remedy)


def _named(state: ExportedStack) -> str:
    stack = "" if state.engine else state.stack()
    return f" --stack {stack}" if stack else ""


def _pending(state: ExportedStack) -> list[Check]:
    """The engine keeps a create in the state until something removes it, done since or not."""
    there = {resource.get("urn") for resource in state.resources}
    operations = state.interrupted()
    done = [one for one in operations if one.doing == "creating" and one.urn in there]
    open_ = [one for one in operations if one not in done]
    named = _named(state)
    checks = []
    if open_:
        text = f"{state.source}: a run was killed halfway through {_told(open_)}"
        remedy = (
            f"When no other run is under way: `pulumi cancel --yes{named}` (if it says that there "
            f"is no lock, ignore that), then `pulumi up{named}`, which looks for a number before "
            "it buys"
        )
        checks.append(note("pending", text, remedy))
    if done:
        what = f"{_told(done)} was completed by a later run"
        text = f"{state.source}: {what}, but the engine still lists it"
        remedy = f"`pulumi refresh --clear-pending-creates{named}` removes the engine's note"
        checks.append(note("pending", text, remedy))
    return checks


def _told(operations: list[Interrupted]) -> str:
    return some([str(operation) for operation in operations], SHOWN)
