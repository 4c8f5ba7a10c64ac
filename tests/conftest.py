"""What every test can ask for."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.account import Account

# What a shell starts in the background ignores Ctrl-C, and under nohup the terminal's end; and so
# do its children, the tests, too.
for number, usual in (
    (signal.SIGINT, signal.default_int_handler),
    (signal.SIGHUP, signal.SIG_DFL),
):
    if signal.getsignal(number) is signal.SIG_IGN:
        signal.signal(number, usual)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest is begun first: begun last, it runs alone while other cores are idle."""
    items.sort(key=lambda item: item.get_closest_marker("longest") is None)


@pytest.fixture
def simulator(tmp_path: Path) -> Iterator[Account]:
    with Account(tmp_path / "machine") as account:
        yield account


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Account]:
    """The account of another network, with campaigns of the same ids."""
    with Account(tmp_path / "other") as other:
        other.network_id = "2"
        other.add_token(other.canary, network_ids=("2",))
        yield other
