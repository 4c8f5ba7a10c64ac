"""What the tests of `invoca numbers` can ask for."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.account import Account
from tests.unit.export.desk import Desk
from tests.unit.fake_time import FakeTime


@pytest.fixture
def desk(tmp_path: Path, simulator: Account, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("invoca_cli.commands.numbers.Timing", lambda: FakeTime().timing)
    return Desk(tmp_path, simulator)
