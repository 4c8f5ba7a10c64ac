"""Reads an exported Pulumi state (`pulumi stack export`) without running anything in it.

Owns: which resources are promo numbers, and that their provider is ours. A dynamic provider is a
pickle in the state: the next operation on the stack executes it. Only one string is ours, so every
other one is foreign, whatever it says.
"""

from __future__ import annotations

import base64
import binascii
import json
import pickletools
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

from invoca.errors import InvocaError, LookAtAccount

DYNAMIC = "pulumi-python:dynamic"
TYPE = "pulumi-python:dynamic/invoca:PromoNumber"
# A contract: what `pulumi_invoca.provider.PromoNumberProvider` pickles to (frozen by a test).
PROVIDER = (
    "gASVNQAAAAAAAACMFnB1bHVtaV9pbnZvY2EucHJvdmlkZXKUjBNQcm9tb051bWJlclByb3ZpZGVylJOUKYGULg=="
)


class Foreign(NamedTuple):
    """A resource whose provider is not ours. runs: the names that its pickle would import."""

    urn: str
    runs: str


class State(NamedTuple):
    """An exported stack. resources: as Pulumi writes them."""

    source: str
    resources: list[dict[str, Any]]

    def promo_numbers(self) -> list[dict[str, Any]]:
        return [resource for resource in self.resources if resource.get("type") == TYPE]

    def foreign(self) -> list[Foreign]:
        """Every dynamic resource that would run code which is not ours."""
        return [
            Foreign(str(resource.get("urn", "?")), _imports(pickled))
            for resource in self.resources
            if str(resource.get("type", "")).startswith(DYNAMIC)
            for pickled in _providers(resource)
            if pickled != PROVIDER
        ]


def read_state(source: str) -> State:
    """The state in the file `source`; "-" is standard input. Raises InvocaError."""
    try:
        text = sys.stdin.read() if source == "-" else Path(source).read_text("utf-8")
    except UnicodeDecodeError:
        raise _unreadable(source, "it is not text") from None
    return _parse(source, text)


def export_state(stack: str, folder: Path) -> State:
    """The deployed state of a stack of the project in `folder`. Raises InvocaError."""
    command = ["pulumi", "stack", "export", "--stack", stack, "--non-interactive"]
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        raise _unreadable(stack, "there is no `pulumi` on PATH") from None
    if done.returncode:
        said = done.stderr.strip().splitlines() or ["pulumi failed"]
        raise _unreadable(f"stack {stack}", said[-1])
    return _parse(f"stack {stack}", done.stdout)


def _parse(source: str, text: str) -> State:
    try:
        resources = json.loads(text)["deployment"].get("resources") or []
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise _unreadable(source, "it is not what `pulumi stack export` writes") from None
    if not isinstance(resources, list) or not all(isinstance(item, dict) for item in resources):
        raise _unreadable(source, "it is not what `pulumi stack export` writes")
    return State(source, resources)


def _providers(resource: dict[str, Any]) -> set[str]:
    bags = [resource.get("inputs") or {}, resource.get("outputs") or {}]
    return {
        item if isinstance(item, str) else json.dumps(item)
        for bag in bags
        if isinstance(bag, dict)
        for item in [bag.get("__provider", "")]
    }


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


def _unreadable(source: str, why: str) -> InvocaError:
    return LookAtAccount(
        f"reading the state of {source}",
        answer=why,
        remedy="Give a file that `pulumi stack export` wrote, or a stack that exists",
    )
