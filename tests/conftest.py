"""What every test can ask for."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.account import Account


@pytest.fixture
def simulator() -> Iterator[Account]:
    with Account() as account:
        yield account
