"""Where the simulator's local numbers come from."""

from __future__ import annotations

import pytest

from invoca_simulator import Simulator
from tests.unit.simulator.caller import Caller


@pytest.mark.parametrize(
    ("center", "areas"),
    [
        ({"zipcode": "02108"}, ("617", "857")),
        ({"zipcode": "93101"}, ("805",)),
        ({"zipcode": "98101-1234"}, ("206",)),
        ({"zipcode": "59601"}, ("406",)),
        ({"zipcode": "M5V 2T6"}, ("416",)),
        ({"city": "Boston", "state": "MA"}, ("617", "857")),
        ({"city": "Portland", "state": "ME"}, ("207",)),
        ({"city": "Portland", "state": "Oregon"}, ("503",)),
        ({"city": "Nowhere at all", "state": "WY"}, ("307",)),
    ],
    ids=str,
)
def test_a_local_number_is_one_of_its_place(
    caller: Caller, center: dict[str, str], areas: tuple[str, ...]
) -> None:
    assert caller.buy(local_center=center).json()["promo_number"][:3] in areas


def test_another_area_of_the_place_serves_where_the_first_has_none(
    simulator: Simulator, caller: Caller
) -> None:
    simulator.set_knobs(areas_without_stock="617")
    bought = caller.buy(local_center={"zipcode": "02108"}).json()
    assert bought["promo_number"].startswith("857")
    wanted = {"zipcode": "02108"}
    listed = caller.buy("b", local_center=wanted, tn_prefix_whitelist=["310", "857"]).json()
    assert listed["promo_number"].startswith("857")


def test_a_place_that_is_nowhere_has_no_number(caller: Caller) -> None:
    assert caller.buy(local_center={"zipcode": "00000"}).status_code == 403
