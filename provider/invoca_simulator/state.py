"""All that the simulator remembers, in one SQLite database that survives a restart.

Owns the connection and the boundaries of a transaction. Knows no rule of Invoca's.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .database import empty_database, open_database
from .directory import Directory
from .journal import CallLog, Ledger
from .number_table import NumberTable
from .stock import NumberStock


class AccountState:
    def __init__(self, database: str | Path) -> None:
        self._connection = open_database(database)
        self._lock = threading.RLock()
        self.numbers = NumberTable(self._connection)
        self.stock = NumberStock(self._connection, self.numbers.digits_taken)
        self.directory = Directory(self._connection)
        self.calls = CallLog(self._connection)
        self.ledger = Ledger(self._connection)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing, one thread at a time; committed before it returns."""
        with self._lock, self._connection:
            yield

    def changes(self) -> int:
        """How many rows were written since it was opened."""
        return self._connection.total_changes

    def empty(self) -> None:
        empty_database(self._connection)

    def close(self) -> None:
        with self._lock:
            self._connection.close()
