"""What the tests of `invoca` have in common: a simulated account, a client that never sleeps."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from invoca import Account, Client
from invoca.campaign_file import CampaignFile, CampaignFileMistakes, read_campaign_file
from invoca.timing import Timing
from invoca_simulator import Simulator
from tests.unit.invoca.fake_time import FakeTime

# A busy machine is no defect of what is tested.
settings.register_profile("timeless", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("timeless")


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


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., CampaignFile]:
    """Reads a campaign file of this text, shown as x.yaml, with spreadsheets beside it."""

    def read(text: str | bytes, **spreadsheets: str | bytes) -> CampaignFile:
        for name, content in {**spreadsheets, "x.yaml": text}.items():
            raw = content if isinstance(content, bytes) else content.encode()
            (tmp_path / name.replace("_csv", ".csv")).write_bytes(raw)
        return read_campaign_file(tmp_path / "x.yaml", shown_as="x.yaml")

    return read


@pytest.fixture
def mistakes_in(read: Callable[..., CampaignFile]) -> Callable[..., list[str]]:
    """Every mistake as `file:line: text`, in the order in which it is told."""

    def mistakes_in(text: str | bytes, **spreadsheets: str | bytes) -> list[str]:
        with pytest.raises(CampaignFileMistakes) as told:
            read(text, **spreadsheets)
        return [f"{file}:{line}: {what}" for file, line, what in told.value.mistakes]

    return mistakes_in
