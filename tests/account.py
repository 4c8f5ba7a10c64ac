"""A simulated Invoca account for one test, with a canary for a token."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from pathlib import Path

from invoca_simulator import Simulator

ADVERTISER = "acme"
CAMPAIGN = "spring-radio"
NEVER = 1_000_000  # reads that miss a write, until the account catches up


class Account(Simulator):
    """A simulator whose only good token is new with each test, so that a leak can be told."""

    def __init__(self, machine: Path, clock: Callable[[], float] = time.monotonic) -> None:
        """machine: the folder of the machine that runs are on; the journal is kept there."""
        super().__init__(clock=clock)
        self.machine = machine
        self.canary = f"canary-{secrets.token_hex(12)}"
        self.add_token(self.canary)
        self.add_campaign(ADVERTISER, CAMPAIGN)
        self.add_campaign(ADVERTISER, "direct-mail")

    def writes(self) -> list[str]:
        """The methods of all calls that were not reads, in order."""
        return [call.method for call in self.calls() if call.method != "GET"]

    def show_no_writes(self) -> None:
        """No read shows what was bought, and asking for its id once more buys a second number."""
        self.set_knobs(read_after_write="lag", read_lag=NEVER, post_existing_id="duplicate")

    def catch_up(self) -> None:
        """From now on every read shows what was written."""
        self.set_knobs(read_after_write="immediate")
        self.reads.clear()

    def environment(self) -> dict[str, str]:
        return {
            "INVOCA_BASE_URL": self.url,
            "INVOCA_NETWORK_ID": self.network_id,
            "INVOCA_API_TOKEN": self.canary,
            "XDG_STATE_HOME": str(self.machine),
        }
