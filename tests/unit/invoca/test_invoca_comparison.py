"""What counts as drift, and what does not."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoca import CampaignRef, Declaration, PromoNumber
from invoca.promo_number.comparison import Difference, differences
from invoca.promo_number.media_types import MEDIA_TYPES, is_documented, nearest, same_media_type
from invoca.promo_number.moved import followed

HOURS = {
    "time_zone": "Eastern Time (US & Canada)",
    "schedules": [{"day_of_week": "Monday", "open_time": "09:00", "close_time": "17:30"}],
}


def declared(**fields: Any) -> Declaration:
    return Declaration.model_validate(
        {
            "advertiser_id": "acme",
            "campaign_id": "spring-radio",
            "description": "KROQ drive time",
            "media_type": "Offline: Radio",
            **fields,
        }
    )


def live(**fields: Any) -> PromoNumber:
    return PromoNumber.model_validate(
        {
            "promo_number": "8885550123",
            "description": "KROQ drive time",
            "media_type": "Offline: Radio",
            **fields,
        }
    )


def test_a_number_that_is_as_declared_has_no_differences() -> None:
    data = {"station": "KROQ"}
    assert differences(declared(custom_data=data), live(custom_data=data)) == []


def test_every_difference_is_named_with_both_values() -> None:
    found = differences(
        declared(custom_data={"station": "KROQ", "daypart": "drive"}),
        live(description="Hacked", media_type="Online: Display", custom_data={"station": "KPWR"}),
    )
    assert found == [
        Difference("description", "KROQ drive time", "Hacked"),
        Difference("media_type", "Offline: Radio", "Online: Display"),
        Difference("custom_data.station", "KROQ", "KPWR"),
        Difference("custom_data.daypart", "drive", ""),
    ]
    assert str(found[2]) == "custom_data.station: declared 'KROQ', live 'KPWR'"


@pytest.mark.parametrize("shown", [{}, None, "", {"station": None}, {"station": ""}])
@pytest.mark.parametrize("wanted", [{}, {"station": ""}, {"station": None}])
def test_absent_null_and_empty_are_one_on_both_sides(wanted: Any, shown: Any) -> None:
    assert differences(declared(custom_data=wanted), live(custom_data=shown)) == []


@pytest.mark.parametrize("blank", ["", None])
def test_a_blank_live_field_differs_from_a_declared_one(blank: str | None) -> None:
    found = differences(declared(), live(description=blank, media_type=blank))
    assert found == [
        Difference("description", "KROQ drive time", ""),
        Difference("media_type", "Offline: Radio", ""),
    ]


def test_a_value_that_is_declared_empty_differs_from_a_live_one() -> None:
    found = differences(declared(custom_data={"station": ""}), live(custom_data={"station": "K"}))
    assert found == [Difference("custom_data.station", "", "K")]


def test_custom_data_that_nobody_declared_is_no_difference() -> None:
    assert differences(declared(), live(custom_data={"inherited": "value"})) == []


def test_a_live_number_and_declared_text_are_the_same_value() -> None:
    found = differences(declared(custom_data={"station": "5"}), live(custom_data={"station": 5.0}))
    assert found == []


def test_create_only_inputs_are_never_a_difference() -> None:
    assert differences(declared(local_center={"tn_prefix": "310"}), live()) == []


def test_opening_hours_differ_only_where_both_sides_show_them() -> None:
    wanted = declared(hours_of_operation=HOURS)
    assert differences(wanted, live()) == []
    assert differences(declared(), live(hours_of_operation=HOURS)) == []
    assert differences(wanted, live(hours_of_operation={**HOURS, "id": 3})) == []
    (found,) = differences(wanted, live(hours_of_operation={**HOURS, "time_zone": "Hawaii"}))
    assert found.field == "hours_of_operation"
    assert "Hawaii" in found.live


def test_a_week_is_the_same_in_whatever_order_its_spans_are_shown() -> None:
    days = ("Monday", "Tuesday", "Sunday")
    week = [{"day_of_week": day, "open_time": "09:00", "close_time": "17:30"} for day in days]
    wanted = declared(hours_of_operation={**HOURS, "open_24_7": False, "schedules": week})
    shown = {**HOURS, "schedules": [{**span, "id": 7} for span in reversed(week)]}
    assert differences(wanted, live(hours_of_operation=shown)) == []
    shown["schedules"][0]["close_time"] = "18:00"
    assert len(differences(wanted, live(hours_of_operation=shown))) == 1


@pytest.mark.parametrize(
    "schedules",
    [[], HOURS["schedules"] * 2, [{"day_of_week": "Sunday"}], [None], "closed"],
)
def test_another_schedule_is_a_difference(schedules: object) -> None:
    shown = live(hours_of_operation={**HOURS, "schedules": schedules})
    assert len(differences(declared(hours_of_operation=HOURS), shown)) == 1


# --- media types ----------------------------------------------------------------------------------


@pytest.mark.parametrize("one", ["In-Call Ad", "InCall Ad", "In\u00adCall Ad"])
@pytest.mark.parametrize("other", ["In-Call Ad", "InCall Ad", "In\u00adCall Ad"])
def test_hyphens_and_soft_hyphens_do_not_count(one: str, other: str) -> None:
    one, other = f"Offline: {one}", f"Offline: {other}"
    assert same_media_type(one, other)
    assert differences(declared(media_type=one), live(media_type=other)) == []
    assert is_documented(one)
    assert declared(media_type=one).warnings() == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Online: Other", "Offline: Other"),
        ("Mobile: Display", "Online: Display"),
        ("Offline: Radio", "offline: radio"),
        ("Offline: Radio", ""),
    ],
)
def test_other_media_types_are_other_media_types(one: str, other: str) -> None:
    assert not same_media_type(one, other)


def test_every_documented_media_type_is_another_one() -> None:
    assert len(MEDIA_TYPES) == 27
    for one in MEDIA_TYPES:
        assert [other for other in MEDIA_TYPES if same_media_type(one, other)] == [one]


@pytest.mark.parametrize(
    ("written", "meant"),
    [("Offline: Raido", "Offline: Radio"), ("\u2603", None)],
)
def test_a_misspelling_finds_the_media_type_that_was_meant(written: str, meant: str | None) -> None:
    assert not is_documented(written)
    assert nearest(written) == meant


@given(st.text(), st.text())
def test_sameness_of_media_types_goes_both_ways(one: str, other: str) -> None:
    assert same_media_type(one, one)
    assert same_media_type(one, other) == same_media_type(other, one)


@pytest.mark.parametrize(
    ("there", "told"),
    [
        (("acme", "mail", "kroq"), "write `campaign_id: mail`"),
        (("acme", "radio", None), "remove `affiliate_id`"),
        (("acme", "mail", "kpwr"), "write `campaign_id: mail` and `affiliate_id: kpwr`"),
        (
            ("other", "mail", None),
            "write `advertiser_id: other` and `campaign_id: mail` and remove `affiliate_id`",
        ),
    ],
)
def test_a_declaration_that_follows_names_every_field_that_differs(
    there: tuple[str, str, str | None], told: str
) -> None:
    here = CampaignRef("acme", "radio", "kroq")
    said = followed("8005550100", here, CampaignRef(*there), unrefreshed="it")
    assert said == f"{told} and run it"
