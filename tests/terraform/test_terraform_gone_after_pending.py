"""A purchase that was pending once, was settled by what it bought, and whose number is gone."""

from __future__ import annotations

import pytest

from tests.account import Account
from tests.terraform.desk import Desk, block
from tests.terraform.walk import Refused

KROQ = "invoca_promo_number.kroq"


OWN = {"id_from_network": "kroq-own"}


@pytest.mark.parametrize(
    ("how", "stored", "moves"),
    [
        ({}, "as_sent", True),
        ({}, "prefixed", False),
        (OWN, "as_sent", False),
        (OWN, "prefixed", True),
    ],
    ids=["made", "made, prefixed", "declared", "declared, prefixed"],
)
def test_nothing_is_pending_any_more(
    desk: Desk, simulator: Account, how: dict[str, str], stored: str, moves: bool
) -> None:
    simulator.set_knobs(stored_id=stored)
    simulator.show_no_writes()
    simulator.add_fault("status_after", method="POST", status=502, times=1)
    config = {KROQ: block("kroq", **how)}
    with pytest.raises(Refused, match="settled_before"):
        desk.run(config)
    simulator.catch_up()
    desk.taint(KROQ, is_tainted=False)
    desk.run(config)
    if moves:
        desk.run({KROQ: block("kroq", campaign_id="direct-mail", **how)})
    simulator.release_number(str(desk.held(KROQ)["promo_number"]))
    desk.now += 600
    desk.run(config)
    assert len(simulator.ledger("bought")) == 2
    assert desk.digits() == {number["promo_number"] for number in simulator.numbers()}
