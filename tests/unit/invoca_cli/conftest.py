"""What the tests of the command line can ask for."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.account import Account
from tests.unit.fake_time import FakeTime
from tests.unit.invoca_cli.clinic import Clinic


@pytest.fixture
def clinic(tmp_path: Path, simulator: Account, monkeypatch: pytest.MonkeyPatch) -> Clinic:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("invoca_cli.checkup.account.Timing", lambda: FakeTime().timing)
    return Clinic(tmp_path, simulator)
