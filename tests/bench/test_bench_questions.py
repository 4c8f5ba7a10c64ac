"""The questions beside the contest ask what they say they ask."""

from __future__ import annotations

from pathlib import Path

from bench import questions
from bench.account import AccountProcess


def test_drift_of_all_campaigns_makes_one_call_a_campaign(
    account: AccountProcess, tmp_path: Path
) -> None:
    answer = questions.drift_of_campaigns(
        account, tmp_path / "project", latency_ms=0, parallel=16, repetitions=1
    )

    assert answer["numbers"] == 5_000
    assert answer["calls"] == answer["campaigns"] == 100


def test_a_checked_csv_is_told_all_its_mistakes(tmp_path: Path) -> None:
    answer = questions.csv_check(tmp_path / "csv", size=500, repetitions=1)

    assert answer["mistakes_reported"] == questions.MISTAKES
    assert answer["seconds"].keys() == {"right", "mistaken"}


def test_the_simulator_is_asked_for_every_number_twice_and_for_a_list(
    account: AccountProcess,
) -> None:
    answer = questions.simulator_ceiling(account, 20)

    assert answer["calls_per_second"].keys() == {"POST", "GET"}
    assert account.counts() == {
        "POST promo_numbers_by_id": 20,
        "GET promo_number_by_id": 20,
        "GET promo_numbers": 1,
    }
