"""A purchase that the state holds as pending, and a number that Invoca does not show yet: neither
is a number that somebody released."""

from __future__ import annotations

import base64
import json
import time
from typing import Any

import pytest

from invoca.promo_number.record import as_time
from pulumi_stack.kinds import NATIVE
from pulumi_stack.names import to_wire
from tests.unit.drift.workplace import RADIO, SENT_AT, STACK, Workplace, pending, resource

STATE = ("--state", f"states/{STACK}.json")


def unseen(work: Workplace, digits: str, seconds_ago: float) -> dict[str, Any]:
    """A number that was bought then, and that Invoca had not shown by the end of that run."""
    found = resource(STACK, work.entries()["kroq"], digits)
    found["outputs"] |= {"bought_at": as_time(time.time() - seconds_ago), "unseen": True}
    return found


@pytest.fixture
def kroq(work: Workplace) -> dict[str, Any]:
    """The other number is bought."""
    digits = work.deploy(RADIO)
    work.account.release_number(digits["kroq"])
    return pending(work.entries()["kroq"])


def save(work: Workplace, *resources: dict[str, Any]) -> None:
    rest = [one for one in work.resources() if not one["urn"].endswith("::kroq")]
    work.save([*resources, *rest])


def test_a_pending_purchase_is_told_as_one_with_the_word_that_settles_it(
    work: Workplace, kroq: dict[str, Any]
) -> None:
    save(work, kroq)
    ended = work.drift(*STATE)
    finding = ended.only()
    assert (ended.code, finding["kind"], finding["promo_number"]) == (2, "pending", "")
    assert (finding["file"], finding["line"]) == (f"stacks/{STACK}.yaml", 5)
    assert "nobody knows whether it was carried out" in finding["remedy"]
    said = "`pulumi config set invoca:settledBefore 2026-11-27T15:28:25Z --stack spring-radio`"
    assert said in finding["remedy"]


def test_once_somebody_said_that_it_was_not_carried_out_a_purchase_is_told(
    work: Workplace, kroq: dict[str, Any]
) -> None:
    save(work, kroq)
    settings = work.folder / "stacks" / f"Pulumi.{STACK}.yaml"
    settings.write_text('config: {invoca:settledBefore: "2026-11-27T15:28:25Z"}\n', "utf-8")
    told = work.drift(*STATE).only()
    assert "looks once more, and buys the number where Invoca shows none" in told["remedy"]


def test_what_a_pending_purchase_bought_is_named_and_no_stranger(
    work: Workplace, kroq: dict[str, Any]
) -> None:
    save(work, kroq)
    digits = work.account.put_number(
        "acme", STACK, id_from_network=kroq["inputs"]["id_from_network"], description="KROQ"
    )
    ended = work.drift(*STATE)
    finding = ended.only()
    assert (finding["kind"], finding["promo_number"]) == ("pending", digits)
    assert "`pulumi up --stack spring-radio` takes it over; it buys nothing" in finding["remedy"]
    assert ended.json["totals"]["managed"] == 2


def test_one_under_an_id_of_before_or_stored_in_another_way_is_found(
    work: Workplace, kroq: dict[str, Any]
) -> None:
    kroq["outputs"]["former_ids"] = ["kroq-0123456789ab"]
    save(work, kroq)
    digits = work.account.put_number("acme", STACK, id_from_network="a-kroq-0123456789AB")
    assert work.drift(*STATE).only()["promo_number"] == digits


def test_one_under_a_declared_id_with_something_before_it_is_found_where_it_is_as_declared(
    work: Workplace, kroq: dict[str, Any]
) -> None:
    declared = kroq["inputs"]
    for bag in ("inputs", "outputs"):
        del kroq[bag]["id_is_generated"]
        kroq[bag] |= {"id_from_network": "own-1"}
    kroq["outputs"]["declared_id"] = "own-1"
    save(work, kroq)
    shown = ("description", "media_type", "custom_data")
    live = {name: declared[name] for name in shown if name in declared}
    digits = work.account.put_number("acme", STACK, id_from_network="net-own-1", **live)
    finding = work.drift(*STATE).only()
    assert (finding["kind"], finding["promo_number"]) == ("pending", digits)


def test_what_another_stack_holds_by_now_is_not_taken_over(
    work: Workplace, kroq: dict[str, Any]
) -> None:
    save(work, kroq)
    winter = work.deploy(stack="winter-radio")
    entry = work.entries("winter-radio")["kroq"]
    taken = resource("winter-radio", entry, winter["kroq"])
    for bag in (taken["outputs"], kroq["inputs"], kroq["outputs"]):
        bag["id_from_network"] = taken["inputs"]["id_from_network"]
    save(work, kroq)
    ended = work.drift("--state", "states/winter-radio.json", *STATE)
    kinds = [kind for kind, name, _ in ended.kinds if name == "kroq"]
    assert kinds == ["duplicate"]


def test_where_invoca_picks_the_id_it_is_pending_all_the_same(
    work: Workplace, kroq: dict[str, Any]
) -> None:
    for bag in ("inputs", "outputs"):
        kroq[bag]["id_assigned_by"] = "invoca"
        for name in ("id_from_network", "id_is_generated", "declared_id"):
            kroq[bag].pop(name, None)
    save(work, kroq)
    assert "looks for it again" in work.drift(*STATE).only()["remedy"]


def test_one_that_an_interrupted_replacement_left_is_nothing_that_is_gone(
    work: Workplace, kroq: dict[str, Any]
) -> None:
    left = {**kroq, "delete": True}
    for bag in ("inputs", "outputs"):
        left[bag] = {name: one for name, one in left[bag].items() if name != "id_from_network"}
    save(work, kroq, left)
    assert work.drift(*STATE).kinds == [("pending", "kroq", "")]


def test_a_number_that_was_bought_minutes_ago_is_not_missing(work: Workplace) -> None:
    digits = work.deploy(RADIO)["kroq"]
    work.account.release_number(digits)
    save(work, unseen(work, digits, seconds_ago=60))
    ended = work.drift(*STATE)
    assert (ended.code, ended.only()["kind"]) == (0, "not_shown")
    assert "look again in five minutes" in ended.only()["remedy"]
    assert work.drift(*STATE, "--fail-on", "not_shown").code == 2


def test_a_number_that_never_showed_for_an_hour_is_missing(work: Workplace) -> None:
    digits = work.deploy(RADIO)["kroq"]
    work.account.release_number(digits)
    save(work, unseen(work, digits, seconds_ago=3600))
    assert work.drift(*STATE).only()["kind"] == "missing"


def test_a_state_of_the_plugin_says_it_in_its_own_names(
    work: Workplace, kroq: dict[str, Any]
) -> None:
    bags = {bag: to_wire(kroq[bag]) for bag in ("inputs", "outputs")}
    for bag in bags.values():
        bag.pop("Provider", None)
    assert "pendingSince" in bags["outputs"]
    save(work, {**kroq, **bags, "type": NATIVE})
    assert work.drift(*STATE).kinds == [("pending", "kroq", "")]


@pytest.mark.parametrize("has_private", [True, False], ids=["a state file", "shown as JSON"])
def test_a_state_of_terraform_says_it_in_its_own_words(work: Workplace, has_private: bool) -> None:
    work.account.add_campaign("acme", STACK)
    values = {
        "key": "kroq",
        "advertiser_id": "acme",
        "campaign_id": STACK,
        "description": "KROQ drive time",
        "media_type": "Offline: Radio",
        "id_from_network": "kroq-0123456789ab",
        "promo_number": None,
        "bought_at": SENT_AT,
        "deletion_protection": True,
    }
    kept = json.dumps({"pending_since": SENT_AT, "id_is_generated": True}).encode()
    one = {"mode": "managed", "type": "invoca_promo_number", "name": "kroq"}
    instance = {"attributes": values, "private": base64.b64encode(kept).decode()}
    stored = {"version": 4, "lineage": "x", "resources": [{**one, "instances": [instance]}]}
    shown = {
        "format_version": "1.0",
        "terraform_version": "1.11.0",
        "values": {"root_module": {"resources": [{**one, "address": "a.kroq", "values": values}]}},
    }
    file = work.folder / "terraform.tfstate"
    file.write_text(json.dumps(stored if has_private else shown), "utf-8")
    ended = work.drift("--state", str(file))
    assert (ended.code, ended.kinds) == (2, [("pending", "kroq", "")])
    assert 'settled_before = "2026-11-27T15:28:25Z"` in the provider' in ended.only()["remedy"]
    assert "`terraform apply` looks for id 'kroq-0123456789ab' again" in ended.only()["remedy"]
