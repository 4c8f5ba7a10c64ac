"""What one provider process works with, once the engine has configured it.

Owns: the account, the namespace, and the life of the numbers that the process touches.
"""

from __future__ import annotations

import os
from collections.abc import Callable

from invoca.account import Account
from invoca.lifecycle import Lifecycle
from invoca.lifecycle.journal import Journal, journal_folder

from . import settings
from .translation import Number
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

    make_life: the life of an account's numbers.
    """

    def __init__(
        self, chosen: settings.Settings, tell: Tell, make_life: MakeLife | None = None
    ) -> None:
        self._settings = chosen
        self.namespace = chosen.namespace
        self.is_unknown = chosen.is_unknown
        self.walk = Walk()
        self._tell = tell
        account = chosen.account
        self._life = None if account is None else (make_life or life_of)(account, tell)

    @property
    def number(self) -> Number:
        return Number(self.life, self._tell)

    @property
    def life(self) -> Lifecycle:
        """Raises NotConfigured where there is no account."""
        if self._life is None:
            raise NotConfigured(self._settings.missing)
        return self._life


def life_of(account: Account, tell: Tell) -> Lifecycle:
    scope = f"{account.base_url} {account.network_id}"
    journal = Journal(journal_folder(os.environ), scope=scope)
    return Lifecycle(account, journal=journal, tell=tell)
