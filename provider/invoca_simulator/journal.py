"""Keeps what happened: the calls that came in and the ledger of bought and released numbers.

Never sees a token: bodies arrive here with it removed.
"""

from __future__ import annotations

import json
import sqlite3

from .records import Call, Entry, EntryOrigin, Event, StoredNumber

ADD_CALL = "INSERT INTO calls VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
ADD_ENTRY = """
INSERT INTO ledger
    (event, promo_number, id_from_network, advertiser, campaign, affiliate, call, by)
VALUES (?, ?, ?, ?, ?, ?, ?, ?)
"""
LAST_CALL = """
SELECT MAX(COALESCE((SELECT MAX(seq) FROM calls), 0), COALESCE((SELECT MAX(call) FROM ledger), 0))
"""


class CallLog:
    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._last = int(connection.execute(LAST_CALL).fetchone()[0])

    def next_seq(self) -> int:
        self._last += 1
        return self._last

    def add(self, call: Call) -> None:
        row = (
            call.seq,
            call.method,
            call.path,
            call.endpoint,
            call.network_id,
            call.auth,
            json.dumps(call.body),
            call.status,
            call.fault,
        )
        self._connection.execute(ADD_CALL, row)

    def all(self, method: str | None = None) -> list[Call]:
        query = "SELECT * FROM calls WHERE ? IS NULL OR method = ? ORDER BY seq"
        return [_call(row) for row in self._connection.execute(query, (method, method))]

    def last(self, count: int) -> list[Call]:
        query = "SELECT * FROM calls ORDER BY seq DESC LIMIT ?"
        return [_call(row) for row in self._connection.execute(query, (count,))]

    def count(self) -> int:
        return int(self._connection.execute("SELECT COUNT(*) FROM calls").fetchone()[0])

    def clear(self) -> None:
        self._connection.execute("DELETE FROM calls")


class Ledger:
    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def add(self, event: Event, number: StoredNumber, origin: EntryOrigin) -> None:
        row = (
            event,
            number.promo_number,
            number.id_from_network,
            number.parent.advertiser,
            number.parent.campaign,
            number.parent.affiliate,
            origin.call,
            origin.by,
        )
        self._connection.execute(ADD_ENTRY, row)

    def all(self, event: str | None = None) -> list[Entry]:
        query = "SELECT * FROM ledger WHERE ? IS NULL OR event = ? ORDER BY seq"
        return [Entry(**dict(row)) for row in self._connection.execute(query, (event, event))]


def _call(row: sqlite3.Row) -> Call:
    return Call(**{**dict(row), "body": json.loads(row["body"])})
