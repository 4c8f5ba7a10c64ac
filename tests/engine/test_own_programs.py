"""Projects of one's own: programs without campaign files, other layouts, settings that change."""

from __future__ import annotations

import json
import re
import shlex

from pulumi_stack.words import WORDS
from tests.engine.workspace import Workspace

PROGRAM = """\
    import pulumi
    from pulumi_invoca import PromoNumber, end_quietly_when_interrupted

    end_quietly_when_interrupted()
    for name in ("kroq", "jazz"):
        number = PromoNumber(
            name, advertiser_id="acme", campaign_id="spring-radio", description=name,
            media_type="Offline: Radio",
        )
        pulumi.export(name, number.promo_number)
    """


def test_a_program_without_campaign_files_is_planned_deployed_reviewed_and_recovered(
    workspace: Workspace,
) -> None:
    workspace.program(PROGRAM)
    plan = workspace.invoca("plan", "--format", "json")  # of the selected stack
    assert (plan.code, json.loads(plan.output)["totals"]["buys"]) == (2, 2)
    assert workspace.invoca("up", "--yes").code == 0, workspace.transcript
    assert workspace.account.writes() == ["POST", "POST"]
    # All stacks, of which settings or the backend tell; their names may be fully qualified.
    assert workspace.invoca("up", "--all").code == 0, workspace.transcript
    assert workspace.invoca("drift", "--all").code == 0, workspace.transcript
    whole = f"organization/promo-numbers/{workspace.stack}"
    for command in ("plan", "drift", "recover", "up"):
        done = workspace.invoca(command, "--stack", whole)
        assert done.code == 0, workspace.transcript

    # The state is lost: what the program declares is found again, and nothing is bought.
    workspace.succeeds("stack", "rm", "--yes", "--force", workspace.stack)
    recovered = workspace.invoca("recover", "--stack", workspace.stack)
    assert recovered.code == 2, workspace.transcript
    assert "kroq" in recovered.output
    assert workspace.invoca("up", "--create", "--yes").code == 0, workspace.transcript
    assert workspace.account.writes() == ["POST", "POST"]


def test_settings_may_come_from_the_environment_today_and_from_a_file_tomorrow(
    workspace: Workspace,
) -> None:
    workspace.campaign("numbers: {kroq: {description: KROQ}}")
    assert workspace.invoca("up", "--yes").code == 0, workspace.transcript
    for name, key in (("NETWORK_ID", "networkId"), ("BASE_URL", "baseUrl")):
        value = workspace.account.environment()[f"INVOCA_{name}"]
        workspace.succeeds("config", "set", f"invoca:{key}", value)
        workspace.settings[f"INVOCA_{name}"] = ""
    workspace.succeeds("config", "set", "--secret", "invoca:apiToken", workspace.account.canary)
    workspace.settings["INVOCA_API_TOKEN"] = ""
    workspace.transcript = ""
    workspace.campaign("numbers: {kroq: {description: Other}}")
    assert workspace.invoca("plan").code == 2, workspace.transcript
    assert workspace.invoca("up", "--yes").code == 0, workspace.transcript
    assert workspace.account.writes() == ["POST", "PUT"]


def test_where_the_program_never_began_its_reason_is_told_with_what_to_do(
    workspace: Workspace,
) -> None:
    workspace.campaign("numbers: {kroq: {description: KROQ}}")
    file = workspace.folder / "Pulumi.yaml"
    before = file.read_text("utf-8")
    for text, reason, remedy in (
        (before.replace("main: stacks/", "main: nowhere/"), "could not be read",
         "Correct main: in Pulumi.yaml"),
        (before.replace("runtime: python", "runtime: nodejs"), "no language plugin",
         "Install the whole engine"),
    ):  # fmt: skip
        file.write_text(text, "utf-8")
        for command in (("plan",), ("up", "--yes")):
            done = workspace.invoca(*command)
            said = " ".join(done.output.split())
            assert done.code == 1
            assert reason in said
            assert remedy in said
    assert workspace.account.writes() == []


def test_a_command_that_the_engine_prints_can_be_typed(workspace: Workspace) -> None:
    workspace.campaign("numbers: {kroq: {description: KROQ}, jazz: {description: Jazz}}")
    workspace.up()
    workspace.program("import pulumi_invoca\n")
    plan = workspace.invoca("plan", "--format", "json")
    assert plan.code == 1
    said = " ".join(error["text"] for error in json.loads(plan.output)["errors"])
    for command in re.findall(r"`(pulumi state [^`]+)`", said):
        workspace.succeeds(*shlex.split(command)[1:], "--yes")


def test_a_number_is_taken_out_of_the_state_by_the_commands_that_are_printed_for_it(
    workspace: Workspace,
) -> None:
    workspace.campaign("numbers: {kroq: {description: KROQ}, jazz: {description: Jazz}}")
    workspace.up()
    forget, show = re.findall(r"`pulumi ([^`]+)`", WORDS["forget"](workspace.stack))
    [urn] = re.findall(r"urn:pulumi:\S+::kroq\b", workspace.succeeds(*shlex.split(show)))
    workspace.succeeds(*shlex.split(forget.replace("URN", f"'{urn}'")), "--yes")
    assert list(workspace.state()) == ["jazz"]
    assert "DELETE" not in workspace.account.writes()
