"""A stack's state as it lies in the backend or in a file, however damaged or foreign it is.

Owns: whether there is one, and what was interrupted in it. Nothing in it is ever run.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

from invoca.drift.findings import Managed
from invoca.errors import LookAtAccount

from .state import Foreign, State

NO_SUCH_STACK = 6  # exit code of `pulumi`, from 3.226.1 on


class SavedState(NamedTuple):
    """held: its promo numbers. urns: by name. pending: what was interrupted, a phrase each.

    problems: a sentence for each number that cannot be read. stack: "" where it holds nothing.
    """

    exists: bool
    stack: str = ""
    held: tuple[Managed, ...] = ()
    urns: dict[str, str] = {}  # noqa: RUF012 - never changed
    foreign: tuple[Foreign, ...] = ()
    pending: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


def of_backend(stack: str, folder: Path) -> SavedState:
    """The state of a stack of the project in `folder`. Raises LookAtAccount."""
    command = ["pulumi", "stack", "export", "--stack", stack, "--non-interactive"]
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        raise _unreadable(f"stack {stack}", "there is no `pulumi` on PATH") from None
    if done.returncode == NO_SUCH_STACK or "no stack named" in done.stderr:
        return SavedState(exists=False)
    if done.returncode:
        said = done.stderr.strip().splitlines() or ["pulumi failed"]
        raise _unreadable(f"stack {stack}", said[-1])
    return _parsed(f"stack {stack}", done.stdout)


def of_file(source: str) -> SavedState:
    """The state in the file `source`; "-" is standard input. Raises LookAtAccount, OSError."""
    content = sys.stdin.buffer.read() if source == "-" else Path(source).read_bytes()
    return _parsed(source, content.decode("utf-8", "replace"))


def _parsed(source: str, text: str) -> SavedState:
    try:
        deployment = json.loads(text)["deployment"]
        resources = _maps(deployment.get("resources"))
        pending = _maps(deployment.get("pending_operations"))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise _unreadable(source, "it is not what `pulumi stack export` writes") from None
    state = State(source, resources)
    held, problems = state.held()
    urns = {
        str(resource.get("urn", "?")).split("::")[-1]: str(resource.get("urn", "?"))
        for resource in state.promo_numbers()
        if not resource.get("delete")
    }
    return SavedState(
        True,
        state.stack(),
        tuple(held),
        urns,
        tuple(state.foreign()),
        tuple(_interrupted(one) for one in pending),
        tuple(f"{source}: {problem}" for problem in problems),
    )


def _maps(value: Any) -> list[dict[str, Any]]:
    found = value or []
    if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
        raise TypeError(value)
    return found


def _interrupted(operation: dict[str, Any]) -> str:
    resource = operation.get("resource")
    urn = str(resource.get("urn", "?")) if isinstance(resource, dict) else "?"
    return f"{operation.get('type', '?')} {urn.split('::')[-1]}"


def _unreadable(source: str, why: str) -> LookAtAccount:
    return LookAtAccount(
        f"reading the state of {source}",
        answer=why,
        remedy="Nothing was compared. Give a stack of this backend, or a file that `pulumi stack "
        "export` wrote",
    )
