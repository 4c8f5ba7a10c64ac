"""A stack that is run with the settings of another network, which knows the token and has campaigns
of the same ids: no number of the first counts as gone, and none is bought in the other."""

from __future__ import annotations

from typing import Any

import pytest

from tests.account import Account
from tests.crash.engine_matrix import FACES
from tests.engine.workspace import OnFace, Workspace

BOTH = "belongs to network 1, and this run works with network 2"
SETTING = "invoca:networkId, or INVOCA_NETWORK_ID in the environment"
NUMBERS = "numbers: {kroq: {description: KROQ, protect: false}, kpwr: {description: %s}}"


def turn_to(workspace: Workspace, account: Account) -> None:
    """The settings are another account's from now on."""
    mine = ("INVOCA_BASE_URL", "INVOCA_NETWORK_ID", "INVOCA_API_TOKEN")
    workspace.settings |= {name: account.environment()[name] for name in mine}


def held(workspace: Workspace) -> dict[str, dict[str, Any]]:
    """What the state holds of the numbers; the rest is the engine's own."""
    ours = ("urn", "id", "inputs", "outputs")
    return {name: {key: one[key] for key in ours} for name, one in workspace.state().items()}


@pytest.mark.parametrize("face", FACES)
def test_no_number_counts_as_gone_and_none_is_bought_again(
    simulator: Account, other: Account, on_face: OnFace, face: str
) -> None:
    workspace = on_face(face)
    workspace.campaign(NUMBERS % "KPWR")
    workspace.up()
    before, calls = held(workspace), len(simulator.calls())
    turn_to(workspace, other)
    kroq = before["kroq"]["urn"]
    for command in (
        ("refresh", "--yes", "--skip-preview"),
        ("up", "--yes", "--skip-preview"),
        ("up", "--yes", "--skip-preview", "--refresh"),
        ("up", "--yes", "--skip-preview", "--target", kroq, "--replace", kroq),
        ("destroy", "--yes", "--skip-preview", "--target", kroq),
    ):
        said = workspace.fails(*command)
        assert BOTH in said, said
        assert SETTING in said
    assert held(workspace) == before
    assert (other.calls(), len(simulator.calls())) == ([], calls)


@pytest.mark.parametrize("face", FACES)
def test_reviews_refuse_and_name_the_setting(
    simulator: Account, other: Account, on_face: OnFace, face: str
) -> None:
    workspace = on_face(face)
    workspace.campaign(NUMBERS % "KPWR")
    workspace.up()
    before, calls = held(workspace), len(simulator.calls())
    turn_to(workspace, other)
    for command in (("plan",), ("drift",), ("recover",), ("up", "--yes")):
        said = " ".join(workspace.invoca_fails(*command).split())
        assert "to network 1, and this run works with network 2" in said, said
        assert SETTING in said
        for wrong in ("missing", "gone", "buys ", "to buy"):
            assert wrong not in said, said
    assert held(workspace) == before
    assert ([call.method for call in other.calls()], len(simulator.calls())) == ([], calls)
