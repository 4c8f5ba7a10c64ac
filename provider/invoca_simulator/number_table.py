"""Keeps the promo numbers, released ones included. Knows no rule about when one may change."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import replace

from .records import Parent, StoredNumber

COLUMNS = (
    "advertiser, campaign, affiliate, promo_number, id_from_network, description, media_type,"
    " custom_data, settings, inputs, released"
)
INSERT = f"INSERT INTO numbers ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608
UPDATE = (
    f"UPDATE numbers SET ({COLUMNS}) = (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608
    " WHERE id = ?"
)
BY_DIGITS = "SELECT * FROM numbers WHERE promo_number = ?"
# Live numbers first, then the newest: the one a reader means by an id that was used twice.
BY_ID = "SELECT * FROM numbers WHERE id_from_network = ? ORDER BY released, id DESC"
IN_PARENT = (
    "SELECT * FROM numbers WHERE advertiser = ? AND campaign = ? AND affiliate IS ?"
    " AND released <= ? ORDER BY id"
)
IN_CAMPAIGN = "SELECT COUNT(*) FROM numbers WHERE advertiser = ? AND campaign = ? AND released = 0"


class NumberTable:
    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def add(self, number: StoredNumber, *, id_from_own: bool = False) -> StoredNumber:
        """Stores a new number and gives it its id; `id_from_own` names it after that id."""
        number_id = self._connection.execute(INSERT, _columns(number)).lastrowid or 0
        added = replace(number, id=number_id)
        if not id_from_own:
            return added
        added = replace(added, id_from_network=str(number_id))
        self.save(added)
        return added

    def save(self, number: StoredNumber) -> None:
        self._connection.execute(UPDATE, (*_columns(number), number.id))

    def by_digits(self, promo_number: str) -> list[StoredNumber]:
        return self._select(BY_DIGITS, promo_number)

    def by_id(self, id_from_network: str) -> list[StoredNumber]:
        return self._select(BY_ID, id_from_network)

    def in_parent(self, parent: Parent, *, released: bool = False) -> list[StoredNumber]:
        """The live numbers; with `released` those that were released, too."""
        where = (parent.advertiser, parent.campaign, parent.affiliate)
        return self._select(IN_PARENT, *where, int(released))

    def count_in_campaign(self, parent: Parent) -> int:
        found = self._connection.execute(IN_CAMPAIGN, (parent.advertiser, parent.campaign))
        return int(found.fetchone()[0])

    def all(self, *, released: bool) -> list[StoredNumber]:
        return self._select("SELECT * FROM numbers WHERE released = ? ORDER BY id", int(released))

    def digits_taken(self, promo_number: str) -> bool:
        return bool(self.by_digits(promo_number))

    def _select(self, query: str, *values: object) -> list[StoredNumber]:
        return [_number(row) for row in self._connection.execute(query, values)]


def _columns(number: StoredNumber) -> tuple[object, ...]:
    return (
        number.parent.advertiser,
        number.parent.campaign,
        number.parent.affiliate,
        number.promo_number,
        number.id_from_network,
        number.description,
        number.media_type,
        json.dumps(number.custom_data),
        json.dumps(number.settings),
        json.dumps(number.inputs),
        int(number.released),
    )


def _number(row: sqlite3.Row) -> StoredNumber:
    return StoredNumber(
        id=row["id"],
        parent=Parent(row["advertiser"], row["campaign"], row["affiliate"]),
        promo_number=row["promo_number"],
        id_from_network=row["id_from_network"],
        description=row["description"],
        media_type=row["media_type"],
        custom_data=json.loads(row["custom_data"]),
        settings=json.loads(row["settings"]),
        inputs=json.loads(row["inputs"]),
        released=bool(row["released"]),
    )
