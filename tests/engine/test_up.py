"""`invoca up` on the real engine: the plan, consent, and the settings for many numbers."""

from __future__ import annotations

import json

import pytest

from tests.engine.workspace import Workspace

TWO = "numbers: {kroq: {description: KROQ}, kpwr: {description: KPWR}}"


def test_it_shows_the_plan_and_buys_each_number_once(workspace: Workspace) -> None:
    workspace.campaign(TWO)
    done = workspace.invoca("up", "--stack", workspace.stack, "--yes")
    assert done.code == 0, workspace.transcript
    assert "Buy" in done.output
    assert workspace.account.writes() == ["POST"] * 2
    assert len(workspace.state()) == 2

    again = workspace.invoca("up", "--stack", workspace.stack, "--yes")
    assert again.code == 0
    assert workspace.account.writes() == ["POST"] * 2


def test_without_consent_nothing_happens(workspace: Workspace) -> None:
    workspace.campaign(TWO)
    done = workspace.invoca("up", "--stack", workspace.stack)
    assert done.code == 1
    assert "add --yes" in workspace.transcript
    assert workspace.account.writes() == []


def test_what_cannot_be_planned_is_not_deployed(workspace: Workspace) -> None:
    workspace.campaign("numbers: {kroq: {descripton: KROQ}}")
    done = workspace.invoca("up", "--stack", workspace.stack, "--yes")
    assert done.code == 1
    assert "descripton" in workspace.transcript
    assert workspace.account.writes() == []


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        (TWO, None),
        ("numbers: {kroq: {description: KROQ, id_assigned_by: invoca}}", "Invoca picks ids"),
    ],
)
def test_the_state_is_written_after_every_step_only_where_that_is_a_help(
    workspace: Workspace, numbers: str, said: str | None
) -> None:
    workspace.campaign(numbers)
    # A run that is struck shows which: with checkpoints, the engine notes what it is about to do.
    workspace.account.add_fault("status_before", method="POST", status=403, body={"errors": {}})
    done = workspace.invoca("up", "--stack", workspace.stack, "--yes")
    assert done.code != 0
    assert ("written after every step" in workspace.transcript) is (said is not None)
    assert (said or "") in workspace.transcript


def test_other_resources_keep_their_checkpoints(workspace: Workspace) -> None:
    workspace.campaign(TWO)
    workspace.program(
        """\
        import pulumi
        from pulumi_invoca import Campaign

        class Other(pulumi.ComponentResource):
            def __init__(self):
                super().__init__("somebody:else:Thing", "thing")

        Other()
        Campaign.from_file("campaign", "spring-radio.yaml")
        """
    )
    done = workspace.invoca("up", "--stack", workspace.stack, "--yes")
    assert done.code == 0, workspace.transcript
    assert "the stack holds other resources as well (somebody:else:Thing)" in workspace.transcript
    assert json.loads(workspace.succeeds("stack", "export"))["deployment"]["resources"]


def test_what_the_provider_notes_on_the_way_is_told(workspace: Workspace) -> None:
    workspace.account.set_knobs(areas_without_stock="310", no_local_number="toll_free")
    workspace.campaign("numbers: {kroq: {description: KROQ, local_center: {tn_prefix: 310}}}")
    # What else Python prints is nobody's number.
    workspace.settings["PYTHONWARNINGS"] = "nonsense"
    done = workspace.invoca("up", "--stack", workspace.stack, "--yes")
    assert done.code == 0, workspace.transcript
    told = " ".join(done.output.split())
    digits = workspace.numbers()["kroq"]
    assert f"note: {digits} was bought for 'KROQ', but 310 was asked for" in told
    assert told.count("note: ") == 1


def test_a_protection_that_is_added_is_no_change_of_the_number(workspace: Workspace) -> None:
    workspace.campaign("numbers: {kroq: {description: KROQ, protect: false}}")
    workspace.up()
    workspace.campaign("numbers: {kroq: {description: KROQ}}")
    planned = workspace.invoca("plan", "--stack", workspace.stack)
    assert planned.code == 0, workspace.transcript
    assert "protected from now on, which changes nothing in Invoca: kroq (" in planned.output
    done = workspace.invoca("up", "--stack", workspace.stack, "--yes")
    assert done.code == 0, workspace.transcript
    assert "protected 1 number: kroq (" in done.output
    assert "changed" not in done.output.replace("unchanged", "")
    assert workspace.state()["kroq"]["protect"] is True
    assert workspace.account.writes() == ["POST"]
