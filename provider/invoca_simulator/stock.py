"""Issues phone numbers: which area a request asks for, and the next free digits there.

The digits follow a counter a restart continues, and stay in the 55x exchanges, where no real
person has a number. Knows nothing about campaigns, limits or HTTP.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Collection

from .records import Json

TOLL_FREE = "toll-free"
TOLL_FREE_PREFIXES = ("800", "833", "844", "855", "866", "877", "888")
PER_AREA = 100_000  # 550-0000 to 559-9999
FIRST = 50_100  # 555-0100: the block that films use
DIRECTORY_ASSISTANCE = "1212"  # 555-1212 is answered in real life

AREA_ELSEWHERE = "310"
AREA_BY_ZIP = {
    "100": "212", "112": "718", "331": "305", "441": "216", "606": "312", "770": "713",
    "787": "512", "802": "303", "852": "602", "900": "213", "902": "310", "921": "619",
    "931": "805", "941": "415", "972": "503", "981": "206",
}  # fmt: skip
AREA_BY_CITY = {
    "austin": "512", "brooklyn": "718", "chicago": "312", "denver": "303", "houston": "713",
    "los angeles": "213", "miami": "305", "new york": "212", "phoenix": "602",
    "portland": "503", "san diego": "619", "san francisco": "415", "santa barbara": "805",
    "seattle": "206",
}  # fmt: skip


def area_wanted(inputs: Json) -> str:
    """The NPA that the create-only inputs ask for, or TOLL_FREE."""
    center = inputs.get("local_center")
    allowed = _whitelist(inputs)
    if not isinstance(center, dict):
        return allowed[0] if allowed else TOLL_FREE
    area = _area_of(center)
    return allowed[0] if allowed and area not in allowed else area


def _whitelist(inputs: Json) -> list[str]:
    listed = inputs.get("tn_prefix_whitelist")
    return [str(prefix) for prefix in listed] if isinstance(listed, list) else []


def _area_of(center: Json) -> str:
    if "tn_prefix" in center:
        return str(center["tn_prefix"])[:3]
    if "zipcode" in center:
        return AREA_BY_ZIP.get(str(center["zipcode"])[:3], AREA_ELSEWHERE)
    return AREA_BY_CITY.get(str(center.get("city", "")).strip().lower(), AREA_ELSEWHERE)


class NumberStock:
    def __init__(self, connection: sqlite3.Connection, taken: Callable[[str], bool]) -> None:
        self._connection = connection
        self._taken = taken

    def issue(self, area: str, areas_without_stock: Collection[str] = ()) -> str | None:
        """The next free number of the area, or None where there is none."""
        if area in areas_without_stock or not re.fullmatch(r"toll-free|[2-9]\d\d", area):
            return None
        count = self._issued(area)
        while count < _capacity(area):
            digits = _digits(area, count)
            count += 1
            if not digits.endswith(DIRECTORY_ASSISTANCE) and not self._taken(digits):
                self._remember(area, count)
                return digits
        return None

    def _issued(self, area: str) -> int:
        query = "SELECT issued FROM areas WHERE area = ?"
        row = self._connection.execute(query, (area,)).fetchone()
        return 0 if row is None else int(row["issued"])

    def _remember(self, area: str, issued: int) -> None:
        self._connection.execute("INSERT OR REPLACE INTO areas VALUES (?, ?)", (area, issued))


def _capacity(area: str) -> int:
    return PER_AREA * (len(TOLL_FREE_PREFIXES) if area == TOLL_FREE else 1)


def _digits(area: str, count: int) -> str:
    if area == TOLL_FREE:
        # 7 prefixes and 100,000 lines have no common factor: no pair comes twice before all did.
        area, start = TOLL_FREE_PREFIXES[count % len(TOLL_FREE_PREFIXES)], FIRST
    else:
        start = FIRST + int(area) % 100  # so that the first numbers of two areas look different
    return f"{area}55{(start + count) % PER_AREA:05d}"
