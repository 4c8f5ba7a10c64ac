"""A spreadsheet may open and save the CSV: what it rewrites is understood, or told."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from invoca.campaign_file.sheet.columns import Naming
from invoca.campaign_file.sheet.source import read_sheet
from invoca.campaign_file.sheet.spreadsheet import guarded, was_rewritten
from tests.unit.export.desk import FILE, PLACE, Desk

# LibreOffice 7.4 rewrites most of these when it opens and saves a CSV, and Excel the others.
REWRITTEN_BY_SPREADSHEETS = [
    "=1+1", "+1 888", "-5", "- dash", "@sum", "007", "8885550123", "88855501238885550123", "1e5",
    "2026-01-01", "1/2", "TRUE", "true", "May 5", "Sept 2024", "5-May-26", "Mar-5", "9:30", "9 am",
    "$5", "5%", "(5)", "1,000", ".5", "  5", "1 1/2", "1.0", "00", "1E400", "Jan. 5", "wahr",
]  # fmt: skip
KEPT = ["KROQ", "Power 106", "106.7 FM", "'t Hart", "1st", "3M", "E5", "a=b", "x-1", "Größe", "Mai"]


@pytest.mark.parametrize("text", REWRITTEN_BY_SPREADSHEETS)
def test_text_that_a_spreadsheet_would_rewrite_is_guarded(text: str) -> None:
    assert guarded(text) == f"'{text}"


@pytest.mark.parametrize("text", KEPT)
def test_other_text_is_written_as_it_is(text: str) -> None:
    assert guarded(text) == text


def test_a_csv_holds_what_fits_and_the_campaign_file_the_rest(desk: Desk) -> None:
    texts = [
        *REWRITTEN_BY_SPREADSHEETS,
        *KEPT,
        "two\nlines",
        'a "b", c; d',
        "x" * 9_000,
        " padded ",
    ]
    for index, text in enumerate(texts):
        desk.put(
            text, f"0{index}", custom_data={"station": text, "notes": "tab\there"[: index + 1]}
        )
    desk.put("By YAML", "y", custom_data={"station": "bell\x07"})
    assert desk.export(*PLACE, "-o", FILE, "--csv").code == 0
    assert "by-yaml" in desk.files()["spring-radio.yaml"]
    assert "by-yaml" not in desk.files()["spring-radio.csv"]
    desk.require_as_live()


@pytest.mark.parametrize(
    "save",
    [
        lambda text: text.replace("\n", "\r\n").encode("utf-8-sig"),
        lambda text: text.encode("utf-8"),
        lambda text: text.encode("utf-16"),
        lambda text: "\ufeff".encode("utf-16-be") + text.encode("utf-16-be"),
    ],
    ids=["Excel CSV UTF-8", "without a mark", "Unicode text", "the other byte order"],
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_it_is_understood_however_it_was_saved(
    desk: Desk, save: Callable[[str], bytes], delimiter: str
) -> None:
    for index in range(3):
        desk.put(
            f"Größe {index}; a,b", f"00{index}", custom_data={"station": "=1", "region": "a;b;c"}
        )
    desk.export(*PLACE, "-o", FILE, "--csv")
    path = desk.folder / "stacks" / "spring-radio.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    saved = "".join(
        delimiter.join(f'"{cell}"' if delimiter in cell or "," in cell else cell for cell in row)
        + "\n"
        for row in rows
    )
    path.write_bytes(save(saved))
    desk.require_as_live()


def test_a_row_can_be_edited_and_added(desk: Desk) -> None:
    desk.put("KROQ", "k")
    desk.put("Jazz", "j")
    desk.export(*PLACE, "-o", FILE, "--csv")
    path = desk.folder / "stacks" / "spring-radio.csv"
    path.write_text(
        path.read_text("utf-8").replace("Jazz", "New words") + "new,Bought,,\n", "utf-8"
    )
    declared = desk.declared()
    assert declared["jazz"].declaration.description == "New words"
    assert declared["new"].declaration.adopt is False


@pytest.mark.parametrize("cell", ["8.88E+09", "8,88E+09", "8.88555012388856E+019", "9E+09"])
@pytest.mark.parametrize("column", ["id_from_network", "adopt", "custom_data.store"])
def test_a_number_that_a_spreadsheet_shortened_is_a_mistake(
    tmp_path: Path, cell: str, column: str
) -> None:
    path = tmp_path / "x.csv"
    path.write_text(f'name;{column}\na;"{cell}"\nb;fine\n', "utf-8")
    [mistake] = read_sheet(path, Naming()).mistakes
    assert mistake.line == 2
    assert f"{column}: '{cell}' is a long number that a spreadsheet shortened" in mistake.text
    assert "format the column as text" in mistake.text


def test_where_it_is_meant_an_apostrophe_says_so(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("name,id_from_network\na,'8.88E+09\n", "utf-8")
    [row] = read_sheet(path, Naming()).rows
    assert row.values["id_from_network"] == "8.88E+09"
    assert not was_rewritten("E+09")


def test_a_header_with_many_separators_in_one_column_is_understood(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("name,custom_data.a;b;c;d\nx,1\n", "utf-8")
    [row] = read_sheet(path, Naming()).rows
    assert row.values["custom_data"] == {"a;b;c;d": "1"}
