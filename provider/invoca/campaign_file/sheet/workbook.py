"""The parts of an .xlsx file: which sheets it has, and in which part each of them stands.

Owns: what is not a workbook at all, and why. Must not know: cells.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

UNPACKED_MAXIMUM = 300_000_000  # bytes; a workbook of 50,000 rows unpacks to a tenth
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
ZIP = b"PK"
_SHEET = "/worksheet"
_PACKAGE = "_rels/.rels"  # names the part from which all others are found


class NotAWorkbook(Exception):
    """Why the file cannot be read, and what to do about it."""


class Tab(NamedTuple):
    """One sheet of a workbook. part: its XML within the file."""

    name: str
    is_hidden: bool
    part: str


class OpenedWorkbook(NamedTuple):
    """parts: everything that the file is made of, by name, in the order of the file."""

    tabs: list[Tab]
    parts: Mapping[str, bytes]


def is_workbook(content: bytes) -> bool:
    """Whether this is, or pretends to be, a workbook, rather than text."""
    return content.startswith((ZIP, _OLE))


def opened(content: bytes) -> OpenedWorkbook:
    """The parts of a workbook. Raises NotAWorkbook."""
    if content.startswith(_OLE):
        if _ENCRYPTED in content:
            raise NotAWorkbook("is protected with a password; save it without one")
        raise NotAWorkbook("is a workbook in the old format (.xls); save it as .xlsx")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
            if size > UNPACKED_MAXIMUM:
                raise NotAWorkbook(f"unpacks to {size:,} bytes; no sheet of numbers is that big")
            parts = {entry.filename: archive.read(entry) for entry in archive.infolist()}
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError) as error:
        raise NotAWorkbook(f"is a broken .xlsx ({_why(error)}); save it again") from None
    except (NotImplementedError, RuntimeError) as error:
        raise NotAWorkbook(f"is compressed in a way that is not supported ({error})") from None
    if parts.get("mimetype", b"").startswith(b"application/vnd.oasis"):
        raise NotAWorkbook("is an OpenDocument sheet; save it as .xlsx")
    if _PACKAGE not in parts:
        raise NotAWorkbook("is a zip file without a workbook in it; name the workbook itself")
    try:
        return OpenedWorkbook(_tabs(parts), parts)
    except (KeyError, ElementTree.ParseError) as error:
        raise NotAWorkbook(f"is a broken .xlsx ({_why(error)}); save it again") from None


def lock_beside(path: Path) -> Path | None:
    """The file by which Excel or LibreOffice says that it has `path` open."""
    candidates = [path.with_name(f"~${path.name}"), path.with_name(f".~lock.{path.name}#")]
    if len(path.stem) > 6:  # Excel writes over the first two letters of a longer name
        candidates.append(path.with_name(f"~${path.name[2:]}"))
    return next((lock for lock in candidates if lock.exists()), None)


def _tabs(parts: Mapping[str, bytes]) -> list[Tab]:
    book = _book(parts)
    folder, name = posixpath.split(book)
    targets = {
        one.attrib["Id"]: one.attrib["Target"]
        for one in ElementTree.fromstring(parts[f"{folder}/_rels/{name}.rels"])  # noqa: S314
        if one.attrib.get("Type", _SHEET).endswith(_SHEET)  # and not a sheet that is one chart
    }
    root = ElementTree.fromstring(parts[book])  # noqa: S314
    if root.tag.startswith(_STRICT):
        raise NotAWorkbook(
            "is a Strict Open XML workbook; save it as 'Excel Workbook (.xlsx)' instead"
        )
    found = []
    for sheet in root.iter(f"{_MAIN}sheet"):
        target = targets.get(sheet.attrib[_RELATION])
        if target is None:
            continue
        part = posixpath.normpath(posixpath.join(folder, target))
        part = part.lstrip("/")
        if part in parts:
            hidden = sheet.attrib.get("state", "visible") != "visible"
            found.append(Tab(sheet.attrib["name"], hidden, part))
    if not found:
        raise KeyError("a sheet")
    return found


def _book(parts: Mapping[str, bytes]) -> str:
    """The part that lists the sheets, as the package says."""
    for one in ElementTree.fromstring(parts[_PACKAGE]):  # noqa: S314
        if one.attrib.get("Type", "").endswith("/officeDocument"):
            book = one.attrib["Target"].lstrip("/")
            _require_sheets(book)
            return book
    raise KeyError("xl/workbook.xml")


def _require_sheets(book: str) -> None:
    """Raises NotAWorkbook for what other office programs keep in such a file."""
    if book.endswith(".bin"):
        raise NotAWorkbook("is a binary workbook (.xlsb); save it as .xlsx")
    if book.startswith(("word/", "ppt/", "visio/")):
        raise NotAWorkbook("is a document without sheets; put its table into an .xlsx or a CSV")


def _why(error: BaseException) -> str:
    if isinstance(error, KeyError):
        return f"it lacks {error.args[0]}"
    return str(error).splitlines()[0] if str(error) else type(error).__name__
