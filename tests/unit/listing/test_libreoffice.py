"""LibreOffice opens the sheets that are written here, and saves them; they still say the same.

Wide, since LibreOffice is large: `make test-wide` installs it where it can.
"""

from __future__ import annotations

import csv
import io
import re
import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.cell_range import MultiCellRange

from invoca.campaign_file import read_campaign_file
from invoca.campaign_file.editing import Set, edited
from invoca.campaign_file.sheet.xlsx_writer import NewWorkbook, workbook
from invoca_cli.workspace.publishing import publish
from tests.unit.export.desk import Desk

SOFFICE = shutil.which("soffice")
pytestmark = [
    pytest.mark.wide,
    pytest.mark.skipif(SOFFICE is None, reason="LibreOffice (soffice) is not installed"),
]
PATIENCE_SECONDS = 240
# What a spreadsheet takes for something else, or takes apart.
TEXTS = [
    "02108", "6-10", "=1+1", "+1", "-x", "@a", "8.88E+09", "12345678901234567890", "2026-03-01",
    "10-Jun", "3/1/2026", "12:30", "50%", "$5", "1/2", "#N/A", "TRUE", "KROQ \U0001f4fb",
    'a "b", c; d', "'quoted", "a\nb", " blanks ", "Größe", "########",
]  # fmt: skip
CSV_AS_UTF8 = (
    "--infilter=CSV:44,34,76",
    "--convert-to",
    "csv:Text - txt - csv (StarCalc):44,34,76",
)
XLSX = ("--convert-to", "xlsx")
HEAD = 'advertiser_id: acme\ncampaign_id: spring-radio\ndefaults: {media_type: "Offline: Radio"}\n'


def open_and_save(path: Path) -> None:
    """As a person does: the file holds what LibreOffice made of it."""
    how = XLSX if path.suffix == ".xlsx" else CSV_AS_UTF8
    folder = path.parent / "saved"
    profile = (path.parent / "profile").as_uri()
    before = path.read_bytes()
    subprocess.run(
        [
            str(SOFFICE),
            f"-env:UserInstallation={profile}",
            "--headless",
            *how,
            "--outdir",
            str(folder),
            str(path),
        ],
        check=True,
        capture_output=True,
        timeout=PATIENCE_SECONDS,
    )
    saved = folder / path.name
    assert path.suffix == ".csv" or saved.read_bytes() != before  # it is LibreOffice's now
    saved.replace(path)


def texts(path: Path) -> list[list[str]]:
    """The cells of a sheet that declares nothing."""
    if path.suffix == ".csv":
        return list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))
    rows = openpyxl.load_workbook(path).active.iter_rows(values_only=True)
    found = [[str(cell or "") for cell in row] for row in rows]
    width = max(len(row) for row in found)
    return [row + [""] * (width - len(row)) for row in found if any(row)]


@pytest.fixture
def live(desk: Desk) -> dict[str, str]:
    """A number for each text, by its digits."""
    return {
        desk.put(text, f"id-{at}", custom_data={"offer": text}): text
        for at, text in enumerate(TEXTS)
    }


def test_an_exported_csv_declares_the_same(desk: Desk, live: dict[str, str]) -> None:
    assert desk.export("--advertiser", "acme", "-d", "stacks", "--csv").code == 0
    desk.require_as_live()
    open_and_save(desk.folder / "stacks" / "spring-radio.csv")
    desk.require_as_live()
    assert len(desk.declared()) == len(TEXTS)


def test_a_workbook_that_declares_numbers_and_was_edited_says_the_same(tmp_path: Path) -> None:
    rows = [[f"n{at}", text, text] for at, text in enumerate(TEXTS)]
    headings = ["Name", "Description", "custom_data.offer"]
    choices = {"media_type": ["Offline: Radio"]}
    sheet, file = tmp_path / "x.xlsx", tmp_path / "x.yaml"
    sheet.write_bytes(workbook(NewWorkbook("Numbers", headings, rows, choices, empty_rows=9)))
    file.write_text(f"{HEAD}numbers_from: x.xlsx\n", "utf-8")
    changes = [
        Set(f"n{at}", {"promo_number": [f"80055501{at:02}"], "custom_data": {"station": text}})
        for at, text in enumerate(TEXTS)
    ]
    publish(edited(file, changes).files, force=True)
    before = read_campaign_file(file)
    assert [one.declaration.description for one in before.numbers.values()] == TEXTS
    open_and_save(sheet)
    after = read_campaign_file(file)
    assert after.numbers == before.numbers
    assert after.warnings() == before.warnings()
    # And it can be written into again, now that LibreOffice wrote it.
    again = [Set("n0", {"description": "Spring"})]
    publish(edited(file, again).files, force=True)
    assert read_campaign_file(file).numbers["n0"].declaration.description == "Spring"


@pytest.mark.parametrize("name", ["numbers.xlsx", "numbers.csv"])
def test_a_list_of_numbers_shows_the_same(desk: Desk, name: str) -> None:
    numbers = "".join(
        f"  n{at}: {{description: 'T{at}', custom_data: {{offer: '{offer}'}}}}\n"
        for at, offer in enumerate(("02108", "6-10", "=1+1", "2026-03-01"))
    )
    desk.deploy(f"{HEAD}numbers:\n{numbers}")
    assert desk.run("numbers", "--stack", "spring-radio", "-o", name).code == 0
    before = texts(desk.folder / name)
    open_and_save(desk.folder / name)
    if name.endswith(".csv"):
        # In a CSV, a spreadsheet takes +18005550100 for a number; a phone dials the rest as well.
        before = [[re.sub(r"^\+(1\d{10})$", r"\1", cell) for cell in row] for row in before]
    assert texts(desk.folder / name) == before


def test_a_template_that_was_opened_takes_a_row(desk: Desk) -> None:
    radio = HEAD.replace("defaults: {media_type: ", "numbers: {kroq: {description: K, media_type: ")
    desk.declare(radio.replace('"}', '"}}'))
    assert desk.run("template", "--stack", "spring-radio", "-o", "stacks/x.xlsx").code == 0
    path = desk.folder / "stacks" / "x.xlsx"
    before = texts(path)
    open_and_save(path)
    assert texts(path) == before
    book = openpyxl.load_workbook(path)
    (offered,) = book.active.data_validations.dataValidation
    assert offered.formula1.startswith("Lists!$A$1:$A$")
    assert offered.sqref == MultiCellRange("C2:C501")
    assert {book.active[f"A{row}"].number_format for row in (2, 500)} == {"@"}
