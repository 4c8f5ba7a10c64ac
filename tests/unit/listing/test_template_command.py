"""`invoca template`: an empty sheet that can be filled in."""

from __future__ import annotations

import openpyxl
import pytest

from invoca.account import Account
from invoca.campaign_file.sheet.csv_source import csv_text
from invoca.client.account_fields import account_fields
from invoca.promo_number.media_types import MEDIA_TYPES
from tests.unit.export.desk import Desk

HEAD = """\
advertiser_id: acme
campaign_id: spring-radio
defaults: {media_type: "Offline: Radio", custom_data: {channel: radio}}
"""


def test_a_sheet_has_the_fields_that_the_account_names(desk: Desk) -> None:
    desk.account.add_custom_fields("creative")
    ended = desk.run("template")
    assert ended.code == 0
    header = ended.stdout.strip().split(",")
    assert header[:3] == ["name", "description", "media_type"]
    assert "custom_data.creative" in header
    assert header[-3:] == ["local_center.zipcode", "local_center.tn_prefix", "quantity"]


def test_the_report_and_the_tags_name_them(desk: Desk) -> None:
    desk.account.add_custom_fields("creative")
    account = Account.load(lambda _: None, desk.account.environment())
    assert account_fields(account).is_complete
    assert "creative" in account_fields(account).names
    desk.account.add_fault("status", path="transactions", status=403)
    assert not account_fields(account).is_complete
    assert "creative" in account_fields(account).names


def test_where_a_token_may_not_see_them_live_numbers_and_the_project_do(desk: Desk) -> None:
    for path in ("transactions", "js_tags"):
        desk.account.add_fault("status", path=path, status=403)
    desk.put("KROQ", "k", custom_data={"station": "KROQ"})
    desk.declare(HEAD + "numbers: {kroq: {description: d, custom_data: {daypart: drive}}}\n")
    (desk.folder / "Pulumi.yaml").write_text(
        "name: promo-numbers\nruntime: python\ninvoca: {customData: [offer]}\n", "utf-8"
    )
    ended = desk.run("template", "--stack", "spring-radio")
    assert ended.stdout == (
        "name,description,custom_data.daypart,custom_data.offer,custom_data.station,"
        "local_center.zipcode,local_center.tn_prefix,quantity\n"
    )


def test_nothing_is_asked_where_no_account_is_named(desk: Desk) -> None:
    desk.environment["INVOCA_API_TOKEN"] = None
    ended = desk.run("template")
    assert ended.stdout.startswith("name,description,media_type,local_center")
    assert desk.account.calls() == []


def test_a_workbook_offers_the_media_types(desk: Desk) -> None:
    ended = desk.run("template", "-o", "numbers.xlsx")
    assert "numbers.xlsx: " in ended.stderr
    assert "write `numbers_from: numbers.xlsx` into the campaign file" in ended.stderr
    book = openpyxl.load_workbook(desk.folder / "numbers.xlsx")
    assert [sheet.sheet_state for sheet in book] == ["visible", "hidden"]
    (offered,) = book["Numbers"].data_validations.dataValidation
    assert str(offered.sqref) == "C2:C501"
    assert [cell.value for cell in book["Lists"]["A"]] == list(MEDIA_TYPES)
    assert book["Numbers"]["A2"].number_format == "@"


@pytest.mark.parametrize("name", ["numbers.csv", "numbers.xlsx"])
def test_a_row_that_is_filled_in_is_a_number(desk: Desk, name: str) -> None:
    desk.declare(HEAD + f"numbers_from: {name}\n")
    path = desk.folder / "stacks" / name
    assert desk.run("template", "--stack", "spring-radio", "-o", str(path)).code == 0
    if name.endswith(".csv"):
        path.write_text(csv_text(path) + "kroq,KROQ drive\n", "utf-8")
    else:
        book = openpyxl.load_workbook(path)
        book["Numbers"]["A2"], book["Numbers"]["B2"] = "kroq", "KROQ drive"
        book.save(path)
    assert list(desk.declared()) == ["kroq"]


@pytest.mark.parametrize(
    ("output", "named"),
    [
        ("numbers.csv", "../numbers.csv"),
        ("stacks/numbers.csv", "numbers.csv"),
        ("sheets/numbers.csv", "../sheets/numbers.csv"),
    ],
)
def test_the_line_that_is_to_be_written_finds_the_sheet(
    desk: Desk, output: str, named: str
) -> None:
    (desk.folder / "sheets").mkdir()
    ended = desk.run("template", "--stack", "spring-radio", "-o", output)
    file = "the campaign file stacks/spring-radio.yaml"
    assert f"write `numbers_from: {named}` into {file}" in ended.stderr
    desk.declare(HEAD + f"numbers_from: {named}\n")
    with (desk.folder / output).open("a", encoding="utf-8") as sheet:
        sheet.write("kroq,KROQ drive\n")
    assert list(desk.declared()) == ["kroq"]


def test_a_file_that_is_there_is_not_written_over(desk: Desk) -> None:
    (desk.folder / "numbers.csv").write_text("mine", "utf-8")
    ended = desk.run("template", "-o", "numbers.csv")
    assert "already there, so nothing was written" in ended.error
    assert (desk.folder / "numbers.csv").read_text("utf-8") == "mine"
    assert desk.run("template", "-o", "numbers.csv", "--force").code == 0
