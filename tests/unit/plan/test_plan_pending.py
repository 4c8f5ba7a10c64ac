"""A purchase that the state holds as pending: a plan says that it is settled, and whether that may
buy a number."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pulumi_stack.kinds import NATIVE
from pulumi_stack.names import to_wire
from tests.unit.plan.previews import (
    DIGITS,
    STACK,
    Desk,
    error,
    new,
    pending,
    refreshed,
    step,
    urn,
)

FREE = {"protect": False}
SETTLED = "2026-11-27T15:28:25Z"


def said(desk: Desk) -> Desk:
    """Somebody looked, and nothing was bought."""
    file = desk.folder / "stacks" / f"Pulumi.{STACK}.yaml"
    file.write_text(f'config: {{invoca:settledBefore: "{SETTLED}"}}\n', "utf-8")
    return desk


def told(desk: Desk, op: str, before: dict[str, Any], after: dict[str, Any] | None) -> Any:
    return desk.plan(step("refresh", before, before), step(op, before, after))


@pytest.mark.parametrize("op", ["update", "replace"])
def test_while_nobody_knows_it_buys_nothing_and_says_what_to_type(desk: Desk, op: str) -> None:
    ended = told(desk, op, pending("kroq", **FREE), new("kroq", protect=False))
    found = ended.only()
    assert (ended.code, found["kind"], found["promo_number"]) == (2, "settle", "")
    assert (found["buys"], found["is_refused"], ended.json["totals"]["buys"]) == (False, True, 0)
    assert f"invoca:settledBefore {SETTLED} --stack {STACK}`, and it is bought" in found["means"]


@pytest.mark.parametrize("op", ["update", "replace"])
def test_once_somebody_said_that_nothing_was_bought_it_counts_as_a_purchase(
    desk: Desk, op: str
) -> None:
    ended = told(said(desk), op, pending("kroq", **FREE), new("kroq", protect=False))
    assert (ended.only()["kind"], ended.only()["buys"]) == ("settle", True)
    assert ended.json["totals"]["buys"] == 1
    assert ended.json["totals"]["bought_in"] == {"toll-free": 1}
    text = desk.run("--preview", "preview.json").stdout
    assert "Buys 1 number (1 only where Invoca shows none): 1 toll-free" in text


def test_where_the_settings_make_no_account_it_may_buy(desk: Desk) -> None:
    desk.environment["INVOCA_NETWORK_ID"] = None
    assert told(desk, "update", pending("kroq"), new("kroq")).json["totals"]["buys"] == 1


@pytest.mark.parametrize("campaign", [STACK, "direct-mail"])
def test_one_that_shows_meanwhile_is_taken_over(desk: Desk, campaign: str) -> None:
    digits = desk.account.put_number("acme", campaign, id_from_network="kroq-0123456789ab")
    after = new("kroq", id_from_network="kroq-0123456789ab")
    for place in (desk, said(desk)):
        ended = told(place, "update", pending("kroq"), after)
        assert (ended.kinds, ended.only()["promo_number"]) == ([("adopt", "kroq")], digits)
        assert (ended.json["totals"]["buys"], ended.only()["is_refused"]) == (0, False)


def test_the_number_that_somebody_names_is_taken_over(desk: Desk) -> None:
    digits = desk.account.put_number("acme", STACK)
    assert told(desk, "update", pending("kroq"), new("kroq", adopt=digits)).kinds == [
        ("adopt", "kroq")
    ]


@pytest.mark.parametrize("is_said", [False, True])
def test_an_entry_that_is_gone_releases_no_number_of_its_own(desk: Desk, is_said: bool) -> None:
    place = said(desk) if is_said else desk
    ended = told(place, "delete", pending("kroq", **FREE), None)
    found = ended.only()
    assert (found["kind"], found["promo_number"], found["buys"]) == ("settle", "", False)
    assert (found["is_destructive"], found["is_refused"]) == (False, not is_said)
    assert ended.json["totals"]["releases"] == 0
    assert "released for good" in found["means"]
    assert ("the state lets go of it" if is_said else "say so with") in found["means"]


def test_what_was_sent_under_a_declared_id_is_named_and_not_released(desk: Desk) -> None:
    before = pending("kroq", **FREE)
    del before["outputs"]["id_is_generated"]
    assert "is named, and stays live" in told(desk, "delete", before, None).only()["means"]


def test_one_that_the_engine_forgets_is_not_settled(desk: Desk) -> None:
    found = told(desk, "delete", pending("kroq", retainOnDelete=True, **FREE), None).only()
    assert found["kind"] == "forget"
    assert "The stack forgets that a purchase was sent at 2026-11-27T15:28:25Z" in found["means"]


def test_one_that_an_interrupted_replacement_left_is_settled(desk: Desk) -> None:
    left = pending("kroq", delete=True)
    ended = desk.plan(*refreshed("kroq"), step("refresh", left, left))
    assert (ended.kinds, ended.only()["promo_number"]) == ([("settle", "kroq")], "")


def test_a_number_that_was_pending_once_is_known_by_its_digits(desk: Desk) -> None:
    """An engine keeps the id that the resource began with."""
    before = pending("kroq", **FREE)
    before["outputs"] |= {"promo_number": DIGITS["kroq"]}
    del before["outputs"]["pending_since"]
    ended = told(desk, "delete", before, None)
    assert (ended.kinds, ended.only()["promo_number"]) == ([("release", "kroq")], DIGITS["kroq"])


def of_plugin(resource: dict[str, Any]) -> dict[str, Any]:
    bags = {bag: to_wire(resource[bag]) for bag in ("inputs", "outputs") if bag in resource}
    return {**resource, **bags, "type": NATIVE}


def test_a_number_of_the_plugin_is_settled_too(desk: Desk) -> None:
    ended = told(desk, "update", of_plugin(pending("kroq")), of_plugin(new("kroq")))
    assert ended.kinds == [("settle", "kroq")]


def terraform(desk: Desk, *, settled_before: Any = None, is_gone: bool = False) -> dict[str, Any]:
    """The one step of a plan that goes on with a purchase, which Terraform taints; or of one whose
    entry is gone."""
    values = {
        "key": "kroq",
        "advertiser_id": "acme",
        "campaign_id": STACK,
        "description": "KROQ drive time",
        "media_type": "Offline: Radio",
        "id_from_network": "kroq-0123456789ab",
        "deletion_protection": False,
    }
    before = {**values, "promo_number": None, "bought_at": "2026-11-27T15:28:24Z"}
    change: dict[str, Any] = {"actions": ["delete", "create"], "before": before, "after": values}
    if is_gone:
        change = {"actions": ["delete"], "before": before, "after": None}
    resource = {
        "address": "invoca_promo_number.kroq",
        "mode": "managed",
        "type": "invoca_promo_number",
        "change": change,
    }
    said = {} if settled_before is None else {"settled_before": settled_before}
    provider = {"full_name": "registry.terraform.io/invoca/invoca", "expressions": said}
    document = {
        "planned_values": {},
        "resource_changes": [resource],
        "configuration": {"provider_config": {"invoca": provider}},
    }
    (desk.folder / "plan.json").write_text(json.dumps(document), "utf-8")
    return desk.run("--terraform", "plan.json", "--format", "json").only()


@pytest.mark.parametrize(
    ("settled_before", "buys"),
    [
        (None, False),
        ({"constant_value": SETTLED}, True),
        ({"constant_value": "2026-11-27T15:28:00Z"}, False),
        ({"references": ["var.settled"]}, True),
    ],
)
def test_a_plan_of_terraform_settles_it_too(desk: Desk, settled_before: Any, buys: bool) -> None:
    found = terraform(desk, settled_before=settled_before)
    assert (found["kind"], found["promo_number"], found["buys"]) == ("settle", "", buys)
    assert "`terraform apply` looks" in found["means"]


def test_an_entry_that_is_gone_from_a_configuration_releases_what_shows(desk: Desk) -> None:
    found = terraform(desk, is_gone=True)
    assert (found["kind"], found["is_destructive"]) == ("settle", False)
    assert "what was bought is released for good as soon as it shows" in found["means"]


def test_one_that_is_protected_says_how_to_consent(desk: Desk) -> None:
    before = pending("kroq")
    said = f'Preview failed: resource "{urn("kroq")}" cannot be deleted\nbecause it is protected.'
    ended = desk.plan(
        step("refresh", before, before),
        step("delete", before),
        diagnostics=[error(said, "kroq")],
    )
    [text] = ended.errors
    assert "would let go of kroq (its purchase is pending), which is protected" in text


def test_a_new_name_that_nobody_told_is_a_purchase_beside_it_and_is_noted(desk: Desk) -> None:
    before = pending("kroq", **FREE)
    ended = desk.plan(
        step("refresh", before, before),
        step("delete", before),
        step("create", None, new("kroq-fm", description="Kroq")),
    )
    assert ended.kinds == [("buy", "kroq-fm"), ("settle", "kroq")]
    [note] = ended.json["notes"]
    assert "kroq-fm looks like kroq (its purchase is pending) under a new name" in note


def test_a_renamed_one_is_told_without_digits(desk: Desk) -> None:
    desk.declare(
        f"advertiser_id: acme\ncampaign_id: {STACK}\n"
        'numbers: {k: {was: kroq, description: Kroq, media_type: "Offline: Radio"}}\n'
    )
    before = pending("kroq")
    ended = desk.plan(step("refresh", before, before), step("update", before, new("k")))
    assert "renamed, and keeps its phone number: kroq → k" in ended.json["notes"]
