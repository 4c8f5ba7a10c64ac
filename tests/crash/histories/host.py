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
from invoca.lifecycle.held import HeldAs, Holdings, PendingAs
from invoca.promo_number import record
from invoca.promo_number.identity import Declarer
from invoca.promo_number.models import Declaration
from invoca.timing import Timing
from pulumi_invoca.provider import PromoNumberProvider
from tests.crash.model_engine import Fate, ModelEngine


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
            PendingAs.of(one.name, one.id, one.outputs, is_leaving=one in leave)
            for one in (*stay, *leave)
        ]
        return [one for one in found if one is not None]

    def name_of_id(self, id_from_network: str, asking: Declarer) -> str:
        held = (one for one in self._resources() if HeldAs.of(one.id, one.outputs))
        return next((o.name for o in held if record.asked_id(o.outputs) == id_from_network), "")

    def is_leaving(self, promo_number: str, asking: Declarer) -> bool:
        return any(one.id == promo_number for one in self._state().leaving)

    def tainted(self, asking: Declarer) -> Sequence[tuple[str, str]]:
        tainted = [one for one in self._resources() if one.tainted]
        return [(one.name, record.asked_id(one.outputs)) for one in tainted]

    def name_of(self, promo_number: str, asking: Declarer) -> str | None:
        names = (one.name for one in self._resources() if one.id == promo_number)
        return next(names, "")

    def held_as(self, asking: Declarer) -> HeldAs | None:
        named = [one for one in self._resources() if one.name == asking.name]
        return next(filter(None, (HeldAs.of(one.id, one.outputs) for one in named)), None)

    def is_declared_elsewhere(
        self, id_from_network: str, asking: Declarer, declared: Declaration
    ) -> bool | None:
        return False  # there is no other stack


class Host(ModelEngine):
    """The provider's own process, as the SDK's host serves it: one for each run."""

    def provider(self, fate: Fate) -> PromoNumberProvider:
        return self._provider(fate)

    def client(self) -> Client:
        return Client(self._settings, timing=Timing(self._clock, self._sleep, lambda: 0.5))

    def wait(self, seconds: float) -> None:
        self.now += seconds

    def seconds(self) -> float:
        return self.now
