"""What the tests of the way in and the way back can ask for."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.account import Account
from tests.unit.export.desk import Desk
from tests.unit.fake_time import FakeTime


@pytest.fixture
def desk(tmp_path: Path, simulator: Account, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.chdir(tmp_path)
    for command in ("export", "adopt", "recover"):
        monkeypatch.setattr(f"invoca_cli.commands.{command}.Timing", lambda: FakeTime().timing)
    return Desk(tmp_path, simulator)
