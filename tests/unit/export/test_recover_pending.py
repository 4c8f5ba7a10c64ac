"""`invoca recover` and purchases that are not settled: the state's mark of one is all that another
machine knows of it, so no command that is printed takes it away."""

from __future__ import annotations

import time
from typing import Any

import pytest

from invoca.promo_number.record import as_time
from tests.unit.drift.workplace import RADIO, STACK, pending
from tests.unit.export.desk import FILE, Desk
from tests.unit.export.test_recover_command import AT, commands, recover, words

SAID = 'config: {invoca:settledBefore: "2026-11-27T15:28:25Z"}\n'
UP = ["pulumi", "up", *AT]


def with_pending(desk: Desk, **more: Any) -> str:
    """kroq is pending, power106 is bought; the digits that kroq had in the account."""
    digits = desk.deploy()
    desk.account.release_number(digits["kroq"])
    _, power106 = desk.resources()
    desk.save([{**pending(desk.entries()["kroq"]), **more}, power106])
    return digits["kroq"]


def with_unseen(desk: Desk, **more: Any) -> None:
    """kroq was bought a minute ago, and is not shown; power106 is bought."""
    digits = desk.deploy()
    desk.account.release_number(digits["kroq"])
    kroq, power106 = desk.resources()
    kroq["outputs"] |= {"bought_at": as_time(time.time() - 60), "unseen": True}
    desk.save([{**kroq, **more}, power106])


def say_that_nothing_was_bought(desk: Desk) -> None:
    (desk.folder / "stacks" / f"Pulumi.{STACK}.yaml").write_text(SAID, "utf-8")


def test_a_pending_purchase_is_looked_for_and_never_deleted(desk: Desk) -> None:
    with_pending(desk)
    ended = recover(desk)
    assert (ended.code, words(ended)) == (2, {"kroq": "pending"})
    assert commands(ended) == [UP]
    assert "say so with `pulumi config set invoca:settledBefore" in ended.stdout


def test_what_a_pending_purchase_bought_is_taken_over_by_the_next_deployment(desk: Desk) -> None:
    with_pending(desk)
    desk.put("KROQ drive time", pending(desk.entries()["kroq"])["inputs"]["id_from_network"])
    ended = recover(desk)
    assert (ended.code, words(ended), commands(ended)) == (2, {"kroq": "pending"}, [UP])
    assert "takes it over; it buys nothing" in ended.stdout


def test_a_number_that_was_bought_minutes_ago_needs_nothing(desk: Desk) -> None:
    with_unseen(desk)
    ended = recover(desk)
    assert (ended.code, words(ended)) == (0, {"kroq": "not shown yet"})
    assert commands(ended) == []


@pytest.mark.parametrize("before", [with_pending, with_unseen])
def test_one_that_nobody_declares_any_more_is_to_be_declared_first(desk: Desk, before: Any) -> None:
    before(desk)
    desk.declare(RADIO.replace("  kroq:\n    description: KROQ drive time\n", "").replace(
        "    custom_data: {station: KROQ}\n", ""
    ))  # fmt: skip
    ended = recover(desk)
    assert commands(ended) == [["invoca", "recover", *AT]]
    assert "`pulumi up` releases what was bought as soon as it shows" in ended.stdout


@pytest.mark.parametrize("before", [with_pending, with_unseen])
def test_a_rename_that_the_file_does_not_tell_would_buy_another(desk: Desk, before: Any) -> None:
    before(desk)
    desk.declare(RADIO.replace("  kroq:", "  k:"))
    ended = recover(desk)
    assert f"{FILE}:5, under k: write `was: kroq`" in ended.stdout
    assert commands(ended) == [["invoca", "recover", *AT]]
    desk.declare(RADIO.replace("  kroq:\n", "  k:\n    was: kroq\n"))
    assert commands(recover(desk)) == ([UP] if before is with_pending else [])


FOREIGN = "gASVIAAAAAAAAACMBXBvc2l4lIwGc3lzdGVtlJOUjAV0b3VjaJSFlFKULg=="


@pytest.mark.parametrize("before", [with_pending, with_unseen])
def test_a_state_that_cannot_be_used_is_not_given_up_before_it_is_settled(
    desk: Desk, before: Any
) -> None:
    before(desk)
    kroq, power106 = desk.resources()
    power106["inputs"]["__provider"] = FOREIGN
    desk.save([kroq, power106])
    ended = recover(desk)
    assert words(ended)["kroq"] == "pending"
    assert commands(ended) == [["invoca", "recover", *AT]]
    assert "Only that state says so: without it, `pulumi up` would buy another" in ended.stdout
    if before is with_pending:
        say_that_nothing_was_bought(desk)
        ended = recover(desk)
        assert words(ended) == {"kroq": "to buy", "power106": "to adopt"}
        assert commands(ended)[-1] == UP


def test_a_saved_state_of_another_stack_keeps_its_pending_purchase_to_itself(desk: Desk) -> None:
    with_pending(desk)
    desk.declare(stack="winter-radio")
    saved = ["--state", f"states/{STACK}.json", "--file", "stacks/winter-radio.yaml"]
    ended = recover(desk, *saved)
    assert words(ended)["kroq"] == "pending"
    assert commands(ended) == [["invoca", "recover", *saved]]


def test_one_that_an_interrupted_replacement_left_is_told(desk: Desk) -> None:
    desk.deploy()
    left = pending(desk.entries()["kroq"], delete=True)
    desk.save([*desk.resources(), left])
    ended = recover(desk)
    assert ended.code == 2
    assert "`pulumi up` still has to settle the purchase that was replaced for kroq" in ended.stdout


def test_a_saved_state_with_one_is_imported_as_it_is(desk: Desk) -> None:
    with_pending(desk)
    saved = f"states/{STACK}.json"
    ended = recover(desk, "--state", saved, "--file", FILE)
    verbs = [command[1:3] for command in commands(ended)]
    assert verbs == [["stack", "select"], ["stack", "import"], ["up", "--stack"]]
