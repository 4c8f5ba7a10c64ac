"""Which field a path of `ignore_changes` names, as Pulumi writes them."""

from __future__ import annotations

import pytest

from invoca.promo_number.ignored import is_ignored, left_as_they_are


@pytest.mark.parametrize(
    ("path", "covered"),
    [
        ("description", {"description"}),
        ("custom_data", {"custom_data.station", "custom_data.a.b"}),
        ("custom_data.station", {"custom_data.station"}),
        ('custom_data["station"]', {"custom_data.station"}),
        ('custom_data["a.b"]', {"custom_data.a.b"}),
        ("custom_data.*", {"custom_data.station", "custom_data.a.b"}),
        ("custom_data[*]", {"custom_data.station", "custom_data.a.b"}),
        ("*", {"description", "media_type", "custom_data.station", "custom_data.a.b"}),
        ("custom_data.stat", set()),
        ("hours_of_operation.time_zone", set()),
        ("", set()),
    ],
)
def test_a_path_covers_what_pulumi_would_leave_alone(path: str, covered: set[str]) -> None:
    fields = {"description", "media_type", "custom_data.station", "custom_data.a.b"}
    assert {field for field in fields if is_ignored(field, [path])} == covered


def test_what_stays_is_told_with_a_few_names() -> None:
    [one] = left_as_they_are({"description": ["a"]})
    assert one.startswith("description of a differs in Invoca and stays that way")
    [many] = left_as_they_are({"description": [f"n{index:04}" for index in range(1_205)]})
    assert (
        "description of n0000, n0001, n0002, n0003, n0004 and 1,200 more differs in Invoca" in many
    )
