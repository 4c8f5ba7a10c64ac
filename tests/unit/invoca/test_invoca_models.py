"""What may be declared."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from invoca import CampaignRef, Declaration
from invoca.promo_number.models import CREATE_ONLY, MOVING, Policy
from invoca.promo_number.values import ten_digits

COMPLETE: dict[str, Any] = {
    "advertiser_id": "acme",
    "campaign_id": "spring-radio",
    "description": "KROQ drive time",
    "media_type": "Offline: Radio",
}


def declared(**fields: Any) -> Declaration:
    return Declaration.model_validate({**COMPLETE, **fields})


def refusal(**fields: Any) -> str:
    with pytest.raises(ValidationError) as refused:
        declared(**fields)
    return str(refused.value)


# --- declared -------------------------------------------------------------------------------------


def test_four_fields_are_all_that_a_number_needs() -> None:
    number = declared()
    assert number.campaign == CampaignRef("acme", "spring-radio")
    assert number.custom_data == {}
    assert number.id_assigned_by == "caller"
    assert number.adopt is False
    assert number.generation == 1
    assert number.create_only() == {}


@pytest.mark.parametrize("field", COMPLETE)
def test_each_of_the_four_must_be_there(field: str) -> None:
    rest = {name: value for name, value in COMPLETE.items() if name != field}
    with pytest.raises(ValidationError, match=field):
        Declaration.model_validate(rest)


@pytest.mark.parametrize("field", COMPLETE)
@pytest.mark.parametrize("blank", ["", "  ", "\t\n", None])
def test_none_of_the_four_may_be_blank(field: str, blank: object) -> None:
    assert field in refusal(**{field: blank})


def test_an_unknown_field_is_refused() -> None:
    assert "colour" in refusal(colour="red")


@pytest.mark.parametrize(
    ("value", "text"),
    [(5, "5"), (5.0, "5"), (1.5, "1.5"), (True, "true"), (False, "false"), ("05", "05"), (0, "0")],
)
def test_custom_data_is_sent_as_text(value: object, text: str) -> None:
    assert declared(custom_data={"station": value}).custom_data == {"station": text}


@pytest.mark.parametrize("empty", ["", None])
def test_empty_custom_data_is_no_custom_data(empty: object) -> None:
    number = declared(custom_data={"station": empty, "channel": "radio"})
    assert number.managed_custom_data == {"channel": "radio"}


@pytest.mark.parametrize("wrong", [["a"], {"a": "b"}, "x" * 10_001])
def test_custom_data_that_invoca_cannot_hold_is_refused(wrong: object) -> None:
    assert "custom_data.station" in refusal(custom_data={"station": wrong})


def test_custom_data_may_be_as_long_as_a_long_text_field() -> None:
    assert declared(custom_data={"notes": "x" * 10_000})


@pytest.mark.parametrize("key", ["", "  "])
def test_custom_data_needs_a_key(key: str) -> None:
    assert "must not be blank" in refusal(custom_data={key: "x"})


@pytest.mark.parametrize(
    "center",
    [
        {"tn_prefix": "310"},
        {"tn_prefix": 310},
        {"zipcode": "02108"},
        {"zipcode": "02108-1234"},
        {"zipcode": "K1A 0B1"},
        {"city": "Santa Barbara", "state": "CA"},
    ],
)
def test_a_local_center_names_one_place(center: dict[str, object]) -> None:
    number = declared(local_center=center)
    assert number.create_only() == {
        "local_center": {key: str(value) for key, value in center.items()}
    }


@pytest.mark.parametrize(
    ("center", "said"),
    [
        ({}, "must name exactly one of"),
        ({"tn_prefix": "310", "zipcode": "02108"}, "must name exactly one of"),
        ({"tn_prefix": "310", "city": "Ojai", "state": "CA"}, "must name exactly one of"),
        ({"city": "Ojai"}, "must name city and state together"),
        ({"state": "CA"}, "must name city and state together"),
        ({"tn_prefix": "110"}, "tn_prefix"),
        ({"tn_prefix": "31"}, "tn_prefix"),
        ({"tn_prefix": "3100"}, "tn_prefix"),
        ({"zipcode": "2108"}, "zipcode"),
        ({"zipcode": 2108}, "zipcode"),
        ({"town": "Ojai"}, "town"),
        ("310", "local_center"),
    ],
)
def test_a_local_center_that_names_no_place_or_two_is_refused(center: object, said: str) -> None:
    assert said in refusal(local_center=center)


@pytest.mark.parametrize("radius", [-1, "far", 1.5, None])
def test_a_search_radius_is_a_whole_number_of_miles(radius: object) -> None:
    preferences = {"search_radius_miles": radius}
    if radius is None:
        assert declared(local_number_preferences=preferences)
    else:
        assert "search_radius_miles" in refusal(local_number_preferences=preferences)


def test_area_codes_keep_their_order() -> None:
    assert declared(tn_prefix_whitelist=["805", 310]).tn_prefix_whitelist == ("805", "310")
    assert "tn_prefix_whitelist" in refusal(tn_prefix_whitelist=["80"])
    assert "tn_prefix_whitelist" in refusal(tn_prefix_whitelist="805")


@pytest.mark.parametrize(
    "field",
    ["tn_prefix_whitelist", "local_number_preferences", "local_center", "promo_number_looks_like"],
)
def test_an_empty_create_only_input_is_one_that_was_left_out(field: str) -> None:
    empty: dict[str, Any] = {
        "tn_prefix_whitelist": [],
        "local_number_preferences": {},
        "local_center": None,
        "promo_number_looks_like": "",
    }
    assert declared(**{field: empty[field]}).create_only() == {}


def test_an_adwords_account_needs_the_call_extension() -> None:
    extension = "Google Call Extension"
    assert declared(media_type=extension, adwords_account_id="627-345-9815")
    assert "needs media_type: 'Google Call Extension'" in refusal(adwords_account_id="627-345-9815")
    assert "account number" in refusal(media_type=extension, adwords_account_id="none")
    assert declared(adwords_account_id="").adwords_account_id is None


@pytest.mark.parametrize(
    ("value", "adopts"),
    [
        (True, True),
        (False, False),
        ("true", True),
        ("False", False),
        ("", False),
        (None, False),
        ("8885550123", "8885550123"),
        ("(888) 555-0123", "8885550123"),
        ("+1 888 555 0123", "8885550123"),
        (8885550123, "8885550123"),
        (8885550123.0, "8885550123"),
    ],
)
def test_adoption_is_a_consent_or_a_phone_number(value: object, adopts: bool | str) -> None:
    assert declared(adopt=value).adopt == adopts


@pytest.mark.parametrize("value", ["yes please", "555-0123", "88855501234", 5, ["8885550123"], {}])
def test_any_other_adoption_is_refused(value: object) -> None:
    assert "ten digits" in refusal(adopt=value)


@pytest.mark.parametrize("generation", [0, -1, 1.5, "first"])
def test_generations_are_counted_from_one(generation: object) -> None:
    assert "generation" in refusal(generation=generation)


@pytest.mark.parametrize("generation", [2, 2.0, "2"])
def test_a_generation_may_come_as_text_or_as_a_float(generation: object) -> None:
    assert declared(generation=generation).generation == 2


def test_rules_over_a_value_that_is_not_known_yet_are_left_out() -> None:
    fields = {**COMPLETE, "media_type": "not known yet", "adwords_account_id": "627-345-9815"}
    assert Declaration.model_validate(fields, context={"unknown": {"media_type"}})
    with pytest.raises(ValidationError):
        Declaration.model_validate(fields)


def test_every_declared_field_says_what_a_change_of_it_does() -> None:
    policies = {
        name: [item for item in field.metadata if isinstance(item, Policy)]
        for name, field in Declaration.model_fields.items()
    }
    assert {name: len(found) for name, found in policies.items() if len(found) != 1} == {}


def test_which_fields_choose_the_number_is_a_contract() -> None:
    assert CREATE_ONLY == (
        "local_center",
        "local_number_preferences",
        "tn_prefix_whitelist",
        "promo_type",
        "promo_number_looks_like",
    )
    assert MOVING == ("advertiser_id", "campaign_id", "affiliate_id")


def test_an_odd_media_type_is_a_warning_with_a_hint() -> None:
    assert declared().warnings() == []
    (warning,) = declared(media_type="Offline: Radios").warnings()
    assert "'Offline: Radios' is not one that Invoca documents" in warning
    assert "Did you mean 'Offline: Radio'?" in warning


def test_a_campaign_reads_as_words() -> None:
    assert str(CampaignRef("acme", "spring")) == "campaign 'spring' of advertiser 'acme'"
    assert str(CampaignRef("acme", "spring", "kroq")).endswith(", affiliate 'kroq'")


# --- phone numbers --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "phone",
    [
        "8885550123",
        "888-555-0123",
        "(888) 555-0123",
        "+1 888.555.0123",
        "18885550123",
        " 8885550123 ",
    ],
)
def test_a_phone_number_is_known_in_every_usual_spelling(phone: str) -> None:
    assert ten_digits(phone) == "8885550123"


@pytest.mark.parametrize(
    "phone",
    [
        "",
        "555-0123",
        "88855501234",
        "28885550123",
        "888555012x",
        "888 555 0123 ext 4",
        "888/5550123",
    ],
)
def test_anything_else_is_no_phone_number(phone: str) -> None:
    with pytest.raises(ValueError, match="ten digits"):
        ten_digits(phone)


@given(st.text())
def test_any_text_is_ten_digits_or_refused(phone: str) -> None:
    try:
        digits = ten_digits(phone)
    except ValueError:
        return
    assert len(digits) == 10
