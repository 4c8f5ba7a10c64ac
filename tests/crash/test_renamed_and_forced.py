"""A number that is renamed and replaced by force in one run, while its purchase is pending, not
shown yet, or long settled: played on both models of Pulumi, by the rules of the histories."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.crash.histories import steps
from tests.crash.histories.seeds import Kind, on_the_model

LOST = steps.Fault("POST", 0, 1, {"action": "drop_after"})
BEFORE: dict[str, tuple[steps.Step, ...]] = {
    "settled": (),
    "not shown yet": (steps.Hide(),),
    "pending": (steps.Hide(), LOST),
}


@pytest.mark.parametrize("before", BEFORE.values(), ids=BEFORE.keys())
@pytest.mark.parametrize("whose_id", ["Invoca's", "declared", "made here"])
@pytest.mark.parametrize("is_tainted", [False, True], ids=["--replace", "taint"])
@pytest.mark.parametrize("kind", ["picked", "picked-plugin"])
def test_it_is_bought_once(
    tmp_path: Path,
    kind: Kind,
    is_tainted: bool,
    whose_id: str,
    before: tuple[steps.Step, ...],
) -> None:
    history = [
        steps.Knobs((), lag=False, picks=whose_id == "Invoca's"),
        *before,
        steps.Add("bob", own_id=whose_id == "declared"),
        steps.Protect("bob", consent=True),
        steps.Up(),
        *([steps.Taint("bob")] if is_tainted else []),
        steps.Rename("bob", "cat"),
        steps.Move("cat", "direct-mail"),
        steps.Up(replace=None if is_tainted else "cat", elsewhere=True),
        *([steps.Show()] if before else []),
        steps.Up(),
    ]
    result = on_the_model(kind, 1, history, tmp_path)
    assert result.done == history
    assert result.violations == [], result.transcript
