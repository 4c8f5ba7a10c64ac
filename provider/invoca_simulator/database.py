"""Opens the simulator's SQLite database and owns its schema.

Knows no rule of Invoca's: what the rows mean is for the modules that read them.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

SCHEMA = """
CREATE TABLE IF NOT EXISTS campaigns (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    advertiser TEXT NOT NULL,
    campaign TEXT NOT NULL,
    name TEXT NOT NULL,
    inherited_custom_data TEXT NOT NULL,
    accessible INTEGER NOT NULL DEFAULT 1,  -- 0 closed, 1 open, 2 unavailable
    UNIQUE (advertiser, campaign)
);
CREATE TABLE IF NOT EXISTS affiliates (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    advertiser TEXT NOT NULL,
    campaign TEXT NOT NULL,
    affiliate TEXT NOT NULL,
    UNIQUE (advertiser, campaign, affiliate)
);
CREATE TABLE IF NOT EXISTS numbers (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    advertiser TEXT NOT NULL,
    campaign TEXT NOT NULL,
    affiliate TEXT,
    promo_number TEXT NOT NULL UNIQUE,
    id_from_network TEXT,
    description TEXT NOT NULL,
    media_type TEXT NOT NULL,
    custom_data TEXT NOT NULL,
    settings TEXT NOT NULL,
    inputs TEXT NOT NULL,
    released INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX IF NOT EXISTS numbers_by_parent ON numbers (advertiser, campaign, affiliate, released);
CREATE INDEX IF NOT EXISTS numbers_by_id ON numbers (id_from_network);
CREATE TABLE IF NOT EXISTS areas (area TEXT PRIMARY KEY, issued INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS custom_fields (name TEXT PRIMARY KEY, long_text INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS tokens (
    digest TEXT PRIMARY KEY,
    network_ids TEXT NOT NULL,
    read_only INTEGER NOT NULL,
    advertisers TEXT
);
CREATE TABLE IF NOT EXISTS calls (
    seq INTEGER PRIMARY KEY,
    method TEXT NOT NULL,
    path TEXT NOT NULL,
    endpoint TEXT NOT NULL,
    network_id TEXT,
    auth TEXT NOT NULL,
    body TEXT NOT NULL,
    status INTEGER,
    fault TEXT
);
CREATE TABLE IF NOT EXISTS ledger (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    event TEXT NOT NULL,
    promo_number TEXT NOT NULL,
    id_from_network TEXT,
    advertiser TEXT NOT NULL,
    campaign TEXT NOT NULL,
    affiliate TEXT,
    call INTEGER,
    by TEXT NOT NULL
);
"""

TABLES = (
    "campaigns", "affiliates", "numbers", "areas", "custom_fields", "tokens", "calls", "ledger",
)  # fmt: skip


def open_database(path: str | Path) -> sqlite3.Connection:
    # One connection for all threads: the account's lock lets one in at a time.
    connection = sqlite3.connect(str(path), check_same_thread=False)
    connection.row_factory = sqlite3.Row
    # A killed simulator loses nothing that was committed; only a power cut could, and then
    # the numbers are not real.
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = OFF")
    connection.executescript(SCHEMA)
    return connection


def empty_database(connection: sqlite3.Connection) -> None:
    for table in TABLES:
        connection.execute(f"DELETE FROM {table}")  # noqa: S608 - the names are ours
