"""A number that a state holds as tainted: the engine replaces it, and says no word of its name."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from invoca.errors import HeldByAnother
from invoca.lifecycle.held import HeldAs
from invoca.promo_number.decide import Wanted
from invoca.promo_number.declaring import ids_of
from invoca.promo_number.identity import Declarer
from invoca.promo_number.models import PromoNumber
from tests.unit.lifecycle.runs import SPRING, OneState, Runs, number

KROQ = Declarer("radio", "spring", "kroq")
UNDER_NO_ID = number(id_from_network=None)


class OneTainted(OneState):
    """A state that holds one number, tainted, that was asked for by an id."""

    def __init__(self, name: str, id_: str, live: PromoNumber) -> None:
        held = HeldAs(live.promo_number, SPRING, UNDER_NO_ID)
        super().__init__(name, held)
        self._id = id_

    def tainted(self, asking: Declarer) -> Sequence[tuple[str, str]]:
        return [(self._name, self._id)]


def wanted(*former_names: str) -> Wanted:
    """As the entry `kroq` asks for it."""
    id_, *former = ids_of(KROQ, UNDER_NO_ID, former_names)
    declared = number(id_from_network=id_)
    return Wanted(declared, True, tuple(former), str(KROQ))


def test_a_new_entry_of_the_name_that_it_had_once_does_not_take_it(runs: Runs) -> None:
    asked = wanted()
    live = runs.bought(asked.declared)
    state = OneTainted("la-rock", str(asked.declared.id_from_network), live)
    with pytest.raises(HeldByAnother, match="'la-rock' holds it already"):
        runs.begin(holdings=state).acquire(asked)


def test_whoever_says_that_it_had_that_name_is_the_same(runs: Runs) -> None:
    asked = wanted("la-rock")
    live = runs.bought(asked.declared)
    state = OneTainted("la-rock", str(asked.declared.id_from_network), live)
    assert runs.begin(holdings=state).acquire(asked).promo_number == live.promo_number


def test_it_is_found_under_the_name_that_it_had(runs: Runs) -> None:
    asked = wanted("la-rock")
    former = asked.former_ids[-1]
    live = runs.bought(number(id_from_network=former))
    state = OneTainted("la-rock", former, live)
    assert runs.begin(holdings=state).acquire(asked).promo_number == live.promo_number
