"""What `invoca plan` says is what a deployment then does, as the simulator's own call log tells."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from tests.engine.workspace import STACK, Workspace

ALL_KINDS_BEFORE = """\
    numbers:
      renewed: {description: Renewed, protect: false}
      leaving: {description: Leaving, protect: false}
      lost: {description: Lost}
      loosened: {description: Loosened}
      moving: {description: Moving}
      changing: {description: Changing, custom_data: {channel: radio, station: KROQ}}
      drifted: {description: Drifted}
      renamed: {description: Renamed}
      calm: {description: Calm}
    """
ALL_KINDS_AFTER = """\
    numbers:
      renewed: {description: Renewed, protect: false, generation: 2}
      lost: {description: Lost}
      loosened: {description: Loosened, protect: false}
      moving: {description: Moving, campaign_id: direct-mail}
      changing: {description: Changed, custom_data: {channel: radio}}
      drifted: {description: Drifted}
      renamed-fm: {description: Renamed, was: renamed}
      calm: {description: Calm}
      new: {description: New}
      found: {description: Found, id_from_network: radio-1, adopt: true}
    """


def plan(workspace: Workspace, *arguments: str, code: int) -> dict[str, Any]:
    done = workspace.invoca("plan", "--stack", STACK, "--format", "json", *arguments)
    assert done.code == code, workspace.transcript[-3_000:]
    document: dict[str, Any] = json.loads(done.output)
    return document


def deploy(workspace: Workspace) -> Counter[str]:
    """Refreshes, as the plan did, and deploys; how often each method was used for it."""
    workspace.account.clear_calls()
    workspace.up("--refresh")
    return Counter(workspace.account.writes())


def steps(document: dict[str, Any]) -> set[tuple[str, str]]:
    return {(step["kind"], step["name"]) for step in document["steps"]}


def test_a_first_deployment_is_a_list_of_purchases_and_then_there_is_nothing_to_do(
    workspace: Workspace,
) -> None:
    workspace.campaign("numbers: {kroq: {description: KROQ}, jazz: {description: Jazz}}")
    told = plan(workspace, code=2)
    assert steps(told) == {("buy", "kroq"), ("buy", "jazz")}
    assert workspace.account.writes() == []
    assert deploy(workspace) == {"POST": told["totals"]["buys"]}
    told = plan(workspace, code=0)
    assert (told["outcome"], told["totals"]["unchanged"]) == ("nothing_to_do", 2)


def test_every_kind_of_step_is_what_the_deployment_then_does(workspace: Workspace) -> None:
    account = workspace.account
    workspace.campaign(ALL_KINDS_BEFORE)
    workspace.up()
    before = workspace.numbers()
    account.release_number(before["lost"])
    account.change_number(before["drifted"], description="By hand")
    found = account.put_number("acme", "spring-radio", id_from_network="radio-1")
    account.clear_calls()
    workspace.campaign(ALL_KINDS_AFTER)

    told = plan(workspace, code=2)
    assert account.writes() == []
    assert steps(told) == {
        ("release", "leaving"), ("replace", "renewed"), ("buy", "lost"), ("buy", "new"),
        ("unprotect", "loosened"), ("move", "moving"), ("adopt", "found"), ("change", "changing"),
        ("change", "drifted"),
    }  # fmt: skip
    assert [step["kind"] for step in told["steps"][:2]] == ["release", "replace"]
    by_name = {step["name"]: step for step in told["steps"]}
    assert by_name["leaving"]["promo_number"] == before["leaving"]
    assert by_name["found"]["promo_number"] == found
    assert "somebody changed in Invoca (description)" in by_name["drifted"]["means"]
    assert {(one["field"], one["old"], one["new"]) for one in by_name["changing"]["changes"]} == {
        ("description", "Changing", "Changed"), ("custom_data.station", "KROQ", ""),
    }  # fmt: skip
    totals = told["totals"]
    assert (totals["buys"], totals["releases"], totals["unchanged"]) == (3, 2, 2)

    puts = sum(totals["steps"][kind] for kind in ("move", "adopt", "change"))
    assert deploy(workspace) == {
        # The refresh has seen that `drifted` differs, so its PUT is among these.
        "POST": totals["buys"], "DELETE": totals["releases"], "PUT": puts,
    }  # fmt: skip
    live = {number["promo_number"] for number in account.numbers()}
    assert {before["leaving"], before["renewed"]} & live == set()
    assert {before[name] for name in ("moving", "changing", "drifted", "renamed", "calm")} <= live
    assert plan(workspace, code=0)["steps"] == []


def test_a_protected_number_that_leaves_is_an_error_that_says_how_to_consent(
    workspace: Workspace,
) -> None:
    both = "numbers: {kroq: {description: KROQ}, jazz: {description: Jazz%s}}"
    workspace.campaign(both % "")
    workspace.up()
    jazz = workspace.numbers()["jazz"]
    workspace.campaign("numbers: {kroq: {description: KROQ}}")
    told = plan(workspace, code=1)
    (error,) = told["errors"]
    assert error["text"].startswith(f"the plan would release jazz ({jazz}), which is protected")
    again = f"`pulumi up --stack {workspace.stack}`"
    assert f"add `protect: false`, run {again}" in error["text"]

    workspace.campaign(both % ", protect: false")
    assert steps(plan(workspace, code=2)) == {("unprotect", "jazz")}
    workspace.up()
    workspace.campaign("numbers: {kroq: {description: KROQ}}")
    assert steps(plan(workspace, code=2)) == {("release", "jazz")}


def test_another_area_of_a_protected_number_is_refused_as_a_replacement(
    workspace: Workspace,
) -> None:
    workspace.campaign("numbers: {kroq: {description: KROQ}}")
    workspace.up()
    workspace.campaign("numbers: {kroq: {description: KROQ, local_center: {tn_prefix: 310}}}")
    told = plan(workspace, code=1)
    assert "the plan would replace kroq" in told["errors"][0]["text"]
    assert steps(told) == {("replace", "kroq")}


def test_a_number_that_changes_its_name_with_its_own_id_has_to_say_so(workspace: Workspace) -> None:
    declared = "numbers: {%s: {description: KROQ, id_from_network: radio-1, protect: false}}"
    workspace.campaign(declared % "kroq")
    workspace.up()
    workspace.campaign(declared % "night")
    told = plan(workspace, code=1)
    assert any("write `was: kroq`" in error["text"] for error in told["errors"])
    before = workspace.numbers()["kroq"]
    workspace.campaign(declared.replace("description", "was: kroq, description") % "night")
    assert deploy(workspace) == {}
    assert workspace.numbers() == {"night": before}


def test_what_stops_the_engine_is_the_plans_error(workspace: Workspace) -> None:
    workspace.campaign("numbers: {kroq: {description: KROQ}, jazz: {description: Jazz}}")
    workspace.succeeds("config", "set", "invoca:purchaseLimit", "1")
    assert "more than 1 number" in plan(workspace, code=1)["errors"][0]["text"]
    workspace.succeeds("config", "rm", "invoca:purchaseLimit")
    workspace.up()

    workspace.campaign("numbers: {kroq: {descripton: KROQ}}")
    told = plan(workspace, code=1)
    (error,) = told["errors"]
    assert "stacks/spring-radio.yaml:4: kroq: descripton is not a known key" in error["text"]

    workspace.campaign("numbers: {kroq: {description: KROQ}, jazz: {description: Jazz}}")
    workspace.settings["INVOCA_API_TOKEN"] = "wrong-token"
    (error,) = plan(workspace, code=1)["errors"]
    assert "Invoca does not accept the token" in error["text"]
    assert error["text"].endswith("(2 numbers)")


def test_values_that_are_not_known_yet_and_secrets_are_said_to_be(workspace: Workspace) -> None:
    workspace.program(
        """
        import pulumi
        from pulumi_invoca import PromoNumber

        common = dict(advertiser_id="acme", campaign_id="spring-radio", media_type="Offline: Radio")
        first = PromoNumber("first", description="first", **common)
        PromoNumber(
            "second",
            description="second",
            custom_data={"notes": first.e164, "channel": pulumi.Output.secret("hidden-word")},
            local_center={"tn_prefix": first.promo_number.apply(lambda digits: "310")},
            **common,
        )
        pulumi.export("numbers", {})
        """
    )
    told = plan(workspace, code=2)
    second = next(step for step in told["steps"] if step["name"] == "second")
    assert (second["kind"], second["id"]) == ("buy", "known after deploy")
    assert "hidden-word" not in json.dumps(told)
    assert deploy(workspace) == {"POST": 2}


def test_what_pulumi_printed_before_makes_the_same_plan(workspace: Workspace) -> None:
    workspace.campaign("numbers: {kroq: {description: KROQ}}")
    workspace.up()
    workspace.campaign("numbers: {kroq: {description: Other}}")
    told = plan(workspace, code=2)
    for streaming in ("", "true"):
        workspace.settings["PULUMI_ENABLE_STREAMING_JSON_PREVIEW"] = streaming
        printed = workspace.run("preview", "--refresh", "--json").output
        (workspace.folder / "preview.json").write_text(printed, "utf-8")
        done = workspace.invoca("plan", "--preview", "preview.json", "--format", "json")
        again = json.loads(done.output)
        assert {**told, "checked_at": ""} == {**again, "checked_at": ""}


def test_what_an_interrupted_replacement_left_behind_is_released_or_forgotten(
    workspace: Workspace,
) -> None:
    workspace.campaign("numbers: {kroq: {description: KROQ}}")
    workspace.up()
    for digits, is_gone in (("8005550198", False), ("8005550199", True)):
        _leave_behind(workspace, digits)
        if is_gone:
            workspace.account.release_number(digits)
        document = plan(workspace, code=0 if is_gone else 2)
        kinds = [(one["kind"], one["promo_number"]) for one in document["steps"]]
        assert kinds == ([] if is_gone else [("release", digits)])
        assert any(digits in note for note in document["notes"]) is is_gone
        done = workspace.invoca("up", "--stack", STACK, "--yes")
        assert done.code == 0, workspace.transcript[-3_000:]
        assert digits not in workspace.succeeds("stack", "export")
        assert digits not in {one["promo_number"] for one in workspace.account.numbers()}
        assert plan(workspace, code=0)["notes"] == []


def _leave_behind(workspace: Workspace, digits: str) -> None:
    """A live number that the state is to release, as after a run that died between the purchase of
    another one and the release of this one."""
    workspace.account.put_number(
        "acme", "spring-radio", promo_number=digits, id_from_network="kroq-2", description="KROQ"
    )
    exported = json.loads(workspace.succeeds("stack", "export"))
    resources = exported["deployment"]["resources"]
    [held] = [one for one in resources if one["urn"].endswith("::kroq")]
    outputs = {**held["outputs"], "promo_number": digits, "id_from_network": "kroq-2"}
    resources.append({**held, "id": digits, "delete": True, "outputs": outputs})
    file = workspace.folder / "left.json"
    file.write_text(json.dumps(exported), "utf-8")
    workspace.succeeds("stack", "import", "--file", str(file))
