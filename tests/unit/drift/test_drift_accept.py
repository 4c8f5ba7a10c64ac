"""`invoca drift --accept`: what was changed by hand is kept, in the file that declares it."""

from __future__ import annotations

import difflib
from pathlib import Path

import openpyxl
import pytest

from invoca.errors import FixDeclaration
from tests.unit.drift.workplace import Workplace

RADIO = """\
# The numbers of the spring campaign.
advertiser_id: acme
campaign_id: spring-radio
defaults: {media_type: "Offline: Radio", custom_data: {channel: radio}}

numbers:
  kroq:  # printed on buses
    description: KROQ drive time
    custom_data: {station: KROQ}   # the station

  power106: {description: 'Power 106 mornings'}
"""
SHEET = (
    "advertiser_id: acme\ncampaign_id: spring-radio\n"
    'defaults: {media_type: "Offline: Radio"}\nnumbers_from: NAME\n'
)
MONDAY = {"day_of_week": "Monday", "open_time": "09:00", "close_time": "17:00"}
CSV = "Name;# Owner;Description;Custom Data Station\r\nkroq;Ann;KROQ;KROQ\r\njazz;;Jazz;\r\n"


def changed_lines(before: str, after: str) -> list[str]:
    found = difflib.unified_diff(before.splitlines(), after.splitlines(), n=0, lineterm="")
    return [line for line in found if not line.startswith(("---", "+++", "@@"))]


def test_the_live_values_are_written_and_everything_else_stays(work: Workplace) -> None:
    digits = work.deploy(RADIO)
    work.account.change_number(
        digits["kroq"],
        description="KROQ: drive #1",
        custom_data={"station": "", "channel": "bus"},
    )
    work.account.change_number(digits["power106"], media_type="Offline: TV")
    ended = work.drift("--stack", "spring-radio", "--accept", json=False)
    assert (ended.code, ended.stderr) == (0, "")
    after = (work.folder / "stacks" / "spring-radio.yaml").read_text("utf-8")
    assert changed_lines(RADIO, after) == [
        "-    description: KROQ drive time",
        "-    custom_data: {station: KROQ}   # the station",
        '+    description: "KROQ: drive #1"',
        "+    custom_data: {station: null, channel: bus}   # the station",
        "-  power106: {description: 'Power 106 mornings'}",
        "+  power106: {description: 'Power 106 mornings', media_type: \"Offline: TV\"}",
    ]
    assert '+    description: "KROQ: drive #1"' in ended.stdout
    assert ended.stdout.endswith("`invoca plan` shows what is left, and `invoca up` deploys it\n")
    assert work.drift("--file", "stacks/spring-radio.yaml").code == 0


def test_only_the_numbers_that_are_named_are_accepted(work: Workplace) -> None:
    digits = work.deploy(RADIO)
    for name in digits:
        work.account.change_number(digits[name], description="by hand")
    assert work.drift("power106", "--accept", "--stack", "spring-radio", json=False).code == 0
    assert work.entries()["kroq"].declaration.description == "KROQ drive time"
    assert work.entries()["power106"].declaration.description == "by hand"


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_sheet_is_written_in_its_own_cells(work: Workplace, kind: str) -> None:
    path = work.folder / "stacks" / f"radio.{kind}"
    if kind == "csv":
        path.write_bytes(CSV.encode())
    else:
        book = openpyxl.Workbook()
        for line in CSV.splitlines():
            book.active.append([cell or None for cell in line.split(";")])
        book.save(path)
    digits = work.deploy(SHEET.replace("NAME", path.name))
    work.account.change_number(
        digits["kroq"], description="007", custom_data={"station": "KIIS", "region": "west"}
    )
    assert work.drift("--stack", "spring-radio", "--accept", json=False).code == 0
    if kind == "csv":
        assert path.read_bytes().decode() == CSV.replace(";KROQ;KROQ", ";'007;KIIS")
    else:
        row = [cell.value for cell in openpyxl.load_workbook(path).active[2]]
        assert row == ["kroq", "Ann", "007", "KIIS"]
    assert work.drift("--file", "stacks/spring-radio.yaml").code == 0


def test_a_renamed_number_is_accepted_under_its_new_name(work: Workplace) -> None:
    digits = work.deploy(RADIO)
    work.declare(
        RADIO.replace("kroq:  #", "kroq-fm:  #").replace(
            "    description: KROQ", "    was: kroq\n    description: KROQ"
        )
    )
    work.account.change_number(digits["kroq"], description="by hand")
    assert work.drift("kroq", "--stack", "spring-radio", "--accept", json=False).code == 0
    assert work.entries()["kroq-fm"].declaration.description == "by hand"


def test_hours_are_accepted_without_what_nobody_can_declare(work: Workplace) -> None:
    span = MONDAY
    hours = (
        "    hours_of_operation: {time_zone: Hawaii, schedules: [{day_of_week: Monday, "
        'open_time: "09:00", close_time: "17:30"}]}\n'
    )
    work.environment["PULUMI_STACK"] = None
    (work.folder / "stacks" / "Pulumi.spring-radio.yaml").write_text(
        'config: {invoca:apiVersion: "2026-02-01"}\n', "utf-8"
    )
    digits = work.deploy(RADIO.replace("    custom_data: {st", hours + "    custom_data: {st"))
    live = {"time_zone": "Hawaii", "open_24_7": False, "schedules": [{**span, "id": 5}]}
    work.account.change_number(digits["kroq"], hours_of_operation=live)
    ended = work.drift("kroq", "--stack", "spring-radio", "--accept", json=False)
    assert ended.code == 0, ended
    declared = work.entries()["kroq"].declaration.value("hours_of_operation")
    assert declared == {"time_zone": "Hawaii", "open_24_7": False, "schedules": [span]}


@pytest.mark.parametrize(
    "live",
    [
        {"time_zone": "Hawaii", "schedules": [{"day_of_week": "Monday", "open_time": "09:00"}]},
        {"time_zone": "Hawaii", "open_24_7": False, "schedules": []},
        {"time_zone": "Hawaii", "schedules": [{**MONDAY, "open_time": "09:10"}]},
    ],
    ids=["half a span", "never open", "no quarter of an hour"],
)
def test_hours_that_nobody_can_declare_are_not_accepted(
    work: Workplace, live: dict[str, object]
) -> None:
    hours = "    hours_of_operation: {time_zone: Hawaii, open_24_7: true}\n"
    text = RADIO.replace("    custom_data: {st", hours + "    custom_data: {st")
    work.environment["PULUMI_STACK"] = None
    (work.folder / "stacks" / "Pulumi.spring-radio.yaml").write_text(
        'config: {invoca:apiVersion: "2026-02-01"}\n', "utf-8"
    )
    digits = work.deploy(text)
    work.account.change_number(digits["kroq"], hours_of_operation=live)
    with pytest.raises(FixDeclaration, match="its hours_of_operation cannot be declared"):
        work.drift("kroq", "--stack", "spring-radio", "--accept", json=False)
    assert (work.folder / "stacks" / "spring-radio.yaml").read_text("utf-8") == text


def test_nothing_to_accept_is_said(work: Workplace) -> None:
    work.deploy(RADIO)
    ended = work.drift("--stack", "spring-radio", "--accept", json=False)
    assert ended.stdout == "Nothing to accept: no value differs from what was declared\n"
    assert (work.folder / "stacks" / "spring-radio.yaml").read_text("utf-8") == RADIO


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("power106", "nothing of power106 differs from what was declared"),
        ("kroq", "kroq is missing: Find out who released it"),
    ],
)
def test_a_number_with_nothing_to_accept_is_told_why(work: Workplace, name: str, said: str) -> None:
    digits = work.deploy(RADIO)
    work.account.release_number(digits["kroq"])
    with pytest.raises(FixDeclaration, match=said):
        work.drift(name, "--stack", "spring-radio", "--accept", json=False)


@pytest.mark.parametrize("names", [(), ("kroq",)])
def test_what_could_not_be_read_is_not_said_to_be_as_declared(
    work: Workplace, names: tuple[str, ...]
) -> None:
    digits = work.deploy(RADIO)
    work.account.change_number(digits["kroq"], description="By hand")
    work.account.add_fault("status_before", times=-1, method="GET", status=403)
    ended = work.drift("--stack", "spring-radio", "--accept", *names, json=False)
    assert ended.code == 1
    assert "Nothing was written: not everything could be read" in ended.stderr
    assert "from what was declared" not in ended.stdout + ended.stderr


def test_names_without_accept_are_refused(work: Workplace) -> None:
    ended = work.drift("kroq", json=False)
    assert ended.code == 1
    assert "names of numbers need --accept" in ended.stderr


def test_what_no_file_can_say_is_told_and_nothing_is_written(work: Workplace) -> None:
    path = work.folder / "stacks" / "radio.csv"
    path.write_bytes(CSV.encode())
    text = SHEET.replace("NAME", "radio.csv").replace(
        'Radio"}', 'Radio", custom_data: {station: X}}'
    )
    digits = work.deploy(text)
    work.account.change_number(digits["kroq"], custom_data={"station": ""})
    with pytest.raises(
        FixDeclaration, match=r"an empty cell cannot override .* take its row out of the sheet"
    ):
        work.drift("--stack", "spring-radio", "--accept", json=False)
    assert path.read_bytes() == CSV.encode()


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_no_draft_is_left_behind(work: Workplace) -> None:
    digits = work.deploy(RADIO)
    before = files(work.folder / "stacks")
    work.account.change_number(digits["kroq"], description="by hand")
    work.drift("--stack", "spring-radio", "--accept", json=False)
    assert files(work.folder / "stacks") == before
