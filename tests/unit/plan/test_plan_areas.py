"""A plan says where a local number is asked for; which area code a place gives nobody knows."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.plan.previews import UNKNOWN, Desk, new, old, refreshed, step


@pytest.mark.parametrize(
    ("chosen", "means"),
    [
        ({}, "Buys a number"),
        ({"local_center": {"tn_prefix": "310"}}, "Buys a number with area code 310"),
        (
            {"local_center": {"zipcode": "02108"}},
            "Buys a number near 02108; its area code is known after deploy (chosen by Invoca)",
        ),
        (
            {
                "local_center": {"city": "Boston", "state": "MA"},
                "tn_prefix_whitelist": ["617", "857"],
            },
            "Buys a number near Boston, MA; its area code is known after deploy (617 or 857, which "
            "Invoca chooses)",
        ),
        ({"tn_prefix_whitelist": ["617", "857"]}, "Buys a number"),
        ({"local_center": UNKNOWN}, "Buys a number in an area that is known after deploy"),
    ],
)
def test_a_purchase_says_what_can_be_known_of_its_area_code(
    desk: Desk, chosen: dict[str, Any], means: str
) -> None:
    assert desk.plan(step("create", None, new("kroq", **chosen))).only()["means"] == means


def test_a_replacement_says_it_too(desk: Desk) -> None:
    after = new("kroq", id_from_network="kroq-2", local_center={"zipcode": "02108"})
    told = desk.plan(*refreshed("kroq"), step("replace", old("kroq"), after)).only()
    assert "Buys another number near 02108; its area code is known after deploy" in told["means"]
