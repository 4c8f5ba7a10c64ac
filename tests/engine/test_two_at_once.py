"""Two runs on one stack, and two stacks on one campaign."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from invoca.drift.findings import Kind
from tests.account import Account
from tests.engine.workspace import Run, Workspace

EVERY_KIND = ",".join(kind.value for kind in Kind)
TWO = "numbers: {kroq: {description: KROQ}, kpwr: {description: KPWR}}"


def test_two_runs_at_once_on_one_stack_buy_each_number_once(workspace: Workspace) -> None:
    workspace.campaign(TWO)
    workspace.account.set_knobs(latency_ms=300)

    def up(_: int) -> Run:
        return workspace.run("up", "--yes", "--skip-preview")

    with ThreadPoolExecutor(2) as threads:
        runs = list(threads.map(up, range(2)))
    assert 0 in [run.code for run in runs]
    for run in runs:
        assert run.code == 0 or "locked by 1 lock" in run.output
    assert len(workspace.account.ledger("bought")) == 2
    workspace.succeeds("preview", "--refresh", "--expect-no-changes")


def test_two_stacks_with_the_same_names_on_one_campaign_share_no_number(
    workspace: Workspace,
) -> None:
    workspace.campaign(TWO)
    workspace.campaign(TWO, stack="summer-radio")
    workspace.up()
    spring = workspace.numbers()
    workspace.select("summer-radio")
    workspace.up()
    summer = workspace.numbers()
    assert not set(spring.values()) & set(summer.values())
    assert len(workspace.account.numbers()) == 4
    assert workspace.invoca("drift", "--all", "--fail-on", EVERY_KIND).code == 0
    assert workspace.account.writes() == ["POST"] * 4


def test_two_stacks_that_declare_one_id_do_not_fight_over_it(workspace: Workspace) -> None:
    workspace.campaign("numbers: {kroq: {description: KROQ, id_from_network: radio-1}}")
    workspace.up()
    workspace.select("summer-radio")
    workspace.campaign("numbers: {kroq: {description: other words, id_from_network: radio-1}}")
    output = workspace.up_fails()
    assert "already has id 'radio-1'" in output
    assert "another stack holds it, as 'spring-radio/kroq'" in output
    assert "declare another id_from_network" in output
    assert workspace.account.writes() == ["POST"]


def test_a_machine_of_somebody_else_takes_over_what_a_lost_state_had_bought(
    workspace: Workspace, simulator: Account, tmp_path_factory: pytest.TempPathFactory
) -> None:
    workspace.campaign(TWO)
    workspace.up()
    before = workspace.numbers()
    elsewhere = Workspace(tmp_path_factory.mktemp("elsewhere"), simulator)
    elsewhere.settings["XDG_STATE_HOME"] = str(Path(elsewhere.folder) / "xdg")
    elsewhere.campaign(TWO)
    elsewhere.up()
    assert elsewhere.numbers() == before
    assert simulator.writes() == ["POST", "POST"]
