"""A campaign file as a Terraform configuration: its blocks, its addresses, its keys.

Owns: how a person who writes Terraform does what an edit means, `moved` blocks among it. Must not
know: an engine, an account.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping

from terraform_stack.names import RESOURCE
from tests.crash.histories.program import Entry, Program
from tests.terraform.walk import Block, Instance

State = Mapping[str, Instance]
# What follows a rename: the address by a `moved` block, the key, which has `former_keys`, or both.
RENAMES = ("address and key", "address", "key")
FIRST = ("never", "sometimes", "always")


class RootModule:
    """How one person writes it. habits: makes the choices, once for a history."""

    def __init__(self, habits: random.Random) -> None:
        self._renames = habits.choice(RENAMES)
        self._creates_first = habits.choice(FIRST)
        self._imports = habits.random() < 0.5
        self._ignored = ("description",) if habits.random() < 0.2 else ()
        self._keys: dict[int, str] = {}  # by lineage, where a rename leaves the key as it is

    def blocks(self, program: Program) -> dict[str, Block]:
        """By address."""
        return {
            self.address(name, entry): self._block(name, entry)
            for name, entry in program.entries.items()
        }

    def address(self, name: str, entry: Entry) -> str:
        return f"{RESOURCE}.{f'n{entry.lineage}' if self._renames == 'key' else name}"

    def key(self, name: str, entry: Entry) -> str:
        if self._renames != "address":
            return name
        others = {key for lineage, key in self._keys.items() if lineage != entry.lineage}
        free = f"{name}{entry.lineage}" if name in others else name
        return self._keys.setdefault(entry.lineage, free)

    def address_of(self, name: str, program: Program, state: State) -> str:
        """Of what a person calls so, declared or held."""
        entry = program.entries.get(name)
        if entry is not None:
            return self.address(name, entry)
        held = (one for one, instance in state.items() if self.name(one, instance) == name)
        return next(held, f"{RESOURCE}.{name}")

    def name(self, address: str, instance: Instance) -> str:
        """What a person calls what a state holds."""
        if self._renames != "key":
            return address.partition(".")[2]
        objects = [one for one in (instance.current, *instance.deposed) if one is not None]
        return str(objects[0].values["key"])

    def moves(self, program: Program, state: State) -> Iterator[tuple[str, str]]:
        """What the `moved` blocks do to a state: from, to."""
        if self._renames == "key":
            return
        for name, entry in program.entries.items():
            here = f"{RESOURCE}.{name}"
            before = (f"{RESOURCE}.{former}" for former in entry.was)
            found = next((one for one in before if one in state), None)
            if found is not None and here not in state:
                yield found, here

    def imports(self, program: Program, state: State) -> dict[str, str]:
        """The ids of the `import` blocks that have something to do, by address."""
        return {
            address: "/".join(part for part in (*entry.place, entry.adopt) if part)
            for name, entry in program.entries.items()
            if self._is_imported(entry) and (address := self.address(name, entry)) not in state
        }

    def _is_imported(self, entry: Entry) -> bool:
        return self._imports and isinstance(entry.adopt, str)

    def _block(self, name: str, entry: Entry) -> Block:
        values = entry.inputs()
        if self._is_imported(entry):
            del values["adopt"]
        elif entry.adopt is True:
            values["adopt"] = "true"  # as an engine converts it
        if entry.was and self._renames != "address":
            values["former_keys"] = list(entry.was)
        if entry.protect is not None:
            values["deletion_protection"] = entry.protect
        creates_first = self._creates_first == "always" or (
            self._creates_first == "sometimes" and entry.lineage % 2 == 0
        )
        return Block({"key": self.key(name, entry), **values}, creates_first, self._ignored)
