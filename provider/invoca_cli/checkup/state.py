"""Whether a state may be used: that it runs no foreign code, and what a killed run left in it.

Must not know: promo numbers beyond their count. Nothing in a state is ever run here.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from ..workspace.state import State
from . import Check, counted, note, ok, some_of, wrong
from .programs import run

NO_SUCH_STACK = 6  # exit code of `pulumi`, from 3.226.1 on
_EXPORT = "Give a stack that exists, or a file that `pulumi stack export` wrote"


def look_at_export(source: str) -> list[Check]:
    """The state in the file `source`; "-" is standard input."""
    try:
        content = sys.stdin.buffer.read() if source == "-" else Path(source).read_bytes()
    except OSError as error:
        return [wrong("state", f"{source}: {error.strerror or error}", _EXPORT)]
    return _look_at(source, content.decode("utf-8", "replace"))


def look_at_stack(stack: str, folder: Path, *, must_exist: bool) -> list[Check]:
    """The deployed state of a stack of the project in `folder`."""
    ran = run("pulumi", "stack", "export", "--stack", stack, "--non-interactive", folder=folder)
    if ran is None:
        return [wrong("state", f"{stack}: there is no `pulumi` on PATH to read it", _EXPORT)]
    if ran.code == NO_SUCH_STACK and not must_exist:
        remedy = f"`pulumi stack init {stack}` makes it"
        return [note("state", f"{stack}: there is no such stack in this backend", remedy)]
    if ran.code:
        return [wrong("state", f"{stack}: cannot be read: {ran.said}", _EXPORT)]
    return _look_at(f"stack {stack}", ran.output)


def _look_at(source: str, text: str) -> list[Check]:
    try:
        deployment = json.loads(text)["deployment"]
        resources = deployment.get("resources") or []
        pending = deployment.get("pending_operations") or []
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        resources, pending = [None], []
    if not (_are_maps(resources) and _are_maps(pending)):
        what = f"{source}: it is not what `pulumi stack export` writes"
        return [wrong("state", what, _EXPORT)]
    state = State(source, resources)
    return [*(_foreign(state) or [_count(state)]), *_pending(state, pending)]


def _are_maps(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, dict) for item in value)


def _foreign(state: State) -> list[Check]:
    remedy = (
        "Do not run pulumi on this state. Find out who wrote it, and restore a copy that you "
        "trust with `pulumi stack import`"
    )
    return [
        wrong("state", f"{found.urn} would run code that is not ours ({found.runs})", remedy)
        for found in state.foreign()
    ]


def _count(state: State) -> Check:
    count = len(state.promo_numbers())
    text = f"{state.source}: {counted(count, 'promo number')}, no foreign code"
    if count:
        return ok("state", text)
    return note("state", text, "`pulumi up` deploys the stack, if it should hold numbers")


def _pending(state: State, operations: list[Any]) -> list[Check]:
    """The engine keeps a create in the state until it is told otherwise, done since or not."""
    there = {resource.get("urn") for resource in state.resources}
    done = [one for one in operations if _is_create(one) and _urn(one) in there]
    open_ = [one for one in operations if one not in done]
    checks = []
    if open_:
        text = f"{state.source}: a run was killed half way through {_told(open_)}"
        remedy = (
            "When no other run is under way: `pulumi cancel --yes` (it fails where there is no "
            "lock; go on), then `pulumi up`, which looks for a number before it buys"
        )
        checks.append(note("pending", text, remedy))
    if done:
        text = f"{state.source}: {_told(done)} was completed by a later run, and is still noted"
        remedy = "`pulumi refresh --clear-pending-creates` takes the engine's note away"
        checks.append(note("pending", text, remedy))
    return checks


def _told(operations: list[Any]) -> str:
    return some_of([f"{one.get('type', '?')} {_urn(one).split('::')[-1]}" for one in operations])


def _is_create(operation: Any) -> bool:
    return bool(operation.get("type") == "creating")


def _urn(operation: Any) -> str:
    resource = operation.get("resource")
    return str(resource.get("urn", "?")) if isinstance(resource, dict) else "?"
