"""Whether this machine can remember purchases, and which it remembers just now."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Mapping
from datetime import datetime, timezone
from pathlib import Path

from invoca.counted import plural
from invoca.lifecycle.pending import RECENT_SECONDS, pending_folder

from . import Check, note, ok

_HELP = "so wait five minutes before repeating a run that was killed"


def look_at_journal(environment: Mapping[str, str]) -> list[Check]:
    folder = pending_folder(environment)
    if folder is None:
        text = f"purchases cannot be remembered here, {_HELP}"
        return [note("journal", text, "Set HOME or XDG_STATE_HOME")]
    existing = next(up for up in (folder, *folder.parents) if up.exists())
    if not existing.is_dir() or not os.access(existing, os.W_OK | os.X_OK):
        text = f"{existing} cannot be written, {_HELP}"
        return [note("journal", text, "Make it writable, or set XDG_STATE_HOME")]
    recent = _recent(folder, time.time())
    if not recent:
        return [ok("journal", "purchases are remembered; nothing was sent in the last 5 minutes")]
    last = datetime.fromtimestamp(max(recent), timezone.utc)
    notes = plural(len(recent), "note")
    text = f"{notes} of purchases and changes in the last 5 minutes, the last at {last:%H:%M:%S}"
    remedy = "Nothing to do: a run in this time looks longer for numbers before it buys"
    return [note("journal", f"{text} UTC", remedy)]


def _recent(folder: Path, now: float) -> list[float]:
    """When each note of the last minutes was written, in seconds since the epoch."""
    sent = []
    for file in folder.glob("*"):
        with contextlib.suppress(OSError):  # a run may forget it at any time
            sent.append(file.stat().st_mtime)
    return [at for at in sent if now - at < RECENT_SECONDS]
