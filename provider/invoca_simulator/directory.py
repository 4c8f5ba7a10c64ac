"""Keeps what exists around the numbers: campaigns, affiliates, custom fields, tokens.

Knows no HTTP and decides nothing about access: it only says what is on record.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Sequence

from .records import Access, Json, StoredCampaign, Token

ADD_CAMPAIGN = """
INSERT INTO campaigns (advertiser, campaign, name, inherited_custom_data) VALUES (?, ?, ?, ?)
ON CONFLICT (advertiser, campaign) DO UPDATE
SET name = excluded.name, inherited_custom_data = excluded.inherited_custom_data
"""
ADD_AFFILIATE = """
INSERT INTO affiliates (advertiser, campaign, affiliate) VALUES (?, ?, ?)
ON CONFLICT DO NOTHING
"""
ADD_FIELD = """
INSERT INTO custom_fields (name, long_text) VALUES (?, ?)
ON CONFLICT (name) DO UPDATE SET long_text = excluded.long_text
"""
ACCESS: tuple[Access, ...] = ("closed", "open", "unavailable")  # by what the column holds
SET_ACCESS = "UPDATE campaigns SET accessible = ? WHERE advertiser = ? AND campaign = ?"


class Directory:
    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def add_campaign(
        self,
        advertiser: str,
        campaign: str,
        *,
        name: str | None,
        affiliates: Iterable[str],
        inherited_custom_data: Json,
    ) -> None:
        inherited = json.dumps(inherited_custom_data)
        self._connection.execute(ADD_CAMPAIGN, (advertiser, campaign, name or campaign, inherited))
        for affiliate in affiliates:
            self._connection.execute(ADD_AFFILIATE, (advertiser, campaign, affiliate))

    def remove_campaign(self, advertiser: str, campaign: str) -> bool:
        """Whether there was one."""
        where = "WHERE advertiser = ? AND campaign = ?"
        ids = (advertiser, campaign)
        self._connection.execute(f"DELETE FROM affiliates {where}", ids)  # noqa: S608 - our words
        return self._connection.execute(f"DELETE FROM campaigns {where}", ids).rowcount > 0  # noqa: S608

    def set_access(self, advertiser: str, campaign: str, access: Access) -> bool:
        stored = ACCESS.index(access)
        changed = self._connection.execute(SET_ACCESS, (stored, advertiser, campaign))
        return changed.rowcount > 0

    def campaign(self, advertiser: str, campaign: str) -> StoredCampaign | None:
        query = "SELECT * FROM campaigns WHERE advertiser = ? AND campaign = ?"
        row = self._connection.execute(query, (advertiser, campaign)).fetchone()
        return None if row is None else self._campaign(row)

    def campaigns(self, advertiser: str | None = None) -> list[StoredCampaign]:
        query = "SELECT * FROM campaigns WHERE ? IS NULL OR advertiser = ? ORDER BY id"
        rows = self._connection.execute(query, (advertiser, advertiser)).fetchall()
        return [self._campaign(row) for row in rows]

    def _campaign(self, row: sqlite3.Row) -> StoredCampaign:
        query = "SELECT affiliate FROM affiliates WHERE advertiser = ? AND campaign = ? ORDER BY id"
        affiliates = self._connection.execute(query, (row["advertiser"], row["campaign"]))
        return StoredCampaign(
            advertiser=row["advertiser"],
            campaign=row["campaign"],
            id=row["id"],
            name=row["name"],
            inherited_custom_data=json.loads(row["inherited_custom_data"]),
            access=ACCESS[row["accessible"]],
            affiliates=tuple(name for (name,) in affiliates),
        )

    def add_custom_fields(self, names: Iterable[str], *, long_text: bool) -> None:
        self._connection.executemany(ADD_FIELD, [(name, long_text) for name in names])

    def custom_fields(self) -> dict[str, bool]:
        """The account's dictionary: field name -> whether it holds long text."""
        rows = self._connection.execute("SELECT name, long_text FROM custom_fields ORDER BY rowid")
        return {name: bool(long_text) for name, long_text in rows}

    def add_token(
        self,
        token: str,
        *,
        network_ids: Sequence[str],
        read_only: bool,
        advertisers: Sequence[str] | None,
    ) -> None:
        allowed = None if advertisers is None else json.dumps(list(advertisers))
        self._connection.execute(
            "INSERT OR REPLACE INTO tokens VALUES (?, ?, ?, ?)",
            (_digest(token), json.dumps(list(network_ids)), read_only, allowed),
        )

    def revoke_token(self, token: str) -> None:
        self._connection.execute("DELETE FROM tokens WHERE digest = ?", (_digest(token),))

    def token(self, token: str) -> Token | None:
        query = "SELECT * FROM tokens WHERE digest = ?"
        row = self._connection.execute(query, (_digest(token),)).fetchone()
        if row is None:
            return None
        advertisers = row["advertisers"]
        return Token(
            network_ids=tuple(json.loads(row["network_ids"])),
            read_only=bool(row["read_only"]),
            advertisers=None if advertisers is None else tuple(json.loads(advertisers)),
        )


def _digest(token: str) -> str:
    # The database is a file people pass around: it never holds a token.
    return hashlib.sha256(token.encode()).hexdigest()
