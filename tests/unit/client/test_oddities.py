"""The client against an Invoca that stores, shows or answers otherwise than documented."""

from __future__ import annotations

from typing import Any

import pytest

from invoca import Account, CampaignRef, Client, Declaration
from invoca.client import bodies
from invoca.errors import TryLater, Unclear
from invoca.timing import Timing
from invoca_simulator import Simulator

RADIO = CampaignRef("acme", "spring-radio")
BODY = {"id_from_network": "kroq", "description": "KROQ", "media_type": "Offline: Radio"}
OTHERS = {"region": "5", "market": "true", "offer": "free text"}
FORMS = [
    {"custom_data_types": "typed"},
    {"custom_data_types": "nested"},
    {"custom_data_form": "named"},
    {"custom_data_form": "pairs"},
    {"custom_data_types": "typed", "custom_data_form": "pairs"},
]


@pytest.mark.parametrize("knobs", FORMS, ids=str)
def test_a_change_leaves_what_others_have_put_there(
    simulator: Simulator, client: Client, knobs: dict[str, str]
) -> None:
    simulator.set_knobs(**knobs)
    digits = simulator.put_number("acme", "spring-radio", custom_data=OTHERS)
    before = client.get(RADIO, digits)
    declared = Declaration(
        advertiser_id="acme",
        campaign_id="spring-radio",
        description="KROQ",
        media_type="Offline: Radio",
        custom_data={"station": "KROQ"},
    )
    client.update(RADIO, digits, bodies.update(declared, before))
    after = client.get(RADIO, digits)
    assert after.custom_data_raw.pop("station")
    assert after.custom_data_raw == before.custom_data_raw
    assert {*before.custom_data} == {*OTHERS}


def test_a_change_leaves_an_adwords_account_that_is_shown(
    simulator: Simulator, client: Client
) -> None:
    simulator.set_knobs(shown_fields="more")
    google = {**BODY, "media_type": "Google Call Extension", "adwords_account_id": "627-345-9815"}
    before = client.create_by_id(RADIO, google)
    declared = Declaration(
        advertiser_id="acme",
        campaign_id="spring-radio",
        description="New",
        media_type="Google Call Extension",
    )
    client.update(RADIO, before.promo_number, bodies.update(declared, before))
    after = client.get(RADIO, before.promo_number)
    assert (after.description, after.adwords_account_id) == ("New", "627-345-9815")


def test_typed_custom_data_reads_as_the_text_that_was_sent(
    simulator: Simulator, client: Client
) -> None:
    simulator.set_knobs(custom_data_types="typed", custom_data_form="pairs")
    bought = client.create_by_id(RADIO, {**BODY, "custom_data": OTHERS})
    assert bought.custom_data == OTHERS


@pytest.mark.parametrize("answer", ["redirect_302", "redirect_303", "html", "no_content", "empty"])
@pytest.mark.parametrize("is_made", ["created", "not_created"])
def test_a_purchase_without_a_number_in_its_answer_is_unclear(
    simulator: Simulator, client: Client, answer: str, is_made: str
) -> None:
    simulator.set_knobs(post_answer=answer, ambiguous_post=is_made)
    with pytest.raises(Unclear):
        client.create_by_id(RADIO, BODY)
    assert len(simulator.calls()) == 1


@pytest.mark.parametrize("answer", ["no_content", "empty"])
def test_a_change_and_a_release_without_an_object_are_done(
    simulator: Simulator, client: Client, answer: str
) -> None:
    digits = simulator.put_number("acme", "spring-radio")
    simulator.set_knobs(put_answer=answer, delete_answer=answer)
    assert client.update(RADIO, digits, BODY) is None
    client.delete(RADIO, digits)
    assert [call.method for call in simulator.calls()] == ["PUT", "DELETE"]


@pytest.mark.parametrize("entries", ["nulls", "odd"])
def test_odd_entries_do_not_hide_the_numbers(
    simulator: Simulator, client: Client, entries: str
) -> None:
    digits = simulator.put_number("acme", "spring-radio")
    simulator.set_knobs(list_entries=entries)
    found = client.list(RADIO)
    assert [number.promo_number for number in found] == [digits]
    assert found.skipped


def test_released_numbers_in_a_list_are_known_as_such(simulator: Simulator, client: Client) -> None:
    digits = simulator.put_number("acme", "spring-radio")
    simulator.put_number("acme", "spring-radio")
    simulator.set_knobs(list_released="shown", released_status="Cancelled")
    client.delete(RADIO, digits)
    shown = {number.promo_number: number.is_released for number in client.list(RADIO)}
    assert shown[digits]
    assert [*shown.values()].count(False) == 1


@pytest.mark.parametrize("ahead", [86_400, -86_400, 0])
def test_a_wait_until_a_date_is_measured_by_the_clock_of_the_server(
    simulator: Simulator, client: Client, waits: list[float], ahead: int
) -> None:
    simulator.set_knobs(
        rate_limit="429_retry_after", requests_per_second=0, retry_after_seconds=7,
        retry_after_form="date", clock_ahead_seconds=ahead,
    )  # fmt: skip
    with pytest.raises(TryLater):
        client.list(RADIO)
    assert len(waits) > 5
    assert all(6 <= wait <= 8 for wait in waits)


def test_an_answer_a_byte_at_a_time_does_not_hold_a_call(
    simulator: Simulator, account: Account, timing: Timing
) -> None:
    impatient = account.model_copy(update={"read_timeout_seconds": 0.2})
    simulator.set_knobs(byte_ms=20)
    with pytest.raises(Unclear, match="too slowly"):
        Client(impatient, timing=timing).create_by_id(RADIO, BODY)
    assert len(simulator.ledger("bought")) == 1


def test_a_page_of_maintenance_is_told_in_its_own_words(
    simulator: Simulator, client: Client
) -> None:
    page = "<html><title>Maintenance</title><h1>We&#39;ll be back</h1> at 6&nbsp;am</html>"
    simulator.add_fault("status_before", times=-1, status=503, body=page)
    with pytest.raises(TryLater) as raised:
        client.list(RADIO)
    said: Any = str(raised.value)
    assert "Invoca answered 503: Maintenance We'll be back at 6 am." in said
    assert "under maintenance; your files are not at fault" in said
