"""A plan that was approved is the plan that is done, on the real engine."""

from __future__ import annotations

import subprocess

from tests.engine.workspace import Workspace

TWO = "numbers: {kroq: {description: KROQ}, jazz: {description: Jazz}}"
THREE = TWO.replace("}}", "}, kpwr: {description: KPWR}}")


def save(workspace: Workspace) -> None:
    done = workspace.invoca("plan", "--stack", workspace.stack, "--save", "plan.json")
    assert done.code == 2, workspace.transcript
    assert "Saved: `invoca up --plan plan.json`" in workspace.transcript


def refused(workspace: Workspace) -> str:
    """What is said where the plan is not done."""
    before = workspace.account.writes()
    done = workspace.invoca("up", "--plan", "plan.json")
    assert done.code == 1, workspace.transcript
    assert workspace.account.writes() == before
    return " ".join(done.output.split())


def test_what_was_approved_is_done_without_a_question_and_once_more_is_nothing_to_do(
    workspace: Workspace,
) -> None:
    workspace.campaign(TWO)
    save(workspace)
    assert workspace.invoca("up", "--plan", "plan.json").code == 0, workspace.transcript
    assert workspace.account.writes() == ["POST", "POST"]
    assert workspace.invoca("up", "--plan", "plan.json").code == 0
    assert workspace.account.writes() == ["POST", "POST"]


def test_what_would_go_beyond_it_is_refused_with_the_difference(workspace: Workspace) -> None:
    account = workspace.account
    workspace.campaign(TWO)
    save(workspace)

    # the declaration
    workspace.campaign(THREE)
    assert "buy kpwr; approved: nothing" in refused(workspace)
    workspace.campaign(TWO.replace("KROQ", "Other"))
    assert 'description would be "Other"; approved: "KROQ"' in refused(workspace)
    workspace.campaign(TWO)
    assert workspace.invoca("up", "--plan", "plan.json").code == 0

    # the live account
    workspace.campaign(TWO.replace("Jazz", "Night"))
    save(workspace)
    jazz, kroq = workspace.numbers()["jazz"], workspace.numbers()["kroq"]
    account.change_number(jazz, description="By hand")
    said = refused(workspace)
    assert "from 'By hand' to 'Night'; approved: description from 'Jazz' to 'Night'" in said
    account.change_number(jazz, description="Jazz")
    account.release_number(kroq)
    assert "buy kroq" in refused(workspace)

    # the account, the backend, the file
    workspace.settings["INVOCA_NETWORK_ID"] = "2"
    assert refused(workspace)
    del workspace.settings["INVOCA_NETWORK_ID"]
    workspace.settings["PULUMI_BACKEND_URL"] = f"file://{workspace.folder}"
    assert "is not in this backend" in refused(workspace)
    del workspace.settings["PULUMI_BACKEND_URL"]
    file = workspace.folder / "plan.json"
    file.write_text(file.read_text("utf-8").replace("Night", "Day"), "utf-8")
    assert workspace.invoca("up", "--plan", "plan.json").code == 1
    assert "it was changed after it was made" in workspace.transcript


def test_no_run_buys_more_than_its_plan_did(workspace: Workspace) -> None:
    workspace.campaign(THREE)
    workspace.settings["INVOCA_PURCHASES_PLANNED"] = "2"
    said = workspace.up_fails()
    assert "the plan that was approved buys 2 numbers, and this run has bought as many" in said
    assert workspace.account.writes() == ["POST", "POST"]


def test_a_plan_of_another_commit_is_done_where_it_says_the_same_and_else_refused_with_both(
    workspace: Workspace,
) -> None:
    def commit() -> str:
        who = ["-c", "user.name=kim", "-c", "user.email=kim@example.com"]
        for arguments in (["add", "stacks"], [*who, "commit", "--allow-empty", "-m", "x"]):
            subprocess.run(["git", *arguments], cwd=workspace.folder, check=True)
        command = ["git", "rev-parse", "--short=12", "HEAD"]
        done = subprocess.run(command, cwd=workspace.folder, check=True, stdout=subprocess.PIPE)
        return done.stdout.decode().strip()

    subprocess.run(["git", "init", "-q"], cwd=workspace.folder, check=True)
    workspace.campaign(TWO)
    before = commit()
    save(workspace)
    workspace.campaign(THREE)
    now = commit()
    said = refused(workspace)
    assert f"of commit {before} (this is {now})" in said
    assert "buy kpwr; approved: nothing" in said
    assert f"Make a new plan with invoca plan --stack {workspace.stack} --save FILE" in said

    workspace.campaign(TWO)
    commit()
    assert workspace.invoca("up", "--plan", "plan.json").code == 0, workspace.transcript
    assert workspace.account.writes() == ["POST", "POST"]


def test_a_plan_of_a_stack_that_is_declared_no_longer_does_nothing(workspace: Workspace) -> None:
    workspace.campaign(TWO)
    save(workspace)
    (workspace.folder / "stacks" / f"{workspace.stack}.yaml").unlink()
    assert "has no campaign file" in refused(workspace)


def test_what_goes_beyond_it_can_be_left_for_somebody_to_approve(workspace: Workspace) -> None:
    workspace.campaign(TWO)
    save(workspace)
    workspace.campaign(THREE)
    left = workspace.invoca("up", "--plan", "plan.json", "--leave-beyond")
    assert left.code == 0, workspace.transcript
    assert "left for approval" in left.output
    assert "buy kpwr; approved: nothing" in left.output
    assert workspace.account.writes() == []
    workspace.account.revoke_token(workspace.account.canary)  # what cannot be told is a failure
    assert workspace.invoca("up", "--plan", "plan.json", "--leave-beyond").code == 1
