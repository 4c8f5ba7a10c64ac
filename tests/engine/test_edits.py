"""Renaming, releasing and moving with the commands, down to what the engine and Invoca then do."""

from __future__ import annotations

import shlex

from tests.engine.workspace import Run, Workspace

RADIO = """\
    numbers:
      kroq:  # on every billboard
        description: KROQ
        custom_data: {channel: radio}
      jazz: {description: Jazz}
    """
MAIL = """\
    advertiser_id: acme
    campaign_id: direct-mail
    defaults: {media_type: "Offline: Direct Mail"}
    numbers:
      card: {description: Card}
    """


def follow(workspace: Workspace, edit: Run) -> list[str]:
    """Types what an edit says comes next; what each command printed."""
    assert edit.code == 0, workspace.transcript
    told = []
    for line in edit.output.partition("Next:\n")[2].splitlines():
        program, *words = shlex.split(line, comments=True)
        if program == "pulumi":
            told.append(workspace.succeeds(*words))
        elif words[0] == "up":
            done = workspace.invoca(*words, "--yes")
            assert done.code == 0, workspace.transcript
            told.append(done.output)
    return told


def deploy_both(workspace: Workspace) -> str:
    """Stacks spring-radio and mail, the latter selected; the digits of kroq."""
    workspace.campaign(RADIO)
    workspace.up()
    kroq = workspace.numbers()["kroq"]
    workspace.select("mail")
    workspace.campaign(MAIL)
    workspace.up()
    return kroq


def test_a_number_moves_to_another_stack_and_nothing_happens_in_invoca(
    workspace: Workspace,
) -> None:
    kroq = deploy_both(workspace)
    card = workspace.numbers()["card"]
    workspace.account.clear_calls()

    edit = workspace.invoca("move", "kroq", "--to-stack", "mail", "--stack", "spring-radio")
    _, up, _ = follow(workspace, edit)
    assert "adopted 1 number: kroq" in up
    assert workspace.account.writes() == []
    assert workspace.numbers() == {"card": card, "kroq": kroq}
    for stack in ("mail", "spring-radio"):
        workspace.stack = stack
        assert workspace.invoca("plan").code == 0, workspace.transcript
        assert workspace.invoca("drift").code == 0, workspace.transcript
    assert list(workspace.numbers()) == ["jazz"]
    assert workspace.account.writes() == []


def test_a_number_is_renamed_moved_and_released_by_what_the_commands_say(
    workspace: Workspace,
) -> None:
    account = workspace.account
    workspace.campaign(RADIO)
    workspace.up()
    jazz = workspace.numbers()["jazz"]
    account.clear_calls()
    follow(workspace, workspace.invoca("rename", "jazz", "night"))
    assert (workspace.numbers()["night"], account.writes()) == (jazz, [])
    follow(workspace, workspace.invoca("move", "night", "--to", "direct-mail"))
    assert (workspace.numbers()["night"], account.writes()) == (jazz, ["PUT"])
    follow(workspace, workspace.invoca("release", "night"))
    assert account.writes() == ["PUT"]
    follow(workspace, workspace.invoca("release", "night"))
    assert account.writes() == ["PUT", "DELETE"]
    assert list(workspace.numbers()) == ["kroq"]
    assert "# on every billboard" in (workspace.folder / "stacks/spring-radio.yaml").read_text(
        "utf-8"
    )


def test_what_was_changed_by_hand_and_accepted_is_deployed_and_no_drift_any_more(
    workspace: Workspace,
) -> None:
    account = workspace.account
    workspace.campaign(RADIO)
    workspace.up()
    account.change_number(workspace.numbers()["kroq"], description="KROQ at night")
    account.clear_calls()
    accepted = workspace.invoca("drift", "--accept")
    assert accepted.code == 0, workspace.transcript
    assert "description: KROQ at night" in (
        workspace.folder / "stacks/spring-radio.yaml"
    ).read_text("utf-8")
    told = " ".join(workspace.invoca("drift").output.split())
    assert "now declares what is live; pulumi up --refresh --stack spring-radio writes it" in told
    up = workspace.invoca("up", "--yes")
    assert up.code == 0, workspace.transcript
    assert workspace.invoca("drift").code == 0, workspace.transcript
    assert account.writes() == []
    assert "Nothing to do" in workspace.invoca("up", "--yes").output


def test_a_plan_that_could_not_be_made_does_not_say_what_invoca_has(workspace: Workspace) -> None:
    """The engine tells no steps then, which is no word about the numbers."""
    workspace.campaign(RADIO)
    workspace.up()
    workspace.campaign(RADIO.replace("{description: Jazz}", "{description: Jazz at night}"))
    workspace.account.add_fault("status_before", times=-1, method="GET", status=403)
    assert "Invoca has description as declared" not in workspace.invoca_fails("plan")
