"""Issues phone numbers: which areas a request asks for, and the next free digits there.

The digits follow a counter a restart continues, and stay in the 55x exchanges, where no real
person has a number. Knows nothing about campaigns, limits or HTTP.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Collection, Iterable

from . import areas
from .records import Json

TOLL_FREE = "toll-free"
TOLL_FREE_PREFIXES = ("800", "833", "844", "855", "866", "877", "888")
PER_AREA = 100_000  # 550-0000 to 559-9999
FIRST = 50_100  # 555-0100: the block that films use
DIRECTORY_ASSISTANCE = "1212"  # 555-1212 is answered in real life


def areas_wanted(inputs: Json) -> tuple[str, ...]:
    """The NPAs that the create-only inputs ask for, best first, or TOLL_FREE. None for nowhere."""
    center = inputs.get("local_center")
    allowed = _whitelist(inputs)
    if not isinstance(center, dict):
        return allowed or (TOLL_FREE,)
    near = _areas_of(center)
    return tuple(area for area in near if area in allowed) or allowed or near


def _whitelist(inputs: Json) -> tuple[str, ...]:
    listed = inputs.get("tn_prefix_whitelist")
    return tuple(str(prefix) for prefix in listed) if isinstance(listed, list) else ()


def _areas_of(center: Json) -> tuple[str, ...]:
    if "tn_prefix" in center:
        return (str(center["tn_prefix"])[:3],)
    if "zipcode" in center:
        return areas.of_zip_code(str(center["zipcode"]))
    return areas.of_city(str(center.get("city", "")), str(center.get("state", "")))


class NumberStock:
    def __init__(self, connection: sqlite3.Connection, taken: Callable[[str], bool]) -> None:
        self._connection = connection
        self._taken = taken

    def issue(self, wanted: Iterable[str], areas_without_stock: Collection[str] = ()) -> str | None:
        """The next free number of the first of these areas that has one, or None."""
        found = (self._issue_in(area, areas_without_stock) for area in wanted)
        return next((digits for digits in found if digits is not None), None)

    def _issue_in(self, area: str, areas_without_stock: Collection[str]) -> str | None:
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
