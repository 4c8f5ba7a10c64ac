"""A spreadsheet of 300 rows, as its people have it: into bought numbers, and back into the sheet.

Whoever does it follows what the messages say, and knows nothing else.
"""

from __future__ import annotations

import datetime
import re

import openpyxl
import pytest

from tests.engine.workspace import Workspace

ROWS = 300
HEADINGS = ["Name", "Description", "Media Type", "Channel", "Zip Code", "Drop Date", "Notes"]
CAMPAIGN = """\
advertiser_id: acme
campaign_id: direct-mail
numbers_from: postcards.xlsx
"""


class Person:
    """Makes a sheet, and then the edits that messages suggest, as they stand there."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        stacks = workspace.folder / "stacks"
        self.file = stacks / f"{workspace.stack}.yaml"
        self.sheet = stacks / "postcards.xlsx"
        self.edits = 0
        workspace.campaign(CAMPAIGN)
        self._make_sheet()

    def _make_sheet(self) -> None:
        book = openpyxl.Workbook()
        book.active.append(HEADINGS)
        for row in range(ROWS):
            day = datetime.datetime(2026, 3, 1) + datetime.timedelta(days=row % 28)
            zip_code = 2108 + row % 3  # Boston; a spreadsheet took the zero in front away
            note = "call Bob first" if row % 50 == 0 else None
            text = [f"card-{row}", f"Postcard {row}", "Offline: Direct Mail", "mail"]
            book.active.append([*text, zip_code, day, note])
        for cell in book.active["F"][1:]:
            cell.number_format = "m/d/yyyy"
        book.save(self.sheet)

    def told(self) -> str:
        return self.workspace.invoca_fails("check", str(self.file))

    def writes_what_is_suggested_for_the_headings(self) -> None:
        (line,) = [line for line in self.told().splitlines() if "leave the headings" in line]
        suggested = re.findall("`([^`]+)`", line)
        self.file.write_text("\n".join([self.file.read_text("utf-8"), *suggested, ""]), "utf-8")
        self.edits += 1

    def formats_the_column_as_suggested(self) -> None:
        said = self.told()
        (field,) = re.findall(
            r"card-0: ([\w.]+) \(column `Zip Code`\) cannot be '2108'; write 02108", said
        )
        (number_format,) = re.findall(r"format the column as (\w+), or as text", said)
        assert field == "local_center.zipcode"
        book = openpyxl.load_workbook(self.sheet)
        for cell in book.active["E"][1:]:
            cell.number_format = number_format
        book.save(self.sheet)
        self.edits += 1

    def allows_as_many_purchases_as_suggested(self) -> None:
        said = self.workspace.invoca_fails("plan", "--stack", self.workspace.stack)
        flat = " ".join(said.split())
        (command,) = re.findall(r"allow it with `?pulumi (config set --stack .+?) <how many>", flat)
        self.workspace.succeeds(*command.split(), str(ROWS))

    def column(self, heading: str) -> list[object]:
        rows = list(openpyxl.load_workbook(self.sheet).active.iter_rows(values_only=True))
        at = rows[0].index(heading)
        return [row[at] for row in rows[1:]]


@pytest.fixture
def person(workspace: Workspace) -> Person:
    return Person(workspace)


def test_three_hundred_rows_are_bought_and_written_back_with_two_edits(person: Person) -> None:
    workspace, account = person.workspace, person.workspace.account
    notes = person.column("Notes")
    person.writes_what_is_suggested_for_the_headings()
    person.formats_the_column_as_suggested()
    assert workspace.invoca("check", str(person.file)).code == 0, workspace.transcript
    assert person.edits == 2

    person.allows_as_many_purchases_as_suggested()
    plan = workspace.invoca("plan", "--stack", workspace.stack)
    assert plan.code == 2, workspace.transcript
    bought = "Buys 300 numbers: 100 near 02108, 100 near 02109, 100 near 02110; channel=mail"
    assert bought in " ".join(plan.output.split())
    up = workspace.invoca("up", "--stack", workspace.stack, "--yes")
    assert up.code == 0, workspace.transcript
    assert account.writes() == ["POST"] * ROWS

    back = workspace.invoca("numbers", "--stack", workspace.stack, "--write-back")
    assert back.output == "stacks/postcards.xlsx: 300 rows changed in column promo_number\n"
    by_name = {number["description"]: number for number in account.numbers()}
    names = person.column("Description")
    assert person.column("promo_number") == [by_name[name]["promo_number"] for name in names]
    assert by_name["Postcard 1"]["custom_data"] == {"channel": "mail", "drop_date": "3/2/2026"}
    assert person.column("Notes") == notes

    again = workspace.invoca("plan", "--stack", workspace.stack)
    assert again.code == 0, workspace.transcript
    assert account.writes() == ["POST"] * ROWS
