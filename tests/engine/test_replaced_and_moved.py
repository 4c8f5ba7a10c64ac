"""A number that is replaced by force and moved in one run, which ends before it lets go of what was
replaced: the state holds the number twice, in two places, and the engine reads both before anything
else."""

from __future__ import annotations

from tests.account import Account
from tests.crash.engine_matrix import PLUGIN
from tests.engine.workspace import OnFace, Workspace

KROQ = "kroq: {description: KROQ, protect: false%s}"
UNKNOWN = 'kpwr: {description: KPWR, adopt: "8005550199"}'  # ends the run


def test_the_next_run_on_another_machine_ends_it(simulator: Account, on_face: OnFace) -> None:
    workspace = on_face(PLUGIN)
    workspace.campaign(f"numbers: {{{KROQ % ''}}}")
    workspace.up()
    workspace.succeeds("state", "taint", workspace.state()["kroq"]["urn"])
    moved = KROQ % ", campaign_id: direct-mail"
    workspace.campaign(f"numbers: {{{moved}, {UNKNOWN}}}")
    for _ in range(10):  # the engine may meet the end of the run first, before it begins anything
        assert workspace.run("up", "--yes", "--skip-preview", "--parallel", "1").code != 0
        if _leaving(workspace):
            break
    assert _leaving(workspace) == 1

    workspace.campaign(f"numbers: {{{moved}}}")
    simulator.machine = simulator.machine.with_name("another")
    workspace.up()
    workspace.succeeds("preview", "--refresh", "--expect-no-changes")
    [live] = simulator.numbers()
    assert live["campaign"] == "direct-mail"
    assert len(simulator.ledger("bought")) == 1
    assert _leaving(workspace) == 0


def _leaving(workspace: Workspace) -> int:
    return sum(bool(one.get("delete")) for one in workspace.resources())
