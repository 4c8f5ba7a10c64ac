"""Two spellings that ask Invoca for the same number are one choice, and make one id."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoca import Declaration
from invoca.promo_number.choice import canonical_choice, same_choice
from invoca.promo_number.models import CREATE_ONLY

COMPLETE: dict[str, Any] = {
    "advertiser_id": "acme",
    "campaign_id": "spring-radio",
    "description": "KROQ drive time",
    "media_type": "Offline: Radio",
}
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


def ojai(city: str = "Ojai", state: str = "CA") -> dict[str, Any]:
    return {"local_center": {"city": city, "state": state}}


def near(zipcode: str) -> dict[str, Any]:
    return {"local_center": {"zipcode": zipcode}}


def within(miles: float, **more: bool) -> dict[str, Any]:
    return {"local_number_preferences": {"search_radius_miles": miles, **more}}


ALIKE: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"tn_prefix_whitelist": ["805", "310"]}, {"tn_prefix_whitelist": ["310", "805", "310"]}),
    (ojai(), ojai("OJAI", "ca")),
    (ojai(), ojai(" Ojai\u00a0", "CA ")),
    (ojai("St. Louis", "Missouri"), ojai("st.  louis", "missouri")),
    (near("02108"), near(" 02108\u00a0")),
    (near("K1A 0B1"), near("k1a0b1")),
    ({"local_center": {"tn_prefix": "310"}}, {"local_center": {"tn_prefix": "310\u00a0"}}),
    ({}, within(240, restrict_search_to_state=True)),
    ({}, within(240.0)),
    (within(50), within(50.0, restrict_search_to_state=True)),
    ({"promo_number_looks_like": "49891"}, {"promo_number_looks_like": "4989123 "}),
    ({}, {"local_center": None, "tn_prefix_whitelist": [], "promo_type": None}),
]
UNLIKE: list[tuple[dict[str, Any], dict[str, Any]]] = [
    (near("02108"), near("02109")),
    (ojai(), ojai(state="NV")),
    ({}, within(0)),
    ({}, within(240, restrict_search_to_state=False)),
    ({"tn_prefix_whitelist": ["805"]}, {"tn_prefix_whitelist": ["805", "310"]}),
    ({}, {"promo_type": "Local"}),
    ({"promo_number_looks_like": "49891"}, {"promo_number_looks_like": "49892"}),
]


def chosen(fields: dict[str, Any]) -> dict[str, object]:
    return Declaration.model_validate({**COMPLETE, **fields}).create_only()


@pytest.mark.parametrize(("one", "other"), ALIKE, ids=str)
def test_equal_meaning_is_one_choice(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert chosen(one) == chosen(other)


@pytest.mark.parametrize(("one", "other"), UNLIKE, ids=str)
def test_another_meaning_is_another_choice(one: dict[str, Any], other: dict[str, Any]) -> None:
    assert chosen(one) != chosen(other)


@pytest.mark.parametrize(
    "values",
    [
        {"local_center": {"city": "Santa Barbara", "state": "CA"}},
        {"local_center": {"zipcode": "02108-1234"}},
        {"local_center": {"tn_prefix": "310"}, "tn_prefix_whitelist": ["310", "805"]},
        {"local_number_preferences": {"search_radius_miles": 0, "restrict_search_to_state": False}},
        {"promo_type": "Local", "promo_number_looks_like": "49891"},
    ],
    ids=str,
)
def test_what_is_spelled_well_stays_as_it_is_and_keeps_its_id(values: dict[str, Any]) -> None:
    assert chosen(values) == values


def test_invoca_is_asked_in_the_words_of_the_declaration() -> None:
    written = {"local_center": {"city": "McAllen", "state": "TX"}}
    written |= {"local_number_preferences": {"search_radius_miles": 240}}
    declared = Declaration.model_validate({**COMPLETE, **written})
    assert declared.create_only_as_written() == written
    assert declared.create_only() == {"local_center": {"city": "Mcallen", "state": "TX"}}


@pytest.mark.parametrize("name", CREATE_ONLY)
def test_every_input_that_chooses_a_number_is_compared(name: str) -> None:
    assert canonical_choice({name: "x"}) == {name: "x"}
    assert not same_choice(name, "x", "y")


@given(st.dictionaries(st.sampled_from([*CREATE_ONLY, "else"]), ANYTHING))
def test_whatever_a_state_holds_has_one_spelling_which_is_its_own(values: dict[str, Any]) -> None:
    once = canonical_choice(values)
    assert repr(canonical_choice(once)) == repr(once)
