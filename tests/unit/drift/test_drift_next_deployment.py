"""What a report says that the next deployment does: nothing that the run then refuses."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from invoca.errors import HeldByAnother
from invoca.promo_number.models import Declaration, PromoNumber
from invoca.promo_number.open_purchases import bought_for_another
from invoca.promo_number.refusals import held_already, held_by_another_stack
from tests.unit.drift.workplace import STACK, Workplace, resource

DECLARED = """\
advertiser_id: acme
campaign_id: spring-radio
defaults: {media_type: "Offline: Radio"}
numbers:
  kroq: {description: KROQ, id_from_network: radio-1}
"""


@pytest.mark.parametrize("is_generated", [False, True])
def test_a_missing_number_whose_id_was_declared_may_need_another_id(
    work: Workplace, is_generated: bool
) -> None:
    digits = work.deploy(DECLARED)["kroq"]
    held = resource(STACK, work.entries()["kroq"], digits)
    for bag in ("inputs", "outputs"):
        held[bag]["id_is_generated"] = is_generated
    work.save([held])
    work.account.release_number(digits)
    finding = work.drift("--stack", STACK).only()
    assert finding["kind"] == "missing"
    assert ("declare another id_from_network" in finding["remedy"]) is not is_generated


UNLIKE = {"media_type": "Offline: Radio", "description": "By hand"}


def of_undeployed(work: Workplace, entry: str) -> dict[str, Any]:
    work.declare(DECLARED.rpartition("  kroq")[0] + f"  kroq: {{description: KROQ, {entry}}}\n")
    finding = work.drift("--all").only()
    assert (finding["kind"], finding["name"]) == ("not_created", "kroq")
    return finding


def test_what_is_not_certainly_ours_is_not_said_to_be_taken_over(work: Workplace) -> None:
    digits = work.account.put_number("acme", STACK, id_from_network="radio-1", **UNLIKE)
    remedy = of_undeployed(work, "id_from_network: radio-1")["remedy"]
    assert "takes over" not in remedy
    assert f"refuses to take over {digits}" in remedy
    assert "write `adopt: true`" in remedy
    taken = of_undeployed(work, "id_from_network: radio-1, adopt: true")["remedy"]
    assert f"takes over {digits}, which is live; it buys nothing" in taken


def test_digits_of_another_campaign_are_not_said_to_be_taken_over(work: Workplace) -> None:
    digits = work.account.put_number("acme", "direct-mail", description="Far")
    work.declare(DECLARED.replace("spring-radio", "direct-mail"), "mail")
    work.declare(DECLARED.rpartition("  kroq")[0] + f'  far: {{description: F, adopt: "{digits}"}}')
    [far] = [one for one in work.drift("--all").json["findings"] if one["name"] == "far"]
    assert "takes over" not in far["remedy"]
    assert "`adopt` never buys" in far["remedy"]


def test_a_declared_id_of_another_campaign_is_not_said_to_be_taken_over(work: Workplace) -> None:
    work.account.put_number("acme", "direct-mail", id_from_network="radio-1", **UNLIKE)
    work.declare(DECLARED.replace("spring-radio", "direct-mail").replace("radio-1", "x"), "mail")
    for more, said in (
        ("", "write `adopt: true` and it is moved"),
        (", adopt: true", "takes over"),
        (", generation: 2", "buys it"),
    ):
        text = f"  kroq: {{description: KROQ, id_from_network: radio-1{more}}}\n"
        work.declare(DECLARED.rpartition("  kroq")[0] + text)
        findings = work.drift("--all").json["findings"]
        [found] = [one for one in findings if one["stack"] == STACK]
        assert said in found["remedy"]


def test_what_another_stack_holds_is_not_said_to_be_taken_over(work: Workplace) -> None:
    work.deploy(DECLARED, "other")
    work.declare(DECLARED)
    findings = work.drift("--all").json["findings"]
    [found] = [one for one in findings if one["kind"] == "not_created"]
    assert "'other/kroq'" in found["remedy"]


@pytest.mark.parametrize("refused", [held_already, held_by_another_stack, bought_for_another])
def test_of_a_run_that_would_be_refused_a_report_tells_the_next_step_alone(
    refused: Callable[[Declaration, PromoNumber, str], HeldByAnother],
) -> None:
    declared = Declaration(
        advertiser_id="acme", campaign_id="radio", description="K", media_type="Offline: Radio"
    )
    error = refused(declared, PromoNumber(promo_number="8005550100"), "mail/kroq")
    assert str(error).endswith(f"Nothing was changed: {error.next_step}.")
    assert "Nothing was changed" not in error.next_step
