"""One configured provider: the account that its settings name, and what stands on it.

Owns: what the core gets from the plugin. Must not know: Pulumi's messages.
"""

from __future__ import annotations

import os

from invoca.account import Account
from invoca.lifecycle.connecting import connect
from pulumi_stack import names
from pulumi_stack.stack_state import StackState

from ..run import facts_of_the_run
from .engine import Engine
from .waits import RunWaits


class ConfiguredProvider:
    """refreshes_first: whether the engine reads a resource before it plans, where it is asked
    to."""

    def __init__(
        self, account: Account, engine: Engine, waits: RunWaits, *, refreshes_first: bool
    ) -> None:
        self.refreshes_first = refreshes_first
        self._engine = engine
        self.life = connect(
            account,
            os.environ,
            tell=self.tell,
            may_write=engine.process.require,
            facts=facts_of_the_run(engine.process, os.environ),
            timing=waits.timing,
            holdings=StackState(account.network_id),
        )

    def tell(self, text: str) -> None:
        """Says it at the resource that this thread works on."""
        self._engine.warn(names.in_camel_case(text))
