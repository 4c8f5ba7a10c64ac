"""What every test can ask for."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.account import Account

# What a shell starts in the background ignores Ctrl-C, and so do its children: the tests, too.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture
def simulator(tmp_path: Path) -> Iterator[Account]:
    with Account(tmp_path / "machine") as account:
        yield account
