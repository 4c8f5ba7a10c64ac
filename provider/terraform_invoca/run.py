"""What one provider process works with, once the engine has configured it.

Owns: the account, the namespace, and the life of the numbers that the process touches.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from invoca.account import Account
from invoca.client import Client
from invoca.lifecycle import Lifecycle
from invoca.lifecycle.number import Number
from invoca.lifecycle.pending import PendingWrites, pending_folder
from invoca.promo_number import decide
from invoca.promo_number.decide import Checked
from invoca.timing import Timing

from . import settings
from .waits import Waits
from .walk import Walk
from .wire.diagnostics import Diagnostic

Tell = Callable[[str], None]
MakeLife = Callable[[Account, Tell], Lifecycle]


class NotConfigured(Exception):
    """There is no account to work with; `diagnostics` say what is missing."""

    def __init__(self, diagnostics: tuple[Diagnostic, ...]) -> None:
        self.diagnostics = diagnostics
        super().__init__("the provider is not configured")


class Run:
    """One walk of the engine with one provider block.

    tell: says to a person what is odd. make_life: the life of an account's numbers.
    """

    def __init__(self, chosen: settings.Settings, tell: Tell, make_life: MakeLife) -> None:
        self._settings = chosen
        self.namespace = chosen.namespace
        self.is_unknown = chosen.is_unknown
        self.walk = Walk()
        self.tell = tell
        account = chosen.account
        self._life = None if account is None else make_life(account, tell)

    @property
    def number(self) -> Number:
        return Number(self.life, self.tell)

    def check(self, olds: Mapping[str, Any], inputs: Mapping[str, Any]) -> Checked:
        """The inputs to use, and what is wrong with them. Without an account, which a plan need not
        have, nothing is counted."""
        return decide.check(olds, inputs) if self._life is None else self.number.check(olds, inputs)

    @property
    def life(self) -> Lifecycle:
        """Raises NotConfigured where there is no account."""
        if self._life is None:
            raise NotConfigured(self._settings.missing)
        return self._life


def real_life(
    environment: Mapping[str, str], waits: Waits, require_engine: Callable[[], None]
) -> MakeLife:
    """Makes the life of an account's numbers. require_engine: raises where the engine is gone."""

    def may_write() -> None:
        require_engine()
        waits.require()

    def make(account: Account, tell: Tell) -> Lifecycle:
        timing = Timing(sleep=waits.sleep)
        client = Client(account, timing=timing, tell=tell, may_write=may_write)
        scope = f"{account.base_url} {account.network_id}"
        notes = PendingWrites(pending_folder(environment), scope=scope)
        return Lifecycle(account, client=client, notes=notes, timing=timing, tell=tell)

    return make
