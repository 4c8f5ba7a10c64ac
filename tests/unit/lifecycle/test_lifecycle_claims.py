"""Claims and the purchase limit: what one run holds, and how much it may buy."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from invoca.errors import PurchaseRefused
from invoca.lifecycle.held import HeldNumbers as Claims
from invoca.lifecycle.purchase_limit import PurchaseLimit


def test_nothing_is_held_that_nobody_claimed() -> None:
    claims = Claims()
    claims.claim("8885550123")
    assert not claims.is_held("8885550124")


def test_the_first_to_claim_a_number_is_told_so() -> None:
    claims = Claims()
    assert claims.claim("8885550123")
    assert not claims.claim("8885550123")
    assert claims.is_held("8885550123")


def test_of_many_who_claim_a_number_at_once_one_is_the_first() -> None:
    claims = Claims()
    with ThreadPoolExecutor(16) as pool:
        firsts = list(pool.map(claims.claim, ["8885550123"] * 500))
    assert firsts.count(True) == 1


def test_claims_of_one_run_are_not_those_of_another() -> None:
    Claims().claim("8885550123")
    assert not Claims().is_held("8885550123")


def test_a_diff_is_planned_once_the_program_declared_that_number_after_it_was_read() -> None:
    claims = Claims()
    claims.checked("kroq")
    assert claims.is_planned("8885550123", "kroq")
    claims.looked_at("8885550123", "kroq")
    claims.checked("kpwr")  # as happens with --run-program
    assert not claims.is_planned("8885550123", "kroq")
    claims.checked("kroq")
    assert claims.is_planned("8885550123", "kroq")


def test_a_plan_within_the_limit_is_no_trouble() -> None:
    limit = PurchaseLimit(2)
    limit.plan("kroq")
    limit.plan("power106")


def test_a_plan_beyond_the_limit_is_refused_with_the_way_to_allow_it() -> None:
    limit = PurchaseLimit(1)
    limit.plan("kroq")
    with pytest.raises(PurchaseRefused) as refused:
        limit.plan("power106")
    assert "this plan would buy more than 1 number, the purchase limit" in str(refused.value)
    assert "pulumi config set invoca:purchaseLimit" in str(refused.value)


def test_a_number_that_is_planned_twice_counts_once() -> None:
    limit = PurchaseLimit(1)
    for _ in range(3):
        limit.plan("kroq")


def test_purchases_are_refused_beyond_the_limit_and_stay_refused() -> None:
    limit = PurchaseLimit(2)
    limit.spend()
    limit.spend()
    for _ in range(2):
        with pytest.raises(PurchaseRefused, match="this run has already bought 2 numbers"):
            limit.spend()


def test_a_limit_of_nothing_buys_nothing() -> None:
    limit = PurchaseLimit(0)
    with pytest.raises(PurchaseRefused):
        limit.plan("kroq")
    with pytest.raises(PurchaseRefused):
        limit.spend()


def test_planning_does_not_spend() -> None:
    limit = PurchaseLimit(1)
    limit.plan("kroq")
    limit.spend()


def test_many_who_buy_at_once_stay_within_the_limit() -> None:
    limit = PurchaseLimit(50)

    def buys(_: int) -> bool:
        try:
            limit.spend()
        except PurchaseRefused:
            return False
        return True

    with ThreadPoolExecutor(16) as pool:
        assert list(pool.map(buys, range(500))).count(True) == 50
