"""How the life of an account's numbers is put together in a provider process.

Owns: what every face has alike: one client, one way to wait and one to speak for all that the
process does, and the notes of this machine. Must not know: which engine started it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ..account import Account
from ..client import Client
from ..run_facts import RunFacts
from ..timing import Timing
from .held import Holdings
from .lifecycle import Lifecycle
from .pending import PendingWrites


def connect(
    account: Account,
    environment: Mapping[str, str],
    *,
    tell: Callable[[str], None],
    may_write: Callable[[], None],
    facts: RunFacts,
    timing: Timing | None = None,
    holdings: Holdings | None = None,
) -> Lifecycle:
    """Sends nothing yet. environment: tells where this machine's notes are. may_write: raises where
    nothing may be changed any more. tell, facts, holdings: as `Lifecycle` has them."""
    timing = timing or Timing()
    return Lifecycle(
        account,
        client=Client(account, timing=timing, tell=tell, may_write=may_write),
        notes=PendingWrites.of(account, environment),
        timing=timing,
        tell=tell,
        holdings=holdings,
        facts=facts,
    )
