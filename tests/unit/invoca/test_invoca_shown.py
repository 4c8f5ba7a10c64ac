"""What is understood of what Invoca shows, in whatever form."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from invoca import PromoNumber


def live(**fields: Any) -> PromoNumber:
    return PromoNumber.model_validate({"promo_number": "8885550123", **fields})


def test_a_live_number_is_read_as_invoca_shows_it() -> None:
    number = live(
        id=21,
        id_from_network="4531",
        media_type="Online: Display",
        description="Lead page",
        object_url="https://invoca.net/a_campaigns/promo_numbers/11",
        custom_data={"channel": "Online lead"},
        custom_data_dictionary={"ignored": True},
    )
    assert number.id == 21
    assert number.id_from_network == "4531"
    assert number.custom_data == {"channel": "Online lead"}
    assert number.e164 == "+18885550123"
    assert not number.is_released


@pytest.mark.parametrize("field", ["id", "id_from_network", "description", "media_type", "status"])
def test_absent_null_and_empty_are_one(field: str) -> None:
    assert live() == live(**{field: None}) == live(**{field: ""})


@pytest.mark.parametrize("empty", [None, "", {}, [], {"station": None}, {"station": ""}])
def test_every_kind_of_empty_custom_data_is_the_same(empty: object) -> None:
    assert live(custom_data=empty) == live()


@pytest.mark.parametrize(("value", "text"), [(5, "5"), (5.0, "5"), (True, "true"), (0, "0")])
def test_live_custom_data_is_read_as_text(value: object, text: str) -> None:
    assert live(custom_data={"station": value}).custom_data == {"station": text}


@pytest.mark.parametrize(
    ("shown", "read"), [(" kroq-1 ", "kroq-1"), (4531, "4531"), (" ", None), ("", None)]
)
def test_blanks_around_a_live_id_are_not_of_it(shown: object, read: str | None) -> None:
    live = PromoNumber.model_validate({"promo_number": "8005550100", "id_from_network": shown})
    assert live.id_from_network == read


@pytest.mark.parametrize("phone", ["888-555-0123", "+18885550123", "1 (888) 555-0123", 8885550123])
def test_live_digits_are_read_in_every_spelling(phone: object) -> None:
    assert live(promo_number=phone).promo_number == "8885550123"


@pytest.mark.parametrize("phone", ["", None, "none", "123", "1" * 16])
def test_a_live_number_without_digits_is_refused(phone: object) -> None:
    with pytest.raises(ValidationError, match="promo_number"):
        live(promo_number=phone)


@pytest.mark.parametrize(("shown", "value"), [("21", 21), (21.0, 21), ("x21", None), (-1, None)])
def test_an_odd_live_id_is_no_reason_to_fail(shown: object, value: int | None) -> None:
    assert live(id=shown).id == value


# --- custom data in any form ----------------------------------------------------------------------

VALUES = [
    ("KROQ", "KROQ"),
    (5, "5"),
    (5.5, "5.5"),
    (True, "true"),
    (False, "false"),
    (0, "0"),
    ({"b": [1], "a": "é"}, '{"a": "é", "b": [1]}'),
    (["a", 1], '["a", 1]'),
    ({}, "{}"),
]


def in_every_form(data: dict[str, Any]) -> list[Any]:
    return [
        data,
        [{"name": key, "value": value} for key, value in data.items()],
        [{"partner_name": key, "value": value, "id": 3} for key, value in data.items()],
        [{"key": key, "value": value} for key, value in data.items()],
        [[key, value] for key, value in data.items()],
    ]


@pytest.mark.parametrize(("raw", "text"), VALUES, ids=str)
def test_custom_data_is_compared_as_text_and_kept_as_it_came(raw: object, text: str) -> None:
    for form in in_every_form({"station": raw, "region": "west"}):
        number = live(custom_data=form)
        assert number.custom_data == {"station": text, "region": "west"}
        assert number.custom_data_raw == {"station": raw, "region": "west"}


@pytest.mark.parametrize("empty", [None, ""])
def test_fields_without_a_value_are_left_out_in_every_form(empty: object) -> None:
    for form in in_every_form({"station": empty}):
        assert live(custom_data=form) == live()


@pytest.mark.parametrize(
    "odd",
    ["none", 5, True, [5, "x", None, [], ["a"], {"value": 1}, {"name": "station"}], [[[], 1]]],
)
def test_custom_data_that_nobody_can_read_is_no_reason_to_fail(odd: object) -> None:
    assert live(custom_data=odd).custom_data == {}


def test_what_a_server_says_of_raw_values_does_not_count() -> None:
    assert live(custom_data_raw={"station": "KROQ"}) == live()


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


@given(json_values)
def test_any_custom_data_is_read_and_what_is_kept_can_be_sent(value: Any) -> None:
    number = live(custom_data=value)
    assert number.custom_data.keys() == number.custom_data_raw.keys()
    assert all(number.custom_data.values())
    if isinstance(value, dict):
        for key, raw in number.custom_data_raw.items():
            assert json.dumps(raw) == json.dumps(value[key])


@given(json_values)
def test_any_value_of_another_field_is_no_reason_to_fail(value: Any) -> None:
    for field in ("id", "id_from_network", "description", "media_type", "status", "object_url"):
        live(**{field: value})
    live(hours_of_operation=value)


# --- released or not ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "status",
    [
        "deleted",
        "Deleted",
        " RELEASED ",
        "released.",
        "Cancelled",
        "canceled",
        "deactivated",
        "Disconnected",
        "expired",
        "terminated",
        "soft-deleted",
        "Soft Deleted",
        "deleted (2026-11-26)",
    ],
)
def test_a_number_that_is_shown_only_to_say_it_is_gone_is_released(status: str) -> None:
    assert live(status=status).is_released


@pytest.mark.parametrize(
    "status",
    [
        None,
        "",
        "active",
        "Activated",
        "suspended",
        "paused",
        "not deleted",
        "undeleted",
        "pending release",
        "lorem",
        5,
        True,
        {"name": "deleted"},
    ],
)
def test_every_other_word_is_that_of_a_live_number_and_can_be_read(status: Any) -> None:
    number = live(status=status)
    assert not number.is_released
    assert (number.status is None) == (status in (None, ""))
