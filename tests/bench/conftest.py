"""Benchmark tests get a simulated account in a process of its own, as the benchmark does."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bench.account import AccountProcess


@pytest.fixture
def account() -> Iterator[AccountProcess]:
    with AccountProcess() as account:
        yield account
