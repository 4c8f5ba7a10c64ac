"""A root module on the model of the engine, with a simulated account."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from invoca import account
from invoca.account import Account as Settings
from invoca.client import Client
from invoca.lifecycle import Lifecycle
from invoca.lifecycle.held import Holdings
from invoca.lifecycle.pending import PendingWrites
from invoca.run_facts import RunFacts
from invoca.timing import Timing
from invoca.troubles import Troubles
from invoca_simulator import Simulator
from terraform_invoca import answers
from terraform_invoca.joining import Joined
from terraform_invoca.provider import TerraformProvider
from terraform_invoca.state import unpacked
from terraform_invoca.waits import CallWaits
from tests.crash.model_engine import Fate, FatefulTransport, Killed
from tests.terraform.model import Model
from tests.terraform.walk import Block, Values

NAMESPACE = "acme/spring-radio"


def block(key: str, **values: Any) -> Block:
    """A resource block, complete but for what `values` say."""
    return Block(
        {
            "key": key,
            "advertiser_id": "acme",
            "campaign_id": "spring-radio",
            "description": f"{key} drive time",
            "media_type": "Offline: Radio",
            **values,
        }
    )


class Desk(Model):
    """machine: the folder that outlives a process on the same machine. fate: what happens to the
    calls of the next walk."""

    def __init__(self, simulator: Simulator, machine: Path, **settings: Any) -> None:
        provider = {
            "namespace": NAMESPACE,
            "network_id": simulator.network_id,
            "api_token": getattr(simulator, "canary", simulator.token),
            "base_url": simulator.url,
            **settings,
        }
        super().__init__(self._process, provider)
        self.machine = machine
        self.fate = Fate()
        self.last_step: int | None = None  # after which the engine dies, from 0
        self.steps = 0
        self.now = 0.0
        self._began = time.time()

    def _process(self, joined: Joined) -> TerraformProvider:
        answers._troubles = Troubles()  # a new process has told nothing yet
        account.wall_clock = lambda: max(time.time(), self.wall_clock())
        return TerraformProvider({}, self._life, CallWaits(), joined)

    def _life(self, account: Settings, tell: Any, facts: RunFacts, holdings: Holdings) -> Lifecycle:
        timing = Timing(clock=lambda: self.now, sleep=self._sleep, rng=lambda: 0.5)
        transport = FatefulTransport(account, self.fate)
        client = Client(account, transport=transport, timing=timing)
        notes = PendingWrites(self.machine, wall_clock=self.wall_clock)
        return Lifecycle(
            account,
            client=client,
            notes=notes,
            timing=timing,
            tell=tell,
            holdings=holdings,
            facts=facts,
        )

    def wall_clock(self) -> float:
        return self._began + self.now

    def _sleep(self, seconds: float) -> None:
        self.now += seconds

    def saved(self) -> None:
        self.steps += 1
        if self.last_step is not None and self.steps > self.last_step:
            raise Killed

    def held(self, address: str) -> Values:
        """The attributes that the state holds at an address."""
        current = self.state[address].current
        assert current is not None
        return current.values

    def kept(self, address: str) -> Values:
        """What the state holds beside the attributes."""
        current = self.state[address].current
        assert current is not None
        return unpacked(current.private)

    def taint(self, address: str, *, is_tainted: bool = True) -> None:
        current = self.state[address].current
        assert current is not None
        current.is_tainted = is_tainted

    def digits(self) -> set[str]:
        """Every phone number that the state holds."""
        objects = [one for held in self.state.values() for one in (held.current, *held.deposed)]
        return {one.values["promo_number"] for one in objects if one is not None}
