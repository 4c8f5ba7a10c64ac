"""What Invoca refuses, and in which shape it says so."""

from __future__ import annotations

import pytest

from invoca_simulator import Simulator
from tests.unit.simulator.caller import Caller, complete


def test_blank_fields_are_named(caller: Caller) -> None:
    refused = caller.call("POST", "promo_numbers.json", {"description": " "})
    assert refused.status_code == 403
    assert refused.json() == {
        "errors": {"description": ["can't be blank"], "media_type": ["can't be blank"]}
    }


def test_an_unknown_media_type_is_refused(caller: Caller) -> None:
    refused = caller.buy(media_type="Carrier pigeon")
    assert refused.json() == {"errors": {"media_type": ["is not included in the list"]}}


@pytest.mark.parametrize(
    "spelling", ["Offline: In-Call Ad", "Offline: InCall Ad", "Offline: In\u00adCall Ad", "Pooling"]
)
def test_every_spelling_of_a_media_type_is_taken(caller: Caller, spelling: str) -> None:
    assert caller.buy(media_type=spelling).json()["media_type"] == spelling


@pytest.mark.parametrize(
    "center", [{}, {"city": "Austin"}, {"tn_prefix": "310", "zipcode": "90210"}, "310"]
)
def test_a_local_center_is_one_of_three_kinds(caller: Caller, center: object) -> None:
    refused = caller.buy(local_center=center)
    assert refused.status_code == 403
    assert refused.json()["errors"]["invalid_data"] == "Invalid Key in Local Center."


def test_an_adwords_account_needs_its_media_type(caller: Caller) -> None:
    account = {"adwords_account_id": "123-456-7890"}
    assert caller.buy(**account).status_code == 403
    assert caller.buy(media_type="Google Call Extension", **account).status_code == 201


def test_by_id_needs_an_id(caller: Caller) -> None:
    refused = caller.call("POST", "promo_numbers_by_id.json", complete())
    assert refused.json() == {"errors": {"id_from_network": ["can't be blank"]}}


def test_values_that_are_too_long_are_named(caller: Caller) -> None:
    refused = caller.buy(custom_data={"station": "x" * 256, "notes": "x" * 10_000})
    problems = {"station": ["is too long (maximum is 255 characters)"]}
    assert refused.json() == {"errors": {"custom_data": [problems]}}


def test_unknown_custom_fields_are_named(caller: Caller) -> None:
    refused = caller.buy(custom_data={"statoin": "KROQ"})
    problems = {"statoin": ["is not a custom data field"]}
    assert refused.json() == {"errors": {"custom_data": [problems]}}


def test_nothing_is_bought_by_a_refused_call(simulator: Simulator, caller: Caller) -> None:
    caller.buy(media_type="Carrier pigeon")
    assert simulator.ledger() == []
