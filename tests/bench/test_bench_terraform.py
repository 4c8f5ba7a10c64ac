"""The provider for Terraform beside a bare and an empty one: each does its work, and no more."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bench import terraform
from bench.account import AccountProcess
from bench.processes import CommandFailed, role_of
from bench.report import TERRAFORM_BEGIN, TERRAFORM_END, write_terraform

NUMBERS = 3


@pytest.fixture
def engine() -> Path:
    return terraform.engine()


def measured(
    account: AccountProcess, engine: Path, folder: Path, repetitions: int = 1
) -> list[dict[str, Any]]:
    size = terraform.Size(NUMBERS, repetitions)
    return list(terraform.measure(account, engine, folder, size=size, latency_ms=0))


@pytest.mark.wide
@pytest.mark.engine
def test_each_provider_sends_what_is_said_of_it(
    account: AccountProcess, engine: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(terraform, "PARALLELISMS", (2,))

    found = measured(account, engine, tmp_path)

    calls = {(one["contender"], one["operation"]): one["calls"] for one in found}
    assert calls["bare", "create"] == NUMBERS
    assert calls["bare", "plan"] == NUMBERS  # a GET each
    assert calls["bare", "update"] == calls["bare", "destroy"] == 2 * NUMBERS
    assert calls["ours", "plan"] == 1  # a list
    assert calls["ours", "create"] >= 3 * NUMBERS  # looked for, bought, seen
    assert {calls["empty", one] for one in terraform.OPERATIONS} == {0}
    assert all(one["cpu_seconds"]["provider"] > 0 for one in found)


@pytest.mark.engine
def test_a_provider_that_does_too_little_ends_the_measurement(
    account: AccountProcess, engine: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(terraform, "PARALLELISMS", (2,))
    monkeypatch.setattr(terraform, "CONTENDERS", {"bare": ("bench.bare", "--empty")})

    with pytest.raises(CommandFailed, match=r"wrote .*, not .*POST"):
        measured(account, engine, tmp_path)


def test_the_page_says_which_promises_hold(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"before\n{TERRAFORM_BEGIN}\nstale\n{TERRAFORM_END}\nafter\n", "utf-8")

    write_terraform(answers(), page)

    text = page.read_text("utf-8")
    assert "stale" not in text
    assert "0.45 × a bare provider | 2.0 s ÷ 5.0 s; median 0.40 × | yes |" in text
    assert "1.35 × a bare provider | 2.0 s ÷ 1.0 s; median 2.00 × | **no** |" in text
    assert "at most 3 ms a number | 4.0 ms (" in text
    assert "at most 100 MB | 105 MB | **no** |" in text
    assert "handshake: at most 0.2 CPU seconds | 0.10 | yes |" in text


def answers() -> dict[str, Any]:
    """Ours 2 seconds of everything; the others 5 of each plan, and 1 of all else."""
    return {
        "machine": {"cores": "2"},
        "latency_ms": 100,
        "numbers": 1_000,
        "repetitions": 1,
        "handshake_cpu_seconds": [0.1, 0.1, 0.9],
        "measurements": [
            {
                "contender": name,
                "parallelism": parallelism,
                "repetition": 1,
                "operation": operation,
                "seconds": 2.0 if name == "ours" else 5.0 if operation == "plan" else 1.0,
                "cpu_seconds": {"provider": 4.0, "engine": 1.0},
                "peak_mib": {"provider": 100.0},
                "calls": 1,
            }
            for name in terraform.CONTENDERS
            for parallelism in terraform.PARALLELISMS
            for operation in terraform.OPERATIONS
        ],
    }


def test_a_handshake_costs_what_the_process_used() -> None:
    assert 0 < terraform.handshakes(1)[0] < 10


@pytest.mark.parametrize("command", [*terraform.CONTENDERS.values()])
def test_a_provider_is_told_from_the_command_line(command: tuple[str, ...]) -> None:
    assert role_of(["/venv/bin/python", "-m", *command]) == "provider"
    assert role_of(["/bin/tofu", "apply"]) == role_of(["/bin/terraform", "apply"]) == "engine"
