"""One configured provider: the account that its settings name, and what stands on it.

Owns: how the core is put together for the plugin. Must not know: Pulumi's messages.
"""

from __future__ import annotations

import os

from invoca.account import Account
from invoca.client import Client
from invoca.lifecycle import Lifecycle
from invoca.lifecycle.number import Outcome
from invoca.lifecycle.pending import PendingWrites
from pulumi_stack import names
from pulumi_stack.stack_state import StackState

from ..run import facts_of_the_run
from .engine import Engine
from .imports import import_
from .waits import RunWaits


class ConfiguredProvider:
    """refreshes_first: whether the engine reads a resource before it plans, where it is asked to.
    folder: of the project."""

    def __init__(
        self, account: Account, engine: Engine, waits: RunWaits, *, refreshes_first: bool
    ) -> None:
        self.refreshes_first = refreshes_first
        self._engine = engine
        timing = waits.timing
        client = Client(account, timing=timing, tell=self.tell, may_write=engine.process.require)
        self.life = Lifecycle(
            account,
            client=client,
            notes=PendingWrites.of(account, os.environ),
            timing=timing,
            tell=self.tell,
            holdings=StackState(),
            facts=facts_of_the_run(engine.process, os.environ),
        )

    def tell(self, text: str) -> None:
        """Says it at the resource that this thread works on."""
        self._engine.warn(names.in_camel_case(text))

    def imported(self, urn: str, import_id: str) -> Outcome:
        return import_(self, urn, import_id)
