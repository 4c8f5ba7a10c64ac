"""What a state says of another network's numbers is not looked for in this one."""

from __future__ import annotations

import base64
import json

import pytest

from tests.unit.drift.workplace import RADIO, STACK, Workplace

BOTH = "to network 2, and this run works with network 1"
SETTING = "invoca:networkId, or INVOCA_NETWORK_ID in the environment"


def mark(work: Workplace, network: object, *names: str, stack: str = STACK) -> None:
    """Writes into the state that these numbers, or all, are of a network."""
    resources = work.resources(stack)
    for one in resources:
        if not names or one["urn"].rsplit("::", 1)[1] in names:
            one["outputs"]["network_id"] = network
    work.save(resources, stack)


def test_a_stack_of_another_network_is_not_compared_and_nothing_of_it_is_missing(
    work: Workplace,
) -> None:
    work.deploy()
    work.declare(RADIO + "  evening: {description: Evening}\n")
    mark(work, "2")
    ended = work.drift("--stack", STACK)
    assert (ended.code, ended.kinds, work.account.calls()) == (1, [], [])
    [failure] = ended.json["errors"]
    assert failure["text"].startswith(
        f"comparing kroq, power106 of stack {STACK}: they belong {BOTH}. Nothing was read or sent"
    )
    assert SETTING in failure["text"]
    assert f"`pulumi state delete --force URN --stack {STACK}`" in failure["text"]


def test_of_a_stack_of_two_networks_the_numbers_of_this_one_are_compared(work: Workplace) -> None:
    digits = work.deploy()
    mark(work, "2", "kroq")
    mark(work, 1, "power106")
    for number in digits.values():
        work.account.release_number(number)
    ended = work.drift("--stack", STACK)
    assert (ended.code, ended.kinds) == (1, [("missing", "power106", "")])
    [failure] = ended.json["errors"]
    assert failure["text"].startswith(f"comparing kroq of stack {STACK}: it belongs {BOTH}")


def test_a_state_that_says_this_network_or_none_is_compared(work: Workplace) -> None:
    work.deploy()
    mark(work, "1", "kroq")
    assert work.drift("--stack", STACK).code == 0


@pytest.mark.parametrize(("network", "is_managed"), [("1", True), ("2", False)])
def test_a_stack_of_another_network_holds_no_number_of_this_one(
    work: Workplace, network: str, is_managed: bool
) -> None:
    work.deploy(RADIO, "evenings")
    mark(work, network, stack="evenings")
    (work.folder / "stacks" / "evenings.yaml").unlink()
    work.deploy(RADIO.replace("kroq:", "kfi:").replace("power106:", "kiis:"))
    ended = work.drift("--stack", STACK)
    assert len(ended.kinds) == (0 if is_managed else 2)


@pytest.mark.parametrize("network", ["1", "2"])
def test_a_terraform_state_of_another_network_is_not_compared(
    work: Workplace, network: str
) -> None:
    work.account.add_campaign("acme", STACK)
    values = {
        "key": "kroq",
        "advertiser_id": "acme",
        "campaign_id": STACK,
        "description": "KROQ drive time",
        "media_type": "Offline: Radio",
        "promo_number": "8005550100",
        "deletion_protection": True,
    }
    kept = base64.b64encode(json.dumps({"network_id": network}).encode()).decode()
    instances = [{"attributes": values, "private": kept}]
    one = {"mode": "managed", "type": "invoca_promo_number", "name": "kroq", "instances": instances}
    file = work.folder / "terraform.tfstate"
    file.write_text(json.dumps({"version": 4, "lineage": "x", "resources": [one]}), "utf-8")
    ended = work.drift("--state", str(file))
    if network == "1":
        assert ended.kinds == [("missing", "kroq", "")]
        return
    assert (ended.code, ended.kinds, work.account.calls()) == (1, [], [])
    [failure] = ended.json["errors"]
    assert BOTH in failure["text"]
    assert "`terraform state rm ADDRESS`" in failure["text"]
