"""check: every problem of one number's inputs at once, before anything is sent.

Owns: validation of property bags, and carrying a generated id over. Never raises for what a person
wrote, never uses the network.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pulumi.dynamic import CheckFailure, CheckResult

from invoca.errors import InvocaError
from invoca.lifecycle.purchase_limit import PurchaseLimit
from invoca.promo_number.choice import same_choice
from invoca.promo_number.models import CREATE_ONLY
from invoca.promo_number.problems import declaration_problems

from .properties import (
    DECLARED,
    ID_IS_GENERATED,
    INPUTS,
    canonical,
    generation,
    holds_unknown,
    present,
    unknown_names,
)


def check_inputs(
    olds: Mapping[str, Any], news: Mapping[str, Any], limit: PurchaseLimit
) -> CheckResult:
    """The inputs to use, and what is wrong with them. olds: {} where the state has no such number.

    Counts a number that the state does not hold against the purchase limit.
    """
    inputs = canonical(present(news, INPUTS))
    _carry_generated_id(olds, inputs)
    failures = [
        CheckFailure(problem.field, problem.text)
        for problem in declaration_problems(present(inputs, DECLARED), unknown_names(inputs))
    ]
    failures += _id_failures(olds, inputs)
    if not failures and not olds and not inputs.get("adopt"):
        failures += _limit_failures(inputs, limit)
    return CheckResult(inputs, failures)


def _carry_generated_id(olds: Mapping[str, Any], inputs: dict[str, Any]) -> None:
    """Renaming a number, its stack or its project must not make it another number."""
    if inputs.get(ID_IS_GENERATED) and olds.get("id_from_network") and _same_choice(olds, inputs):
        inputs["id_from_network"] = olds["id_from_network"]


def _same_choice(olds: Mapping[str, Any], inputs: Mapping[str, Any]) -> bool:
    """Whether both ask for the same kind of number, as far as is known."""
    return all(
        holds_unknown(inputs.get(name)) or same_choice(name, olds.get(name), inputs.get(name))
        for name in CREATE_ONLY
    ) and generation(olds) == generation(inputs)


def _id_failures(olds: Mapping[str, Any], inputs: Mapping[str, Any]) -> list[CheckFailure]:
    if inputs.get("id_assigned_by") == "invoca":
        return []
    wanted = inputs.get("id_from_network")
    if not wanted:
        return [CheckFailure("id_from_network", "is missing; use pulumi_invoca.PromoNumber")]
    if olds.get("id_from_network") == wanted and not _same_choice(olds, inputs):
        return [
            CheckFailure(
                "id_from_network",
                f"'{wanted}' is the number that you have, but local_center, generation or another "
                "input that chooses the number was changed. Another number needs another "
                "id_from_network; leave it out to have one made",
            )
        ]
    return []


def _limit_failures(inputs: Mapping[str, Any], limit: PurchaseLimit) -> list[CheckFailure]:
    wanted = inputs.get("id_from_network")
    # Two numbers whose ids are not known yet are still two.
    key = object() if not wanted or holds_unknown(wanted) else (inputs.get("campaign_id"), wanted)
    try:
        limit.plan(key)
    except InvocaError as error:
        return [CheckFailure("", str(error))]
    return []
