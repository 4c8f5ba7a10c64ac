"""What the tests of the client have in common: a simulated account, a client that never sleeps."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from invoca import Account, Client
from invoca.timing import Timing
from invoca_simulator import Simulator
from tests.unit.fake_time import FakeTime


@pytest.fixture(scope="session")
def running_simulator() -> Iterator[Simulator]:
    with Simulator() as simulator:
        yield simulator


@pytest.fixture
def simulator(running_simulator: Simulator) -> Simulator:
    """A simulated account as new, with one campaign."""
    running_simulator.reset()
    running_simulator.add_campaign("acme", "spring-radio", affiliates=["kroq-network"])
    return running_simulator


@pytest.fixture
def account(simulator: Simulator) -> Account:
    return Account(
        network_id=simulator.network_id,
        api_token=simulator.token,
        base_url=simulator.url,
        read_timeout_seconds=10,
    )


@pytest.fixture
def time() -> FakeTime:
    return FakeTime()


@pytest.fixture
def timing(time: FakeTime) -> Timing:
    return time.timing


@pytest.fixture
def waits(time: FakeTime) -> list[float]:
    """The seconds that the client would have slept, in order."""
    return time.waits


@pytest.fixture
def client(account: Account, timing: Timing) -> Client:
    return Client(account, timing=timing)
