"""A purchase whose outcome nobody knows, on another machine than the one that sent it: the state
alone says so, and an engine that replaces by force does not show it to the provider."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest

from pulumi_stack import names
from tests.account import Account
from tests.crash.engine_matrix import DYNAMIC, FACES, PLUGIN
from tests.engine.workspace import OnFace, Workspace

FORCES: dict[str, tuple[Sequence[str], Sequence[str]]] = {
    "--replace": ((), ("--replace", "{urn}")),
    "--refresh --replace": ((), ("--refresh", "--replace", "{urn}")),
    "taint": (("state", "taint", "{urn}"), ()),
}
IDS = {
    "id made here": "",
    "id declared": ", id_from_network: own-1",
    "Invoca's id": ", id_assigned_by: invoca",
}
# Each way to force with each face and each kind of id, but not all three together.
CASES = [
    (face, force, list(IDS)[(way + turn) % len(IDS)])
    for turn, face in enumerate(FACES)
    for way, force in enumerate(FORCES)
]
NARROW = [(DYNAMIC, "--replace", "id made here"), (PLUGIN, "taint", "id made here")]


@pytest.mark.parametrize(
    ("face", "force", "id_"),
    [pytest.param(*one, marks=() if one in NARROW else pytest.mark.wide) for one in CASES],
)
def test_a_forced_replacement_goes_on_with_it_and_sends_nothing_again(
    simulator: Account, on_face: OnFace, face: str, force: str, id_: str
) -> None:
    workspace = on_face(face)
    before, options = FORCES[force]
    workspace.campaign(f"numbers: {{kroq: {{description: KROQ, protect: false{IDS[id_]}}}}}")
    workspace.succeeds("config", "set", "invoca:graceSeconds", "1")
    simulator.show_no_writes()
    simulator.add_fault("status_after", method="POST", status=502, times=1)
    assert workspace.run("up", "--yes", "--skip-preview").code != 0
    simulator.machine = simulator.machine.with_name("another")
    urn = workspace.state()["kroq"]["urn"]
    if before:
        workspace.succeeds(*(one.format(urn=urn) for one in before))

    options = [one.format(urn=urn) for one in options]
    told = workspace.run("up", "--yes", "--skip-preview", *options)
    assert "invoca:settledBefore" in told.output
    assert len(simulator.ledger("bought")) == 1

    simulator.catch_up()
    is_settled(workspace, simulator)


def test_a_number_that_is_not_shown_yet_is_not_bought_again_by_force(
    workspace: Workspace, simulator: Account
) -> None:
    simulator.show_no_writes()
    workspace.campaign("numbers: {kroq: {description: KROQ, protect: false}}")
    workspace.up()
    simulator.machine = simulator.machine.with_name("another")
    urn = workspace.state()["kroq"]["urn"]
    told = workspace.fails("up", "--yes", "--skip-preview", "--replace", urn)
    assert "does not show it yet" in told
    assert len(simulator.ledger("bought")) == 1
    simulator.catch_up()
    is_settled(workspace, simulator)


def is_settled(workspace: Workspace, simulator: Account) -> None:
    workspace.up()
    [live] = simulator.numbers()
    assert len(simulator.ledger("bought")) == 1
    outputs = names.from_wire(workspace.state()["kroq"]["outputs"])
    assert outputs["promo_number"] == live["promo_number"]
    workspace.succeeds("preview", "--refresh", "--expect-no-changes")


@pytest.mark.parametrize("face", [DYNAMIC, pytest.param(PLUGIN, marks=pytest.mark.wide)])
def test_an_entry_that_is_removed_when_its_purchase_is_held_twice_is_not_forgotten(
    simulator: Account, on_face: OnFace, face: str
) -> None:
    """A replacement of a pending purchase leaves it in the state beside the one that goes on."""
    workspace = on_face(face)
    workspace.campaign("numbers: {kpwr: {description: KPWR}}")
    workspace.succeeds("config", "set", "invoca:graceSeconds", "1")
    workspace.up()
    simulator.show_no_writes()
    simulator.add_fault("status_after", method="POST", status=502, times=1)
    kroq = "kroq: {description: KROQ, protect: false}"
    workspace.campaign(f"numbers: {{kpwr: {{description: KPWR}}, {kroq}}}")
    workspace.run("up", "--yes", "--skip-preview")
    simulator.machine = simulator.machine.with_name("another")
    workspace.succeeds("state", "taint", workspace.state()["kroq"]["urn"])
    workspace.run("up", "--yes", "--skip-preview")

    workspace.campaign("numbers: {kpwr: {description: KPWR}}")
    told = workspace.fails("up", "--yes", "--skip-preview")
    assert "invoca:settledBefore" in told
    simulator.catch_up()
    workspace.up()
    assert [one["description"] for one in simulator.numbers()] == ["KPWR"]
    assert len(simulator.ledger("bought")) == 2


@pytest.mark.parametrize("face", [PLUGIN, pytest.param(DYNAMIC, marks=pytest.mark.wide)])
def test_a_replacement_that_was_not_bought_goes_on_once_a_person_says_so(
    simulator: Account, on_face: OnFace, face: str
) -> None:
    """The number that it replaces is still in the state, and no reason not to buy."""
    workspace = on_face(face)
    kroq = "description: KROQ, protect: false"
    workspace.campaign(f"numbers: {{kroq: {{{kroq}}}}}")
    workspace.succeeds("config", "set", "invoca:graceSeconds", "1")
    workspace.up()
    workspace.campaign(f"numbers: {{kroq: {{{kroq}, local_center: {{tn_prefix: 212}}}}}}")
    simulator.add_fault("status_before", method="POST", status=503)
    told = workspace.run("up", "--yes", "--skip-preview")
    [sent_at] = set(re.findall(r"settledBefore (\S+)[`']", told.output))
    workspace.succeeds("config", "set", "invoca:settledBefore", sent_at)
    simulator.machine = simulator.machine.with_name("another")
    workspace.up()
    assert len(simulator.ledger("bought")) == 2
    assert len(simulator.ledger("released")) == 1
    workspace.succeeds("preview", "--refresh", "--expect-no-changes")
