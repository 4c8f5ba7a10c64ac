"""Numbers and times of a workbook, as Excel shows them in their formats."""

from __future__ import annotations

import datetime

import openpyxl
import pytest

from invoca.campaign_file.sheet.rows import Table
from invoca.campaign_file.sheet.shown import shown_date, shown_number
from tests.unit.campaign_file.workbooks import table_of


@pytest.mark.parametrize(
    ("value", "number_format", "shown"),
    [
        (6.5, "0", "7"),
        (0.5, "0", "1"),
        (-2.5, "0", "-3"),
        (2.675, "0.00", "2.68"),
        (1.005, "0.00", "1.01"),
        (0.285, "0%", "29%"),
        (0.285, "0.0%", "28.5%"),
        (1e15 - 1, "#,##0", "999,999,999,999,999"),
        (1e15 - 1, "0." + "0" * 30, "999999999999999." + "0" * 30),
        (1e300, "0.00", str(int(1e300))),
        (float("inf"), "0.00", "inf"),
        (-0.3, "0", "0"),
    ],
)
def test_a_half_is_rounded_away_from_zero(value: float, number_format: str, shown: str) -> None:
    assert shown_number(value, number_format) == shown


@pytest.mark.parametrize(
    ("value", "number_format", "shown"),
    [
        (12_345, "0,", "12"),
        (12_345, '0.0,"K"', "12.3K"),
        (1_250_000, '0.00,,"M"', "1.25M"),
        (1_234_567, "#,##0,", "1,235"),
        (1_234_567, "#,##0", "1,234,567"),
    ],
)
def test_commas_at_the_end_of_a_format_are_thousands(
    value: float, number_format: str, shown: str
) -> None:
    assert shown_number(value, number_format) == shown


@pytest.mark.parametrize(
    ("value", "number_format", "shown"),
    [
        (0, '0;-0;"none"', "none"),
        (3, '"Spot"', "Spot"),
        (-1, "General;[Red]-General", "-1"),
        (5, "General", "5"),
    ],
)
def test_a_format_of_words_alone_shows_them(value: float, number_format: str, shown: str) -> None:
    assert shown_number(value, number_format) == shown


@pytest.mark.parametrize(
    ("number_format", "shown"),
    [
        ("[h]:mm:ss", "30:05:09"),
        ("[h]:mm", "30:05"),
        ("[mm]:ss", "1805:09"),
        ("General", "30:05:09"),
    ],
)
def test_a_length_of_time_is_what_its_format_shows(number_format: str, shown: str) -> None:
    length = datetime.timedelta(hours=30, minutes=5, seconds=9)
    assert shown_date(length, number_format) == shown


def test_a_length_of_time_in_a_cell_is_read_so() -> None:
    def finish(sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
        sheet["B2"].number_format = "[h]:mm"

    found: Table = table_of(
        [["Name", "Description"], ["kroq", datetime.timedelta(hours=30)]], finish=finish
    )
    assert found.rows[0].values["description"] == "30:00"
