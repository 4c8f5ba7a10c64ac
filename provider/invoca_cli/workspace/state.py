"""Reads an exported state (`pulumi stack export`, or Terraform's) without running anything in it.

Owns: which resources are promo numbers, what they hold, what was interrupted, and that their
provider is ours. Must not know: what is made of a state, or of one that is not there. A dynamic
provider is a pickle in the state: the next operation on the stack executes it. Only one string is
ours, so every other one is foreign, whatever it says.
"""

from __future__ import annotations

import base64
import binascii
import json
import pickletools
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from invoca.account import NAMESPACE
from invoca.counted import some
from invoca.drift.findings import Managed
from invoca.errors import LookAtAccount
from invoca.promo_number.identity import Declarer
from invoca.promo_number.models import COMPARED, CampaignRef, Declaration
from invoca.promo_number.record import (
    FORMER_IDS,
    ID_IS_GENERATED,
    NETWORK_ID,
    identity,
    spelled_network,
    unchecked,
)
from pulumi_stack.kinds import DYNAMIC, is_held_number
from pulumi_stack.names import from_wire, ignored_paths
from pulumi_stack.urns import Urn, name_of, stack_of
from terraform_stack.names import RESOURCE

from . import terraform_state
from .programs import run
from .reasons import GET_ENGINE, NO_ENGINE, remedy_for

ANY_DYNAMIC = "pulumi-python:dynamic"
TYPE = DYNAMIC
# A contract: what `pulumi_invoca.provider.PromoNumberProvider` pickles to (frozen by a test).
PROVIDER = (
    "gASVNQAAAAAAAACMFnB1bHVtaV9pbnZvY2EucHJvdmlkZXKUjBNQcm9tb051bWJlclByb3ZpZGVylJOUKYGULg=="
)
_PROVIDER_OF_THE_SDK = "pulumi:providers:pulumi-python"
# How `pulumi` ends where there is no such stack, from 3.226.1 on, and what it says before that.
_NO_SUCH_STACK, _NO_STACK_NAMED = 6, "no stack named"


class NoSuchStack(LookAtAccount):
    """The backend holds no stack of that name. said: what the engine said."""

    def __init__(self, stack: str, said: str) -> None:
        super().__init__(
            f"reading the state of stack {stack}",
            answer="there is no such stack in this backend",
            remedy=f"Check PULUMI_BACKEND_URL; for a new campaign, run `pulumi stack init {stack}`",
        )
        self.said = said


class Foreign(NamedTuple):
    """A resource whose provider is not ours. runs: the names that its pickle would import."""

    urn: str
    runs: str


class Interrupted(NamedTuple):
    """An operation that a killed run left. doing: "creating", as the engine names it."""

    doing: str
    urn: str

    def __str__(self) -> str:
        return f"{self.doing} {name_of(self.urn)}"


class ExportedStack(NamedTuple):
    """An exported stack. resources, pending (operations): as Pulumi writes them.

    engine: another one than Pulumi wrote it, and no campaign file belongs to it.
    """

    source: str
    resources: list[dict[str, Any]]
    pending: list[dict[str, Any]]
    engine: str = ""

    def promo_numbers(self) -> list[dict[str, Any]]:
        """Those that the stack manages, with the names that `invoca` has for their properties."""
        return [
            {**one, **{bag: from_wire(_bag(one, bag)) for bag in ("inputs", "outputs")}}
            for one in self.resources
            # The last is how `terraform_state` puts what Terraform holds.
            if is_held_number(one) or one.get("type") == RESOURCE
        ]

    def foreign(self) -> list[Foreign]:
        """Every dynamic resource that would run code which is not ours."""
        return [
            Foreign(str(resource.get("urn", "?")), _imports(pickled))
            for resource in self.resources
            if str(resource.get("type", "")).startswith(ANY_DYNAMIC)
            for pickled in _providers(resource)
            if pickled != PROVIDER
        ]

    def remembered_settings(self) -> list[str]:
        """The names of our settings that the last deployment wrote beside its numbers, such as
        "networkId": a refresh uses these."""
        prefix = f"{NAMESPACE}:"
        return sorted(
            {
                name.removeprefix(prefix)
                for one in self.resources
                if str(one.get("type", "")) == _PROVIDER_OF_THE_SDK
                for name in _bag(one, "inputs")
                if name.startswith(prefix)
            }
        )

    def interrupted(self) -> list[Interrupted]:
        return [
            Interrupted(str(operation.get("type", "?")), _urn(operation.get("resource")))
            for operation in self.pending
        ]

    def stack(self) -> str:
        """The name of the stack, as its resources have it; "" where there are none."""
        urns = (str(resource.get("urn", "")) for resource in self.resources)
        return next(map(stack_of, urns), "")

    def output_numbers(self) -> list[str]:
        """The digits in the stack's output `numbers`, where it has one."""
        for resource in self.resources:
            outputs = resource.get("outputs")
            if resource.get("type") == "pulumi:pulumi:Stack" and isinstance(outputs, dict):
                numbers = outputs.get("numbers")
                found = numbers.values() if isinstance(numbers, dict) else ()
                return [digits for digits in found if isinstance(digits, str) and digits.isdigit()]
        return []

    def held(self) -> tuple[list[Managed], list[str]]:
        """The promo numbers of the stack, and what of them cannot be read in full."""
        numbers, unplaced, unknown = [], [], []
        for resource in self.promo_numbers():
            name = name_of(str(resource.get("urn", "?")))
            try:
                number = _held(self.stack(), name, resource)._replace(engine=self.engine)
            except (ValueError, TypeError, KeyError):  # ValidationError is a ValueError
                unplaced.append(name)
                continue
            numbers.append(number)
            if number.declared is None:
                unknown.append(name)
        problems = (
            (unplaced, "its campaign and its digits cannot be read from the state"),
            (unknown, "what was declared is a secret, or cannot be read"),
        )
        return numbers, [f"{some(names)}: {what}" for names, what in problems if names]


def read_state(source: str) -> ExportedStack:
    """The state in the file `source`; "-" is standard input. Raises LookAtAccount, OSError."""
    content = sys.stdin.buffer.read() if source == "-" else Path(source).read_bytes()
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        raise _unreadable(source, "it is not text") from None
    return _parse(source, text)


def export_state(stack: str, folder: Path, *, patience: float | None = None) -> ExportedStack:
    """The deployed state of a stack of the project in `folder`. Raises LookAtAccount.

    patience: how many seconds the engine may take; None for as long as it takes.
    """
    command = ["pulumi", "stack", "export", "--stack", stack, "--non-interactive"]
    ran = run(*command, folder=folder, patience=patience)
    if ran is None:
        raise _unreadable(f"stack {stack}", NO_ENGINE, GET_ENGINE)
    if ran.code == _NO_SUCH_STACK or (ran.code and _NO_STACK_NAMED in ran.errors):
        raise NoSuchStack(stack, ran.said)
    if ran.code:
        raise _unreadable(f"stack {stack}", ran.said, remedy_for(ran.errors, stack))
    return _parse(f"stack {stack}", ran.output)


def _parse(source: str, text: str) -> ExportedStack:
    try:
        document = json.loads(text)
        if terraform_state.is_terraform(document):
            return _of_terraform(source, document)
        deployment = document["deployment"]
        resources = _maps(deployment.get("resources"))
        pending = _maps(deployment.get("pending_operations"))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        why = "it is neither a `pulumi stack export` file nor a Terraform state"
        raise _unreadable(source, why) from None
    return ExportedStack(source, resources, pending)


def _of_terraform(source: str, document: Mapping[str, Any]) -> ExportedStack:
    found = terraform_state.instances(document)
    stack = terraform_state.stack_of(source, found)
    resources = [terraform_state.as_resource(one, stack) for one in found]
    return ExportedStack(source, resources, [], terraform_state.ENGINE)


def _maps(value: Any) -> list[dict[str, Any]]:
    found = value or []
    if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
        raise TypeError(value)
    return found


def _bag(resource: Mapping[str, Any], name: str) -> dict[str, Any]:
    found = resource.get(name)
    return found if isinstance(found, dict) else {}


def _urn(resource: Any) -> str:
    return str(resource.get("urn", "?")) if isinstance(resource, dict) else "?"


def _providers(resource: dict[str, Any]) -> set[str]:
    bags = [resource.get("inputs") or {}, resource.get("outputs") or {}]
    return {
        item if isinstance(item, str) else json.dumps(item)
        for bag in bags
        if isinstance(bag, dict)
        for item in [bag.get("__provider", "")]
    }


def _held(stack: str, name: str, resource: Mapping[str, Any]) -> Managed:
    """Raises ValueError, TypeError or KeyError where not even the number's place can be read."""
    inputs = dict(resource.get("inputs") or {})
    outputs = dict(resource.get("outputs") or {})
    # Where the number was put: an update that failed may have left newer inputs.
    places = [outputs.get(part) or inputs.get(part) or None for part in CampaignRef._fields]
    who = identity(str(resource["id"]), outputs)
    digits = who.promo_number
    if digits and not re.fullmatch(r"[0-9]{7,15}", digits):
        raise ValueError(digits)
    ids = [outputs.get("id_from_network")]
    pending_since = None if digits else who.pending_since or 0.0
    if pending_since is not None:  # it may have been sent under an id of before
        ids += outputs.get(FORMER_IDS) or ()
    return Managed(
        stack,
        name,
        CampaignRef.checked(places),
        _declaration(inputs),
        promo_number=digits,
        ids=tuple(known for known in ids if isinstance(known, str)),
        is_deployed=True,
        is_leaving=bool(resource.get("delete")),
        ignored=ignored_paths(resource),
        is_always_read=bool(resource.get("refreshBeforeUpdate")),
        urn=str(resource.get("urn", "")),
        declared_by=_declared_by(resource),
        pending_since=pending_since,
        unseen_since=who.unseen_since,
        holds_made_id=bool(outputs.get(ID_IS_GENERATED)),
        network=spelled_network(outputs.get(NETWORK_ID)),
    )


def _declared_by(resource: Mapping[str, Any]) -> str:
    """project/stack/name, as the URN has them."""
    try:
        urn = Urn.read(str(resource.get("urn", "")))
    except ValueError:
        return ""
    return str(Declarer(urn.project, urn.stack, urn.name))


def _declaration(inputs: Mapping[str, Any]) -> Declaration | None:
    """What the inputs declare; None where that is a secret, or not to be understood."""
    declared, lost = unchecked(inputs)
    return None if lost.intersection(COMPARED) else declared


def _imports(pickled: str) -> str:
    """What the pickle would import, read without executing it."""
    try:
        operations = list(pickletools.genops(base64.b64decode(pickled, validate=True)))
    except (ValueError, binascii.Error, IndexError, AttributeError):
        return "something that cannot be read"
    words = [
        str(value) for op, value, _ in operations if "UNICODE" in op.name or op.name == "GLOBAL"
    ]
    return ", ".join(dict.fromkeys(words))[:200] or "nothing by name"


def _unreadable(source: str, why: str, remedy: str = "") -> LookAtAccount:
    """remedy: where the next step is known."""
    return LookAtAccount(
        f"reading the state of {source}",
        answer=why,
        remedy=remedy or "Name a file that `pulumi stack export` wrote, or a stack that exists",
    )
