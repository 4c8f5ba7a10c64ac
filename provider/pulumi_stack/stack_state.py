"""What can be found out about the state of the stack that is being deployed, and of its siblings.

Owns: asking the engine's own command for it, once a process, and only before a number that no state
was said to hold is bought or taken over. A provider is not shown the state; without a `pulumi` that
answers nothing is known. Nothing of the state is run.
"""

from __future__ import annotations

import json
import subprocess
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from invoca.lifecycle.held import HeldAs, HeldBeside, Holdings, PendingAs
from invoca.promo_number.declaring import ids_made_for
from invoca.promo_number.identity import Declarer
from invoca.promo_number.models import CampaignRef, Declaration
from invoca.promo_number.networks import is_anothers
from invoca.promo_number.record import NETWORK_ID, asked_id, digits_of, spelled_network

from . import names
from .kinds import is_held_number
from .urns import name_of

AT_ONCE = 4  # stacks whose states are asked for
PATIENCE_SECONDS = 30.0


class _Numbers(NamedTuple):
    """Of one stack. bought: by name. names: by digits. ids: names, by the id that was asked for.
    tainted: names, with the id that was asked for. leaving: digits. others: the networks of what is
    another network's, by name, where no provider of its own says which that is."""

    bought: dict[str, HeldAs]
    names: dict[str, str]
    ids: dict[str, str]
    pending: list[PendingAs]
    tainted: list[tuple[str, str]]
    leaving: set[str]
    others: dict[str, str]


_NOTHING = _Numbers({}, {}, {}, [], [], set(), {})  # never changed


class StackState(Holdings):
    """Safe to share between threads."""

    def __init__(self, network: str, folder: Path | None = None) -> None:
        """network: the id of the one whose numbers are asked for; what a state says is another's
        counts as none of them. folder: of the project; None for the one in which this process
        runs."""
        self._network = network
        self._folder = folder
        self._lock = threading.Lock()
        self._held: dict[str, _Numbers | None] = {}
        self._stacks: list[str] | None = None
        self._changed: dict[str, float | None] = {}  # seconds since the epoch, by stack
        self._was_asked: set[str] = set()

    def name_of(self, promo_number: str, asking: Declarer) -> str | None:
        held = self._numbers(asking.stack)
        return held.names.get(promo_number, "") if held is not None else None

    def held_as(self, asking: Declarer) -> HeldAs | None:
        return self._known(asking.stack).bought.get(asking.name)

    def name_of_id(self, id_from_network: str, asking: Declarer) -> str:
        return self._known(asking.stack).ids.get(id_from_network, "")

    def is_leaving(self, promo_number: str, asking: Declarer) -> bool:
        return promo_number in self._known(asking.stack).leaving

    def tainted(self, asking: Declarer) -> Sequence[tuple[str, str]]:
        return self._known(asking.stack).tainted

    def pending_purchases(self, asking: Declarer) -> Sequence[PendingAs]:
        return self._known(asking.stack).pending

    def name_beside(self, promo_number: str, asking: Declarer) -> str:
        for stack in self._siblings() or ():
            name = self._known(stack).names.get(promo_number) if stack != asking.stack else None
            if name is not None:
                return f"{stack}/{name}"
        return ""

    def held_by_id_beside(
        self, id_from_network: str, asking: Declarer, may_matter: Callable[[float | None], bool]
    ) -> Sequence[HeldBeside]:
        found = []
        recent = [one for one in self._siblings() or () if may_matter(self._changed.get(one))]
        others = [stack for stack in recent if stack != asking.stack]
        self._read(others)
        for stack in others:
            theirs = self._known(stack)
            held = theirs.bought.get(theirs.ids.get(id_from_network, ""))
            if held is not None:
                found.append(HeldBeside(f"{stack}/{theirs.ids[id_from_network]}", held))
        return found

    def held_twice(self, promo_number: str, asking: Declarer) -> Sequence[str]:
        stacks = dict.fromkeys((asking.stack, *(self._siblings() or ())))
        self._read(stacks)
        held = {stack: self._known(stack).names.get(promo_number) for stack in stacks}
        found = [f"{stack}/{name}" for stack, name in held.items() if name is not None]
        # What was replaced is held no more where it is let go of. Where `pulumi state move` brought
        # it, its state says as whose it was declared before.
        others = len(found) - (not self.is_leaving(promo_number, asking))
        return found if others > 0 else ()

    def is_declared_elsewhere(
        self, id_from_network: str, asking: Declarer, declared: Declaration
    ) -> bool | None:
        stacks = self._siblings()
        if stacks is None:
            return None
        others = (asking._replace(stack=stack) for stack in stacks if stack != asking.stack)
        return any(id_from_network in ids_made_for(other, declared) for other in others)

    def other_network(self, asking: Declarer) -> str:
        return self._known(asking.stack).others.get(asking.name, "")

    def _known(self, stack: str) -> _Numbers:
        return self._numbers(stack) or _NOTHING

    def _numbers(self, stack: str) -> _Numbers | None:
        """None where the engine does not answer."""
        self._read([stack])
        return self._held[stack]

    def _read(self, stacks: Iterable[str]) -> None:
        """Each once, some at once: each takes a start of the engine's command line."""
        with self._lock:
            left = [stack for stack in stacks if stack not in self._held]
            if left:
                with ThreadPoolExecutor(AT_ONCE) as pool:
                    self._held.update(zip(left, pool.map(self._exported, left), strict=True))

    def _exported(self, stack: str) -> _Numbers | None:
        exported = self._ask("stack", "export", "--stack", stack)
        return None if exported is None else self._numbers_in(exported)

    def _siblings(self) -> list[str] | None:
        with self._lock:
            if "ls" not in self._was_asked:
                self._was_asked.add("ls")
                listed = self._ask("stack", "ls", "--json")
                if isinstance(listed, list):
                    told = [one for one in listed if isinstance(one, dict)]
                    names = [str(one.get("name", "")).rsplit("/", 1)[-1] for one in told]
                    self._stacks = names
                    self._changed = dict(zip(names, map(_last_update, told), strict=True))
            return self._stacks

    def _ask(self, *arguments: str) -> Any:
        """What `pulumi` answers, as JSON; None where it does not."""
        try:
            done = subprocess.run(
                ["pulumi", *arguments, "--non-interactive"],
                cwd=self._folder,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=PATIENCE_SECONDS,
            )
            return json.loads(done.stdout) if done.returncode == 0 else None
        except (OSError, ValueError, subprocess.TimeoutExpired):
            return None

    def _numbers_in(self, exported: Any) -> _Numbers:
        deployment = exported.get("deployment") if isinstance(exported, dict) else None
        found = _Numbers({}, {}, {}, [], [], set(), {})
        for resource in (deployment or {}).get("resources") or ():
            if not is_held_number(resource):
                continue
            outputs = names.from_wire(resource.get("outputs") or {})
            if not is_anothers(outputs.get(NETWORK_ID), self._network):
                _add(found, resource, outputs)
            elif _has_a_default_provider(resource) and not resource.get("delete"):
                marked = spelled_network(outputs.get(NETWORK_ID))
                found.others[name_of(str(resource.get("urn", "")))] = marked
        return found


def _add(found: _Numbers, resource: Mapping[str, Any], outputs: Mapping[str, Any]) -> None:
    resource_id = str(resource.get("id", ""))
    name = name_of(str(resource.get("urn", "")))
    is_leaving = bool(resource.get("delete"))
    digits = digits_of(resource_id, outputs)
    if digits and is_leaving:
        found.leaving.add(digits)
    elif digits:
        found.names.setdefault(digits, name)  # whatever else of it can be read
    try:
        _require_text(outputs)
        held = HeldAs.of(resource_id, outputs)
        pending = PendingAs.of(name, resource_id, outputs, is_leaving=is_leaving)
    except (KeyError, TypeError):
        return
    if held is not None and not is_leaving:
        found.bought[name] = held
        id_ = asked_id(outputs)
        found.ids.setdefault(id_, name)
        if resource.get("taint"):
            found.tainted.append((name, id_))
    if pending is not None:
        found.pending.append(pending)


def _has_a_default_provider(resource: Mapping[str, Any]) -> bool:
    """Whether the settings of the stack decide whose it is. A program that gives a number another
    provider of its own has the engine replace it, which is no mistake."""
    urn, _, _ = str(resource.get("provider", "")).rpartition("::")
    return name_of(urn).startswith("default")


def _require_text(outputs: Mapping[str, Any]) -> None:
    """Raises TypeError where the engine has encrypted in which campaign the number is."""
    for name in CampaignRef._fields:
        if not isinstance(outputs.get(name), (str, type(None))):
            raise TypeError(f"{name} is no text")


def _last_update(stack: Mapping[str, Any]) -> float | None:
    """Of what `pulumi stack ls` says of a stack; None where that is not when it was changed last,
    as while it is being changed."""
    said = str(stack.get("lastUpdate") or "").replace("Z", "+00:00")
    if stack.get("updateInProgress"):
        return None
    try:
        return datetime.fromisoformat(said).timestamp()
    except ValueError:
        return None
