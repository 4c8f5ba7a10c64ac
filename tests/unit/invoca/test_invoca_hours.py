"""Hours of operation: what a week can hold."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from invoca import Declaration


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


def refusal(**fields: Any) -> str:
    with pytest.raises(ValidationError) as refused:
        declared(**fields)
    return str(refused.value)


def test_opening_hours_must_be_whole() -> None:
    zone = "Pacific Time (US & Canada)"
    monday = {"day_of_week": "Monday", "open_time": "09:00", "close_time": "17:30"}
    assert declared(hours_of_operation={"time_zone": zone, "open_24_7": True})
    assert declared(hours_of_operation={"time_zone": zone, "schedules": [monday]})
    assert "needs schedules" in refusal(hours_of_operation={"time_zone": zone})
    assert "time_zone" in refusal(hours_of_operation={"open_24_7": True})
    odd = {**monday, "open_time": "09:10"}
    assert "open_time" in refusal(hours_of_operation={"time_zone": zone, "schedules": [odd]})
    assert "affiliate" in refusal(
        affiliate_id="kroq", hours_of_operation={"time_zone": zone, "open_24_7": True}
    )


def span(opens: str, closes: str, day: str = "Monday") -> dict[str, str]:
    return {"day_of_week": day, "open_time": opens, "close_time": closes}


def hours(*spans: dict[str, str]) -> dict[str, object]:
    return {"time_zone": "Hawaii", "schedules": list(spans)}


@pytest.mark.parametrize(
    "spans",
    [
        [span("09:00", "12:00"), span("12:00", "17:30")],
        [span("12:00", "17:30"), span("09:00", "12:00")],
        [span("09:00", "17:30"), span("09:00", "17:30", "Friday")],
        [span("09:00", "00:00")],
        [span("00:00", "24:00")],
    ],
    ids=str,
)
def test_hours_may_be_any_that_a_day_has(spans: list[dict[str, str]]) -> None:
    assert declared(hours_of_operation=hours(*spans))


@pytest.mark.parametrize(
    ("spans", "said"),
    [
        ([span("29:00", "30:00")], "open_time"),
        ([span("09:00", "24:15")], "close_time"),
        ([span("24:00", "24:00")], "open_time"),
        ([span("17:00", "09:00")], "a span ends after it begins"),
        ([span("09:00", "09:00")], "a span ends after it begins"),
        ([span("09:00", "12:00"), span("11:45", "17:00")], "Monday 09:00 to 12:00"),
        ([span("11:45", "17:00"), span("09:00", "12:00")], "11:45 to 17:00"),
        ([span("18:00", "00:00"), span("23:00", "24:00")], "overlaps"),
    ],
    ids=str,
)
def test_hours_that_no_day_has_are_refused(spans: list[dict[str, str]], said: str) -> None:
    assert said in refusal(hours_of_operation=hours(*spans))
