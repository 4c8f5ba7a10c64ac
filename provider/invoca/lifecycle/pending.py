"""Remembers on this machine which purchases, writes and moves were sent, until they are settled.

Owns: one small file for each. Must not know: what is done about it.

A run that dies between its purchase request and the state leaves nothing in the state. The next
run asks Invoca for the id, and that is enough wherever Invoca shows a new number at once. Where it
shows late, a run started again within seconds would find nothing and buy a second number; the note
tells it to look for longer, and where an answer was unclear, that a person has to say so before
anything is bought again. It is a help, not a promise: on another machine it is empty, and where it
cannot be written, this process alone remembers. It holds ids, never the token.
"""

from __future__ import annotations

import contextlib
import copy
import hashlib
import os
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from ..account import Account
from ..promo_number.models import CampaignRef
from ..promo_number.record import RECENT_SECONDS as RECENT_SECONDS

CAMPAIGN_LINES = len(CampaignRef._fields)
_BINARY = getattr(os, "O_BINARY", 0)  # of Windows, where line ends would be changed else
_UNCLEAR = "unclear"  # the last line of a note whose outcome nobody knows


def pending_folder(environment: Mapping[str, str]) -> Path | None:
    """Where the notes are kept: the XDG state folder; None where there is no home."""
    base = environment.get("XDG_STATE_HOME")
    if not base and environment.get("HOME"):
        base = str(Path(environment["HOME"]) / ".local" / "state")
    return Path(base) / "promo-numbers" / "purchases" if base else None


class Note(NamedTuple):
    """at: when it was written, seconds since the epoch. is_unclear: nobody knows what became of it.
    about: what is kept with it."""

    at: float
    is_unclear: bool
    about: tuple[str, ...] = ()


def campaign_lines(where: CampaignRef) -> tuple[str, ...]:
    """A campaign, as a note is about it: CAMPAIGN_LINES of them."""
    return tuple(part or "" for part in where)


def campaign_in(lines: tuple[str, ...]) -> CampaignRef | None:
    """The campaign of these lines; None where they are not those of one."""
    if len(lines) != CAMPAIGN_LINES:
        return None
    advertiser, campaign, affiliate = lines
    return CampaignRef(advertiser, campaign, affiliate or None)


class PendingWrites:
    """Writes by key. folder: None keeps them in this process. wall_clock: seconds since the epoch.

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
        began = wall_clock()
        # A clock that is set back must not make what is sent now older than this run.
        self.wall_clock: Callable[[], float] = lambda: max(began, wall_clock())
        self._lock = threading.Lock()
        self._here: dict[str, Note] = {}  # of this process
        self._is_read_only = False

    @classmethod
    def of(cls, account: Account, environment: Mapping[str, str]) -> PendingWrites:
        """Those of an account, which every face that runs on this machine keeps together."""
        return cls(pending_folder(environment), scope=account.scope)

    def for_reading(self) -> PendingWrites:
        """The same notes, for a plan: it writes none, and none is thrown away because it looked."""
        reading = copy.copy(self)
        reading._is_read_only = True
        return reading

    def sent(self, *key: object, about: tuple[str, ...] = ()) -> None:
        """Notes that a request is about to be sent. about: lines that are kept with the note."""
        self._note(key, is_unclear=False, about=about)

    def unclear(self, *key: object, about: tuple[str, ...] = ()) -> float:
        """Notes that nobody knows what became of it; when it was sent."""
        known = self.note(*key)
        at = known.at if known else self.wall_clock()
        self._note(key, is_unclear=True, about=about, at=at)
        return at

    def cleared(self, *key: object) -> Note | None:
        """It is known what became of it; that it was sent, and when, stays noted. The note as it
        was; None where none was unclear."""
        note = self.note(*key)
        if note is None or not note.is_unclear:
            return None
        self._note(key, is_unclear=False, about=note.about[:CAMPAIGN_LINES], at=note.at)
        return note

    def forget(self, *key: object) -> None:
        """It is known what became of it, or its number was released."""
        if self._is_read_only:
            return
        name = self._name(key)
        with self._lock:
            self._here.pop(name, None)
        if self._folder is not None:
            with contextlib.suppress(OSError):
                (self._folder / name).unlink()

    def note(self, *key: object) -> Note | None:
        """Of such a request that was sent from here; None where that is settled or not known."""
        name = self._name(key)
        with self._lock:
            here = self._here.get(name)
        return here or self._stored(name, len(key))

    def is_recent(self, *key: object) -> bool:
        """Whether such a request was sent from here lately; older notes are thrown away."""
        known = self.note(*key)
        if known is None:
            return False
        if self.wall_clock() - known.at < RECENT_SECONDS:
            return True
        if not known.is_unclear:
            self.forget(*key)
        return False

    def _stored(self, name: str, parts: int) -> Note | None:
        if self._folder is None:
            return None
        file = self._folder / name
        try:
            at = os.stat(file).st_mtime
            lines = file.read_text("utf-8").split("\n")[parts:]
        except (OSError, UnicodeDecodeError):
            return None
        is_unclear = lines[-1:] == [_UNCLEAR]
        return Note(at, is_unclear, tuple(lines[:-1] if is_unclear else lines))

    def _note(
        self,
        key: tuple[object, ...],
        *,
        is_unclear: bool,
        about: tuple[str, ...],
        at: float | None = None,
    ) -> None:
        if self._is_read_only:
            return
        name = self._name(key)
        with self._lock:
            sent_at = self.wall_clock() if at is None else at
            self._here[name] = Note(sent_at, is_unclear, about)
        if self._folder is None:
            return
        lines = [*map(str, key), *about, *[_UNCLEAR] * is_unclear]
        file, content = self._folder / name, "\n".join(lines).encode()
        with contextlib.suppress(OSError):
            try:
                _write(file, content, sent_at)
            except FileNotFoundError:
                self._folder.mkdir(parents=True, exist_ok=True)
                _write(file, content, sent_at)

    def _name(self, key: tuple[object, ...]) -> str:
        text = "\n".join(map(str, (self._scope, *key)))
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _write(file: Path, content: bytes, at: float) -> None:
    """at: seconds since the epoch. Raises OSError.

    What is there is written over, and cut off afterwards: a full disk, or a kill in between, leaves
    the note that was there, where an emptied file would say nothing of what it was about.
    """
    with open(os.open(file, os.O_WRONLY | os.O_CREAT | _BINARY, 0o666), "wb", buffering=0) as note:
        if note.write(content) == len(content):
            note.truncate()
    # The folder may be on a file server, whose time is another one than this machine's.
    os.utime(file, (at, at))
