"""A preview that was made with the settings of another network is not held against this one."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.plan.previews import Desk, new, old, step

BOTH = "to network 2, and this run works with network 1"


def of(name: str, network: str | None) -> dict[str, Any]:
    """A number as the state has it; network: None where that says nothing."""
    found = old(name)
    if network is not None:
        found["outputs"]["network_id"] = network
    return found


def seen(**networks: str | None) -> list[dict[str, Any]]:
    """What a refresh read of numbers, by the networks that the state says."""
    held = [of(name, network) for name, network in networks.items()]
    return [step("refresh", one, one) for one in held]


def test_nothing_is_bought_moved_or_gone_as_far_as_such_a_preview_says(desk: Desk) -> None:
    ended = desk.plan(*seen(kroq="2", power106="2"), step("create", None, new("kfi")))
    assert (ended.code, ended.kinds, desk.account.calls()) == (1, [], [])
    [said] = ended.errors
    assert said.startswith(f"planning kroq, power106 of stack spring-radio: they belong {BOTH}")
    assert "invoca:networkId, or INVOCA_NETWORK_ID in the environment" in said


@pytest.mark.parametrize("other", ["1", None])
def test_a_stack_some_of_whose_numbers_may_be_here_is_planned(
    desk: Desk, other: str | None
) -> None:
    ended = desk.plan(*seen(kroq="2", power106=other), step("create", None, new("kfi")))
    assert ended.kinds == [("buy", "kfi")]
