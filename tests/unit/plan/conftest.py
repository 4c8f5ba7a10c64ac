"""What the tests of plan can ask for."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.account import Account
from tests.unit.fake_time import FakeTime
from tests.unit.plan.previews import Desk


@pytest.fixture
def desk(tmp_path: Path, simulator: Account, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("invoca_cli.deploying.live_account.Timing", lambda: FakeTime().timing)
    return Desk(tmp_path, simulator)
