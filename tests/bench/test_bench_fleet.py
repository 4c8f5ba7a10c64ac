"""A fleet in one command, beside the same by hand: both do the same work."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench import fleet
from bench.account import AccountProcess
from bench.processes import CommandFailed
from bench.report import FLEET_BEGIN, FLEET_END, write_fleet


@pytest.mark.engine
def test_both_ways_deploy_every_campaign_once(account: AccountProcess, tmp_path: Path) -> None:
    answers = fleet.measure(account, tmp_path, size=fleet.Size(2, 3), latency_ms=0)

    assert account.counts() == {}  # each operation was counted by itself
    for way, commands in (("ours", 1), ("by_hand", 2)):
        assert set(answers[way]) == set(fleet.OPERATIONS)
        assert answers[way]["no-op"]["commands"] == commands
        assert answers[way]["up"]["calls"] >= 2 * 2 * 3  # a GET and a POST a number
    assert answers["by_hand"]["plan"]["commands"] == 4

    page = tmp_path / "page.md"
    page.write_text(f"before\n{FLEET_BEGIN}\nstale\n{FLEET_END}\nafter\n", "utf-8")
    write_fleet({**answers, "machine": {"cores": "2"}, "latency_ms": 0}, page)
    text = page.read_text("utf-8")
    assert "stale" not in text
    assert "| commands | by hand | 4 | 2 | 2 | 2 |" in text


@pytest.mark.engine
def test_a_way_that_does_too_little_ends_the_measurement(
    account: AccountProcess, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(fleet.ONE_COMMAND, "up", (("invoca", "--version"), 0))
    with pytest.raises(CommandFailed, match="3 were to be written"):
        fleet.measure(account, tmp_path, size=fleet.Size(1, 3), latency_ms=0)
