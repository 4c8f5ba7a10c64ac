"""Where Invoca picks the id, declarations of the same facts share a note: it is asked who holds
what was bought, and for whom."""

from __future__ import annotations

import re

import pytest

from invoca.errors import LookAtAccount
from invoca.lifecycle.held import Holdings
from invoca.lifecycle.purchase_notes import Sent
from invoca.promo_number.decide import Wanted
from invoca.promo_number.identity import Declarer
from invoca.promo_number.open_purchases import PendingPurchase
from tests.crash.model_engine import Fate, Killed
from tests.unit.lifecycle.runs import SPRING, Runs, identity, picked_by_invoca


class Held(Holdings):
    """All that is live is held, in this state or in that of another stack."""

    def __init__(self, *, here: str = "", beside: str = "") -> None:
        self._here, self._beside = here, beside

    def name_of(self, promo_number: str, asking: Declarer) -> str | None:
        return self._here

    def name_beside(self, promo_number: str, asking: Declarer) -> str:
        return self._beside


def wanted(stack: str, name: str = "kroq", **changes: object) -> Wanted:
    return Wanted(picked_by_invoca(**changes), declared_by=f"radio/{stack}/{name}")


def unclear(runs: Runs, machine: str = "here", *, carried_out: bool = True) -> PendingPurchase:
    """A purchase of prod that nothing shows within its run."""
    action = "drop_after" if carried_out else "drop_before"
    runs.simulator.add_fault(action, method="POST")
    runs.simulator.add_fault(
        "status_before", method="GET", path=r"/promo_numbers\.json$", skip=1, status=500, times=-1
    )
    with pytest.raises(PendingPurchase) as told:
        runs.begin(machine, grace_seconds=1).acquire(wanted("prod"))
    runs.simulator.clear_faults()
    return told.value


@pytest.mark.parametrize(
    "holdings", [Held(beside="prod/kroq"), Held(here="first"), None], ids=["beside", "here", "?"]
)
def test_a_number_that_was_bought_for_another_stack_a_moment_ago_is_not_taken(
    runs: Runs, holdings: Holdings | None
) -> None:
    live = runs.begin().acquire(wanted("prod"))
    with pytest.raises(LookAtAccount, match="a description of its own") as refused:
        runs.begin(holdings=holdings).acquire(wanted("staging"))
    assert f'adopt: "{live.promo_number}"' in str(refused.value)
    runs.begin(holdings=holdings).acquire(wanted("staging", description="KROQ, staging"))
    assert runs.purchases() == 2


def test_what_a_killed_run_bought_is_found_under_another_name_of_its_stack(runs: Runs) -> None:
    with pytest.raises(Killed):
        runs.begin(fate=Fate({1: "kill after"})).acquire(wanted("prod"))
    runs.begin(holdings=Held()).acquire(wanted("prod", "kroq-drive-time"))
    assert runs.purchases() == 1


def test_a_purchase_that_bought_nothing_is_not_settled_by_another_stack_s_number(
    runs: Runs,
) -> None:
    sent = Sent(unclear(runs, carried_out=False).since, is_unclear=True, where=SPRING)
    runs.begin("another machine").acquire(wanted("staging"))
    later = {"holdings": Held(beside="staging/kroq"), "grace_seconds": 1}
    with pytest.raises(LookAtAccount, match="'staging/kroq'"):
        runs.begin("a third one", **later).acquire(wanted("prod"), sent)
    later["settled_before"] = sent.at + 1
    own = wanted("prod", description="KROQ, prod")
    runs.begin("a third one", **later).acquire(own, sent)
    assert runs.purchases() == 2


@pytest.mark.parametrize("is_named", [True, False])
def test_a_purchase_that_is_settled_is_an_open_question_no_more(runs: Runs, is_named: bool) -> None:
    unclear(runs)
    [sold] = runs.simulator.ledger("bought")
    adopted = wanted("prod", adopt=sold.promo_number) if is_named else wanted("prod")
    live = runs.begin().acquire(adopted)
    assert live.promo_number == sold.promo_number
    runs.later = 600
    runs.begin().release(SPRING, identity(live))
    again = runs.begin(grace_seconds=1).acquire(wanted("prod"))
    assert re.fullmatch(r"\d{10}", again.promo_number)
    assert runs.purchases() == 2
