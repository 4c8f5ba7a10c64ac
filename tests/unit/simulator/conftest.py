"""A running simulator with two campaigns, and somebody who calls it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from invoca_simulator import Simulator
from tests.unit.simulator.caller import Caller


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    with Simulator() as running:
        running.add_campaign("acme", "radio", name="Spring radio", affiliates=["kroq-network"])
        running.add_campaign("acme", "billboards")
        yield running


@pytest.fixture
def caller(simulator: Simulator) -> Caller:
    return Caller(simulator)
