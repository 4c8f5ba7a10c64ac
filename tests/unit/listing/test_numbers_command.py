"""`invoca numbers`: what was bought, as people and programs want it."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import openpyxl
import pytest

from tests.unit.drift.workplace import MAIL, RADIO, pending
from tests.unit.export.desk import Desk

TWELVE = """\
advertiser_id: acme
campaign_id: direct-mail
defaults: {media_type: "Offline: Direct Mail", custom_data: {channel: mail}}
numbers:
  card: {description: "=Postcard", quantity: 12}
"""


def phone(digits: str) -> str:
    return f"({digits[:3]}) {digits[3:6]}-{digits[6:]}"


def test_a_table_shows_the_numbers_that_were_bought_and_asks_invoca_nothing(desk: Desk) -> None:
    digits = desk.deploy(RADIO)
    desk.account.clear_calls()
    ended = desk.run("numbers", "--stack", "spring-radio")
    assert (ended.code, ended.stderr) == (0, "")
    assert "spring-radio  acme/spring-radio  Offline: Radio  2 numbers" in ended.stdout
    (line,) = [one for one in ended.stdout.splitlines() if one.startswith(" kroq")]
    assert phone(digits["kroq"]) in line
    assert f"+1{digits['kroq']}" in line
    assert "KROQ drive time" in line
    assert "station: KROQ" in ended.stdout
    assert desk.account.calls() == []


def test_names_are_in_the_order_in_which_people_count(desk: Desk) -> None:
    desk.deploy(TWELVE, "direct-mail")
    ended = desk.run("numbers", "--stack", "direct-mail", "--format", "json")
    names = [one["name"] for one in json.loads(ended.stdout)["numbers"]]
    assert names == [f"card-{count}" for count in range(1, 13)]


def test_json_has_everything_that_is_known(desk: Desk) -> None:
    digits = desk.deploy(RADIO)
    ended = desk.run("numbers", "--stack", "spring-radio", "--format", "json")
    document = json.loads(ended.stdout)
    assert document["version"] == 1
    kroq = document["numbers"][0]
    assert kroq.pop("id_from_network").startswith("kroq-")
    assert kroq == {
        "stack": "spring-radio",
        "name": "kroq",
        "promo_number": digits["kroq"],
        "e164": f"+1{digits['kroq']}",
        "advertiser_id": "acme",
        "campaign_id": "spring-radio",
        "affiliate_id": None,
        "media_type": "Offline: Radio",
        "description": "KROQ drive time",
        "custom_data": {"channel": "radio", "station": "KROQ"},
    }


def test_csv_is_one_row_a_number_of_every_stack(desk: Desk) -> None:
    radio, mail = desk.deploy(RADIO), desk.deploy(MAIL, "direct-mail")
    ended = desk.run("numbers", "--all", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(ended.stdout)))
    assert [(row["stack"], row["name"], row["promo_number"]) for row in rows] == [
        ("direct-mail", "postcard", mail["postcard"]),
        ("spring-radio", "kroq", radio["kroq"]),
        ("spring-radio", "power106", radio["power106"]),
    ]
    assert [row["custom_data.station"] for row in rows] == ["", "KROQ", ""]
    assert rows[0]["e164"] == f"+1{mail['postcard']}"


def test_what_a_spreadsheet_would_take_for_a_formula_begins_with_an_apostrophe(desk: Desk) -> None:
    desk.deploy(TWELVE, "direct-mail")
    desk.run("numbers", "--stack", "direct-mail", "-o", "numbers.csv")
    raw = (desk.folder / "numbers.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbfname,")
    assert b",'=Postcard," in raw


def test_a_workbook_holds_text_that_nothing_rewrites(desk: Desk) -> None:
    digits = desk.deploy(TWELVE, "direct-mail")
    ended = desk.run("numbers", "--stack", "direct-mail", "-o", "numbers.xlsx")
    assert ended.stderr == "numbers.xlsx: 12 numbers\n"
    sheet = openpyxl.load_workbook(desk.folder / "numbers.xlsx").active
    headings = [cell.value for cell in sheet[1]]
    first = dict(zip(headings, sheet[2], strict=True))
    assert first["name"].value == "card-1"
    assert first["promo_number"].value == digits["card-1"]
    assert (first["description"].value, first["description"].data_type) == ("=Postcard", "s")
    assert {cell.number_format for cell in first.values()} == {"@"}


def test_what_is_declared_and_not_bought_is_said(desk: Desk) -> None:
    desk.deploy(RADIO)
    desk.declare(RADIO + "  late: {description: Late}\n")
    ended = desk.run("numbers", "--stack", "spring-radio")
    assert ended.code == 0
    assert ended.stderr == (
        "spring-radio: 1 number of its campaign file is not bought yet; `invoca plan` shows them\n"
    )


def test_live_says_how_each_number_differs_in_invoca(desk: Desk) -> None:
    digits = desk.deploy(RADIO)
    same = desk.run("numbers", "--stack", "spring-radio", "--live")
    assert same.code == 0
    assert "as declared" in same.stdout
    desk.account.change_number(digits["kroq"], description="by hand")
    desk.account.release_number(digits["power106"])
    ended = desk.run("numbers", "--stack", "spring-radio", "--live", "--format", "csv")
    rows = {row["name"]: row for row in csv.DictReader(io.StringIO(ended.stdout))}
    assert ended.code == 2
    assert rows["kroq"]["differs in invoca"] == "description is 'by hand'"
    assert rows["power106"]["differs in invoca"] == "missing"


def test_what_cannot_be_read_is_an_error_beside_the_rest(desk: Desk) -> None:
    desk.deploy(RADIO)
    desk.declare(MAIL, "direct-mail")
    (desk.folder / "states" / "direct-mail.json").write_text("{}", "utf-8")
    ended = desk.run("numbers", "--all", "--format", "csv")
    assert ended.code == 1
    assert "direct-mail: it is neither a `pulumi stack export` file" in ended.stderr
    assert "kroq" in ended.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--stack", "x", "--all"), "--state and --all"),
        (("--all", "--write-back", "-o", "x.csv"), "--write-back cannot be combined with -o"),
    ],
)
def test_options_that_do_not_go_together_are_refused(
    desk: Desk, arguments: tuple[str, ...], said: str
) -> None:
    ended = desk.run("numbers", *arguments)
    assert ended.code == 1
    assert said in ended.stderr


# --- written back ---------------------------------------------------------------------------------

FROM = """\
advertiser_id: acme
campaign_id: spring-radio
defaults: {media_type: "Offline: Radio"}
ignore_columns: [Owner]
numbers_from: SHEET
"""
SHEET = "Name;Owner;Description;Quantity\r\nkroq;Ann;KROQ;\r\ncard;;Postcard;2\r\n"


def with_csv(desk: Desk, sheet: str = SHEET) -> Path:
    path = desk.folder / "stacks" / "spring-radio.csv"
    path.write_bytes(sheet.encode())
    desk.declare(FROM.replace("SHEET", "spring-radio.csv"))
    return path


def test_the_sheet_that_declares_them_gets_a_column_with_their_digits(desk: Desk) -> None:
    path = with_csv(desk)
    digits = desk.deploy(FROM.replace("SHEET", "spring-radio.csv"))
    ended = desk.run("numbers", "--stack", "spring-radio", "--write-back")
    assert (ended.code, ended.stderr) == (0, "")
    assert ended.stdout == "stacks/spring-radio.csv: 2 rows changed in column promo_number\n"
    assert path.read_bytes().decode() == (
        "Name;Owner;Description;Quantity;promo_number\r\n"
        f"kroq;Ann;KROQ;;{digits['kroq']}\r\n"
        f'card;;Postcard;2;"{digits["card-1"]}; {digits["card-2"]}"\r\n'
    )
    again = desk.run("numbers", "--stack", "spring-radio", "--write-back")
    assert again.stdout == "stacks/spring-radio.csv: column promo_number is as it should be\n"


def test_a_workbook_gets_them_too(desk: Desk) -> None:
    book = openpyxl.Workbook()
    for row in (["Name", "Description"], ["kroq", "KROQ"]):
        book.active.append(row)
    path = desk.folder / "stacks" / "radio.xlsx"
    book.save(path)
    digits = desk.deploy(FROM.replace("SHEET", "radio.xlsx"))
    assert desk.run("numbers", "--stack", "spring-radio", "--write-back").code == 0
    assert openpyxl.load_workbook(path).active["C2"].value == digits["kroq"]
    assert desk.run("check", "stacks/spring-radio.yaml").code == 0


@pytest.mark.parametrize("command", [("numbers", "--write-back"), ("numbers",), ("drift",)])
def test_a_digit_that_differs_is_told_and_nothing_is_written(
    desk: Desk, command: tuple[str, ...]
) -> None:
    with_csv(desk)
    digits = desk.deploy(FROM.replace("SHEET", "spring-radio.csv"))
    path = with_csv(
        desk,
        SHEET.replace("Quantity", "Quantity;Promo Number").replace("KROQ;", "KROQ;;8005559999"),
    )
    before = path.read_bytes()
    ended = desk.run(*command, "--stack", "spring-radio")
    assert ended.code == 1
    said = (
        "stacks/spring-radio.csv:2: kroq: promo_number says 8005559999, but the stack holds "
        f"{digits['kroq']}"
    )
    assert said in ended.stdout.replace("\n", " ") + ended.stderr.replace("\n", " ")
    assert path.read_bytes() == before


def test_a_row_under_a_new_name_is_recognised_by_its_digits(desk: Desk) -> None:
    with_csv(desk)
    digits = desk.deploy(FROM.replace("SHEET", "spring-radio.csv"))
    with_csv(
        desk,
        f"Name;Description;Promo Number\r\nkroq-fm;KROQ;{digits['kroq']}\r\n",
    )
    ended = desk.run("numbers", "--stack", "spring-radio", "--write-back")
    assert (
        "which the stack holds as kroq; where kroq-fm is that number under a new name, write"
        in (ended.stderr)
    )
    with_csv(
        desk,
        f"Name;Description;Was;Promo Number\r\nkroq-fm;KROQ;kroq;{digits['kroq']}\r\n",
    )
    assert desk.run("numbers", "--stack", "spring-radio", "--write-back").code == 0


def test_a_campaign_without_a_sheet_is_told_what_to_do(desk: Desk) -> None:
    desk.deploy(RADIO)
    ended = desk.run("numbers", "--stack", "spring-radio", "--write-back")
    assert ended.code == 1
    assert "it names none with `numbers_from`. `invoca numbers -o numbers.xlsx` makes" in (
        ended.stderr
    )


def test_a_sheet_that_somebody_changed_meanwhile_is_not_written_over(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = with_csv(desk)
    desk.deploy(FROM.replace("SHEET", "spring-radio.csv"))
    from invoca_cli.commands import numbers as command

    publish = command.publish

    def late(*arguments: object, **options: object) -> None:
        path.write_bytes(SHEET.replace("KROQ", "Mine").encode())
        publish(*arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(command, "publish", late)
    ended = desk.run("numbers", "--stack", "spring-radio", "--write-back")
    assert ended.code == 1
    assert "somebody changed it in the meantime, so nothing was written" in ended.stderr
    assert path.read_bytes() == SHEET.replace("KROQ", "Mine").encode()


def test_a_purchase_that_is_pending_has_no_digits_and_is_named(desk: Desk) -> None:
    desk.deploy(RADIO)
    _, power106 = desk.resources()
    desk.save([pending(desk.entries()["kroq"]), power106])
    ended = desk.run("numbers", "--stack", "spring-radio", "--format", "json")
    kroq = json.loads(ended.stdout)["numbers"][0]
    assert (kroq["name"], kroq["promo_number"], kroq["e164"]) == ("kroq", "", "")
    assert "spring-radio: kroq: a purchase is pending" in ended.stderr
