"""The numbers as CSV, as a workbook, and as JSON.

Owns: the columns and keys, which are contracts. Must not know: where the numbers come from.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from typing import Any

from invoca.campaign_file.sheet.spreadsheet import guarded
from invoca.campaign_file.sheet.xlsx_writer import NewWorkbook, workbook

from .numbers import ListedNumber

COLUMNS = (
    "name",
    "promo_number",
    "e164",
    "stack",
    "advertiser_id",
    "campaign_id",
    "affiliate_id",
    "media_type",
    "description",
)
_PHONES = frozenset({"promo_number", "e164"})
JSON_VERSION = 1


def as_csv(numbers: Sequence[ListedNumber]) -> str:
    """Phone numbers are bare; every other cell that a spreadsheet would rewrite begins with an
    apostrophe."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    headings = _headings(numbers)
    writer.writerow(headings)
    for row in _rows(numbers):
        cells = zip(headings, row, strict=True)
        writer.writerow([cell if name in _PHONES else guarded(cell) for name, cell in cells])
    return text.getvalue()


def as_xlsx(numbers: Sequence[ListedNumber]) -> bytes:
    return workbook(NewWorkbook("Promo numbers", _headings(numbers), list(_rows(numbers))))


def as_json(numbers: Sequence[ListedNumber]) -> str:
    """version counts up when a key changes its meaning or goes."""
    document = {"version": JSON_VERSION, "numbers": [_fields(one) for one in numbers]}
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _fields(one: ListedNumber) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "stack": one.stack,
        "name": one.name,
        "promo_number": one.promo_number,
        "e164": one.e164,
        **one.where._asdict(),
        "media_type": one.media_type,
        "description": one.description,
        "custom_data": dict(one.custom_data),
        "id_from_network": one.id,
    }
    return fields if one.live is None else {**fields, "differs_in_invoca": one.live}


def _headings(numbers: Sequence[ListedNumber]) -> list[str]:
    keys = [f"custom_data.{key}" for key in _keys(numbers)]
    live = ["differs in invoca"] if any(one.live is not None for one in numbers) else []
    return [*COLUMNS, *keys, "id_from_network", *live]


def _rows(numbers: Sequence[ListedNumber]) -> Iterator[list[str]]:
    keys = _keys(numbers)
    for one in numbers:
        fields = {**one._asdict(), **one.where._asdict()}
        cells = [str(fields[name] or "") for name in COLUMNS]
        cells += [one.custom_data.get(key, "") for key in keys]
        yield [*cells, one.id, *([one.live] if one.live is not None else [])]


def _keys(numbers: Sequence[ListedNumber]) -> list[str]:
    return sorted({key for one in numbers for key in one.custom_data})
