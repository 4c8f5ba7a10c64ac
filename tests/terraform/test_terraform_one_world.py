"""`invoca` reads what a real engine writes: states and plans."""

from __future__ import annotations

import json
from pathlib import Path

from typer.testing import CliRunner

from invoca_cli.app import app
from tests.account import Account
from tests.terraform.workspace import Workspace, number


def invoca(account: Account, *arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(
        app, list(arguments), env={**account.environment(), "COLUMNS": "200"}
    )
    return result.exit_code, result.output


def test_drift_numbers_and_plans_of_a_terraform_state(
    workspace: Workspace, simulator: Account
) -> None:
    workspace.write(number("kroq"), number("kpwr", "deletion_protection = false"))
    workspace.apply()
    state = workspace.folder / "terraform.tfstate"
    digits = workspace.state()["invoca_promo_number.kroq"]["id"]

    shown = workspace.folder / "state.json"
    shown.write_text(workspace.run("show", "-json").output, encoding="utf-8")
    simulator.change_number(digits, description="by hand")
    for file in (state, shown):
        code, told = invoca(simulator, "drift", "--state", str(file), "--format", "json")
        [finding] = json.loads(told)["findings"]
        assert (code, finding["name"], finding["promo_number"]) == (2, "kroq", digits)
        assert finding["remedy"] == (
            "To undo it, run `terraform apply`; to keep it, write it into the configuration"
        )
    code, told = invoca(simulator, "numbers", "--state", str(state), "--format", "csv")
    assert digits in told
    assert "acme/spring-radio" in told
    assert "2 promo numbers" in invoca(simulator, "doctor", "--state", str(state))[1]

    workspace.write(number("kroq"), number("kiis"))
    workspace.succeeds("plan", "-out=made")
    plan = Path(workspace.folder / "plan.json")
    plan.write_text(workspace.run("show", "-json", "made").output, encoding="utf-8")
    code, told = invoca(simulator, "plan", "--terraform", str(plan), "--format", "json")
    steps = {step["name"]: step["kind"] for step in json.loads(told)["steps"]}
    assert (code, steps) == (2, {"kiis": "buy", "kroq": "change", "kpwr": "release"})
    assert "'by hand' → 'kroq drive time'" in invoca(simulator, "plan", "--terraform", str(plan))[1]


def test_what_is_to_be_done_about_a_terraform_state_is_said_in_its_words(
    workspace: Workspace, simulator: Account, tmp_path: Path
) -> None:
    workspace.write(number("kroq"), number("kpwr"))
    workspace.apply()
    state = str(workspace.folder / "terraform.tfstate")
    held = workspace.state()
    simulator.change_number(held["invoca_promo_number.kroq"]["id"], description="by hand")
    simulator.release_number(held["invoca_promo_number.kpwr"]["id"])
    told = invoca(simulator, "drift", "--state", state, "--format", "json")[1]
    remedies = {one["name"]: one["remedy"] for one in json.loads(told)["findings"]}
    assert remedies["kpwr"].endswith("`terraform apply` buys another number in its place")
    assert remedies["kroq"].startswith("To undo it, run `terraform apply`; ")

    file = tmp_path / "spring-radio.yaml"
    file.write_text(
        "advertiser_id: acme\ncampaign_id: spring-radio\n"
        'numbers: {kroq: {description: KROQ, media_type: "Offline: Radio"}}\n',
        encoding="utf-8",
    )
    recover = ["recover", "--state", state, "--file", str(file)]
    refused = CliRunner().invoke(app, recover, env=simulator.environment())
    assert "it is a Terraform state" in str(refused.exception)
    assert "Leave --file out: `invoca recover --state" in str(refused.exception)
    (workspace.folder / "empty.tfstate").write_text(
        '{"version": 4, "lineage": "a", "serial": 1, "resources": []}', encoding="utf-8"
    )
    told = invoca(simulator, "doctor", "--state", str(workspace.folder / "empty.tfstate"))[1]
    assert "`terraform apply` deploys what is declared" in told


def test_a_live_campaign_is_exported_as_a_configuration_that_imports_it(
    workspace: Workspace, simulator: Account
) -> None:
    simulator.add_custom_fields("station", "a b")
    odd = 'says "${hello}" %{ if } \\ and Größe'
    simulator.put_number(
        "acme", "spring-radio", description=odd, custom_data={"station": "KROQ", "a b": "${x}"}
    )
    simulator.put_number("acme", "spring-radio", description="94.7 FM", id_from_network="fm")
    for twin in ("KROQ", "KPWR"):
        simulator.put_number("acme", "spring-radio", description=twin, id_from_network="desk")
    file = workspace.folder / "numbers.tf"
    arguments = ("--advertiser", "acme", "--campaign", "spring-radio", "-o", str(file))
    code, told = invoca(simulator, "export", "--terraform", *arguments)
    assert code == 0, told
    workspace.write("")
    assert "4 to import, 0 to add, 0 to change, 0 to destroy" in workspace.plan()
    workspace.apply()
    assert workspace.has_no_changes()
    assert simulator.writes() == []
    described = {one["description"] for one in workspace.state().values()}
    assert described == {odd, "94.7 FM", "KROQ", "KPWR"}


def test_so_is_one_whose_ids_and_texts_hold_what_hcl_would_misread(
    workspace: Workspace, simulator: Account
) -> None:
    """`%` and `/` of an id within the id of an import, a key that is a word of the language, and
    control characters for which it has no escape."""
    campaign = "spring/50%2Foff"
    simulator.add_campaign("acme", campaign)
    simulator.add_custom_fields("for", "null")
    texts = {"for": "form\ffeed", "null": "\b\x1b\x85$${x}"}
    simulator.put_number("acme", campaign, description="%%{ if }\r\n", custom_data=texts)
    file = workspace.folder / "numbers.tf"
    arguments = ("--advertiser", "acme", "--campaign", campaign, "-o", str(file))
    code, told = invoca(simulator, "export", "--terraform", *arguments)
    assert code == 0, told
    workspace.write("")
    assert "1 to import, 0 to add, 0 to change, 0 to destroy" in workspace.plan()


def test_a_number_that_a_forced_replacement_keeps_is_reviewed_as_kept(
    workspace: Workspace, simulator: Account, tmp_path: Path
) -> None:
    """Under which of its keys' ids it lives is not in the plan."""
    workspace.write(number(key="old"))
    workspace.apply()
    one = number(more='former_keys = ["old"]')
    workspace.write(one)
    workspace.apply()
    for written, kind in ((one, "keep"), (one.replace("spring-radio", "direct-mail"), "move")):
        workspace.write(written)
        workspace.succeeds("plan", "-out=made", "-replace=invoca_promo_number.kroq")
        plan = tmp_path / "plan.json"
        plan.write_text(workspace.succeeds("show", "-json", "made"), "utf-8")
        _, told = invoca(simulator, "plan", "--terraform", str(plan), "--format", "json")
        [step] = json.loads(told)["steps"]
        assert (step["kind"], step["is_destructive"]) == (kind, False)
    workspace.apply("made")
    assert simulator.ledger("released") == []
    assert len(simulator.ledger("bought")) == 1


def test_recover_says_what_a_terraform_state_and_the_account_disagree_about(
    workspace: Workspace, simulator: Account
) -> None:
    workspace.write(number("kroq"), number("kpwr"), number("kiis"))
    workspace.apply()
    state = str(workspace.folder / "terraform.tfstate")
    code, told = invoca(simulator, "recover", "--state", state)
    assert (code, "State and live account agree: 3 numbers: 3 agrees" in told) == (0, True), told

    digits = {name: one["id"] for name, one in workspace.state().items()}
    simulator.release_number(digits["invoca_promo_number.kroq"])
    simulator.move_number(digits["invoca_promo_number.kpwr"], "acme", "direct-mail")
    for file in (state, "-"):
        stdin = Path(state).read_text("utf-8")
        result = CliRunner().invoke(
            app,
            ["recover", "--state", file],
            input=stdin,
            env={**simulator.environment(), "COLUMNS": "200"},
        )
        assert result.exit_code == 2, result.output
        assert "1 gone, 1 moved, 1 agrees" in result.output
        assert "# kroq" in result.output
        [header] = [line for line in result.output.splitlines() if "in state" in line]
        assert "declared" not in header
        assert result.output.rstrip().endswith("terraform plan")
        assert "pulumi" not in result.output.lower()
