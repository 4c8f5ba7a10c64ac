"""Plans of Terraform as JSON: what is read of each number."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from invoca.errors import LookAtAccount
from invoca.plan.planned import UNKNOWN
from invoca.promo_number.identity import Declarer, identities
from invoca_cli.workspace.terraform_plan import read_plan
from tests.unit.plan.previews import Desk

NAMESPACE = "acme/spring-radio"
OLD_ID = identities(Declarer("acme", "spring-radio", "old"), {}).id
NEW_ID = identities(Declarer("acme", "spring-radio", "kroq"), {}).id
VALUES = {
    "key": "kroq",
    "former_keys": ["old"],
    "advertiser_id": "acme",
    "campaign_id": "spring-radio",
    "description": "KROQ",
    "media_type": "Offline: Radio",
    "deletion_protection": True,
    "generation": None,
}


@pytest.mark.parametrize(
    ("id_", "is_generated"),
    [
        ("kroq-0123456789ab", True),
        ("kroq-0123456789ab-2", True),
        ("KROQ-0123456789AB", True),
        ("radio-1", None),
    ],
    ids=["as made", "its successor", "stored in capitals", "declared"],
)
def test_an_id_that_was_generated_is_recognised(
    tmp_path: Path, id_: str, is_generated: bool | None
) -> None:
    values = {"key": "kroq", "id_from_network": id_, "description": "KROQ"}
    change = {"actions": ["create"], "before": None, "after": values}
    address = "invoca_promo_number.kroq"
    number = {"address": address, "mode": "managed", "type": "invoca_promo_number"}
    plan = {"planned_values": {}, "resource_changes": [{**number, "change": change}]}
    file = tmp_path / "plan.json"
    file.write_text(json.dumps(plan), "utf-8")
    [step] = read_plan(str(file)).steps
    assert step.new is not None
    assert step.new.inputs.get("id_is_generated") is is_generated


def saved_plan(folder: Path, *actions: str) -> str:
    values = {**VALUES, "promo_number": "8005550100", "id_from_network": "radio-1"}
    change = {
        "actions": actions,
        "before": values,
        "after": {**values, "generation": 2},
        "replace_paths": [["generation"]],
    }
    number = {"address": "invoca_promo_number.kroq", "mode": "managed", "type": NUMBER["type"]}
    file = folder / "plan.json"
    plan = {"planned_values": {}, "resource_changes": [{**number, "change": change}]}
    file.write_text(json.dumps(plan), "utf-8")
    return str(file)


@pytest.mark.parametrize("actions", [("forget", "create"), ("create", "forget")])
def test_a_number_that_is_forgotten_for_another_one_is_a_purchase(
    tmp_path: Path, actions: tuple[str, ...]
) -> None:
    """OpenTofu's `lifecycle { destroy = false }`."""
    *_, step = read_plan(saved_plan(tmp_path, *actions)).steps
    assert step.op == "replace"
    assert step.old is not None
    assert step.old.retain


def test_an_action_that_is_not_known_is_an_error_and_not_left_out(tmp_path: Path) -> None:
    with pytest.raises(LookAtAccount, match=r'does not know the actions \["hand on"\]'):
        read_plan(saved_plan(tmp_path, "hand on"))


# -- numbers with former keys, of which a plan shows no id -----------------------------------------


NUMBER = {
    "address": 'module.radio["a.b"].invoca_promo_number.kroq[0]',
    "mode": "managed",
    "type": "invoca_promo_number",
    "name": "kroq",
}


def save(
    desk: Desk,
    before: dict[str, Any] | None,
    *,
    namespaces: tuple[str, ...] = (NAMESPACE,),
    expressions: dict[str, Any] | None = None,
    unknown: dict[str, Any] | None = None,
    **values: Any,
) -> str:
    """A plan that makes a number, in place of `before` where -replace asked for that."""
    change = {
        "actions": ["delete", "create"] if before else ["create"],
        "before": before,
        "after": {**VALUES, **values},
        "after_unknown": {"id_from_network": True, "promo_number": True, **(unknown or {})},
    }
    block = {"type": NUMBER["type"], "name": "kroq", "expressions": expressions or {}}
    providers = {
        str(index): {
            "full_name": "registry.terraform.io/invoca/invoca",
            "expressions": {"namespace": {"constant_value": namespace}},
        }
        for index, namespace in enumerate(namespaces)
    }
    document = {
        "format_version": "1.2",
        "terraform_version": "1.11.4",
        "planned_values": {},
        "resource_changes": [{**NUMBER, "change": change}],
        "configuration": {
            "provider_config": providers,
            "root_module": {"module_calls": {"radio": {"module": {"resources": [block]}}}},
        },
    }
    (desk.folder / "plan.json").write_text(json.dumps(document), "utf-8")
    return "plan.json"


def test_ids_that_are_made_of_former_keys_are_told(desk: Desk) -> None:
    [step] = read_plan(save(desk, None)).steps
    assert step.new is not None
    assert step.new.inputs["id_from_network"] == NEW_ID
    assert OLD_ID in step.new.inputs["former_ids"]


@pytest.mark.parametrize("campaign", ["spring-radio", "direct-mail"])
def test_a_forced_replacement_of_a_number_with_a_former_key_keeps_it(
    desk: Desk, campaign: str
) -> None:
    digits = desk.account.put_number(
        "acme", "spring-radio", id_from_network=OLD_ID, description="KROQ"
    )
    before = {**VALUES, "id_from_network": OLD_ID, "promo_number": digits, "id": digits}
    save(desk, before, campaign_id=campaign)
    ended = desk.run("--terraform", "plan.json", "--format", "json")
    told = ended.only()
    assert told["kind"] == ("keep" if campaign == "spring-radio" else "move")
    assert (told["is_destructive"], told["buys"], told["takes_over"]) == (False, False, "")
    assert (ended.json["totals"]["buys"], ended.json["totals"]["releases"]) == (0, 0)


def test_a_number_of_a_lost_state_is_found_under_its_former_key(desk: Desk) -> None:
    desk.account.put_number("acme", "spring-radio", id_from_network=OLD_ID, description="KROQ")
    save(desk, None)
    assert desk.run("--terraform", "plan.json", "--format", "json").kinds == [("adopt", "kroq")]


@pytest.mark.parametrize(
    "what",
    [
        {"namespaces": ()},
        {"namespaces": (NAMESPACE, "acme/other")},
        {"expressions": {"id_from_network": {"references": ["random_id.radio.hex"]}}},
        {"unknown": {"former_keys": [True]}},
        {"unknown": {"local_center": {"tn_prefix": True}}},
        {"id_assigned_by": "invoca"},
        {"former_keys": None},
    ],
    ids=str,
)
def test_an_id_that_nobody_can_tell_before_is_not_known(desk: Desk, what: dict[str, Any]) -> None:
    """The namespace, what the id is made of, or whether one is declared, is not known."""
    desk.account.put_number("acme", "spring-radio", id_from_network=OLD_ID)
    save(desk, None, **what)
    told = desk.run("--terraform", "plan.json", "--format", "json").only()
    assert (told["kind"], told["id"]) == ("buy", UNKNOWN)


def test_an_id_that_may_be_declared_and_is_not_is_made(desk: Desk) -> None:
    written = {"id_from_network": {"references": ["each.value.id_from_network", "each.value"]}}
    [step] = read_plan(save(desk, None, expressions=written)).steps
    assert step.new is not None
    assert step.new.inputs["id_from_network"] == NEW_ID


@pytest.mark.parametrize("mark", [{"custom_data": {"pin": True}}, {"custom_data": True}], ids=str)
@pytest.mark.parametrize("format_", ["text", "markdown", "json", "junit", "sarif", "html"])
def test_what_the_configuration_marks_as_sensitive_is_in_no_review(
    desk: Desk, format_: str, mark: dict[str, Any]
) -> None:
    digits = desk.account.put_number(
        "acme", "spring-radio", id_from_network=NEW_ID, description="KROQ"
    )
    held = {**VALUES, "id_from_network": NEW_ID, "promo_number": digits, "id": digits}
    change = {
        "actions": ["update"],
        "before": {**held, "custom_data": {"pin": "s3cret-old"}},
        "after": {**held, "description": "KIIS", "custom_data": {"pin": "s3cret-new"}},
        "before_sensitive": mark,
        "after_sensitive": mark,
    }
    drift = {**change, "before": {**held, "custom_data": {"pin": "s3cret-drift"}}}
    document = {
        "planned_values": {},
        "resource_changes": [{**NUMBER, "change": change}],
        "resource_drift": [{**NUMBER, "change": drift}],
    }
    (desk.folder / "plan.json").write_text(json.dumps(document), "utf-8")
    ended = desk.run("--terraform", "plan.json", "--format", format_)
    assert "another secret" in ended.stdout
    assert "s3cret" not in ended.stdout


def test_a_plan_that_changes_no_resource_is_reviewed(desk: Desk) -> None:
    """`terraform show -json` leaves `resource_changes` out then, as it does with -refresh-only."""
    number = {**VALUES, "id_from_network": NEW_ID, "promo_number": "8005550100"}
    drift = {"actions": ["delete"], "before": number, "after": None}
    document = {
        "planned_values": {"outputs": {"x": {"value": 1}}},
        "resource_drift": [{**NUMBER, "change": drift}],
        "output_changes": {"x": {"actions": ["create"], "before": None, "after": 1}},
    }
    (desk.folder / "plan.json").write_text(json.dumps(document), "utf-8")
    ended = desk.run("--terraform", "plan.json", "--format", "json")
    assert (ended.code, ended.kinds) == (0, [])


def test_a_purchase_in_place_of_a_number_that_is_gone_says_so(desk: Desk) -> None:
    known = {"id_from_network": False}
    file = desk.folder / save(desk, None, unknown=known, id_from_network=NEW_ID)
    document = json.loads(file.read_text("utf-8"))
    held = {**VALUES, "id_from_network": NEW_ID, "promo_number": "8005550100", "id": "8005550100"}
    drift = {"actions": ["delete"], "before": held, "after": None}
    document["resource_drift"] = [{**NUMBER, "change": drift}]
    file.write_text(json.dumps(document), "utf-8")
    told = desk.run("--terraform", file.name, "--format", "json").only()
    assert told["kind"] == "buy"
    assert "Invoca no longer has 8005550100" in told["means"]
    assert "buys another number in its place" in told["means"]


def test_a_change_that_may_turn_out_to_be_a_replacement_promises_nothing(desk: Desk) -> None:
    digits = desk.account.put_number(
        "acme", "spring-radio", id_from_network=NEW_ID, description="KROQ"
    )
    held = {**VALUES, "id_from_network": NEW_ID, "promo_number": digits, "id": digits}
    for unknown in ("generation", "description"):
        change = {
            "actions": ["update"],
            "before": held,
            "after": {name: value for name, value in held.items() if name != unknown},
            "after_unknown": {unknown: True},
        }
        document = {"planned_values": {}, "resource_changes": [{**NUMBER, "change": change}]}
        (desk.folder / "plan.json").write_text(json.dumps(document), "utf-8")
        said = desk.run("--terraform", "plan.json").stdout
        promise = "buys nothing, releases nothing"
        assert promise in said.lower()
        doubt = "unless what is known after deploy asks for another number"
        assert (doubt in " ".join(said.split())) is (unknown == "generation")
