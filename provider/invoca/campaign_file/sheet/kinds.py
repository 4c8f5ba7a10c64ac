"""Which kind of file a sheet is: by its content, and whether that is what its name promises.

Owns: what is said of a file that is no sheet at all. Must not know: how either kind is read.
"""

from __future__ import annotations

import codecs
from pathlib import Path

from .workbook import ZIP, NotAWorkbook, is_workbook

ENOUGH = 512  # bytes that tell what a file is
_PROMISED = {".xlsx", ".xlsm", ".xltx", ".xltm", ".xlsb", ".xls", ".ods", ".numbers", ".gsheet"}
_LOCKS = ("~$", ".~lock.")
_PAGES = (b"<!doctype html", b"<html", b"<head", b"<table")


def holds_a_workbook(path: Path, head: bytes) -> bool:
    """Whether it is to be read as a workbook; else it is a CSV. head: how it begins.

    Raises NotAWorkbook where it is neither, or something else than its name says.
    """
    suffix = path.suffix.lower()
    if path.name.startswith(_LOCKS):
        raise NotAWorkbook("is the lock file of an open sheet, not a sheet; name the sheet itself")
    if _without_mark(head).lower().startswith(_PAGES):
        raise NotAWorkbook(
            "is a web page, not a sheet: open it in a spreadsheet program and save it as .xlsx, or "
            "download the sheet again, if this is a sign-in page"
        )
    if suffix == ".numbers" and head.startswith(ZIP):
        raise NotAWorkbook("is a sheet of Apple Numbers; export it as Excel (.xlsx)")
    if is_workbook(head):
        return True
    if suffix == ".gsheet":
        raise NotAWorkbook("only links to a Google sheet; download that as Microsoft Excel (.xlsx)")
    if suffix in _PROMISED:
        raise NotAWorkbook(_not_as_named(path, head))
    return False


def _not_as_named(path: Path, head: bytes) -> str:
    if not head:
        return "is an empty file; save the workbook again, or copy it again"
    if not _is_text(head):
        return f"is not a valid {path.suffix} file; save it again"
    return (
        "is text, not a workbook, despite its name; if it is a CSV, rename it to "
        f"`{path.stem}.csv`, also in `numbers_from:`; otherwise save it as .xlsx again"
    )


def _is_text(head: bytes) -> bool:
    """Whether people could read it; a character may be cut in two at the end of `head`."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return True
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return b"\0" not in head


def _without_mark(head: bytes) -> bytes:
    return head.removeprefix(codecs.BOM_UTF8).lstrip()
