"""Remembers on this machine which purchases, writes and moves were sent a short while ago.

Owns: one small file for each, for some minutes. Must not know: what is done about it.

A run that dies between its purchase request and the state leaves nothing in the state. The next
run asks Invoca for the id, and that is enough wherever Invoca shows a new number at once. Where it
shows late, a run started again within seconds would find nothing and buy a second number; the
journal tells it to look for longer. It is a help, not a promise: on another machine it is empty,
and where it cannot be written everything else still holds. It holds ids, never the token.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import time
from collections.abc import Callable, Mapping
from pathlib import Path

RECENT_SECONDS = 300.0  # later than this, no reading is assumed to lag behind


def journal_folder(environment: Mapping[str, str]) -> Path | None:
    """Where the journal is kept: the XDG state folder; None where there is no home."""
    base = environment.get("XDG_STATE_HOME")
    if not base and environment.get("HOME"):
        base = str(Path(environment["HOME"]) / ".local" / "state")
    return Path(base) / "promo-numbers" / "purchases" if base else None


class Journal:
    """Purchases by key. folder: None remembers nothing. wall_clock: seconds since the epoch.

    scope: which account, such as its address; keys of two accounts never meet.
    """

    def __init__(
        self,
        folder: Path | None,
        *,
        scope: str = "",
        wall_clock: Callable[[], float] = time.time,
    ) -> None:
        self._folder = folder
        self._scope = scope
        self._wall_clock = wall_clock

    def sent(self, *key: object) -> None:
        """Notes that a purchase request is about to be sent."""
        if self._folder is None:
            return
        file, text = self._file(key), "\n".join(map(str, key))
        with contextlib.suppress(OSError):
            try:
                file.write_text(text, "utf-8")
            except FileNotFoundError:
                self._folder.mkdir(parents=True, exist_ok=True)
                file.write_text(text, "utf-8")

    def forget(self, *key: object) -> None:
        """The purchase is known not to have happened, or its number was released."""
        if self._folder is not None:
            with contextlib.suppress(OSError):
                self._file(key).unlink()

    def is_recent(self, *key: object) -> bool:
        """Whether such a request was sent from here lately; older notes are thrown away."""
        if self._folder is None:
            return False
        file = self._file(key)
        try:
            age = self._wall_clock() - os.stat(file).st_mtime
        except OSError:
            return False
        if age < RECENT_SECONDS:
            return True
        self.forget(*key)
        return False

    def _file(self, key: tuple[object, ...]) -> Path:
        text = "\n".join(map(str, (self._scope, *key)))
        return Path(self._folder or "") / hashlib.sha256(text.encode()).hexdigest()[:32]
