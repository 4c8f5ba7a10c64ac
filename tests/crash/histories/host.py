"""The provider's own process as the SDK's host serves it, and the state that an engine keeps of it.

Owns: what the provider says of a call beside its answer, and what it can find out about the state.
Must not know: in which order an engine calls.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from invoca.client import Client
from invoca.lifecycle import Lifecycle
from invoca.lifecycle.held import HeldAs, Holdings, PendingAs
from invoca.promo_number import record
from invoca.promo_number.identity import Declarer
from invoca.promo_number.models import Declaration
from invoca.run_facts import RunFacts
from invoca.timing import Timing
from pulumi_invoca.native.waits import PASSED_SECONDS
from pulumi_invoca.provider import PromoNumberProvider
from pulumi_stack import names
from tests.crash.model_engine import Fate, ModelEngine, Refused

MARK = "__provider"  # what a state of the dynamic provider holds, and no other
PROJECT, STACK = "promo-numbers", "spring-radio"


def urn_of(kind: str, name: str, stack: str = STACK) -> str:
    return f"urn:pulumi:{stack}::{PROJECT}::{kind}::{name}"


@dataclass
class Resource:
    """init_failed: created, but the provider said that something was wrong with it."""

    name: str
    id: str
    inputs: dict[str, Any]
    outputs: dict[str, Any]
    protect: bool
    init_failed: bool = False
    tainted: bool = False

    @property
    def is_marked(self) -> bool:
        return MARK in self.outputs

    @property
    def record(self) -> dict[str, Any]:
        """Its outputs, as the core names them."""
        return names.from_wire(self.outputs)

    @property
    def digits(self) -> str:
        """ "" while its purchase is pending; a resource keeps the id that it began with."""
        return record.digits_of(self.id, self.record)


@dataclass
class State:
    """As it lies in the backend. leaving: replaced, and still to be deleted."""

    resources: dict[str, Resource]
    leaving: list[Resource]


class ExportedState(Holdings):
    """What `pulumi stack export` would tell a provider, once a run."""

    def __init__(self, exported: Callable[[], State]) -> None:
        self._exported = exported
        self._known: State | None = None

    def _state(self) -> State:
        if self._known is None:
            self._known = copy.deepcopy(self._exported())
        return self._known

    def _resources(self) -> list[Resource]:
        return list(self._state().resources.values())

    def pending_purchases(self, asking: Declarer) -> Sequence[PendingAs]:
        stay, leave = self._resources(), self._state().leaving
        found = [
            PendingAs.of(one.name, one.id, one.record, is_leaving=one in leave)
            for one in (*stay, *leave)
        ]
        return [one for one in found if one is not None]

    def name_of_id(self, id_from_network: str, asking: Declarer) -> str:
        held = (one for one in self._resources() if HeldAs.of(one.id, one.record))
        return next((o.name for o in held if record.asked_id(o.record) == id_from_network), "")

    def is_leaving(self, promo_number: str, asking: Declarer) -> bool:
        return any(one.digits == promo_number for one in self._state().leaving)

    def tainted(self, asking: Declarer) -> Sequence[tuple[str, str]]:
        tainted = [one for one in self._resources() if one.tainted]
        return [(one.name, record.asked_id(one.record)) for one in tainted]

    def name_of(self, promo_number: str, asking: Declarer) -> str | None:
        known = (one.name for one in self._resources() if one.digits == promo_number)
        return next(known, "")

    def held_as(self, asking: Declarer) -> HeldAs | None:
        named = [one for one in self._resources() if one.name == asking.name]
        return next(filter(None, (HeldAs.of(one.id, one.record) for one in named)), None)

    def is_declared_elsewhere(
        self, id_from_network: str, asking: Declarer, declared: Declaration
    ) -> bool | None:
        return False  # there is no other stack


class Host(ModelEngine):
    """The provider's own process, as the SDK's host serves it: one for each run."""

    _is_cancelled = False
    _skipped = 0.0  # seconds

    def provider(self, fate: Fate) -> PromoNumberProvider:
        return self._provider(fate)

    def life(self, fate: Fate) -> Lifecycle:
        """What every face of the provider stands on, in a process of its own."""
        life = self._provider(fate)._lifecycle
        assert life is not None
        return life

    def client(self) -> Client:
        return Client(self._settings, timing=Timing(self._clock, self._sleep, lambda: 0.5))

    def cancel(self) -> None:
        """Ctrl-C, as the plugin hears of it: every wait of this run is over, and time goes on."""
        self._is_cancelled = True
        self._skipped += PASSED_SECONDS

    def begin(self) -> None:
        """Of a run that nobody has cancelled."""
        self.facts = RunFacts()
        self._is_cancelled, self._skipped = False, 0.0

    def require_going_on(self) -> None:
        """An engine that was cancelled takes no other step."""
        if self._is_cancelled:
            raise Refused("update canceled")

    def _clock(self) -> float:
        return super()._clock() + self._skipped

    def _sleep(self, seconds: float) -> None:
        if self._is_cancelled:
            self._skipped += seconds
        else:
            super()._sleep(seconds)

    def wait(self, seconds: float) -> None:
        self.now += seconds

    def seconds(self) -> float:
        return self.now
