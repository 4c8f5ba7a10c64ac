"""What every test can ask for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.account import Account


@pytest.fixture
def simulator(tmp_path: Path) -> Iterator[Account]:
    with Account(tmp_path / "machine") as account:
        yield account
