"""A purchase that an update sends, because the one before was not carried out, can be unclear too:
then the state knows of it, and another machine does not send a third."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Any

import pytest

from invoca.account import Account as Settings
from invoca.errors import InvocaError
from tests.account import Account
from tests.crash.model_engine import Fate, ModelEngine
from tests.crash.scenarios import number
from tests.native.model_face import PluginModelEngine


def answer_is_lost(
    account: Account, engine: Any, declared: dict[str, Any], *, is_done: bool
) -> None:
    account.set_knobs(ambiguous_post="created" if is_done else "not_created")
    account.add_fault("drop", method="POST")
    with pytest.raises(InvocaError):
        engine.up(declared, Fate())
    account.clear_faults()


@pytest.mark.parametrize("face", [ModelEngine, PluginModelEngine])
@pytest.mark.parametrize("more", [{}, {"generation": 2}], ids=["the same", "another generation"])
def test_another_machine_knows_of_it(
    simulator: Account, tmp_path: Path, face: type, more: dict[str, Any]
) -> None:
    simulator.add_custom_fields("channel", "station")
    settings = Settings(
        network_id=simulator.network_id, api_token=simulator.canary, base_url=simulator.url
    )
    engine = face(settings, tmp_path / "here")
    answer_is_lost(simulator, engine, {"kroq": number("kroq")}, is_done=False)
    engine.settle()
    simulator.show_no_writes()
    engine.now += 60
    declared = {"kroq": number("kroq", **more)}
    answer_is_lost(simulator, engine, declared, is_done=True)
    assert len(simulator.ledger("bought")) == 1

    engine.machine = tmp_path / "there"
    engine.now += 60
    with contextlib.suppress(InvocaError):
        engine.up(declared, Fate())
    assert len(simulator.ledger("bought")) == 1
