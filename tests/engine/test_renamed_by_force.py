"""A number that is renamed, and replaced by force in the same run: the engine creates the new name
without a word of what it replaces."""

from __future__ import annotations

import pytest

from pulumi_stack import names
from tests.account import Account
from tests.crash.engine_matrix import DYNAMIC, PLUGIN
from tests.engine.workspace import OnFace, Workspace

IDS = {"id made here": "", "id declared": ", id_from_network: own-1"}
PICKED = ", id_assigned_by: invoca"
NUMBER = "description: KROQ, protect: false"


def renamed_and_tainted(workspace: Workspace, simulator: Account, id_: str) -> None:
    workspace.campaign(f"numbers: {{kroq: {{{NUMBER}{id_}}}}}")
    workspace.up()
    workspace.succeeds("state", "taint", workspace.state()["kroq"]["urn"])
    workspace.campaign(f"numbers: {{la-rock: {{{NUMBER}, was: kroq{id_}}}}}")
    simulator.machine = simulator.machine.with_name("another")


@pytest.mark.parametrize("id_", IDS.values(), ids=IDS.keys())
@pytest.mark.parametrize("face", [DYNAMIC, pytest.param(PLUGIN, marks=pytest.mark.wide)])
def test_it_keeps_its_number(simulator: Account, on_face: OnFace, face: str, id_: str) -> None:
    workspace = on_face(face)
    renamed_and_tainted(workspace, simulator, id_)
    workspace.succeeds("up", "--yes", "--skip-preview")
    is_kept(workspace, simulator)


@pytest.mark.parametrize("face", [PLUGIN, pytest.param(DYNAMIC, marks=pytest.mark.wide)])
def test_it_is_not_bought_again_while_no_read_shows_it(
    simulator: Account, on_face: OnFace, face: str
) -> None:
    simulator.show_no_writes()
    workspace = on_face(face)
    renamed_and_tainted(workspace, simulator, "")
    told = workspace.run("up", "--yes", "--skip-preview")
    assert told.code != 0
    assert "does not show it yet" in told.output
    assert len(simulator.ledger("bought")) == 1
    simulator.catch_up()
    workspace.succeeds("up", "--yes", "--skip-preview")
    is_kept(workspace, simulator)


@pytest.mark.wide
@pytest.mark.parametrize("id_", [*IDS.values(), PICKED], ids=[*IDS, "id picked by Invoca"])
@pytest.mark.parametrize("face", [DYNAMIC, PLUGIN])
def test_it_keeps_its_number_where_it_is_moved_as_well(
    simulator: Account, on_face: OnFace, face: str, id_: str
) -> None:
    """Of what `--replace` names, a check is told nothing that the state holds, and nothing in the
    state says that it is tainted: the program alone says which name it had."""
    workspace = on_face(face)
    workspace.campaign(f"numbers: {{kroq: {{{NUMBER}{id_}}}}}")
    workspace.up()
    moved = f"campaign_id: direct-mail, was: kroq{id_}"
    workspace.campaign(f"numbers: {{la-rock: {{{NUMBER}, {moved}}}}}")
    simulator.machine = simulator.machine.with_name("another")
    workspace.succeeds("up", "--yes", "--skip-preview", "--replace", "**la-rock")
    is_kept(workspace, simulator)


def is_kept(workspace: Workspace, simulator: Account) -> None:
    assert len(simulator.ledger("bought")) == 1
    assert not simulator.ledger("released")
    [live] = simulator.numbers()
    outputs = names.from_wire(workspace.state()["la-rock"]["outputs"])
    assert outputs["promo_number"] == live["promo_number"]
    workspace.succeeds("preview", "--refresh", "--expect-no-changes")
