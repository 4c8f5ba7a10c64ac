"""A file that is no sheet, or another one than its name says, is told once, with what to do."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from invoca.campaign_file import CampaignFile, CampaignFileMistakes, read_campaign_file
from tests.unit.campaign_file.texts import HEAD, RADIO
from tests.unit.campaign_file.workbooks import workbook

CSV = b"Name,Description\nkroq,d\n"
ReadAs = Callable[[str, bytes], CampaignFile]


@pytest.fixture
def read_as(tmp_path: Path) -> ReadAs:
    """Reads a campaign file whose sheet has that name and content."""

    def read_as(name: str, content: bytes) -> CampaignFile:
        (tmp_path / name).write_bytes(content)
        (tmp_path / "x.yaml").write_text(f"{HEAD}{RADIO}numbers_from: '{name}'\n", "utf-8")
        return read_campaign_file(tmp_path / "x.yaml", shown_as="x.yaml")

    return read_as


def package(book: str) -> bytes:
    """A file of an office program, whose main part has that name."""
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    return zipped(
        {
            "_rels/.rels": f"<Relationships><Relationship Type='{kind}' Target='{book}'/>"
            "</Relationships>",
            book: "x",
        }
    )


def zipped(parts: dict[str, str]) -> bytes:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return raw.getvalue()


TEXT = "is text, not a workbook, despite its name; if it is a CSV, rename it to `x.csv`"
PAGE = "is a web page, not a sheet: open it in a spreadsheet program and save it as .xlsx"
LOCK = "is the lock file of an open sheet, not a sheet; name the sheet itself"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("x.xlsx", CSV, TEXT),
        ("x.XLSX", CSV.decode().encode("utf-16"), TEXT),
        ("x.xls", CSV, TEXT),
        ("x.ods", "ä".encode() * 400, TEXT),
        ("x.xlsx", b"", "is an empty file; save the workbook again, or copy it again"),
        ("x.xlsx", bytes(600), "is not a valid .xlsx file; save it again"),
        ("x.xlsm", b"n\xe4me", "is not a valid .xlsm file; save it again"),
        ("x.xlsx", b"\xef\xbb\xbf\n<!DOCTYPE html><title>Sign in</title>", PAGE),
        ("x.csv", b"<HTML><body>Sign in</body>", PAGE),
        ("x.xls", b"<table><tr><td>Name</td></tr></table>", PAGE),
        ("x.gsheet", b'{"url": "https://docs.google.com/x"}', "only links to a Google sheet"),
        ("x.numbers", zipped({"Index/Document.iwa": "x"}), "is a sheet of Apple Numbers"),
        ("x.xlsb", package("xl/workbook.bin"), "is a binary workbook (.xlsb); save it as .xlsx"),
        ("x.docx", package("word/document.xml"), "is a document without sheets; put its table"),
        ("x.zip", zipped({"x.csv": "Name"}), "is a zip file without a workbook in it"),
        ("x.csv", b"Na\0me,Description\n", "is not text (byte 2); save it as 'CSV UTF-8'"),
        ("~$x.xlsx", b"\x04Anna   \x04\0A\0n\0n\0a\0", LOCK),
        (".~lock.x.xlsx#", b",anna,desk,27.11.2026 09:00,file:///home/anna/.config;", LOCK),
    ],
)
def test_what_is_no_sheet_or_not_as_it_is_named_is_one_mistake(
    read_as: ReadAs, name: str, content: bytes, said: str
) -> None:
    with pytest.raises(CampaignFileMistakes) as told:
        read_as(name, content)
    ((file, line, what),) = told.value.mistakes
    assert (file, line) == (name, 0)
    assert what.startswith(said)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("x.csv", workbook([["Name", "Description"], ["kroq", "d"]])),
        ("x.txt", CSV),
        ("numbers", CSV),
    ],
)
def test_a_name_that_promises_nothing_else_says_nothing(
    read_as: ReadAs, name: str, content: bytes
) -> None:
    assert list(read_as(name, content).numbers) == ["kroq"]
