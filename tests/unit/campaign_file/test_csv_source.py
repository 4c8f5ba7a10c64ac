"""Spreadsheets: encodings, separators, quoting, and the columns of a number."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from invoca.campaign_file import CampaignFile
from invoca.campaign_file.sheet.columns import Naming
from invoca.campaign_file.sheet.rows import SheetRow, Table
from invoca.campaign_file.sheet.source import read_sheet
from invoca.campaign_file.yaml_source import Mistake

ReadRaw = Callable[[str | bytes], Table]
SHEET = "name,description,custom_data.station\nkroq,Zürich drive,KROQ\n"
ROWS = [
    SheetRow(2, {"name": "kroq", "description": "Zürich drive", "custom_data": {"station": "KROQ"}})
]
FROM = "advertiser_id: acme\ncampaign_id: spring-radio\nnumbers_from: x.csv\n"


@pytest.fixture
def sheet(tmp_path: Path) -> ReadRaw:
    def sheet(content: str | bytes) -> Table:
        path = tmp_path / "x.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_sheet(path, Naming())

    return sheet


def mistake(table: Table) -> Mistake:
    assert table.rows == []
    (only,) = table.mistakes
    return only


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_a_spreadsheet_is_read_however_it_was_saved(
    sheet: ReadRaw, encoding: str, separator: str, ending: str
) -> None:
    text = SHEET.replace(",", separator).replace("\n", ending)
    table = sheet(text.encode(encoding))
    assert (table.rows, table.mistakes) == (ROWS, [])


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_what_excel_calls_unicode_text_is_read_in_both_byte_orders(
    sheet: ReadRaw, encoding: str
) -> None:
    text = "\ufeff" + SHEET.replace(",", "\t").replace("\n", "\r\n")
    assert sheet(text.encode(encoding)).rows == ROWS


def test_a_quoted_cell_may_hold_separators_quotes_and_lines(sheet: ReadRaw) -> None:
    table = sheet('name,description\r\n"a","One, ""two""\r\nthree"\r\nb,Four\r\n')
    assert table.rows == [
        SheetRow(2, {"name": "a", "description": 'One, "two"\r\nthree'}),
        SheetRow(4, {"name": "b", "description": "Four"}),
    ]


def test_an_empty_row_is_left_out_and_an_empty_cell_says_nothing(sheet: ReadRaw) -> None:
    table = sheet("name,description,was\n\n,,\na,,\n  ,\nb, ,x\n")
    assert table.rows == [SheetRow(4, {"name": "a"}), SheetRow(6, {"name": "b", "was": ["x"]})]


def test_leading_zeros_are_kept_and_blanks_around_a_value_are_not(sheet: ReadRaw) -> None:
    table = sheet("name,description,local_center.zipcode\n 007 , padded\u00a0,02108 \n")
    (row,) = table.rows
    assert row.values == {
        "name": "007",
        "description": "padded",
        "local_center": {"zipcode": "02108"},
    }


@pytest.mark.parametrize("cell", ["805 310", '"805,310"', '"805, 310"', "805;310", " 805  310 "])
def test_a_list_stands_in_one_cell(sheet: ReadRaw, cell: str) -> None:
    (row,) = sheet(f"name,tn_prefix_whitelist\na,{cell}\n").rows
    assert row.values["tn_prefix_whitelist"] == ["805", "310"]


def test_the_key_of_a_column_is_all_that_follows_the_first_dot(sheet: ReadRaw) -> None:
    (row,) = sheet("name,custom_data.a.b,custom_data.c\nx,1,2\n").rows
    assert row.values["custom_data"] == {"a.b": "1", "c": "2"}


def test_a_short_row_leaves_the_rest_unsaid(sheet: ReadRaw) -> None:
    assert sheet("name,description,was\na\n").rows == [SheetRow(2, {"name": "a"})]


def test_empty_cells_beyond_the_columns_are_no_mistake(sheet: ReadRaw) -> None:
    table = sheet("name,was\na,b,,\n")
    assert (table.rows, table.mistakes) == ([SheetRow(2, {"name": "a", "was": ["b"]})], [])


def test_a_row_with_a_cell_too_many_is_a_mistake_and_the_others_are_read(sheet: ReadRaw) -> None:
    table = sheet("name,description\na,One, two\nb,Three\n")
    assert table.rows == [SheetRow(3, {"name": "b", "description": "Three"})]
    assert table.mistakes == [
        Mistake(2, "has 3 cells, but 2 columns; quote cells with commas"),
    ]


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xef\xbb\xbf", b"\xff\xfe", b",,\n ,\n"])
def test_an_empty_spreadsheet_is_a_mistake(sheet: ReadRaw, content: bytes) -> None:
    assert mistake(sheet(content)) == Mistake(0, "is empty; its first row must name the columns")


@pytest.mark.parametrize("header", ["description", "notes", "", "custom_data.name"])
def test_a_spreadsheet_without_a_name_column_is_a_mistake(sheet: ReadRaw, header: str) -> None:
    assert (
        sheet(f"{header},was\na,b\n")
        .mistakes[0]
        .text.startswith("has no column `name`; add one with the name of each number")
    )


def test_a_column_that_is_there_twice_is_a_mistake(sheet: ReadRaw) -> None:
    table = sheet("name,was, was ,name\na,b,c,d\n")
    assert table.rows == []
    assert table.mistakes == [
        Mistake(1, "has two columns `name`; keep one"),
        Mistake(1, "has two columns `was`; keep one"),
    ]


def test_a_column_beside_the_columns_of_its_keys_is_a_mistake(sheet: ReadRaw) -> None:
    assert mistake(sheet("name,custom_data,custom_data.a\nx,1,2\n")) == Mistake(
        1,
        "has a column `custom_data`; write one for each key, such as `custom_data.channel`",
    )


def test_a_column_with_a_dot_and_no_key_is_a_mistake(sheet: ReadRaw) -> None:
    assert mistake(sheet("name,custom_data.,custom_data.a\nx,1,2\n")) == Mistake(
        1, "has a column `custom_data.`; write a key after the dot"
    )


@pytest.mark.parametrize(
    ("content", "line", "told"),
    [
        (b'name\n"a\nb\n', 2, "is not CSV: a quoted cell of this row is never closed"),
        (
            b'name\na\n"b"c\n',
            3,
            "is not CSV: there is text after a closing quotation mark",
        ),
        (b'name\n"' + b"x\n" * 100_000, 2, "is not CSV: a quoted cell of this row is never closed"),
        (b"name\nZ\xfcrich\n", 0, "is not UTF-8 text (byte 6); save it as 'CSV UTF-8'"),
        (b"\xff\xfea", 0, "is not UTF-8 text (byte 2); save it as 'CSV UTF-8'"),
    ],
)
def test_what_is_no_spreadsheet_is_a_mistake_with_its_line(
    sheet: ReadRaw, content: bytes, line: int, told: str
) -> None:
    found = mistake(sheet(content))
    assert found.text.startswith(told)
    assert found.line == line


# --- as part of a campaign file -------------------------------------------------------------------


def test_every_input_and_option_can_be_a_column(read: Callable[..., CampaignFile]) -> None:
    campaign = read(
        FROM,
        x_csv="name,description,media_type,was,protect,adopt,generation,id_from_network,"
        "campaign_id,affiliate_id,local_center.city,local_center.state,"
        "local_number_preferences.search_radius_miles,tn_prefix_whitelist,custom_data.offer\n"
        "kroq,Drive,Offline: Radio,old,false,(888) 555-0123,2,mine,autumn,aff,Ojai,CA,0,805 310,"
        "0050\n",
    )
    entry = campaign.numbers["kroq"]
    declared = entry.declaration
    assert (entry.was, entry.protect) == (("old",), False)
    assert (declared.adopt, declared.generation) == ("8885550123", 2)
    assert declared.id_from_network == "mine"
    assert declared.campaign == ("acme", "autumn", "aff")
    assert declared.custom_data == {"offer": "0050"}
    assert declared.create_only() == {
        "local_center": {"city": "Ojai", "state": "CA"},
        "local_number_preferences": {"search_radius_miles": 0},
        "tn_prefix_whitelist": ["310", "805"],
    }


def test_a_mistake_in_a_row_is_told_with_the_line_on_which_the_row_begins(
    mistakes_in: Callable[..., list[str]],
) -> None:
    sheet = (
        "name,description,media_type,generation,custom_data.x,protect\n"
        'a,"two\nlines",m,1,,\n'
        "b,d,m,first,,\n"
        "c,d,m,,,maybe\n"
    )
    assert mistakes_in(FROM, x_csv=sheet) == [
        "x.csv:4: row 3 of the sheet: b: generation must be a whole number, not 'first'",
        "x.csv:5: row 4 of the sheet: c: protect must be true or false, not 'maybe'",
    ]


def test_notes_in_a_column_without_a_name_are_a_mistake(
    mistakes_in: Callable[..., list[str]],
) -> None:
    (told,) = mistakes_in(FROM, x_csv="name,description,media_type,\na,d,m,call Bob\n")
    assert told.startswith(
        "x.csv:1: column D has values (first on line 2) but no heading; write one"
    )


def test_mistakes_of_the_spreadsheet_itself_are_told_under_its_name(
    mistakes_in: Callable[..., list[str]],
) -> None:
    assert mistakes_in(FROM, x_csv="") == ["x.csv:0: is empty; its first row must name the columns"]


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("missing.csv", "missing.csv cannot be read: No such file or directory"),
        (".", ". cannot be read: Is a directory"),
        ('"a\\0b"', "a\\x00b cannot be read: embedded null byte"),
        ("x" * 300, f"{'x' * 300} cannot be read: File name too long"),
    ],
)
def test_a_spreadsheet_that_cannot_be_read_is_a_mistake_where_it_is_named(
    mistakes_in: Callable[..., list[str]], name: str, told: str
) -> None:
    text = f"advertiser_id: acme\ncampaign_id: spring-radio\nnumbers_from: {name}\n"
    assert mistakes_in(text) == [f"x.yaml:3: numbers_from: {told}"]


@pytest.mark.parametrize("name", ["Postcards.CSV", "postcard.csv", "postcards", "postcards.xlsx"])
def test_a_spreadsheet_with_another_name_is_named(
    mistakes_in: Callable[..., list[str]], name: str
) -> None:
    text = f"advertiser_id: acme\ncampaign_id: spring-radio\nnumbers_from: {name}\n"
    (only,) = mistakes_in(text, postcards_csv="name\n", other_csv="name\n")
    assert only.endswith(
        f": {name} cannot be read: No such file or directory; did you mean `postcards.csv`?"
    )


def test_a_spreadsheet_in_another_folder_is_named_with_it(
    read: Callable[..., CampaignFile], tmp_path: Path
) -> None:
    (tmp_path / "sheets").mkdir()
    (tmp_path / "sheets" / "x.csv").write_text("name,description,media_type\na,d,m\n", "utf-8")
    campaign = read(FROM.replace("x.csv", "sheets/x.csv"))
    assert campaign.numbers["a"].file == "sheets/x.csv"


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_empty_lines_above_the_headings_say_nothing_of_the_separator(
    sheet: ReadRaw, delimiter: str
) -> None:
    text = "\r\n\r\nName,Description\r\nkroq,KROQ\r\n".replace(",", delimiter)
    (row,) = sheet(text).rows
    assert (row.line, row.values) == (4, {"name": "kroq", "description": "KROQ"})


def test_a_sheet_of_names_alone_has_no_separator(sheet: ReadRaw) -> None:
    assert [row.name for row in sheet("Name\nkroq; late\nkpwr\n").rows] == ["kroq; late", "kpwr"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_nor_does_a_title(sheet: ReadRaw, delimiter: str) -> None:
    text = "Spring report\nName,Description\nkroq,KROQ\n".replace(",", delimiter)
    (only,) = sheet(text).mistakes
    assert only.text == "does not name the columns, but line 2 does; delete what is above it"


@pytest.mark.parametrize(
    "cells", ['a,"KROQ,x\nb,KPWR,y"', 'a,d,"Ann\r\nb,KPWR,Bob\r\nc,KIIS,Cy"', 'a,"d\nb,KPWR",x']
)
def test_rows_that_a_quotation_mark_made_a_part_of_a_cell_are_a_warning(
    sheet: ReadRaw, cells: str
) -> None:
    table = sheet(f"name,description,#owner\n{cells}\nz,Z,\n")
    (only,) = table.warnings
    assert only.line == 2
    assert only.text.startswith(
        "a cell of this row has several lines, and one looks like a row: `b,KPWR"
    )


@pytest.mark.parametrize("cell", ["One, two\nthree, four", "a,b\nc", "one\n, two", "1\n2"])
def test_lines_of_a_cell_are_no_rows(sheet: ReadRaw, cell: str) -> None:
    assert not sheet(f'name,description\na,"{cell}"\n').warnings
