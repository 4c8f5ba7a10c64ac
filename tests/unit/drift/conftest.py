"""What the tests of drift can ask for."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.account import Account
from tests.unit.drift.workplace import Workplace
from tests.unit.fake_time import FakeTime


@pytest.fixture
def work(tmp_path: Path, simulator: Account, monkeypatch: pytest.MonkeyPatch) -> Workplace:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("invoca_cli.commands.drift.Timing", lambda: FakeTime().timing)
    return Workplace(tmp_path, simulator)
