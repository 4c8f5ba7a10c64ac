"""Hundreds of rows: equal mistakes are one, a row can stand for many, and dates are watched."""

from __future__ import annotations

import pytest

from tests.unit.campaign_file.texts import HEAD, RADIO, START, MistakesIn, Read

FROM = f"{HEAD}{RADIO}numbers_from: x.csv\n"


def rows(count: int, line: str) -> str:
    return "".join(line.format(i=i) for i in range(count))


def test_equal_mistakes_of_many_rows_are_one_with_a_count_and_the_first_rows(
    mistakes_in: MistakesIn,
) -> None:
    sheet = "name,description,local_center.zipcode\n" + rows(300, "n{i},d,{i:04}\n")
    assert mistakes_in(FROM, x_csv=sheet) == [
        "x.csv:2: 300 numbers (lines 2, 3, 4, 5, 6 ...), such as n0: local_center.zipcode cannot "
        "be '0000'; write 00000. A spreadsheet removed the leading zero; format the column as "
        "00000, or as text"
    ]


def test_what_all_rows_lack_is_said_once_for_all(mistakes_in: MistakesIn) -> None:
    text = f"{HEAD}numbers_from: x.csv\n"
    assert mistakes_in(text, x_csv="name,description\n" + rows(4, "n{i},d\n")) == [
        "x.csv:2: 4 numbers (lines 2, 3, 4, 5), such as n0: media_type is missing; write it into "
        "the column `media_type`, or once, under `defaults:`"
    ]


def test_a_sheet_without_rows_is_told_where_a_number_can_be_written(
    mistakes_in: MistakesIn,
) -> None:
    (only,) = mistakes_in(FROM, x_csv="name,description\n")
    assert only.startswith(
        "x.yaml:0: declares no numbers; write a row into x.csv, or write at least one under "
        "`numbers:`. "
    )


def test_what_rows_lack_is_told_with_the_heading_of_its_column(mistakes_in: MistakesIn) -> None:
    text = FROM + "columns: {Text: description}\n"
    assert mistakes_in(text, x_csv="name,Text\nkroq,\n") == [
        "x.csv:2: kroq: description is missing; write it into the column `Text`"
    ]
    assert mistakes_in(text, x_csv="name,Text\n" + rows(4, "n{i},\n")) == [
        "x.csv:2: 4 numbers (lines 2, 3, 4, 5), such as n0: description is missing; write it into "
        "the column `Text`"
    ]


def test_a_few_equal_mistakes_are_told_one_by_one(mistakes_in: MistakesIn) -> None:
    found = mistakes_in(FROM, x_csv="name,description\n" + rows(3, "n{i},\n"))
    assert [one.split(": d")[0] for one in found] == ["x.csv:2: n0", "x.csv:3: n1", "x.csv:4: n2"]


def test_different_mistakes_of_many_rows_stay_apart(mistakes_in: MistakesIn) -> None:
    sheet = "name,description,generation,protect\n" + rows(5, "n{i},d,x{i},maybe\n")
    generation, protect = mistakes_in(FROM, x_csv=sheet)
    assert "5 numbers" in generation
    assert "generation must be a whole number, not 'x0'" in generation
    assert "protect must be true or false" in protect


# --- quantity -------------------------------------------------------------------------------------


def test_a_row_can_stand_for_several_numbers(read: Read) -> None:
    campaign = read(FROM, x_csv="name,description,quantity\npostcard,Postcard,3\nkroq,KROQ,\n")
    assert list(campaign.numbers) == ["postcard-1", "postcard-2", "postcard-3", "kroq"]
    descriptions = {entry.declaration.description for entry in campaign.numbers.values()}
    assert descriptions == {"Postcard", "KROQ"}
    assert {entry.entry for entry in campaign.numbers.values()} == {"postcard", "kroq"}
    assert {entry.line for entry in campaign.numbers.values()} == {2, 3}


def test_so_can_a_number_of_the_file(read: Read) -> None:
    campaign = read(START + "  card: {description: d, quantity: 2, protect: false}\n")
    assert [(one.name, one.protect) for one in campaign.numbers.values()] == [
        ("card-1", False),
        ("card-2", False),
    ]


def test_several_that_were_one_or_had_another_name_are_found_again(read: Read) -> None:
    campaign = read(START + "  card: {description: d, quantity: 2, was: postcard}\n")
    assert [entry.was for entry in campaign.numbers.values()] == [
        ("postcard-1", "postcard"),
        ("postcard-2",),
    ]


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("1.5", "quantity must be a whole number, not '1.5'"),
        ("many", "quantity must be a whole number, not 'many'"),
        ("0", "quantity must be 1 or more, not '0'"),
        ("-3", "quantity must be 1 or more, not '-3'"),
        ("8005550123", "quantity must be 10,000 or less, not '8005550123'"),
    ],
)
def test_a_quantity_is_a_whole_number(mistakes_in: MistakesIn, cell: str, said: str) -> None:
    sheet = f"name,description,quantity\npostcard,d,{cell}\n"
    assert mistakes_in(FROM, x_csv=sheet) == [f"x.csv:2: postcard: {said}"]


def test_a_hundred_thousand_rows_are_one_mistake(mistakes_in: MistakesIn) -> None:
    assert mistakes_in(FROM, x_csv="name,description\n" + rows(100_000, "n{i},d\n")) == [
        "x.csv:50002: has more than 50,000 rows; no campaign has that many numbers. Delete the "
        "rows that are not numbers, or split the sheet into several files"
    ]


@pytest.mark.parametrize("field", ["id_from_network", "adopt"])
def test_what_belongs_to_one_number_cannot_be_that_of_several(
    mistakes_in: MistakesIn, field: str
) -> None:
    sheet = f"name,description,quantity,{field}\npostcard,d,2,8005550123\n"
    assert mistakes_in(FROM, x_csv=sheet) == [
        f"x.csv:2: postcard: {field} belongs to one number, and quantity makes several; give that "
        "number a row of its own"
    ]


def test_a_name_that_several_make_cannot_be_there_twice(mistakes_in: MistakesIn) -> None:
    sheet = "name,description,quantity\ncard,d,2\ncard-2,d,\n"
    assert mistakes_in(FROM, x_csv=sheet) == [
        "x.csv:3: 'card-2' appears twice (first at x.csv:2); rename one of them"
    ]


def test_a_mistake_of_several_is_told_once(mistakes_in: MistakesIn) -> None:
    (only,) = mistakes_in(FROM, x_csv="name,description,quantity,generation\ncard,d,9,x\n")
    assert only == "x.csv:2: card: generation must be a whole number, not 'x'"


# --- cells that a spreadsheet made ----------------------------------------------------------------


@pytest.mark.parametrize("cell", ["#N/A", "#REF!", "#VALUE!", "#DIV/0!", "Err:508", "#NAME?"])
def test_the_error_of_a_formula_is_refused(mistakes_in: MistakesIn, cell: str) -> None:
    assert mistakes_in(FROM, x_csv=f"name,description\nkroq,{cell}\n") == [
        f"x.csv:2: kroq: description: '{cell}' is a formula error; correct the formula, or write "
        "the value"
    ]


def test_a_column_that_was_too_narrow_is_refused(mistakes_in: MistakesIn) -> None:
    (only,) = mistakes_in(FROM, x_csv="name,description,custom_data.a\nkroq,d,########\n")
    assert "custom_data.a: '########' is what a spreadsheet shows when a column is too" in only


def test_where_it_is_meant_an_apostrophe_says_so(read: Read) -> None:
    campaign = read(FROM, x_csv="name,description\nkroq,'#N/A\n")
    assert campaign.numbers["kroq"].declaration.description == "#N/A"


@pytest.mark.parametrize("cell", ["3/1/2026", "10-Jun", "Jun-26", "1.3.26", "1 Mar 2026"])
def test_dates_as_a_spreadsheet_shows_them_are_one_warning(read: Read, cell: str) -> None:
    sheet = "name,description,custom_data.drop\n" + rows(9, f"n{{i}},d,{cell}\n")
    (only,) = read(FROM, x_csv=sheet).warnings()
    assert only == (
        f"x.csv:2: custom_data.drop: '{cell}' (and 8 more: lines 3, 4, 5, 6, 7 ...) is a date as a "
        "spreadsheet shows it. If you wrote it in another way, such as 2026-03-01 or 6-10, format "
        "the column as text and write it again; if this is what you mean, begin it with an "
        f"apostrophe: '{cell}"
    )


@pytest.mark.parametrize("cell", ["2026-03-01", "'3/1/2026", "KROQ", "6-10", "1/2", "May", "Mar 5"])
def test_other_cells_are_no_dates(read: Read, cell: str) -> None:
    assert read(FROM, x_csv=f"name,description\nkroq,{cell}\n").warnings() == []


# --- phone numbers that were written back ---------------------------------------------------------


def test_a_phone_number_in_its_column_is_read_and_declares_nothing(read: Read) -> None:
    campaign = read(
        FROM,
        x_csv="name,description,quantity,Promo Number\nkroq,d,,(800) 555-0100\n"
        "card,d,2,8005550101; 8005550102\nnew,d,,\n",
    )
    found = {name: entry.written_back for name, entry in campaign.numbers.items()}
    assert found == {
        "kroq": "8005550100",
        "card-1": "8005550101",
        "card-2": "8005550102",
        "new": "",
    }
    assert {entry.declaration.adopt for entry in campaign.numbers.values()} == {False}


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        (
            ("8005550100", "800-555-0100"),
            "x.csv:3: b: promo_number '8005550100' is also used by a (x.csv:2); each number needs "
            "its own",
        ),
        (("8005550100", "555-01"), "x.csv:3: b: promo_number must be a phone number of ten digits"),
    ],
)
def test_a_phone_number_that_cannot_be_is_a_mistake(
    mistakes_in: MistakesIn, cells: tuple[str, str], said: str
) -> None:
    sheet = "name,description,promo_number\na,d,{}\nb,d,{}\n".format(*cells)
    (only,) = mistakes_in(FROM, x_csv=sheet)
    assert only.startswith(said)
