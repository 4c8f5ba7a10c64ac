"""What the tests of the purchase protocol can ask for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from invoca.lifecycle import Lifecycle
from invoca_simulator import Simulator
from tests.unit.lifecycle.runs import Runs


@pytest.fixture(scope="session")
def running_simulator() -> Iterator[Simulator]:
    with Simulator() as simulator:
        yield simulator


@pytest.fixture
def simulator(running_simulator: Simulator) -> Iterator[Simulator]:
    """A simulated account as new, with two campaigns of one advertiser and one of another."""
    running_simulator.reset()
    running_simulator.add_campaign("acme", "spring-radio", affiliates=["kroq-network"])
    running_simulator.add_campaign("acme", "direct-mail")
    running_simulator.add_campaign("globex", "autumn-tv")
    yield running_simulator
    running_simulator.on_call = None


@pytest.fixture
def runs(simulator: Simulator, tmp_path: Path) -> Runs:
    return Runs(simulator, tmp_path)


@pytest.fixture
def run(runs: Runs) -> Lifecycle:
    """One run, on a machine that knows of nothing yet."""
    return runs.begin()
