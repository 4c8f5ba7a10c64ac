"""Runs of the lifecycle against one simulated account, on machines where only sleeping takes time.

A run is what one provider process does; a machine is what outlives it: the journal's folder.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from invoca.account import Account as Settings
from invoca.client import Client
from invoca.client.transport import RequestsTransport
from invoca.lifecycle import Lifecycle
from invoca.lifecycle.held import HeldAs, Holdings
from invoca.lifecycle.pending import PendingWrites
from invoca.promo_number.decide import Wanted
from invoca.promo_number.identity import Declarer
from invoca.promo_number.models import CampaignRef, Declaration, PromoNumber
from invoca.promo_number.record import Identity
from invoca.timing import Timing
from invoca_simulator import Simulator
from tests.crash.model_engine import Fate, FatefulTransport

SPRING = CampaignRef("acme", "spring-radio")
MAIL = CampaignRef("acme", "direct-mail")
PARTNER = CampaignRef("acme", "spring-radio", "kroq-network")
FIRST_LOOK, PURCHASE = "GET promo_number_by_id", "POST promo_numbers_by_id"
LIST = "GET promo_numbers"
# What a purchase costs: a look for the id, the campaign's list once a run, and a look at what came.
BOUGHT = [FIRST_LOOK, LIST, PURCHASE, FIRST_LOOK]


class FakeTime:
    """A clock that only sleeping moves; threads that sleep at once sleep side by side."""

    def __init__(self) -> None:
        self.now = 0.0
        self.waits: list[float] = []
        self._lock = threading.Lock()

    def clock(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        until = self.now + seconds
        with self._lock:
            self.now = max(self.now, until)
            if seconds:
                self.waits.append(seconds)

    @property
    def timing(self) -> Timing:
        return Timing(clock=self.clock, sleep=self.sleep, rng=lambda: 0.5)


class Runs:
    """told: what was said to a person. later: seconds that passed since the notes were written.
    searches: whether runs look through other campaigns."""

    def __init__(self, simulator: Simulator, folder: Path) -> None:
        self.simulator = simulator
        self.folder = folder
        self.time = FakeTime()
        self.told: list[str] = []
        self.later = 0.0
        self.searches = False

    def begin(
        self,
        machine: str = "here",
        *,
        fate: Fate | None = None,
        transport: Callable[[Settings], RequestsTransport] | None = None,
        holdings: Holdings | None = None,
        **settings: Any,
    ) -> Lifecycle:
        """A new run. fate: what strikes which of its calls. holdings: what states are known."""
        account = self.settings(**settings)
        if transport is None:
            made: RequestsTransport = FatefulTransport(account, fate or Fate())
        else:
            made = transport(account)
        timing = self.time.timing
        return Lifecycle(
            account,
            client=Client(account, transport=made, timing=timing, tell=self.told.append),
            notes=self.journal(machine),
            timing=timing,
            tell=self.told.append,
            holdings=holdings,
        )

    def settings(self, **changes: Any) -> Settings:
        here = {
            "network_id": self.simulator.network_id,
            "api_token": self.simulator.token,
            "base_url": self.simulator.url,
            "search_other_campaigns": self.searches,
        }
        return Settings(**{**here, **changes})

    def journal(self, machine: str = "here") -> PendingWrites:
        return PendingWrites(self.folder / machine, wall_clock=lambda: time.time() + self.later)

    def notes(self, machine: str = "here") -> list[Path]:
        return sorted((self.folder / machine).glob("*"))

    def bought(self, declared: Declaration, machine: str = "elsewhere") -> PromoNumber:
        """`declared`, deployed in peace and from another machine; the calls are forgotten."""
        live = self.begin(machine).acquire(Wanted(declared, id_is_generated=True))
        self.simulator.clear_calls()
        self.time.now, self.time.waits[:] = 0.0, []
        return live

    def made(self) -> list[str]:
        """Every call, such as "GET promo_number_by_id"."""
        return [f"{call.method} {call.endpoint}" for call in self.simulator.calls()]

    def count(self, call: str) -> int:
        return self.made().count(call)

    def live(self, promo_number: str) -> dict[str, Any]:
        [found] = [n for n in self.simulator.numbers() if n["promo_number"] == promo_number]
        return found

    def body(self, method: str) -> Any:
        """The body of the only call of that method."""
        [call] = self.simulator.calls(method)
        return call.body

    def bodies(self, method: str) -> list[Any]:
        return [call.body for call in self.simulator.calls(method)]

    def purchases(self) -> int:
        """Numbers that Invoca sold, those that somebody bought by hand left out."""
        return sum(entry.by == "api" for entry in self.simulator.ledger("bought"))


class OneState(Holdings):
    """A state that holds one number under one name."""

    def __init__(self, name: str, held: HeldAs) -> None:
        self._name = name
        self._held = held

    def name_of(self, promo_number: str, asking: Declarer) -> str | None:
        return self._name if promo_number == self._held.promo_number else ""

    def held_as(self, asking: Declarer) -> HeldAs | None:
        return self._held if asking.name == self._name else None

    def is_declared_elsewhere(
        self, id_from_network: str, asking: Declarer, declared: Declaration
    ) -> bool | None:
        return False


def number(**changes: Any) -> Declaration:
    """A number of somebody's own id; `id_from_network=None, id_assigned_by="invoca"` for none."""
    values = {
        "advertiser_id": "acme",
        "campaign_id": "spring-radio",
        "description": "KROQ drive time",
        "media_type": "Offline: Radio",
        "custom_data": {"channel": "radio", "station": "KROQ"},
        "id_from_network": "kroq-1",
    }
    return Declaration.model_validate({**values, **changes})


def picked_by_invoca(**changes: Any) -> Declaration:
    return number(id_from_network=None, id_assigned_by="invoca", **changes)


def identity(live: PromoNumber) -> Identity:
    return Identity(live.promo_number, live.id_from_network)


def together(work: Callable[[int], object], threads: int) -> list[object]:
    """`work(0)` ... in so many threads at once; what each returned or raised, in order."""
    outcomes: list[object] = [None] * threads
    start = threading.Barrier(threads)

    def one(index: int) -> None:
        start.wait(30)
        try:
            outcomes[index] = work(index)
        except Exception as error:
            outcomes[index] = error

    crew = [threading.Thread(target=one, args=(index,), daemon=True) for index in range(threads)]
    for thread in crew:
        thread.start()
    for thread in crew:
        thread.join(60)
    return outcomes
