"""Host tests get a provider process that talks to the test's own account."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.account import Account
from tests.host.provider_process import ProviderProcess

INSTANT = {"graceSeconds": "0", "readTimeoutSeconds": "1"}


@pytest.fixture
def provider(simulator: Account) -> Iterator[ProviderProcess]:
    with ProviderProcess(simulator.environment(), **INSTANT) as process:
        yield process
        assert simulator.canary not in process.end()
