"""Names and ids that a spreadsheet, or whatever wrote the file, has rewritten: they would be those
of another number, or of a second one."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from invoca.campaign_file.mistakes import CampaignFileMistakes
from invoca.campaign_file.reader import read_campaign_file

HEAD = """\
advertiser_id: acme
campaign_id: spring-radio
defaults: {media_type: 'Offline: Radio', description: KROQ}
"""
COMPOSED, DECOMPOSED = (unicodedata.normalize(form, "Café") for form in ("NFC", "NFD"))


def ids_in(folder: Path, rows: str) -> list[str | None]:
    (folder / "c.yaml").write_text(HEAD + "numbers_from: c.csv\n", "utf-8")
    (folder / "c.csv").write_text(rows, "utf-8")
    found = read_campaign_file(folder / "c.yaml").numbers.values()
    return [entry.declaration.id_from_network for entry in found]


def mistake_in(folder: Path, rows: str) -> str:
    with pytest.raises(CampaignFileMistakes) as raised:
        ids_in(folder, rows)
    return str(raised.value)


@pytest.mark.parametrize(
    ("cell", "meant"),
    [
        ("1001.0", "1001"),
        ("1001.00", "1001"),
        ('"1001,0"', "1001"),
        ('"1,001"', "1001"),
        ('"12,001,001.0"', "12001001"),
        ('"=""1001"""', "1001"),
        ('="01001"', "01001"),
    ],
)
@pytest.mark.parametrize("column", ["id_from_network", "affiliate_id", "name"])
def test_an_id_that_was_rewritten_is_a_mistake_that_says_what_it_was(
    tmp_path: Path, column: str, cell: str, meant: str
) -> None:
    heading = "name" if column == "name" else f"name,{column}"
    row = cell if column == "name" else f"kroq,{cell}"
    told = mistake_in(tmp_path, f"{heading}\n{row}\n")
    assert f"{column}: " in told
    assert f"write {meant}" in told


def test_with_an_apostrophe_it_is_what_is_meant(tmp_path: Path) -> None:
    assert ids_in(tmp_path, "name,id_from_network\nkroq,'1001.0\nklos,\"'1,001\"\n") == [
        "1001.0",
        "1,001",
    ]


@pytest.mark.parametrize("id_", ["01001", "1.5", "10.01", "1-001", "v1.0", "2026-03-01", "1001"])
def test_an_id_that_nothing_rewrote_stays(tmp_path: Path, id_: str) -> None:
    assert ids_in(tmp_path, f"name,id_from_network\nkroq,{id_}\n") == [id_]


def test_values_of_the_account_s_own_may_look_so(tmp_path: Path) -> None:
    ids_in(tmp_path, "name,custom_data.price\nkroq,1001.0\n")


@pytest.mark.parametrize("column", ["name", "id_from_network"])
def test_two_that_look_the_same_in_two_forms_of_unicode_are_twins(
    tmp_path: Path, column: str
) -> None:
    rows = "".join(
        f"{text}\n" if column == "name" else f"number-{at},{text}\n"
        for at, text in enumerate((COMPOSED, DECOMPOSED))
    )
    told = mistake_in(tmp_path, ("name\n" if column == "name" else "name,id_from_network\n") + rows)
    assert "appears twice" in told or "is also used by" in told


def test_so_they_are_below_numbers(tmp_path: Path) -> None:
    text = f"{HEAD}numbers:\n  {COMPOSED}: {{}}\n  {DECOMPOSED}: {{}}\n"
    (tmp_path / "c.yaml").write_text(text, "utf-8")
    with pytest.raises(CampaignFileMistakes, match="appears twice"):
        read_campaign_file(tmp_path / "c.yaml")
