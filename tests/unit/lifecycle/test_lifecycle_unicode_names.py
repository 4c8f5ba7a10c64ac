"""Names and ids that look the same and are written in another form of Unicode: an accent that is a
character of its own, as some systems write it, makes no other number."""

from __future__ import annotations

import unicodedata

import pytest

from invoca.promo_number.decide import Action, Wanted, change
from invoca.promo_number.declaring import inputs_of
from invoca.promo_number.identity import Declarer, is_same_id
from invoca.promo_number.record import Identity
from tests.unit.lifecycle.runs import SPRING, Runs, number

COMPOSED, DECOMPOSED = (unicodedata.normalize(form, "Café Olé") for form in ("NFC", "NFD"))


def named(name: str, *former: str) -> Wanted:
    written = number().model_dump(mode="json", exclude_defaults=True)
    del written["id_from_network"]
    return Wanted.of(inputs_of(Declarer("promo", "spring-radio", name), written, former))


@pytest.mark.parametrize(("before", "now"), [(COMPOSED, DECOMPOSED), (DECOMPOSED, COMPOSED)])
def test_a_number_of_which_no_state_knows_is_found_under_its_name_in_another_form(
    runs: Runs, before: str, now: str
) -> None:
    live = runs.begin().acquire(named(before))
    taken = runs.begin("another machine").acquire(named(now))
    assert taken.promo_number == live.promo_number
    assert runs.purchases() == 1


def test_so_is_one_under_a_former_name(runs: Runs) -> None:
    runs.begin().acquire(named(DECOMPOSED))
    runs.begin("another machine").acquire(named("drive time", COMPOSED))
    assert runs.purchases() == 1


def test_an_account_may_store_a_declared_id_in_another_form(runs: Runs) -> None:
    assert is_same_id(DECOMPOSED, COMPOSED)
    assert not is_same_id(DECOMPOSED, "cafe ole")
    runs.simulator.put_number(*SPRING[:2], id_from_network=COMPOSED)
    runs.begin().acquire(Wanted(number(id_from_network=DECOMPOSED, adopt=True)))
    assert runs.purchases() == 0


def test_the_ids_of_plain_names_are_what_they_were(runs: Runs) -> None:
    assert len(named("kroq").former_ids) == len(named("klos").former_ids) <= 1


def test_another_form_of_a_name_costs_its_first_purchase_one_question() -> None:
    """Each id is asked for before anything is bought."""
    assert len(named(COMPOSED).former_ids) <= 1 + len(named("Drive Time").former_ids)


@pytest.mark.parametrize("before", ["id_from_network", "declared_id"])
def test_a_declared_id_in_another_form_asks_for_no_other_number(before: str) -> None:
    """Or the one that a state holds would be released as soon as another system saved the file."""
    known = {"description": "KROQ", "media_type": "Offline: Radio"}
    where = {"advertiser_id": "acme", "campaign_id": "spring-radio"}
    olds = {**known, **where, "id_from_network": "moved-1", before: DECOMPOSED}
    for id_, becomes in ((COMPOSED, Action.KEEP), ("cafe ole", Action.REPLACE)):
        news = {**known, **where, "id_from_network": id_}
        assert change(Identity("8005550100"), olds, news).action is becomes
