"""What one provider process works with, once the engine has configured it.

Owns: the account, the namespace, the life of the numbers that the process touches, and what it
shares with the other processes of its run: one serves one provider block.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from invoca.account import Account
from invoca.lifecycle import Lifecycle
from invoca.lifecycle.connecting import connect
from invoca.lifecycle.held import HeldAs, Holdings
from invoca.lifecycle.number import Number
from invoca.promo_number.check import CheckedInputs, check
from invoca.promo_number.identity import Declarer
from invoca.run_facts import RunFacts
from invoca.timing import Timing

from . import settings
from .joining import Joined, not_known
from .waits import CallWaits
from .walk import StateNumber, Walk
from .wire.diagnostics import Diagnostic

Tell = Callable[[str], None]
MakeLife = Callable[[Account, Tell, RunFacts, Holdings], Lifecycle]

_ALONE = (
    "Provider blocks cannot coordinate in this run: {problem}. Set XDG_RUNTIME_DIR to a folder of "
    "your own before moving a number between blocks"
)


class Block(NamedTuple):
    """What tells a provider block from others. account: whose numbers it means. name: that, and the
    namespace, in which a key means one number."""

    account: str
    name: str


def block_of(chosen: settings.Settings) -> Block:
    alone = not_known()  # it cannot be told to be the same as another block's
    account = chosen.account.scope if chosen.account else alone
    return Block(account, f"{account} {chosen.namespace or alone}")


class NotConfigured(Exception):
    """There is no account to work with; `diagnostics` say what is missing."""

    def __init__(self, diagnostics: tuple[Diagnostic, ...]) -> None:
        self.diagnostics = diagnostics
        super().__init__("the provider is not configured")


class StateOfTheEngine(Holdings):
    """What a provider can know of the state, of which an engine shows it only what a call is about:
    what another object replaces."""

    def __init__(self, walk: Walk) -> None:
        self._walk = walk

    def name_of(self, promo_number: str, asking: Declarer) -> str | None:
        held = self.held_as(asking)
        return asking.name if held is not None and held.promo_number == promo_number else None

    def held_as(self, asking: Declarer) -> HeldAs | None:
        replaced = self._walk.replaced_by(asking.name)
        return HeldAs.of(replaced.resource_id, replaced.outputs) if replaced else None


class Run:
    """One walk of the engine with one provider block. plans: whether it is a plan, not an apply.
    follows_a_plan: whether the same engine has made one. is_alone: whether nobody can tell that,
    because this process knows of no other one.

    tell: says to a person what is odd. make_life: the life of an account's numbers. joined: this
    process among those of its engine.
    """

    def __init__(
        self, chosen: settings.Settings, tell: Tell, make_life: MakeLife, joined: Joined
    ) -> None:
        self._settings = chosen
        self.namespace = chosen.namespace
        self.is_unknown = chosen.is_unknown
        account = chosen.account
        self.network = None if account is None else account.network_id
        block = block_of(chosen)
        facts = joined.facts_for(block.name)
        self.is_alone = bool(facts.problem)
        if self.is_alone:
            tell(_ALONE.format(problem=facts.problem))
        self.walk = Walk(facts, joined.of_engine, block.account, block.name)
        self.plans, self.follows_a_plan = joined.plans, joined.follows_a_plan
        self.tell = tell
        holdings = StateOfTheEngine(self.walk)
        self._life = None if account is None else make_life(account, tell, facts, holdings)

    @property
    def number(self) -> Number:
        return Number(self.life, needs_consent=True)

    def check(self, olds: Mapping[str, Any], inputs: Mapping[str, Any]) -> CheckedInputs:
        """The inputs to use, and what is wrong with them. Without an account, which a plan need not
        have, nothing is counted."""
        return check(olds, inputs) if self._life is None else self.number.check(olds, inputs)

    def foresee(self, inputs: Mapping[str, Any]) -> None:
        """Tells what a purchase for checked inputs would be beside. An apply plans a creation again
        just before it creates, which tells it too."""
        if self.plans and self._life is not None:
            self.number.foresee(inputs)

    def pending_since(self, held: StateNumber) -> float | None:
        """Since when its purchase is pending, in seconds since the epoch; None where it is not, or
        where a person said that it was not carried out."""
        since = held.pending_since
        is_over = since is not None and self._life is not None and self._life.is_over(since)
        return None if is_over else since

    def is_settled(self, held: StateNumber) -> bool:
        """Whether it is a purchase of which a person said that it was not carried out."""
        return not held.promo_number and self.pending_since(held) is None

    @property
    def life(self) -> Lifecycle:
        """Raises NotConfigured where there is no account."""
        if self._life is None:
            raise NotConfigured(self._settings.missing)
        return self._life


def real_life(
    environment: Mapping[str, str], waits: CallWaits, require_engine: Callable[[], None]
) -> MakeLife:
    """Makes the life of an account's numbers. require_engine: raises where the engine is gone."""

    def may_write() -> None:
        require_engine()
        waits.require()

    def make(account: Account, tell: Tell, facts: RunFacts, holdings: Holdings) -> Lifecycle:
        return connect(
            account,
            environment,
            tell=tell,
            may_write=may_write,
            facts=facts,
            timing=Timing(sleep=waits.sleep),
            holdings=holdings,
        )

    return make
